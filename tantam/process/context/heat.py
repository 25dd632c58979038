"""The heat map made ready: the drawing with its marks, and the same figures as rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe

from tantam.organisation.queries import the_business
from tantam.process.context.reader import agent_of, language
from tantam.process.drawing import Mark, draw
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.models import Version
from tantam.process.queries import Filters, HeatMap, StepFigures, diagram_of, doer_of, heat_map, longest_waiting
from tantam.process.values.wording import short_length


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A line of the table under the heat map."""

    figures: StepFigures
    name: str
    role: str
    url: str
    oldest_seconds: float | None

    @property
    def level(self) -> int | None:
        """The colour of the step on the drawing."""
        return Mark(heat=self.figures.heat).heat_level

    @property
    def is_worth_showing(self) -> bool:
        """Steps always; events only while something waits there; gateways and what is passed at once never."""
        step = self.figures
        if step.standing or step.incidents:
            return True
        return step.node.kind not in EVENTS | GATEWAYS and step.has_figures


def heat_page(request: HttpRequest, *, version: Version, filters: Filters, now: datetime) -> dict[str, object]:
    """Everything the heat map shows."""
    found = heat_map(version.pk, filters=filters, now=now)
    diagram = diagram_of(version)
    link = lru_cache(partial(_step_url, found, version.process.key, _question(version, filters)))  # asked twice each
    rows = [_row(step, diagram, link, now=now) for step in found.steps.values()]
    drawn = draw(diagram, language=language(), marks=marks(found), link=link)
    return {
        "heat": found,
        "is_new": _is_new(version, filters, now=now),
        "begun_elsewhere": _begun_elsewhere(version),
        "drawing": mark_safe(drawn),  # noqa: S308 - our own markup, every text escaped
        "rows": [row for row in rows if row.is_worth_showing],
        "worst": _worst(found, diagram, request=request, version=version, filters=filters, now=now),
    }


def _step_url(found: HeatMap, key: str, question: str, node: str) -> str | None:
    if node not in found.steps or not found.steps[node].has_figures or found.steps[node].node.kind in GATEWAYS:
        return None
    return f"{reverse('process_step', args=[key, node])}?{question}"


def _question(version: Version, filters: Filters) -> str:
    return urlencode({"version": version.number, "days": filters.days, **filters.dimensions})


def marks(found: HeatMap) -> dict[str, Mark]:
    """The figures as they stand on the drawing."""
    drawn: dict[str, Mark] = {
        node: Mark(
            heat=step.heat,
            count=step.standing,
            overdue=step.overdue,
            incidents=step.incidents,
            lines=_lines(step),
        )
        for node, step in found.steps.items()
        if step.has_figures
    }
    drawn.update({flow: Mark(share=share) for flow, share in found.shares.items()})
    return drawn


def _lines(step: StepFigures) -> tuple[str, ...]:
    """Median and 90th percentile where there is something to wait for."""
    if step.median is None or step.p90 is None or step.p90 < 2 or step.node.kind in EVENTS | GATEWAYS:
        return ()
    said = partial(short_length, language=language())
    return said(step.median), f"p90\u00a0{said(step.p90)}"


def _is_new(version: Version, filters: Filters, *, now: datetime) -> bool:
    """Whether nothing was shut out: the version is younger than the period, and nothing is narrowed."""
    published = version.published_at
    return published is not None and not filters.dimensions and now - published < timedelta(days=filters.days)


def _begun_elsewhere(version: Version) -> str:
    """The process that every new request begins with, by the settings, where that is another one; else ""."""
    business = the_business()
    wanted = business.intake_process if business else ""
    return wanted if wanted != version.process.key else ""


def _row(step: StepFigures, diagram: Diagram, link: Callable[[str], str | None], *, now: datetime) -> StepRow:
    return StepRow(
        figures=step,
        name=step.node.label(language()) or step.node.id,
        role=doer_of(diagram, step.node, language=language()),
        url=link(step.node.id) or "",
        oldest_seconds=(now - step.oldest_at).total_seconds() if step.oldest_at else None,
    )


def _worst(
    found: HeatMap, diagram: Diagram, *, request: HttpRequest, version: Version, filters: Filters, now: datetime
) -> dict[str, object] | None:
    step = found.worst
    if step is None:
        return None
    said: dict[str, object] = {"step": step, "name": step.node.label(language()) or step.node.id}
    if step.standing:
        first = longest_waiting(version.pk, node=step.node.id, agent=agent_of(request), filters=filters)
        if first is not None:
            said["seconds"] = (now - first.token.entered_at).total_seconds()
            said["line"] = first.line
    return said
