"""Whatever runs: the map of everything to itself changes nothing, renaming loses nothing, nothing is made up."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process.engine.bpmn import read
from tantam.process.engine.changeover import Crossing, check_map, propose
from tantam.process.engine.changes import Result
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State
from tantam.process.engine.tests import test_wild_drawings as wild
from tantam.process.engine.tests.blocks import Block, draw, number
from tantam.process.engine.tests.drawing import Drawing, FakeHost
from tantam.process.engine.tests.test_random_processes import BLOCKS, is_sound, walk
from tantam.process.engine.tests.wild import Wild


def renamed(drawing: Drawing) -> Graph:
    """The same drawing with another id for every element; messages keep their names."""
    xml = drawing.xml().decode()
    ids = set(re.findall(r'\bid="([^"]+)"', xml))

    def other(found: re.Match[str]) -> str:
        name, value = found.groups()
        return f'{name}="{value}_b"' if value in ids and name != "name" else found.group()

    return compile_graph(read(re.sub(r'(\w+)="([^"]+)"', other, xml).encode()))


def to_renamed(graph: Graph) -> dict[str, str]:
    return {node.id: f"{node.id}_b" for node in graph.nodes}


def shape(state: State) -> Counter[tuple[object, ...]]:
    return Counter(
        (token.state, token.scope, token.due_at, token.entered_at, token.id) for token in state.tokens.values()
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=BLOCKS, seed=st.integers(0, 2**32))
def test_the_map_to_itself_moves_every_state_and_changes_nothing(block: Block, seed: int) -> None:
    model = number(block)
    graph = draw(model).graph()
    same = propose(graph, graph)
    assert set(same) == {node.id for node in graph.nodes}
    crossing = Crossing(graph, graph, same)

    def kept(result: Result) -> Result:
        if result.state.ending is not None:
            return result
        crossed = crossing.cross(result.state, FakeHost())
        assert crossed.objections == ()
        assert crossed.state == result.state
        rows = Result(crossed.state, ()).rows(result.state)
        assert (rows.inserted, rows.updated, rows.deleted) == ((), (), ())
        return result

    walk(graph, model, Random(seed), kept=kept)  # noqa: S311


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=BLOCKS, seed=st.integers(0, 2**32))
def test_a_walk_that_goes_to_another_version_and_back_after_each_step_still_fits_its_model(
    block: Block, seed: int
) -> None:
    model = number(block)
    drawing = draw(model)
    graph, other = drawing.graph(), renamed(drawing)
    there, back = to_renamed(graph), {target: node for node, target in to_renamed(graph).items()}
    assert check_map(graph, other, there) == []
    to, fro = Crossing(graph, other, there), Crossing(other, graph, back)

    def kept(result: Result) -> Result:
        if result.state.ending is not None:
            return result
        gone = to.cross(result.state, FakeHost())
        assert gone.objections == ()
        assert shape(gone.state) == shape(result.state)
        assert {token.node for token in gone.state.tokens.values()} == {
            f"{token.node}_b" for token in result.state.tokens.values()
        }
        is_sound(other, gone.state)
        again = fro.cross(gone.state, FakeHost())
        assert again.objections == ()
        return Result(again.state, result.changes)

    walk(graph, model, Random(seed), kept=kept)  # noqa: S311


@pytest.mark.parametrize("block", range(2))
def test_whatever_is_drawn_crosses_to_itself_unchanged(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    crossed = 0

    def look(graph: Graph, state: State) -> None:
        nonlocal crossed
        is_sound(graph, state)
        if state.ending is None:
            found = Crossing(graph, graph, propose(graph, graph)).cross(state, FakeHost({"a": 0}))
            assert (found.objections, found.state) == ((), state)
            crossed += 1

    monkeypatch.setattr(wild, "is_sound", look)
    for seed in range(block * 60, (block + 1) * 60):
        try:
            graph = compile_graph(Wild(seed).drawing.diagram())
        except NotRunnable:
            continue
        wild.roam(graph, seed)
    assert crossed > 100
