"""The sheet of one step: its figures, how it decides, what failed there, who stands there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tantam.organisation.rights import has_right
from tantam.process.context.lists import incident_rows
from tantam.process.context.reader import agent_of, called, language
from tantam.process.context.tables import table_of
from tantam.process.engine.diagram import Node, Role
from tantam.process.models import Version
from tantam.process.queries import Filters, Stander, diagram_of, doer_of, heat_map, incidents_at, standers
from tantam.process.queries.heat import calendar_of, late_for

DONE_BY_SYSTEM: Final = frozenset(("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity"))
#: Who has more to mend at one step goes to the list of all.
MOST_INCIDENTS = 20


def step_page(
    request: HttpRequest, *, version: Version, node: Node, filters: Filters, now: datetime
) -> dict[str, object]:
    """Everything the sheet shows."""
    figures, diagram = heat_map(version.pk, filters=filters, now=now).steps[node.id], diagram_of(version)
    agent = agent_of(request)
    found = standers(version.pk, node=node.id, agent=agent, filters=filters)
    failed = (
        list(incidents_at(version.pk, node.id, labels=filters.dimensions)[:MOST_INCIDENTS]) if figures.incidents else []
    )
    return {
        "step_name": called(diagram, node.id),
        "role": _doer(version, node),
        "standers": found,
        "rows": _with_lateness(found.rows, diagram.role_of(node), now=now),
        "figures": figures,
        "days": filters.days,
        "table": table_of(node),
        "incidents": incident_rows(failed, agent=agent),
        "incidents_left": figures.incidents - len(failed),
        "may_mend": has_right(agent, "process.mend"),
    }


def _doer(version: Version, node: Node) -> str:
    """What the software does stands in somebody's lane and is done by nobody there."""
    diagram = diagram_of(version)
    if node.kind in DONE_BY_SYSTEM and diagram.role_of(node) == diagram.role_of_lane(node.lane):
        return _("The system does this")
    return doer_of(diagram, node, language=language())


def _with_lateness(rows: Sequence[Stander], role: Role | None, *, now: datetime) -> list[tuple[Stander, float | None]]:
    """Each with the seconds of working time it has been late, as the heat map counts them; None where it is not."""
    if not any(one.late_at is not None and one.late_at < now for one in rows):
        return [(one, None) for one in rows]
    calendar = calendar_of(role)
    return [
        (one, late_for(one.late_at, calendar, now=now) if one.late_at is not None and one.late_at < now else None)
        for one in rows
    ]
