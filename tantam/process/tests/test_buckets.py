"""Percentiles from buckets, against exact ones."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tantam.process.values.buckets import AT_ONCE, Lengths, bucket_of, lengths_of, shares

LENGTHS = st.lists(st.floats(min_value=1, max_value=90 * 86_400), min_size=1, max_size=300)


def _exact(lengths: list[float], share: float) -> float:
    return sorted(lengths)[max(1, ceil(share * len(lengths))) - 1]


@given(LENGTHS, st.sampled_from([0.5, 0.9]))
@example([64.0] * 9 + [66.7], 0.9)
def test_a_percentile_is_off_by_five_percent_at_most(lengths, share):
    exact = _exact(lengths, share)
    assert lengths_of(lengths).percentile(share) == pytest.approx(exact, rel=0.05)


@given(LENGTHS)
def test_days_added_up_say_the_same_as_all_at_once(lengths):
    together = lengths_of(lengths)
    added = Lengths()
    for part in (lengths[::2], lengths[1::2]):
        for bucket, (count, seconds) in lengths_of(part).buckets.items():
            added.add(bucket, count=int(count), seconds=seconds)
    assert added.count == together.count == len(lengths)
    assert added.percentile(0.9) == pytest.approx(together.percentile(0.9))


def test_where_all_take_the_same_time_it_is_exact():
    assert lengths_of([86_400.0] * 7).percentile(0.5) == 86_400.0


def test_what_is_passed_at_once_takes_no_time():
    assert bucket_of(0.4) == AT_ONCE
    assert lengths_of([0.0, 0.4, 0.9]).percentile(0.9) == 0.0


def test_buckets_double_every_sixteen():
    assert [bucket_of(seconds) for seconds in (1, 2, 4, 1024)] == [0, 16, 32, 160]


def test_nothing_has_no_percentile():
    assert Lengths().percentile(0.5) is None


def test_shares_add_up_to_one_and_nobody_makes_none():
    assert shares({"a": 3, "b": 1}) == {"a": 0.75, "b": 0.25}
    assert shares({"a": 0, "b": 0}) == {}
