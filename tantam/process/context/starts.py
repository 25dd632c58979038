"""What of a process begins by itself, made ready: when it comes next, about for how many, what it did lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tantam.organisation.models import Agent
from tantam.process.actions import comes_at
from tantam.process.context.begins import why_in_words
from tantam.process.context.reader import language
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.models import ArmedStart, Firing, Process
from tantam.process.procedure.coming_round import in_words
from tantam.process.queries import compiled, lines_for
from tantam.process.queries.beginning import Alike, armed_of, beginning_of, faults_of, firings_of, most_of
from tantam.process.registry.crowds import crowds

FIRINGS_SHOWN, FAULTS_SHOWN = 5, 5


@dataclass(frozen=True, kw_only=True)
class NextStart:
    """A start that stands armed: what it is called, when it comes round in words, for whom, next and about how many.

    `is_shut`: it comes on days on which the business opens, and the calendar has none.
    """

    name: str
    when: str
    whom: str
    due_at: datetime | None
    about: int | None
    most: int | None
    is_condition: bool
    number: int
    is_trial: bool
    is_shut: bool


@dataclass(frozen=True, kw_only=True)
class FaultLine:
    """For whom it could not begin, some by name and so many more, and why."""

    whom: str
    more: int
    error: str


@dataclass(frozen=True, kw_only=True)
class Fired:
    """A time at which it began; `goes_on`: there is a next one."""

    name: str
    firing: Firing
    goes_on: bool
    faults: Sequence[FaultLine]
    unsaid_whom: str
    unsaid_why: str


def starts_page(process: Process, *, agent: Agent, now: datetime) -> dict[str, object]:
    """The starts of a process by time and by condition; nothing where it has none and never had any."""
    armed, firings = armed_of(process), firings_of(process, limit=FIRINGS_SHOWN)
    if not armed and not firings:
        return {"starts": [], "fired": [], "start_faults": []}
    coming = {row.node for row in armed if row.due_at is not None}
    faults = faults_of(process, firings, limit=FAULTS_SHOWN)
    named = [whom for found in faults.values() for alike in found for whom in alike.whom]
    names = _names([*named, *(one.unsaid_whom for one in firings if one.unsaid_whom)], agent)
    return {
        "starts": [_next(row, process, now=now) for row in armed],
        "fired": [
            Fired(
                name=_called(one),
                firing=one,
                goes_on=one.node in coming,
                faults=_lines(faults.get(one.pk, ()), names),
                unsaid_whom=names.get(one.unsaid_whom, ""),
                unsaid_why=why_in_words(one.unsaid_why) if one.unsaid else "",
            )
            for one in firings
        ],
        "start_faults": _lines(faults.get(None, ()), names),
    }


def _next(row: ArmedStart, process: Process, *, now: datetime) -> NextStart:
    node = compiled(row.version_id).diagram.node(row.node)
    about, due_at = None, comes_at(row, now=now)
    if row.of and due_at is not None and (crowd := crowds().get(row.of)) is not None:
        coming = beginning_of(row.version_id, row.node, process, due_at=due_at, now=now)
        about = crowd.counting(coming, 0)
    return NextStart(
        name=node.label(language()) or _("Start"),
        when=when_of(node, row.definition),
        whom=whom_of(node),
        due_at=due_at,
        is_shut=due_at is None and row.due_at is not None,
        about=about,
        most=most_of(row.version_id, row.node),
        is_condition=row.kind == ArmedStart.Kind.CONDITION,
        number=row.version.number,
        is_trial=row.version.share is not None,
    )


def when_of(node: Node, definition: int) -> str:
    """The days and the hour, where it goes by the calendar; else nothing: the next time says it."""
    event = node.events[definition]
    if event.at or event.on:
        return in_words(event.at, event.on, language=language())
    if event.kind == "conditional" and node.care.each is not None:
        return in_words(node.care.each.at or "08:00", "", language=language())
    return ""


def whom_of(node: Node) -> str:
    """Whom it begins for, in the reader's language; "" for nobody in particular."""
    each = node.care.each
    crowd = crowds().get(each.of) if each is not None else None
    return str(crowd.in_words(dict(each.settings))) if each is not None and crowd is not None else ""


def whom_by_start(diagram: Diagram) -> Mapping[str, str]:
    """The same for each start of a drawing that has a list."""
    return {node.id: said for node in diagram.nodes if (said := whom_of(node))}


def _called(firing: Firing) -> str:
    node = compiled(firing.version_id).diagram.nodes_by_id.get(firing.node)
    return (node.label(language()) if node is not None else "") or _("Start")


def _lines(faults: Sequence[Alike], names: Mapping[str, str]) -> list[FaultLine]:
    english = language() == "en"
    return [
        FaultLine(
            whom=", ".join(names.get(whom) or _("out of your reach") for whom in one.whom if whom),
            more=one.more,
            error=one.error_en if english and one.error_en else one.error,
        )
        for one in faults
    ]


def _names(keys: Sequence[str], agent: Agent) -> dict[str, str]:
    """Subjects as lists of the room say them, members of lists by name and code; in one question a kind."""
    found = {key: line.title for key, line in lines_for(keys, agent).items()} if keys else {}
    for of, crowd in crowds().items():
        ids = {int(key.partition(":")[2]) for key in keys if key.startswith(f"{of}:")}
        found |= {f"{of}:{one}": f"{name} ({code})" for one, (name, code) in (crowd.lines(ids) if ids else {}).items()}
    return found
