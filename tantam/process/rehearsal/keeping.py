"""A walk kept as a unit example: what was given and what came of it, held against the process at every check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

from tantam.core.values.business_time import Calendar, Opening
from tantam.process.engine import changes as did
from tantam.process.engine.examples import Expected, differences
from tantam.process.engine.extensions import TANTAM
from tantam.process.engine.graph import Graph
from tantam.process.engine.markup import write
from tantam.process.engine.plan import BadPlan, read_plan
from tantam.process.engine.simulate import simulate
from tantam.process.engine.state import NoSuchStart
from tantam.process.engine.xml import Element, parse_file
from tantam.process.rehearsal.sending import plain
from tantam.process.rehearsal.walk import Choice, Happening, Walk, Walked

_MOST_PASSED: Final = 40
_AROUND: Final = timedelta(days=400)


class CannotKeep(Exception):
    """An example cannot say this: `code` is learns (data changed on the way), fails (an action failed), missed (a
    choice came too late) or differs (played as an example it comes out otherwise)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An example as it stands in the file: both parts as JSON."""

    given: str
    expected: str


def as_example(graph: Graph, walk: Walk, found: Walked, *, calendar: Calendar | None) -> Kept:
    """The walk as an example of the process. Raises CannotKeep."""
    for code in ("learns", "fails"):
        if any(choice.do == code for choice in walk.choices):
            raise CannotKeep(code)
    if any(turn.is_missed for turn in found.turns):
        raise CannotKeep("missed")
    given = json.loads(json.dumps(_given(walk, found, calendar), default=plain))
    expected = _expected(graph, found)
    try:
        told = simulate(graph, read_plan(given))
    except (BadPlan, NoSuchStart) as error:
        raise CannotKeep("differs") from error
    if any(True for _ in differences(expected, told, names=lambda node: (node, node))):
        raise CannotKeep("differs")
    return Kept(given=json_of(given), expected=json_of(as_object(expected)))


def _given(walk: Walk, found: Walked, calendar: Calendar | None) -> dict[str, object]:
    happened = [one for turn in found.turns for one in turn.happened]
    messages = [
        {"at": at.isoformat(), "name": choice.name, "data": dict(choice.data)}
        for choice, at in _when(found)
        if choice.do == "comes"
    ]
    given: dict[str, object] = {
        "start": walk.start.isoformat(),
        "start_event": walk.node,
        "case": dict(found.case),
        "tasks": _answers(found, happened, did.TaskOffered),
        "actions": _answers(found, happened, did.ActionRequested) | _answers(found, happened, did.CallRequested),
        "messages": messages,
        "until": found.now.isoformat(),
    }
    if calendar is not None:
        given["calendar"] = hours_around(calendar, start=walk.start, end=found.now)
    return {key: value for key, value in given.items() if value not in ("", [], {})}


def _when(found: Walked) -> Iterator[tuple[Choice, datetime]]:
    for turn in found.turns:
        if turn.choice is not None and turn.happened:
            yield turn.choice, _moment_of(turn.happened)


def _moment_of(happened: tuple[Happening, ...]) -> datetime:
    """When what was chosen took place: what came due on the way there happened before."""
    return happened[-1].at


_Asked: TypeAlias = type[did.TaskOffered] | type[did.ActionRequested] | type[did.CallRequested]


def _answers(found: Walked, happened: list[Happening], asked: _Asked) -> dict[str, list[object]]:
    """By node, what came of each visit: after how long and with which data, or nothing."""
    data = {
        turn.choice.token: (turn.choice.data, turn.happened[-1].at)
        for turn in found.turns
        if turn.choice is not None and turn.choice.do == "done" and turn.happened
    }
    left = {one.change.token.id for one in happened if isinstance(one.change, did.TokenLeft)}
    answers: dict[str, list[object]] = {}
    for one in happened:
        if isinstance(one.change, asked):
            token = one.change.token
            said: object = None
            if token.id in data:
                values, at = data[token.id]
                said = {"after": f"PT{int((at - one.at).total_seconds())}S", "data": dict(values)}
            elif token.id in left and asked is did.ActionRequested:
                said = {}
            answers.setdefault(token.node, []).append(said)
    return {node: said for node, said in answers.items() if any(one != {} for one in said)}


def hours_around(calendar: Calendar, *, start: datetime, end: datetime) -> dict[str, object]:
    """The working hours as an example says them, with the holidays and special days around it only."""
    first, last = start.date() - _AROUND, end.date() + _AROUND
    special = calendar.special_days.items()
    return {
        "zone": calendar.zone,
        "weekly": {str(day): _openings(plan) for day, plan in calendar.weekly.items() if plan},
        "holidays": sorted(day.isoformat() for day in calendar.holidays if _is_near(day, first, last)),
        "special_days": {day.isoformat(): _openings(plan) for day, plan in special if _is_near(day, first, last)},
    }


def _is_near(day: date, first: date, last: date) -> bool:
    return first <= day <= last


def _openings(plan: Sequence[Opening]) -> list[list[str]]:
    return [[_clock(opens), _clock(closes)] for opens, closes in plan]


def _clock(said: str | time) -> str:
    return said if isinstance(said, str) else said.strftime("%H:%M")


def _expected(graph: Graph, found: Walked) -> Expected:
    entered = [
        one.change.token.node
        for turn in found.turns
        for one in turn.happened
        if isinstance(one.change, did.TokenEntered) and one.change.token.state == "waiting"
    ]
    passed = [
        one.change.node for turn in found.turns for one in turn.happened if isinstance(one.change, did.NodePassed)
    ]
    standing = tuple(sorted(token.node for token in found.state.positions()))
    return Expected(
        outcome=found.state.ending or "waiting",
        ends=tuple(dict.fromkeys(node for node in passed if graph.by_id[node].kind == "endEvent")),
        through=tuple(entered[:_MOST_PASSED]),
        times={},
        variables={},
        standing=standing if found.state.ending is None else None,
    )


def as_object(expected: Expected) -> Mapping[str, object]:
    """What is expected as an example says it."""
    told: dict[str, object] = {"outcome": expected.outcome}
    told |= {"ends": list(expected.ends), "through": list(expected.through)}
    if expected.standing is not None:
        told["standing"] = list(expected.standing)
    if expected.times:
        told["times"] = dict(expected.times)
    return {key: value for key, value in told.items() if value}


def json_of(value: object) -> str:
    """As it stands in the file."""
    return json.dumps(value, ensure_ascii=False, default=plain)


def with_example(bpmn: str, kept: Kept, *, process: str, labels: Mapping[str, str]) -> str:
    """The drawing with one example more in the process with this id, everything else as it was."""
    file = parse_file(bpmn.encode())
    holder = next(one for one in file.root.walk() if one.name == "process" and one.get("id") == process)
    extensions = next((one for one in holder.children if one.name == "extensionElements"), None)
    if extensions is None:
        extensions = Element(holder.namespace, "extensionElements", {}, 0, prefix=holder.prefix)
        holder.children.insert(0, extensions)
        holder.content.insert(0, extensions)
    known = {one.get("key") for one in extensions.children if one.name == "example"}
    key = next(f"chay_thu_{number}" for number in range(1, 10_000) if f"chay_thu_{number}" not in known)
    example = _element("example", {"key": key}, declared=(("tantam", TANTAM),))
    for tongue, label in labels.items():
        _put(example, _element("label", {"lang": tongue}, text=label))
    _put(example, _element("given", {}, text=kept.given))
    _put(example, _element("expected", {}, text=kept.expected))
    _put(extensions, example)
    return write(file)


def _element(
    name: str, attributes: dict[str, str], *, text: str = "", declared: tuple[tuple[str, str], ...] = ()
) -> Element:
    return Element(TANTAM, name, attributes, 0, prefix="tantam", declared=declared, content=[text] if text else [])


def _put(holder: Element, element: Element) -> None:
    holder.children.append(element)
    holder.content.append(element)
