"""How a figure changed against the period before, in the measure of its unit."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext

from tantam.insight.registry import Metric
from tantam.ui.values import formatting

#: Shares and scores have a scale with an end: their change is a difference, not a percentage of a percentage.
_DIFFERENCES = {"share", "score"}


def change_between(metric: Metric, value: float | None, old: float | None) -> float | None:
    """The difference of shares and scores, else the change as a share of the old value; None: nothing to compare."""
    if value is None or old is None:
        return None
    if metric.unit in _DIFFERENCES:
        return value - old
    return (value - old) / old if old else None


def change_in_words(metric: Metric, change: float | None) -> str:
    """The size of a change without its sign: 12%, 3 điểm %, 0,25."""
    if change is None:
        return ""
    language = get_language() or "vi"
    if metric.unit == "share":
        points = formatting.number(abs(change) * 100, language=language)
        words = ngettext("%(points)s%% point", "%(points)s%% points", round(abs(change) * 100))
        return words % {"points": points}
    if metric.unit == "score":
        return formatting.number(abs(change), language=language, places=2)
    return formatting.percent(abs(change), language=language)
