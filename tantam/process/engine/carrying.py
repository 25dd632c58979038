"""What goes along with a message, signal, error or escalation that an event throws."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.diagram import Node
from tantam.process.engine.feel import FeelError, from_python, to_json
from tantam.process.engine.graph import Trigger
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.state import Id

#: How many variables one event sends along, and how long they may be together as JSON.
MOST_CARRIED, MOST_SIZE = 50, 16_000
#: What throws, and what of it can bring something along.
THROWING: Final = frozenset(("intermediateThrowEvent", "endEvent"))
CARRYING: Final = frozenset(("message", "signal", "error", "escalation"))
_NOTHING: Final[Mapping[str, object]] = {}
_NAME: Final = re.compile(r"[^\W\d]\w{0,99}")


def carried(trigger: Trigger, move: Copy, scope: Id) -> Mapping[str, object]:
    """The values that go along now. Raises Stuck where one cannot be worked out, kept, or they are too large."""
    if not trigger.carry:
        return _NOTHING
    context = move.context(scope)
    try:
        found = {name: to_json(from_python(formula(context, now=move.now))) for name, formula in trigger.carry}
    except FeelError as error:
        raise Stuck.from_feel(error) from error
    check_kept(found)
    return found


def check_kept(values: Mapping[str, object]) -> None:
    """As the database takes it: finite numbers, no NUL, no half characters; and not too much of it. Raises Stuck."""
    try:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except ValueError:
        raise Stuck("carried_not_kept") from None
    if "\\u0000" in text.replace("\\\\", ""):
        raise Stuck("carried_not_kept")
    if len(text) > MOST_SIZE:
        raise Stuck("carried_too_large", name=str(MOST_SIZE))


def carry_problems(node: Node) -> Iterator[Problem]:
    """Findings on what a node sends along."""
    carries, name = node.care.carries, node.name or node.id
    if not carries:
        return
    if not _throws(node):
        line = carries[0].value.line
        yield problem("carried_nowhere", element=node.id, line=line, severity="warning", name=name)
    if len(carries) > MOST_CARRIED:
        yield problem("too_much_carried", element=node.id, line=node.line, name=name, most=MOST_CARRIED)
    seen: set[str] = set()
    for carry in carries[: MOST_CARRIED + 1]:
        line, of = carry.value.line, carry.name[:80]
        if not _NAME.fullmatch(carry.name):
            yield problem("carried_without_name", element=node.id, line=line, name=name, variable=of)
        elif carry.name in seen:
            yield problem("carried_twice", element=node.id, line=line, name=name, variable=of)
        seen.add(carry.name)


def _throws(node: Node) -> bool:
    """Whether anything that can bring something along leaves the node by itself, not by an action."""
    if node.care.action is not None:
        return False
    return node.kind == "sendTask" or (node.kind in THROWING and any(one.kind in CARRYING for one in node.events))
