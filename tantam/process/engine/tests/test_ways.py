"""What is passed over by who goes from one step to another at once."""

from __future__ import annotations

import pytest

from tantam.process.engine.diagram import Node
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.engine.ways import between, in_order

YES = '<t:work done="approval"/>'


def _asks(node: Node) -> bool:
    return node.care.done == "approval"


def _drawn() -> Drawing:
    """propose → (small?) → tell, or → head → tell; from tell back to propose, or on to do and the end."""
    drawing = Drawing()
    drawing.start()
    for step in ("propose", "tell", "do"):
        drawing.user(step)
    drawing.user("head", extension=YES)
    drawing.gateway("small", default="small-tell")
    drawing.gateway("agreed", default="agreed-do")
    drawing.path("s", "propose", "small")
    drawing.flow("small", "tell")
    drawing.flow("small", "head", condition="x > 1")
    drawing.path("head", "tell", "agreed")
    drawing.flow("agreed", "do")
    drawing.flow("agreed", "propose", condition="x = 0")
    drawing.path("do", drawing.end())
    return drawing


@pytest.mark.parametrize(
    ("source", "to", "nodes", "is_avoidable"),
    [
        ("propose", "tell", ["head"], True),
        ("propose", "do", ["head"], True),
        ("head", "tell", ["head"], False),
        ("head", "do", ["head"], False),
        ("propose", "head", [], True),
        ("head", "propose", [], False),
        ("tell", "do", [], True),
        ("do", "propose", [], False),
        ("tell", "head", [], False),
    ],
)
def test_going_forward_passes_what_stands_between_and_going_back_nothing(
    source: str, to: str, nodes: list[str], is_avoidable: bool
) -> None:
    found = between(_drawn().diagram(), source=source, to=to, of=_asks)
    assert [node.id for node in found.nodes] == nodes
    if nodes:
        assert found.is_avoidable is is_avoidable


def test_an_approval_on_the_only_way_cannot_be_avoided() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.user("yes", extension=YES)
    drawing.user("b")
    drawing.path("s", "a", "yes", "b", drawing.end())
    found = between(drawing.diagram(), source="a", to="b", of=_asks)
    assert ([node.id for node in found.nodes], found.is_avoidable) == (["yes"], False)


def test_an_approval_inside_a_sub_process_is_passed_with_it() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    with drawing.inside("sub"):
        drawing.start("s2")
        drawing.user("yes", extension=YES)
        drawing.path("s2", "yes", drawing.end("e2"))
    drawing.user("b")
    drawing.path("s", "a", "sub", "b", drawing.end())
    found = between(drawing.diagram(), source="a", to="b", of=_asks)
    assert [node.id for node in found.nodes] == ["yes"]


def test_nodes_come_after_those_that_lead_to_them() -> None:
    assert [node.id for node in in_order(_drawn().diagram()) if node.kind == "userTask"] == [
        "propose", "head", "tell", "do",
    ]  # fmt: skip
