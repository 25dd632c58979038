"""The scripts of a case's diagram, filled in for the people concerned."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language

from tantam.cases.actions.acknowledging import script_variables
from tantam.cases.context.gaps import readable
from tantam.cases.context.step_card import PEOPLES
from tantam.cases.models import Case
from tantam.core.values.scripts import render_script
from tantam.core.values.text import fold
from tantam.organisation.models import Agent
from tantam.process.engine.diagram import Node
from tantam.process.queries import compiled, work_of

MOST = 12


def scripts_for(case: Case, *, wanted: str, by: Agent, now: datetime) -> list[dict[str, object]]:
    """Title (the reader's language) and text (the customer's) of each script that fits, its gaps named."""
    here = work_of(case.fact_subject)
    version_id = here[0].token.version_id if here else case.instance.version_id if case.instance else None
    if version_id is None:
        return []
    current = {work.node.id for work in here}
    nodes = [node for node in compiled(version_id).diagram.nodes if node.care.scripts]
    nodes.sort(key=lambda node: (node.id not in current, node.kind not in PEOPLES))
    variables = script_variables(case, now=now, by=by)
    found = [_script(node, language=case.customer.language, variables=variables) for node in nodes]
    sought = fold(wanted)
    return [one for one in found if sought in fold(f"{one['title']} {one['text']}")][:MOST]


def _script(node: Node, *, language: str, variables: dict[str, str]) -> dict[str, object]:
    text = node.care.scripts.in_language(language, default=node.care.scripts.in_language("vi"))
    rendered = render_script(text, variables=variables)
    return {"title": node.label(get_language() or "vi"), "text": readable(rendered)}
