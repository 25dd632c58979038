"""Two versions compared any day: no difference is found where there is none, and a real one is."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.process.values.sequential import (
    LEAST,
    UNEVEN_BELOW,
    Compared,
    Kind,
    Sums,
    boundary,
    chance_of_split,
    compare,
    seen_later,
)

Draw = Callable[[Random, int], list[float]]
DAYS, A_DAY = 60, 16


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same trials every time


def summed(rows: list[list[float]]) -> Sums:
    """The sums of customers, each with the values of their tickets."""
    return Sums(
        people=len(rows),
        cases=sum(len(row) for row in rows),
        total=sum(sum(row) for row in rows),
        squared_cases=sum(len(row) ** 2 for row in rows),
        squared_total=sum(sum(row) ** 2 for row in rows),
        product=sum(len(row) * sum(row) for row in rows),
    )


def looked_at_daily(random: Random, old: Draw, new: Draw, *, share: float, kind: Kind) -> Compared:
    """A trial that somebody looks at every evening and ends as soon as anything shows; else after sixty days."""
    sides = [[0.0] * 6, [0.0] * 6]
    found = None
    for _day in range(DAYS):
        for _customer in range(A_DAY):
            is_tried = random.random() < share
            values = (new if is_tried else old)(random, random.choices((1, 2, 3), (70, 20, 10))[0])
            n, x = len(values), sum(values)
            for place, value in enumerate((1, n, x, n * n, x * x, n * x)):
                sides[is_tried][place] += value
        found = compare([(_sums(sides[0]), _sums(sides[1]))], kind=kind)
        if found.state in ("above", "below"):
            return found
    assert found is not None
    return found


def _sums(side: list[float]) -> Sums:
    people, cases, total, squared_cases, squared_total, product = side
    return Sums(
        people=int(people),
        cases=cases,
        total=total,
        squared_cases=squared_cases,
        squared_total=squared_total,
        product=product,
    )


def alike(draw: Callable[[Random, float], float]) -> Draw:
    """Tickets of one customer are like each other."""

    def drawn(random: Random, count: int) -> list[float]:
        own = random.gauss(0, 0.6)
        return [draw(random, own) for _ in range(count)]

    return drawn


def times(shift: float = 0.0) -> Draw:
    return alike(lambda random, own: random.gauss(8 + shift, 1) + own)


def one_of(share: float) -> Draw:
    """The same answer for all tickets of a customer: the worst case for whoever counts tickets."""
    return lambda random, count: [float(random.random() < share)] * count


def bursts(random: Random, count: int) -> list[float]:
    return [4.0 * (random.random() < 0.04) for _ in range(count)]


def scores(random: Random, count: int) -> list[float]:
    return [float(random.choices((1, 2, 3, 4, 5), (6, 3, 6, 25, 60))[0]) for _ in range(count)]


CASES: list[tuple[str, Draw, Kind]] = [
    ("times", times(), "mean"),
    ("scores", scores, "mean"),
    ("rare", one_of(0.03), "share"),
    ("half", one_of(0.5), "share"),
    ("bursts", bursts, "count"),
]


def test_two_alike_looked_at_every_day_are_told_apart_in_at_most_one_of_twenty_trials() -> None:
    """Three thousand trials of sixty days without any difference, at an even and at a small share."""
    random = seeded(20261122)
    rounds = 300
    found = {
        (name, share): sum(
            looked_at_daily(random, draw, draw, share=share, kind=kind).state in ("above", "below")
            for _ in range(rounds)
        )
        for name, draw, kind in CASES
        for share in (0.5, 0.1)
    }
    assert sum(found.values()) / (rounds * len(found)) <= 0.05
    # by chance alone three hundred trials at 5 in 100 give more than 27 less than once in a thousand times
    assert {key: many for key, many in found.items() if many > 27} == {}


def test_a_test_made_to_be_looked_at_once_would_be_wrong_far_more_often() -> None:
    """What the sequential boundary is for: the usual 1.96 standard errors, looked at daily, deceive."""
    random = seeded(7)
    deceived = 0
    for _trial in range(200):
        sums, count = [0.0, 0.0], [0, 0]
        for day in range(DAYS):
            for _customer in range(A_DAY):
                side = random.random() < 0.5
                sums[side] += random.gauss(0, 1)
                count[side] += 1
            if day > 3 and abs(sums[1] / count[1] - sums[0] / count[0]) > 1.96 * sqrt(1 / count[0] + 1 / count[1]):
                deceived += 1
                break
    assert deceived > 30


def test_a_real_difference_is_found_and_lies_in_the_interval() -> None:
    """A third quicker, half of some thousand customers: found nearly always, and told on the right side."""
    random = seeded(11)
    shift = log(0.67)
    found = [looked_at_daily(random, times(), times(shift), share=0.5, kind="mean") for _ in range(120)]
    assert sum(one.state == "below" for one in found) >= 114
    assert sum(one.state == "above" for one in found) == 0
    assert sum(one.low <= shift <= one.high for one in found) >= 114


def test_what_could_be_seen_is_seen_in_about_eight_of_ten() -> None:
    """The power that is told is true: a difference of `seen_from` at the end is found in some 80 of 100 trials."""
    random = seeded(5)
    blank = compare([_trial(random, 0.0)], kind="mean")
    found = [compare([_trial(random, blank.seen_from)], kind="mean").state == "above" for _ in range(200)]
    assert 140 <= sum(found) <= 180


def _trial(random: Random, shift: float) -> tuple[Sums, Sums]:
    return (
        summed([[random.gauss(0, 1)] for _ in range(400)]),
        summed([[random.gauss(shift, 1)] for _ in range(400)]),
    )


def test_more_customers_see_smaller_differences() -> None:
    now = compare([_trial(seeded(3), 0.0)], kind="mean")
    assert seen_later(now, times=4) == pytest.approx(now.seen_from / 2)
    assert seen_later(now, times=0.5) == now.seen_from


def test_tickets_of_one_customer_count_as_one() -> None:
    """Ten equal tickets each tell no more than one: the interval stays as wide."""
    random = seeded(1)
    rows = [[random.gauss(0, 1)] for _ in range(200)]
    once, often = summed(rows), summed([row * 10 for row in rows])
    assert often.spread == pytest.approx(once.spread)
    first, second = compare([(once, once)], kind="mean"), compare([(often, often)], kind="mean")
    assert first.low == pytest.approx(second.low)
    assert first.high == pytest.approx(second.high)


def test_too_few_customers_conclude_nothing_however_clear_it_looks() -> None:
    few = summed([[0.0], [0.1]] * (LEAST // 2 - 1))
    many = summed([[100.0], [100.1]] * LEAST)
    found = compare([(few, many)], kind="mean")
    assert (found.state, isfinite(found.low), found.people) == ("few", False, (LEAST - 2, 2 * LEAST))
    assert compare([], kind="mean").state == "few"


def test_none_of_forty_is_not_taken_for_never() -> None:
    none = summed([[0.0]] * 45)
    some = summed([[0.0]] * 42 + [[1.0]] * 3)
    found = compare([(none, some)], kind="share")
    assert found.state == "open"
    assert isfinite(found.low)
    assert compare([(none, none)], kind="mean").state == "open"  # all alike: no word about how sure one is


def test_a_busy_stretch_at_a_small_share_makes_no_difference_of_none() -> None:
    """First 10 % on trial in a slow month, then 90 % in a quick one: mixed, the tried one would look quicker."""
    random = seeded(2)

    def month(level: float, old: int, new: int) -> tuple[Sums, Sums]:
        first, second = ([[random.gauss(level, 1)] for _ in range(count)] for count in (old, new))
        return summed(first), summed(second)

    slow, quick = month(10, 900, 100), month(5, 100, 900)
    found = compare([slow, quick], kind="mean")
    assert found.state == "open"
    assert abs(found.estimate) < 0.4
    mixed = [
        Sums(**{name: getattr(slow[side], name) + getattr(quick[side], name) for name in Sums.__slots__})
        for side in (0, 1)
    ]
    assert compare([(mixed[0], mixed[1])], kind="mean").state == "below"


@given(st.integers(1, 100_000), st.sampled_from([0.05, 0.01, 0.001]))
def test_the_boundary_is_always_wider_than_that_of_one_look(pairs, alpha) -> None:
    assert boundary(pairs, alpha=alpha) > sqrt(-2 * log(alpha)) > 1.96
    assert boundary(pairs, alpha=alpha / 2) > boundary(pairs, alpha=alpha)


@given(
    st.lists(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=4), min_size=LEAST, max_size=60),
    st.lists(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=4), min_size=LEAST, max_size=60),
)
def test_swapping_both_versions_turns_the_interval_round(first, second) -> None:
    old, new = summed(first), summed(second)
    one, other = compare([(old, new)], kind="mean"), compare([(new, old)], kind="mean")
    assert one.low == pytest.approx(-other.high)
    assert one.low <= one.estimate <= one.high


def test_a_split_as_meant_is_never_called_wrong_and_a_wrong_one_is() -> None:
    random = seeded(4)
    alarms = 0
    for _round in range(1500):
        tried = 0
        for came in range(1, 301):
            tried += random.random() < 0.3
            if came % 10 == 0 and chance_of_split([(30, tried, came - tried)]) < UNEVEN_BELOW:
                alarms += 1
                break
    assert alarms <= 5  # 1.5 at most are expected
    assert chance_of_split([(30, 120, 180)]) > UNEVEN_BELOW > chance_of_split([(30, 160, 140)])
    assert chance_of_split([(30, 30, 70), (50, 50, 50)]) == 1.0
    assert chance_of_split([]) == 1.0
    assert chance_of_split([(50, 1_000_000, 0)]) == 0.0
