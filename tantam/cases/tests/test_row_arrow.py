"""The arrow before a row's words says that they are ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tantam.cases.context.rows import _is_ours

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)


def row(
    *, inbound: datetime | None, last: datetime, awaits: bool = False, responded: datetime | None = NINE
) -> dict[str, Any]:
    return {
        "awaits_answer": awaits,
        "first_responded_at": responded,
        "last_inbound_at": inbound,
        "last_entry_at": last,
    }


def test_words_of_ours_after_the_customers_bear_the_arrow():
    assert _is_ours(row(inbound=NINE, last=NINE + timedelta(minutes=4)))
    assert _is_ours(row(inbound=None, last=NINE))


def test_the_customers_last_words_never_bear_it_even_when_they_want_no_answer():
    assert not _is_ours(row(inbound=NINE, last=NINE))
    assert not _is_ours(row(inbound=NINE, last=NINE, awaits=True))
    assert not _is_ours(row(inbound=NINE, last=NINE + timedelta(hours=1), responded=None))
