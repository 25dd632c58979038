"""The catalogue of metrics: one definition each, read by reports, dashboards and whoever else shows a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Unit = Literal["count", "seconds", "share", "score", "money"]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What a figure means: `formula` in words, `good` the direction wished for ("": neither), `source` of it."""

    key: str
    label: str | Promise
    unit: Unit
    good: Literal["up", "down", ""]
    formula: str | Promise
    source: str | Promise = ""


METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in [
        Metric(
            key="volume",
            label=_("Tickets"),
            unit="count",
            good="",
            formula=_("Tickets opened in the period, spam and merged ones left out."),
        ),
        Metric(
            key="frt",
            label=_("First response time (median)"),
            unit="seconds",
            good="down",
            formula=_("From the opening of a ticket to the first answer of a person, calendar time; half are quicker."),
        ),
        Metric(
            key="frt_p90",
            label=_("First response time (90th percentile)"),
            unit="seconds",
            good="down",
            formula=_("Nine of ten tickets were answered quicker than this, calendar time."),
        ),
        Metric(
            key="resolution",
            label=_("Resolution time (median)"),
            unit="seconds",
            good="down",
            formula=_("From opening to closing of the tickets closed in the period, calendar time; half are quicker."),
        ),
        Metric(
            key="sla",
            label=_("SLA attainment"),
            unit="share",
            good="up",
            formula=_(
                "The share of the tickets opened in the period that were answered within the promise, in working hours."
            ),
        ),
        Metric(
            key="csat",
            label=_("CSAT"),
            unit="score",
            good="up",
            formula=_("Mean of the satisfaction scores from 1 to 5 answered in the period."),
            source=_("Customer satisfaction score on a scale of five."),
        ),
        Metric(
            key="goodwill",
            label=_("Goodwill paid"),
            unit="money",
            good="down",
            formula=_("Compensation and goodwill given when tickets were closed in the period."),
        ),
    ]
}
#: Tiles and columns of the reports, and the six figures of the director's page, in order.
REPORT_METRICS = {key: METRICS[key] for key in ("volume", "frt", "frt_p90", "resolution", "sla", "csat")}
DIRECTOR_METRICS = ("volume", "frt", "sla", "resolution", "csat", "goodwill")
