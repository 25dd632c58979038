"""Names and words of a drawing that are probably not meant: fields nothing fills in, steps without a name, places of a
script that nobody fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.stray import Stray, stray_names
from tantam.process.registry import LANGUAGE, dimension_names, messages, offer_named
from tantam.process.values.meanings import known_meanings

_WORK: Final = frozenset(("userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"))
_CATCHING: Final = frozenset(("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"))
_PLACE: Final = re.compile(r"\{([^{}\n]{1,80})\}")


def name_doubts(diagram: Diagram) -> Iterator[Problem]:
    """Findings about names, each on its element."""
    known = {*known_meanings(), *_received(diagram)}
    for stray in stray_names(diagram, known=known, is_open=_brings_names, language=LANGUAGE):
        yield _stray(stray)
    for node in diagram.nodes:
        if node.kind in _WORK and not node.name.strip():
            yield problem("unnamed_step", element=node.id, line=node.line, severity="warning")
        yield from _places(node)


def _stray(stray: Stray) -> Problem:
    code = ("stray_result" if stray.row else "stray_name") + ("_alike" if stray.alike else "")
    return problem(
        code,
        element=stray.element.id,
        line=stray.line,
        severity="warning",
        name=stray.element.name or stray.element.id,
        missing=stray.name[:80],
        alike=stray.alike,
        row=stray.row,
    )


def _brings_names(node: Node) -> bool:
    """Whether data of its own may come with what it waits for or calls: only the house's own messages bring none but
    what has a meaning."""
    if node.kind == "callActivity":
        return True
    if node.kind not in _CATCHING:
        return False
    heard = [event.name for event in node.events if event.kind in {"message", "signal", "error", "escalation"}]
    heard += [node.message] if node.kind == "receiveTask" else []
    return any(name not in messages() for name in heard)


def _received(diagram: Diagram) -> Iterator[str]:
    """What is kept of other systems' answers: a line `variable = formula` each."""
    for node in diagram.nodes:
        settings = dict(node.care.action.settings) if node.care.action is not None else {}
        for line in settings.get("receive", "").splitlines():
            yield line.partition("=")[0].strip()


def _places(node: Node) -> Iterator[Problem]:
    """Places of a script: where the system sends it, all have to be filled in by themselves; elsewhere a person fills
    in what is left, so only slips of the pen are told."""
    filled = set(dimension_names("place"))
    asked = {name for _language, text in node.care.scripts.pairs for name in _PLACE.findall(text)}
    left = sorted(name for name in asked if name[:1].lower() + name[1:] not in filled)
    if not left or not filled:
        return
    offer = offer_named(node.care.action.name) if node.care.action is not None else None
    if offer is not None and offer.sends_script:
        named = ", ".join(f"{{{name}}}" for name in left)
        yield problem(
            "sends_gap", element=node.id, line=node.line, severity="warning", name=node.name or node.id, places=named
        )
        return
    own = set(dimension_names("gap")) | {field.key for field in node.care.form}
    for name in left:
        alike = get_close_matches(name.lower(), sorted(filled), n=1, cutoff=0.7) if name not in own else []
        if alike:
            words = {"place": f"{{{name}}}", "alike": f"{{{alike[0]}}}"}
            yield problem(
                "misspelt_place",
                element=node.id,
                line=node.line,
                severity="warning",
                name=node.name or node.id,
                **words,
            )
