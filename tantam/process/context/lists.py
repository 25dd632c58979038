"""Lists made ready: who left the path, what failed, and a version as a plain list of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tantam.organisation.models import Agent
from tantam.process.context.reader import language, said
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.models import Deviation, Incident, Process
from tantam.process.queries import LeftWay, compiled, doer_of, lines_for, subjects_of, ways_left
from tantam.process.registry import SubjectLine


@dataclass(frozen=True, kw_only=True)
class MendingRow:
    """A line of the lists of deviations and incidents: the row, its step by name, and whom it is about."""

    row: Deviation | Incident
    step: str
    target: str = ""
    line: SubjectLine | None = None
    error: str = ""


def deviation_rows(found: Sequence[Deviation], *, agent: Agent) -> list[MendingRow]:
    """Deviations with names instead of ids."""
    subjects = subjects_of(row.instance_id for row in found)
    lines = lines_for(subjects.values(), agent)
    return [
        MendingRow(
            row=row,
            step=_step_name(row.version_id, row.from_node),
            target=_step_name(row.version_id, row.to_node) if row.to_node else "",
            line=lines.get(subjects.get(row.instance_id, "")),
        )
        for row in found
    ]


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """A way taken beside the drawing, by name, and what part of all tickets took it."""

    left: LeftWay
    step: str
    target: str
    share: float | None


def way_rows(process: Process, *, since: datetime) -> list[WayRow]:
    """Where people leave the drawing most often."""
    ways, begun = ways_left(process, since=since)
    return [
        WayRow(
            left=way,
            step=_step_name(way.version_id, way.from_node),
            target=_step_name(way.version_id, way.to_node) if way.to_node else "",
            share=min(1.0, way.count / begun) if begun else None,
        )
        for way in ways
    ]


def incident_rows(found: Sequence[Incident], *, agent: Agent) -> list[MendingRow]:
    """Incidents with names instead of ids."""
    lines = lines_for((row.instance.subject for row in found), agent)
    return [
        MendingRow(
            row=row,
            step=_step_name(row.version_id, row.node),
            line=lines.get(row.instance.subject),
            error=(row.error_en if language() == "en" else "") or row.error,
        )
        for row in found
    ]


def _step_name(version_id: int, node: str) -> str:
    found = compiled(version_id).diagram.nodes_by_id.get(node)
    return (found.label(language()) if found else "") or node


@dataclass(frozen=True, kw_only=True)
class StepEntry:
    """A step in the plain list: bước – ai – hạn – lời thoại."""

    number: int
    node: Node
    name: str
    who: str
    guide: str
    script: str
    checklist: list[str]
    fields: list[str]


def step_list(diagram: Diagram) -> list[StepEntry]:
    """The steps in the order in which a ticket comes to them."""
    nodes = [node for node in in_order(diagram) if node.kind not in GATEWAYS | EVENTS]
    return [_entry(diagram, node, number) for number, node in enumerate(nodes, start=1)]


def in_order(diagram: Diagram) -> list[Node]:
    """Nodes so that each comes after those that lead to it, loops aside; what nothing leads to comes last."""
    ways = _ways(diagram)
    seen: set[str] = set()
    left: list[str] = []
    starts = [node.id for node in diagram.nodes if node.kind == "startEvent"]
    waiting = [(start, False) for start in [*[node.id for node in diagram.nodes if node.id not in starts], *starts]]
    while waiting:
        node, is_done = waiting.pop()
        if is_done:
            left.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((following, False) for following in ways.get(node, []))
    return [diagram.node(node) for node in reversed(left)]


def _ways(diagram: Diagram) -> dict[str, list[str]]:
    """Where it goes on from each node: along its flows, by what interrupts it, and into what it holds."""
    ways: dict[str, list[str]] = {}
    for flow in diagram.sequence_flows():
        if flow.source in diagram.nodes_by_id and flow.target in diagram.nodes_by_id:
            ways.setdefault(flow.source, []).append(flow.target)
    for node in diagram.nodes:
        if node.attached_to in diagram.nodes_by_id:
            ways.setdefault(node.attached_to, []).append(node.id)
        if node.parent in diagram.nodes_by_id and not node.incoming and not node.attached_to:
            ways.setdefault(node.parent, []).insert(0, node.id)
    return ways


def _entry(diagram: Diagram, node: Node, number: int) -> StepEntry:
    tongue, care = language(), node.care
    return StepEntry(
        number=number,
        node=node,
        name=node.label(tongue) or node.id,
        who=doer_of(diagram, node, language=tongue),
        guide=said(care.guide),
        script=said(care.scripts),
        checklist=[said(item.texts) for item in care.checklist],
        fields=[said(field.labels) or field.key for field in care.form],
    )
