"""What the conditions of a start say of the members of its list: true, false, or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tantam.process.engine.diagram import Diagram
from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import Formula, Graph
from tantam.process.engine.unsaid import why_unsaid
from tantam.process.queries.compiling import compiled
from tantam.process.registry.crowds import Crowd

Why = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition, and how it is written."""

    formula: Formula
    text: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """Of whom all conditions are true, of whom nothing could be said because something failed, and of whom one was
    neither true nor false, with the values to blame."""

    true: Sequence[int]
    faults: Mapping[int, FeelError] = field(default_factory=dict)
    unsaid: Mapping[int, Why] = field(default_factory=dict)


def conditions_of(version_id: int, node: str, definition: int) -> list[Condition]:
    """The conditions of a start of a version: that of its event, and that of its list."""
    found = compiled(version_id)
    return conditions_in(found.graph, found.diagram, node, definition)


def conditions_in(graph: Graph, diagram: Diagram, node: str, definition: int) -> list[Condition]:
    """The same in a drawing that is compiled already; a timer's event has no condition."""
    drawn, built = diagram.node(node), graph.node(node)
    each = drawn.care.each.when if drawn.care.each is not None else None
    written = ((built.triggers[definition].condition, drawn.events[definition].expression), (built.each, each))
    return [Condition(formula=formula, text=one.text) for formula, one in written if formula and one is not None]


def said_of(conditions: Sequence[Condition], crowd: Crowd, ids: Sequence[int], *, now: datetime) -> Said:
    """What the conditions say of each of some members; the first that is not true ends it."""
    if not conditions or not ids:
        return Said(true=list(ids))
    data = crowd.data(ids, now)
    true: list[int] = []
    faults: dict[int, FeelError] = {}
    unsaid: dict[int, Why] = {}
    for one in ids:
        try:
            stopped = _stopped(conditions, known := data.get(one, {}), now=now)
        except FeelError as error:
            faults[one] = error
            continue
        if stopped is None:
            true.append(one)
        elif stopped[1] is not False:
            unsaid[one] = why_unsaid(stopped[0].text, known)
    return Said(true=true, faults=faults, unsaid=unsaid)


def _stopped(
    conditions: Sequence[Condition], known: Mapping[str, object], *, now: datetime
) -> tuple[Condition, object] | None:
    """The first condition that is not true, and what it is."""
    for condition in conditions:
        value = condition.formula(known, now=now)
        if value is not True:
            return condition, value
    return None
