"""Starts by time and by condition: what is due next, about for how many, and what has fired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from tantam.process.engine.diagram import Diagram, Each, Node
from tantam.process.models import ArmedStart, Firing, Process, StartFault
from tantam.process.queries.compiling import compiled
from tantam.process.registry.crowds import Beginning, is_short_number


def begins_by_condition() -> bool:
    """Whether any version in force begins by a condition over a subject."""
    return ArmedStart.objects.filter(kind=ArmedStart.Kind.CONDITION, of="").exists()


def each_of(version_id: int, node: str) -> Each | None:
    """The list that a start begins for."""
    return compiled(version_id).diagram.node(node).care.each


def most_of(version_id: int, node: str) -> int | None:
    """For how many of its list a start begins at one time; None for all."""
    each = each_of(version_id, node)
    return int(each.most) if each is not None and is_short_number(each.most) else None


def beginning_of(version_id: int, node: str, process: Process, *, due_at: datetime, now: datetime) -> Beginning:
    """What those above are told of a start that is due."""
    return beginning_in(compiled(version_id).diagram, node, process, due_at=due_at, now=now)


def beginning_in(diagram: Diagram, node: str, process: Process, *, due_at: datetime, now: datetime) -> Beginning:
    """The same of a start in any drawing of the process."""
    start = diagram.node(node)
    each = start.care.each
    return Beginning(
        process_key=process.key,
        name=process.name,
        name_en=process.name_en,
        start=start.label("vi"),
        start_en=start.label("en"),
        due_at=due_at,
        now=now,
        since=last_before(process, node, due_at),
        channels=[channel for one in diagram.processes for channel in one.care.touchpoints],
        team=_team_of(diagram, start),
        settings=dict(each.settings) if each is not None else {},
    )


def last_before(process: Process, node: str, due_at: datetime) -> datetime | None:
    """At which time a start fired before this one."""
    before = Firing.objects.filter(process=process, node=node, due_at__lt=due_at)
    return before.order_by("-due_at").values_list("due_at", flat=True).first()


def _team_of(diagram: Diagram, start: Node) -> str:
    """The team that has the first step a person does, as far as the drawing says so; else that of the start."""
    seen, waiting = {start.id}, [start]
    while waiting:
        node = waiting.pop(0)
        if node.kind in ("userTask", "manualTask"):
            return _team(diagram, node)
        for flow in node.outgoing:
            target = diagram.nodes_by_id.get(diagram.flows_by_id[flow].target)
            if target is not None and target.id not in seen:
                seen.add(target.id)
                waiting.append(target)
    return _team(diagram, start)


def _team(diagram: Diagram, node: Node) -> str:
    role = diagram.role_of(node)
    return role.ref if role is not None and role.kind == "team" else ""


def armed_of(process: Process) -> list[ArmedStart]:
    """The starts of a process that stand armed, the next one first; those without a time last."""
    rows = ArmedStart.objects.filter(version__process=process).select_related("version").defer("version__bpmn")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "id"))


def firings_of(process: Process, *, limit: int) -> list[Firing]:
    """What fired last, the newest first."""
    return list(Firing.objects.filter(process=process).order_by("-at", "-id")[:limit])


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Who was left out for one reason: some by name, `more` beside them."""

    error: str
    error_en: str
    whom: Sequence[str]
    more: int


def faults_of(process: Process, firings: Sequence[Firing], *, limit: int) -> dict[int | None, list[Alike]]:
    """For whom these could not begin, at most so many names a reason; under None those of conditions over subjects.

    Reads a bounded number of rows, however many failed (`actions.left_out`)."""
    rows = StartFault.objects.filter(process=process).filter(Q(firing__in=firings) | Q(firing=None))
    grouped: dict[tuple[int | None, str], list[StartFault]] = {}
    for row in rows.order_by("id"):
        grouped.setdefault((row.firing_id, row.error_code), []).append(row)
    found: dict[int | None, list[Alike]] = {}
    for (firing, _code), group in grouped.items():
        found.setdefault(firing, []).extend(_alike(group, limit=limit))
    return found


def _alike(group: Sequence[StartFault], *, limit: int) -> Iterator[Alike]:
    """Those of a kind, each wording of it on its own (a wording may name a value); the number stands with the first."""
    wordings: dict[tuple[str, str], list[str]] = {}
    named = [row for row in group if not row.more]
    for row in named[:limit]:
        wordings.setdefault((row.error, row.error_en), []).append(row.whom)
    beyond = sum(row.more for row in group) + max(0, len(named) - limit)
    for (error, error_en), whom in (wordings or {(group[0].error, group[0].error_en): []}).items():
        yield Alike(error=error, error_en=error_en, whom=whom, more=beyond)
        beyond = 0
