"""Where somebody who leaves the drawn path may go."""

from __future__ import annotations

from tantam.process.engine.diagram import Node
from tantam.process.engine.leaving import targets
from tantam.process.engine.tests.drawing import Drawing, after

Said = list[tuple[str, bool, bool, bool]]


def _drawn() -> Drawing:
    """ask → told? → tell → close → thank; beside ask, after an hour, help → call; again from tell to ask."""
    drawing = Drawing()
    drawing.start()
    for step in ("ask", "tell", "thank", "help", "call"):
        drawing.user(step)
    drawing.service("close", "cases.close")
    drawing.gateway("told", default="told-tell")
    drawing.path("s", "ask", "told", "tell", "close", "thank", "e")
    drawing.flow("told", "ask", condition="x > 1")
    drawing.boundary("late", "ask", after("PT1H"), interrupting=False)
    drawing.path("late", "help", "call", "gone")
    drawing.end()
    drawing.end("gone")
    return drawing


def _from(source: str, drawing: Drawing | None = None) -> Said:
    diagram = (drawing or _drawn()).diagram()
    found = targets(diagram, source=diagram.node(source), of=_is_peoples, closing=_closes)
    return [(one.node.id, one.is_next, one.is_last, one.closes_no_more) for one in found]


def _is_peoples(node: Node) -> bool:
    return node.kind == "userTask"


def _closes(node: Node) -> bool:
    return node.care.action is not None and node.care.action.name == "cases.close"


def test_the_ways_of_the_drawing_come_first_and_the_end_is_said() -> None:
    assert _from("ask") == [("tell", True, False, False), ("thank", False, True, True)]
    # The system's closing stands between telling and thanking: whoever goes there at once passes it over.
    assert _from("tell") == [("ask", False, False, False), ("thank", False, True, True)]


def test_what_runs_beside_the_way_is_none_from_the_way_and_the_way_none_from_beside() -> None:
    assert _from("help") == [("call", True, True, False)]
    assert _from("call") == [("help", False, False, False)]


def test_an_event_that_stops_its_step_leads_to_a_way_like_any_other() -> None:
    drawing = _drawn()
    drawing.user("instead")
    drawing.boundary("gave-up", "ask", after("PT2H"))
    drawing.path("gave-up", "instead", "gone")
    assert ("instead", True, True, True) in _from("ask", drawing)
