"""How the examples of a drawing came out, for the studio."""

from __future__ import annotations

from tantam.process.actions import check_drawing
from tantam.process.context.reader import language
from tantam.process.engine.bpmn import read
from tantam.process.engine.examples import Result, example_results
from tantam.process.engine.problem import Unreadable
from tantam.process.registry import LANGUAGE

_OF_EXAMPLES = {"example_failed", "bad_example"}


def examples_told(bpmn: str) -> list[dict[str, object]]:
    """Each example by its key: whether it came out as expected, else what differs, and on which elements.

    Nothing where the drawing has errors of its own: it cannot be run.
    """
    try:
        diagram = read(bpmn.encode())
    except Unreadable:
        return []
    if any(one.severity == "error" and one.code not in _OF_EXAMPLES for one in check_drawing(bpmn)):
        return []
    return [_told(result) for result in example_results(diagram, language=LANGUAGE)]


def _told(result: Result) -> dict[str, object]:
    at = 1 if language() == "en" else 0
    said = [both[at] for both in result.differing]
    return {
        "key": result.example.key,
        "passed": result.is_passed,
        "said": [*said, result.reason] if result.reason else said,
        "nodes": list(result.nodes),
        "way": list(result.way),
    }
