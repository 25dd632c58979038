"""A ticket that ran as an example to be kept: what it says, whom it no longer names, whether it comes out alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tantam.process.context.account import Account
from tantam.process.context.reader import called, language
from tantam.process.context.rehearsal import past_values, wanted_of_case
from tantam.process.engine.diagram import Diagram
from tantam.process.models import Instance, Version
from tantam.process.queries.recalling import ran_of
from tantam.process.queries.rehearsing import tried, working_hours
from tantam.process.registry.people import personal_of
from tantam.process.rehearsal.inventing import Inventor
from tantam.process.rehearsal.recalling import Ran, Recalled, recalled


@dataclass(frozen=True, kw_only=True)
class Free:
    """A text of the ticket, with invented people in it, to be read and changed by a person."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Making:
    """Everything the page of an example made from a ticket shows."""

    found: Recalled
    target: Version
    free: list[Free]
    known: list[tuple[str, str]]
    answers: list[tuple[str, list[tuple[str, str]]]]
    ends: list[str]
    standing: list[str]
    replaced: Mapping[str, list[str]]
    differing: list[str]


def making_of(run: Instance, target: Version, *, texts: Mapping[str, str], now: datetime) -> Making:
    """The example that a run would make in a version; `texts` are what a person wrote instead of the ticket's.

    Raises TooMuch, Unreadable, NotRunnable.
    """
    drawing = tried(target)
    wanted = wanted_of_case(drawing)
    inventor = Inventor(personal_of(run.subject))
    known = {name: inventor.value(value) for name, value in past_values(run.subject, wanted).items()}
    labels = {one.name: one.label for one in wanted}
    free = {name for name, value in known.items() if isinstance(value, str) and " " in value}
    case = known | {name: texts[name] for name in free if name in texts}
    found = recalled(
        _without_people(ran_of(run), inventor), diagram=drawing.diagram, graph=drawing.graph, case=case,
        calendar=working_hours(run.subject), now=now,
    )  # fmt: skip
    says = Account(drawing.diagram)
    tongue = 1 if language() == "en" else 0
    return Making(
        found=found,
        target=target,
        free=[Free(name=name, label=labels.get(name, name), text=str(case[name])) for name in sorted(free)],
        known=[(labels.get(name, name), says.value(name, case[name])) for name in case if name not in free],
        answers=[
            (called(drawing.diagram, node), [(_field(drawing.diagram, node, key), says.value(key, value))
            for key, value in said.items()]) for node, said in found.answers
        ],
        ends=[called(drawing.diagram, node) for node in found.expected.ends],
        standing=[called(drawing.diagram, node) for node in found.expected.standing or ()],
        replaced={str(sort): new for sort, new in inventor.by_sort().items()},
        differing=[said[tongue] for said in found.differing],
    )  # fmt: skip


def _without_people(ran: Ran, inventor: Inventor) -> Ran:
    variables = {name: inventor.value(value) for name, value in ran.variables.items()}
    return Ran(started_at=ran.started_at, stays=ran.stays, variables=variables, outcome=ran.outcome)


def _field(diagram: Diagram, node: str, key: str) -> str:
    found = diagram.nodes_by_id.get(node)
    fields = {one.key: one.labels.in_language(language(), default=key) for one in found.care.form} if found else {}
    return fields.get(key) or key.replace("_", " ")
