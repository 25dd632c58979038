"""A share is never rounded to all or to none unless it is."""

from __future__ import annotations

import pytest

from tantam.core.values.shares import percentage


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0"),
        (1, "100"),
        (0.934, "93"),
        (0.985, "98"),
        (0.994, "99"),
        (621 / 622, "99.8"),
        (0.9996, "99.96"),
        (99_999 / 100_000, ">99.99"),
        (0.004, "0.4"),
        (0.0004, "0.04"),
        (1 / 1_000_000, "<0.01"),
        (1.004, "100"),
        (2.5, "250"),
    ],
)
def test_a_share_is_all_or_none_only_where_it_is(share, said):
    assert percentage(share) == said


@pytest.mark.parametrize(("share", "places", "said"), [(1, 1, "100.0"), (0.99989, 1, "99.99"), (0.9341, 1, "93.4")])
def test_asked_for_decimals_are_the_least(share, places, said):
    assert percentage(share, places=places) == said
