"""Optimal alignments: against the definition, tried by brute force on hundreds of random nets."""

from __future__ import annotations

from random import Random

import pytest

from tantam.process.mining.alignment import Aligner, Budget, Step, conformance
from tantam.process.mining.net import Net, Transition, reduced
from tantam.process.mining.tests.made import END, START, net, tasks, variant
from tantam.process.mining.tests.search import TooMany, apart, cheapest, words

LABELS = "ABC"
LINE = net(START + tasks("ABC") + END, "s-A A-B B-C C-e")
BOTH = net(
    START + tasks("ABC") + '<parallelGateway id="g"/><parallelGateway id="h"/>' + END,
    "s-g g-A g-B A-h B-h h-C C-e",
)


def random_net(random: Random) -> Net:
    """Places and transitions at random; nothing says that a run ends."""
    places = random.randint(2, 5)
    transitions = []
    for _ in range(random.randint(2, 7)):
        takes = tuple(random.randrange(places) for _ in range(random.choice((1, 1, 1, 2))))
        gives = tuple(random.randrange(places) for _ in range(random.choice((0, 1, 1, 1, 2))))
        transitions.append(Transition(takes, gives, random.choice(("", *LABELS))))
    transitions.append(Transition((places - 1,), (), random.choice(("", *LABELS))))
    return Net(places=tuple(f"p{n}" for n in range(places)), transitions=tuple(transitions), initial=(0,))


def random_line(random: Random, *, longest: int = 6) -> tuple[str, ...]:
    return tuple(random.choice(LABELS) for _ in range(random.randint(0, longest)))


def forward_net(random: Random) -> Net:
    """As above without loops: transitions lead from lower places to higher ones."""
    places = random.randint(3, 6)
    transitions = []
    for _ in range(random.randint(4, 9)):
        low = random.randrange(places - 1)
        gives = tuple(random.randrange(low + 1, places) for _ in range(random.choice((1, 1, 2))))
        transitions.append(Transition((low,), gives, random.choice(("", *LABELS))))
    transitions.append(Transition((places - 1,), (), ""))
    return Net(places=tuple(f"p{n}" for n in range(places)), transitions=tuple(transitions), initial=(0,))


@pytest.mark.parametrize("seed", range(20))
def test_the_cost_is_the_least_there_is(seed):
    random, tried = Random(seed), 0  # noqa: S311
    while tried < 20:
        made, line = random_net(random), random_line(random)
        try:
            wanted = cheapest(made, line)
        except TooMany:
            continue
        found = Aligner(made, budget=Budget(states=20_000)).align(line)
        if wanted is None:
            assert found is None
            continue
        tried += 1
        assert found is not None
        assert found.cost == wanted, (made, line)
        assert cheapest(reduced(made), line) == wanted
        explains(made, line, found.steps, found.cost)


@pytest.mark.parametrize("seed", range(10))
def test_the_cost_is_the_distance_to_the_nearest_that_the_net_allows(seed):
    random, tried = Random(seed), 0  # noqa: S311
    while tried < 15:
        made, line = forward_net(random), random_line(random)
        try:
            allowed = words(made)
        except TooMany:
            continue
        if not allowed:
            continue
        tried += 1
        aligner = Aligner(made)
        found = aligner.align(line)
        assert found is not None
        assert found.cost == min(apart(line, word) for word in allowed)
        assert aligner.shortest == min(map(len, allowed))
        assert words(reduced(made)) == allowed


def explains(made: Net, line: tuple[str, ...], steps: tuple[Step, ...], cost: int) -> None:
    """The steps tell the line in its order, and cost what is said."""
    told = [step for step in steps if step.kind != "skipped"]
    assert [step.label for step in told] == list(line)
    assert [step.index for step in told] == list(range(len(line)))
    assert sum(step.kind != "both" for step in steps) == cost
    assert {step.label for step in steps if step.kind != "extra"} <= made.labels


def test_each_step_is_told_as_drawn_extra_or_skipped():
    found = Aligner(LINE).align("AXC")
    assert found is not None
    assert [(step.kind, step.label, step.node, step.index) for step in found.steps] == [
        ("both", "A", "A", 0),
        ("skipped", "B", "B", -1),
        ("extra", "X", "", 1),
        ("both", "C", "C", 2),
    ]
    assert (found.cost, found.worst, found.fitness) == (2, 6, 1 - 2 / 6)


def test_fitness_compares_with_explaining_nothing():
    aligner = Aligner(LINE)
    assert aligner.shortest == 3
    fitness = {line: found.fitness for line in ("ABC", "", "XYZ", "AB") if (found := aligner.align(line))}
    assert fitness == {"ABC": 1.0, "": 0.0, "XYZ": 0.0, "AB": 1 - 1 / 5}


def test_branches_in_parallel_may_come_in_either_order_and_both_must():
    aligner = Aligner(BOTH)
    cost = {line: found.cost for line in ("ABC", "BAC", "AC", "CAB", "ABAC") if (found := aligner.align(line))}
    assert cost == {"ABC": 0, "BAC": 0, "AC": 1, "CAB": 2, "ABAC": 1}


def test_what_the_net_hides_is_left_out_before():
    found = Aligner(BOTH).align(["s", "g", "A", "B", "h", "C", "e"])
    assert found is not None
    assert (found.cost, found.worst) == (0, 6)


def test_beyond_its_budget_there_is_no_answer_and_the_figures_say_so():
    clock = iter([0.0, 0.0, 0.0, 31.0, 31.0])
    variants = [variant("ABC", 5), variant("AB", 3), variant("A", 1)]
    found = conformance(LINE, variants, budget=Budget(seconds=30), clock=lambda: next(clock))
    assert [one.alignment is not None for one in found.variants] == [True, True, False]
    assert (found.cases, found.computed, found.fitting) == (9, 8, 5)
    assert found.average_fitness == pytest.approx((5 * 1 + 3 * 0.8) / 8)
    none = conformance(LINE, variants, budget=Budget(states=1))
    assert (none.computed, none.average_fitness, none.log_fitness) == (0, None, None)


def test_a_log_is_as_fit_as_its_costs_together():
    found = conformance(LINE, [variant("ABC", 2), variant("AX", 1)])
    assert found.average_fitness == pytest.approx((2 + 1 - 3 / 5) / 3)
    assert found.log_fitness == pytest.approx(1 - 3 / 17)


def test_a_drawing_that_cannot_end_is_not_computed():
    stuck = net(START + tasks("A") + '<exclusiveGateway id="g"/><parallelGateway id="h"/>' + END, "s-A A-g g-h g-h h-e")
    aligner = Aligner(stuck)
    assert (aligner.shortest, aligner.align("A")) == (None, None)
