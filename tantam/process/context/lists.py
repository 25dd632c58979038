"""Lists made ready: who left the path, what failed, and a version as a plain list of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tantam.organisation.models import Agent
from tantam.organisation.queries import HeldPolicy
from tantam.process.actions.mending_values import may_read_values
from tantam.process.context.knowing import called_in
from tantam.process.context.policies import Carried, held_for, policies_of
from tantam.process.context.reader import called, language, said
from tantam.process.context.tables import TableView, table_of
from tantam.process.engine.diagram import Diagram, HelpLink, Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.engine.ways import in_order
from tantam.process.models import Deviation, Incident, Mending, Process, Version
from tantam.process.procedure.telling import readable
from tantam.process.queries import LeftWay, compiled, doer_of, left_undone, lines_for, subjects_of, ways_left
from tantam.process.queries.doers import involved_in
from tantam.process.queries.mending import FailedAt
from tantam.process.registry import SubjectLine, dimension_names


@dataclass(frozen=True, kw_only=True)
class Mended:
    """That somebody changed values before a step was tried again; `names` as people call them."""

    names: str
    row: Mending


@dataclass(frozen=True, kw_only=True)
class MendingRow:
    """A line of the lists of deviations and incidents: the row, its step by name, and whom it is about; `has_values`:
    the failed step reads values that may be changed."""

    row: Deviation | Incident
    step: str
    target: str = ""
    line: SubjectLine | None = None
    error: str = ""
    detail: str = ""
    mended: Sequence[Mended] = ()
    has_values: bool = False
    left: Deviation | None = None


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
    versions = {row.version_id for row in found if row.mendings.all()}
    called = {version: called_in(compiled(version).diagram) for version in versions}
    left = left_undone(found)
    return [
        _incident_row(
            row, line=lines.get(row.instance.subject), called=called.get(row.version_id, {}), left=left.get(row.pk)
        )
        for row in found
    ]


def _incident_row(
    row: Incident, *, line: SubjectLine | None, called: Mapping[str, str], left: Deviation | None
) -> MendingRow:
    said, detail = words_of(row)
    return MendingRow(
        row=row,
        step=_step_name(row.version_id, row.node),
        line=line,
        error=said,
        detail=detail,
        mended=_mended(row, called),
        has_values=may_read_values(row.version_id, row.node),
        left=left,
        target=_step_name(row.version_id, left.to_node) if left is not None and left.to_node else "",
    )


def _mended(incident: Incident, called: Mapping[str, str]) -> list[Mended]:
    return [
        Mended(names=", ".join(called.get(name, name) for name in row.names), row=row)
        for row in incident.mendings.all()
    ]


def words_of(incident: Incident) -> tuple[str, str]:
    """What failed, in the reader's language, and what the machines said ("" where they said nothing)."""
    words = (incident.error_en if language() == "en" else "") or incident.error
    said, _, detail = words.partition("\n")
    return said, detail


def failed_rows(found: Sequence[FailedAt]) -> list[tuple[FailedAt, str]]:
    """Each with the name of its step."""
    return [(row, _step_name(row.version_id, row.node)) for row in found]


def _step_name(version_id: int, node: str) -> str:
    return called(compiled(version_id).diagram, node)


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
    table: TableView | None
    policies: list[Carried]
    help: HelpLink | None
    help_label: str
    consulted: tuple[str, ...]
    informed: tuple[str, ...]


def step_list(diagram: Diagram, *, version: Version | None = None) -> list[StepEntry]:
    """The steps in the order in which a ticket comes to them."""
    nodes = [node for node in in_order(diagram) if node.kind not in GATEWAYS | EVENTS]
    held, gaps = held_for(nodes), {**called_in(diagram), **dimension_names("gap")}
    return [_entry(diagram, node, number, version, held, gaps) for number, node in enumerate(nodes, start=1)]


def _entry(
    diagram: Diagram,
    node: Node,
    number: int,
    version: Version | None,
    held: Mapping[str, HeldPolicy],
    gaps: Mapping[str, str],
) -> StepEntry:
    tongue, care = language(), node.care
    consulted, informed = involved_in(diagram, node, language=tongue)
    return StepEntry(
        consulted=consulted,
        informed=informed,
        help=care.help,
        help_label=care.help.label(tongue) if care.help else "",
        number=number,
        node=node,
        name=called(diagram, node.id),
        who=doer_of(diagram, node, language=tongue),
        guide=said(care.guide),
        script=readable(said(care.scripts), gaps),
        checklist=[said(item.texts) for item in care.checklist],
        fields=[said(field.labels) or field.key for field in care.form],
        table=table_of(node),
        policies=policies_of(node, held=held, language=tongue, version=version),
    )
