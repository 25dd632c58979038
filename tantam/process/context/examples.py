"""How the examples of a drawing came out, for the studio, and what they ask for that is no longer drawn."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from tantam.process.actions import check_drawing
from tantam.process.context.reader import called, language
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.examples import Result, example_results
from tantam.process.engine.problem import Unreadable
from tantam.process.registry import LANGUAGE

#: The newest drawing that still has an element, if any does.
Former = Callable[[str], Diagram | None]
_OF_EXAMPLES = {"example_failed", "example_gone", "bad_example"}


def examples_told(bpmn: str, *, former: Former | None = None) -> list[dict[str, object]]:
    """Each example by its key: whether it came out as expected, else what differs, and on which elements.

    `former` finds the drawing that still knows what is no longer drawn.
    Nothing where the drawing has errors of its own: it cannot be run.
    """
    try:
        diagram = read(bpmn.encode())
    except Unreadable:
        return []
    if any(one.severity == "error" and one.code not in _OF_EXAMPLES for one in check_drawing(bpmn)):
        return []
    return [_told(result, former) for result in example_results(diagram, language=LANGUAGE)]


def _told(result: Result, former: Former | None) -> dict[str, object]:
    at = 1 if language() == "en" else 0
    told = (*result.differing, *([result.reason] if result.reason else []))
    said = [gone_by_name(both[at], result.gone, former) for both in told]
    return {
        "key": result.example.key,
        "passed": result.is_passed,
        "said": said,
        "nodes": list(result.nodes),
        "way": list(result.way),
    }


def gone_by_name(said: str, gone: str, former: Former | None) -> str:
    """A sentence about an element that is gone, by the name it had; an id says nothing to who reads."""
    if not gone:
        return said
    diagram = former(gone) if former is not None else None
    name = f"“{called(diagram, gone)}”" if diagram is not None else _("a step")
    return said.replace(f"“{gone}”", name)
