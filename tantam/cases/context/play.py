"""What became of a pretended customer's message: number, kind and why, who has it, where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from defusedxml import ElementTree
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tantam.cases import queries
from tantam.cases.context.step_card import picture
from tantam.cases.context.stream import Line, lines_of
from tantam.cases.models import Case, Entry
from tantam.core.models import FactRow
from tantam.core.values.mentions import mentions
from tantam.process.context import note_of
from tantam.process.queries import Work, compiled, work_of

_WORDS = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, kw_only=True)
class Reason:
    """The row of the decision table that hit: its number, its name, and the words of the message it knows."""

    rule: int
    name: str
    words: list[str]


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything the pretended phone shows."""

    case: Case
    kind: str
    urgency: str
    reason: Reason | None
    step: str
    picture: SafeString
    lines: list[Line]


def story_of(case: Case, *, now: datetime) -> Story:
    """Tell it as it stands now."""
    related = Case.objects.select_related("customer", "assignee", "team", "instance__version__process")
    case = related.get(pk=case.pk)
    works = work_of(case.fact_subject)
    entries = list(
        Entry.objects.filter(case=case)
        .select_related("author", "message__author", "message__dispatch")
        .order_by("at", "id")[:40]
    )
    return Story(
        case=case,
        kind=str(Case.Kind(case.kind).label),
        urgency=str(Case.Urgency(case.urgency).label),
        reason=_reason(case, entries),
        step=works[0].node.label(get_language() or "vi") if works else "",
        picture=_picture(case, works),
        lines=lines_of(case, entries, files={}, now=now),
    )


def _picture(case: Case, works: Sequence[Work]) -> SafeString:
    if not works:
        return mark_safe("")
    first = works[0]
    visits = queries.visits_of(case.fact_subject)
    diagram = compiled(first.token.version_id).diagram
    return picture(diagram, works, visits, focus=first.node.id, version_id=first.token.version_id)


def _reason(case: Case, entries: Sequence[Entry]) -> Reason | None:
    facts = FactRow.objects.filter(subject=case.fact_subject, name="decision.taken").order_by("id")
    row = facts.first()
    if row is None or not row.data.get("rules"):
        return None
    node = compiled(row.data["version_id"]).diagram.nodes_by_id.get(row.data["node"])
    if node is None or node.care.decision is None:
        return None
    first = entries[0] if entries else None
    said = (first.message.text if first and first.message else first.text if first else "") or ""
    return _rule(node.care.decision.xml, row.data["rules"][0], said=f"{case.subject}\n{said}")


def _rule(xml: str, number: int, *, said: str) -> Reason | None:
    name = note_of(xml, number)
    if name is None:
        return None
    rules = [element for element in ElementTree.fromstring(xml.strip()).iter() if element.tag.endswith("}rule")]
    rule = rules[number - 1]
    conditions = "".join(text for child in rule if child.tag.endswith("}inputEntry") for text in child.itertext())
    words = [word for word in _WORDS.findall(conditions) if mentions(said, [word])]
    return Reason(rule=number, name=name, words=words)
