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
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tantam.core.values.text import sort_key
from tantam.organisation.queries import the_business
from tantam.organisation.rights import has_right
from tantam.process.context.look import Look, columns, in_order
from tantam.process.context.reader import agent_of, called, language
from tantam.process.context.then_now import Compared, change_marks, compared, said_pair, said_part, way_lines
from tantam.process.drawing import READABLE, Mark, draw
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.models import Version
from tantam.process.queries import (
    Filters,
    HeatMap,
    StepChange,
    StepFigures,
    compare_with,
    diagram_of,
    doer_of,
    heat_map,
    longest_waiting,
    standing_still,
)
from tantam.process.values.promises import Promises, together
from tantam.process.values.wording import short_length
from tantam.ui.values.formatting import percent


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A line of the table under the heat map; `change` where it is compared with another time or version."""

    figures: StepFigures
    name: str
    role: str
    url: str
    oldest_seconds: float | None = None
    change: StepChange | None = None

    @property
    def level(self) -> int | None:
        """The colour of the step on the drawing."""
        return Mark(heat=self.figures.heat).heat_level

    @property
    def median_said(self) -> str:
        """By how much the median changed."""
        return said_part(self.change.median) if self.change else ""

    @property
    def p90_said(self) -> str:
        """By how much the slowest tenth changed."""
        return said_part(self.change.p90) if self.change else ""

    @property
    def median_pair(self) -> str:
        """The median then → now, as the drawing says it."""
        return said_pair(self.change.median) if self.change else ""

    @property
    def p90_pair(self) -> str:
        """The slowest tenth then → now, as the drawing says it."""
        return said_pair(self.change.p90) if self.change else ""

    @property
    def late_pair(self) -> str:
        """The share that was late then → now; a dash where it is not known."""
        sides = (self.change.then, self.change.now) if self.change else (None, None)
        return " → ".join(_late_said(side) for side in sides)

    @property
    def is_worth_showing(self) -> bool:
        """Steps always; events only while something waits there; gateways and what is passed at once never."""
        step = self.figures
        if step.standing or step.incidents:
            return True
        passed = sum(self.change.counts) if self.change else step.has_figures
        return step.node.kind not in EVENTS | GATEWAYS and bool(passed)


def _late_said(step: StepFigures | None) -> str:
    """The share that was late, as the table says it."""
    promises = step.promises if step else Promises()
    said = [percent(promises.share_late, language=language())]
    if promises.known and promises.most_late is not None:
        said.append(percent(promises.most_late, language=language()))
    return "–".join(said)


_HEADS = {
    "name": (_("Step"), False),
    "who": (_("Who"), False),
    "standing": (_("Standing"), True),
    "overdue": (_("Overdue"), True),
    "oldest": (_("Longest wait"), True),
    "passed": (_("Passed"), True),
    "median": (_("Half within"), True),
    "p90": (_("90% within"), True),
    "promised": (_("Promised"), True),
    "late": (pgettext_lazy("of those who passed", "Late"), True),
    "lost": (_("Time lost"), True),
}
_HEADS_COMPARED = {
    "name": (_("Step"), False),
    "who": (_("Who"), False),
    "passed": (_("Passed, then → now"), True),
    "median": (_("Half within, then → now"), True),
    "medianchange": (_("Change"), True),
    "p90": (_("90% within, then → now"), True),
    "p90change": (_("Change"), True),
    "late": (_("Late, then → now"), True),
}
_BY: dict[str, Callable[[StepRow], float | str | None]] = {
    "name": lambda row: sort_key(row.name),
    "who": lambda row: sort_key(row.role),
    "standing": lambda row: row.figures.standing,
    "overdue": lambda row: row.figures.overdue,
    "oldest": lambda row: row.oldest_seconds,
    "passed": lambda row: row.figures.lengths.count,
    "median": lambda row: row.figures.median,
    "p90": lambda row: row.figures.p90,
    "promised": lambda row: row.figures.target,
    "late": lambda row: row.figures.promises.share_late,
    "lost": lambda row: row.figures.promises.seconds if row.figures.promises.known else None,
    "medianchange": lambda row: row.change.median.part if row.change else None,
    "p90change": lambda row: row.change.p90.part if row.change else None,
}


def heat_page(request: HttpRequest, look: Look, *, now: datetime) -> dict[str, object]:
    """Everything the heat map shows."""
    version, filters = look.version, look.filters
    found = heat_map(version.pk, filters=filters, now=now)
    diagram = diagram_of(version)
    link = lru_cache(partial(step_url, found, version.process.key, step_question(look)))  # asked twice each
    against = compared(compare_with(found, look.side, filters=filters, now=now), diagram) if look.side else None
    drawn_marks = change_marks(found, against.comparison) if against else marks(found)
    drawn = draw(diagram, language=language(), marks=drawn_marks, scale=READABLE, link=link)
    rows = [row for row in _rows(found, diagram, link, against, now=now) if row.is_worth_showing]
    heads = _HEADS_COMPARED if against else _HEADS
    is_new = not found.standing and _is_new(version, filters, now=now)
    return {
        "heat": found,
        "is_new": is_new,
        "begun_elsewhere": _begun_elsewhere(version) if is_new else "",
        "may_change_business": is_new and has_right(agent_of(request), "business.change"),
        "drawing": mark_safe(drawn),  # noqa: S308 - our own markup, every text escaped
        "rows": in_order(rows, look.order, _BY),
        "columns": columns(heads, order=look.order, address=lambda sort: look.address(sort=sort)),
        "ways": way_lines(diagram, found.ways, against.comparison.ways if against else None),
        "against": against,
        "hurts": _hurts(found, against),
        "failed": _failed(found, diagram, link),
        "unmeasured": together([found.promises, *([against.comparison.promises_then] if against else [])]),
        "worst": None
        if against
        else _worst(found, diagram, request=request, version=version, filters=filters, now=now),
    }


def _hurts(found: HeatMap, against: Compared | None) -> str:
    """The element that the picture opens at: where most has failed, else what burns most."""
    if against is None:
        hurting = [*found.failed, *([found.worst] if found.worst else [])]
        return hurting[0].node.id if hurting else ""
    slower = against.comparison.slower_most
    return slower.now.node.id if slower and slower.now else ""


def step_url(found: HeatMap, key: str, question: str, node: str) -> str | None:
    """Where the sheet of a step is; None for what has nothing to say."""
    if node not in found.steps or not found.steps[node].has_figures or found.steps[node].node.kind in GATEWAYS:
        return None
    return f"{reverse('process_step', args=[key, node])}?{question}"


def step_question(look: Look) -> str:
    """Version, days and narrowing, as the sheet of a step is asked for."""
    return urlencode({"version": look.version.number, **look.filters.asked})


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


def _rows(
    found: HeatMap, diagram: Diagram, link: Callable[[str], str | None], against: Compared | None, *, now: datetime
) -> list[StepRow]:
    if against is None:
        return [_row(step, diagram, link, now=now) for step in found.steps.values()]
    return [
        _row(change.now or change.then, diagram, link, now=now, change=change)
        for change in against.comparison.steps.values()
        if change.now or change.then
    ]


def _row(
    step: StepFigures | None,
    diagram: Diagram,
    link: Callable[[str], str | None],
    *,
    now: datetime,
    change: StepChange | None = None,
) -> StepRow:
    assert step is not None  # noqa: S101 - a change has at least one side
    return StepRow(
        figures=step,
        name=step.node.label(language()) or called(diagram, step.node.id),
        role=doer_of(diagram, step.node, language=language()) if step.node.id in diagram.nodes_by_id else "",
        url=link(step.node.id) or "",
        oldest_seconds=(now - step.oldest_at).total_seconds() if step.oldest_at else None,
        change=change,
    )


@dataclass(frozen=True, kw_only=True)
class FailedStep:
    """A node where something has failed and waits: its name, how many, and where its sheet is."""

    name: str
    count: int
    url: str


def _failed(found: HeatMap, diagram: Diagram, link: Callable[[str], str | None]) -> list[FailedStep]:
    """Where it failed, for the sentence: where most did first."""
    return [
        FailedStep(name=called(diagram, step.node.id), count=step.incidents, url=link(step.node.id) or "")
        for step in found.failed
    ]


def _worst(
    found: HeatMap, diagram: Diagram, *, request: HttpRequest, version: Version, filters: Filters, now: datetime
) -> dict[str, object] | None:
    step = found.worst
    if step is None:
        return None
    said: dict[str, object] = {"step": step, "name": called(diagram, step.node.id)}
    times = step.node.care.times
    if times is not None and times.waits_for_customer:
        said["waits"] = True
        said["still"] = standing_still(version.pk, node=step.node.id, filters=filters) if step.standing else 0
    if step.standing:
        first = longest_waiting(version.pk, node=step.node.id, agent=agent_of(request), filters=filters)
        if first is not None:
            said["seconds"] = (now - first.token.entered_at).total_seconds()
            said["line"] = first.line
            said["is_still"] = first.token.paused_at is not None
    return said
