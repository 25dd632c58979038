"""The sheet of one step: its figures, how it decides, what failed there, who stands there."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from tantam.organisation.rights import has_right
from tantam.process.context.lists import incident_rows
from tantam.process.context.reader import agent_of, language
from tantam.process.context.tables import table_of
from tantam.process.engine.diagram import Node
from tantam.process.models import Version
from tantam.process.queries import Filters, diagram_of, doer_of, heat_map, incidents_at, standers

#: Who has more to mend at one step goes to the list of all.
MOST_INCIDENTS = 20


def step_page(
    request: HttpRequest, *, version: Version, node: Node, filters: Filters, now: datetime
) -> dict[str, object]:
    """Everything the sheet shows."""
    figures = heat_map(version.pk, filters=filters, now=now).steps[node.id]
    agent = agent_of(request)
    failed = (
        list(incidents_at(version.pk, node.id, labels=filters.dimensions)[:MOST_INCIDENTS]) if figures.incidents else []
    )
    return {
        "step_name": node.label(language()) or node.id,
        "role": doer_of(diagram_of(version), node, language=language()),
        "standers": standers(version.pk, node=node.id, agent=agent, filters=filters),
        "figures": figures,
        "days": filters.days,
        "table": table_of(node),
        "incidents": incident_rows(failed, agent=agent),
        "incidents_left": figures.incidents - len(failed),
        "may_mend": has_right(agent, "process.mend"),
    }
