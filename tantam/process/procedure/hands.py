"""Whose hands do a step, and who answers for it: what the software does is not done by whose lane it stands in."""

from __future__ import annotations

from typing import Final

from tantam.process.engine.diagram import Node
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.words import Wording

#: What the software does without anybody.
_BY_ITSELF: Final = frozenset({"serviceTask", "businessRuleTask", "sendTask", "scriptTask", "callActivity"})


def hands_of(node: Node, *, subject: Subject, word: Wording) -> tuple[str, str]:
    """Who does a step and who answers for it, by name; "" where nobody is named. A machine answers for nothing."""
    named = subject.doers.get(node.id, "")
    role = subject.diagram.role_of(node)
    is_systems = role is not None and role.kind == "system"
    if node.kind not in _BY_ITSELF and not is_systems:
        return named, named
    return (named if is_systems and named else _system(subject, word)), "" if is_systems else named


def _system(subject: Subject, word: Wording) -> str:
    """The software, as its lane is called where it has one."""
    lanes = (lane for lane in subject.diagram.lanes if lane.role is not None and lane.role.kind == "system")
    return next((name for lane in lanes if (name := lane.label(subject.language))), word("system"))
