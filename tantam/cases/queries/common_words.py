"""How often the commonest words are said, as PostgreSQL knows from looking at a sample; kept for a while."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tantam.cases.models import CaseSearch
from tantam.core.queries import ask

SECONDS_KEPT = 600


@dataclass
class _Kept:
    until: float = 0.0
    rows: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)


_kept = _Kept()


def searched() -> int:
    """About how many cases are searched."""
    return _known().rows


def most_matches(terms: Iterable[str]) -> int | None:
    """About how many cases at most hold all these terms; None where one of them is too rare to be known."""
    known = _known()
    shares = [known.shares.get(term) for term in terms]
    if not shares or None in shares:
        return None
    return int(known.rows * min(share for share in shares if share is not None))


def forget_common_words() -> None:
    """Ask again: between tests."""
    _kept.until = 0.0


def _known() -> _Kept:
    if time.monotonic() > _kept.until:
        _kept.rows = max(0, int(ask(_ROWS, [CaseSearch._meta.db_table])[0][0]))
        found = ask(_SHARES, [CaseSearch._meta.db_table])
        _kept.shares = dict(zip(*found[0], strict=False)) if found else {}
        _kept.until = time.monotonic() + SECONDS_KEPT
    return _kept


_ROWS = "SELECT reltuples FROM pg_class WHERE oid = %s::regclass"
#: The shares of the elements are followed by their least, their greatest and that of null.
_SHARES = """
SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
WHERE schemaname = ANY(current_schemas(false)) AND tablename = %s AND attname = 'terms'
  AND most_common_elems IS NOT NULL
"""
