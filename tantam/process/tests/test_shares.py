"""Which customers see what is tried: always the same ones, evenly, and more of them as the share grows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.process.values.shares import PARTS, is_in_share, part_of

PEOPLE = [f"customer:{number}" for number in range(20_000)]


def test_the_parts_of_known_keys_never_change() -> None:
    assert [part_of("QT-01", f"customer:{number}") for number in (1, 2, 3)] == [2365, 1920, 4058]


@given(about=st.text(max_size=20), key=st.text(max_size=40))
def test_every_key_has_one_part_and_keeps_it(about: str, key: str) -> None:
    assert 0 <= part_of(about, key) == part_of(about, key) < PARTS


@given(key=st.text(max_size=40), less=st.integers(0, 100), more=st.integers(0, 100))
def test_who_is_in_a_share_stays_in_a_larger_one(key: str, less: int, more: int) -> None:
    less, more = sorted((less, more))
    assert is_in_share("QT-01", key, percent=more) or not is_in_share("QT-01", key, percent=less)


@pytest.mark.parametrize("percent", [1, 20, 50, 99])
def test_so_many_of_a_hundred_are_in_it(percent: int) -> None:
    found = sum(is_in_share("QT-01", one, percent=percent) for one in PEOPLE)
    assert abs(found / len(PEOPLE) * 100 - percent) < 1


def test_all_parts_are_equally_large() -> None:
    tenths = Counter(part_of("QT-01", one) * 10 // PARTS for one in PEOPLE)
    expected = len(PEOPLE) / 10
    # chi-squared of ten classes: 27.9 is passed by one in a thousand fair hashes
    assert sum((count - expected) ** 2 / expected for count in tenths.values()) < 27.9


def test_two_processes_choose_their_customers_apart() -> None:
    first, second = ({one for one in PEOPLE if is_in_share(key, one, percent=50)} for key in ("QT-01", "QT-02"))
    assert abs(len(first & second) / len(PEOPLE) - 0.25) < 0.02


def test_nobody_and_everybody() -> None:
    assert not any(is_in_share("QT-01", one, percent=0) for one in PEOPLE[:500])
    assert all(is_in_share("QT-01", one, percent=100) for one in PEOPLE[:500])
