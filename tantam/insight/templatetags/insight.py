"""`{% load insight %}`: figures in their units, and the bars by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.insight.context import change_in_words
from tantam.insight.registry import Metric
from tantam.organisation.models import Team
from tantam.ui.templatetags.ui import icon
from tantam.ui.values import formatting

register = template.Library()

_HEIGHT = 120.0
#: Half the width of a date under the bars: nearer to the edge it would be cut off.
_EDGE = 18.0
_NONE = "–"


@register.simple_tag
def metric_value(metric: Metric, value: float | None) -> str:
    """A figure in words of its unit; a dash where nothing was measured."""
    if value is None:
        return _NONE
    language = get_language() or "vi"
    if metric.unit == "seconds":
        return formatting.duration(value, language=language)
    if metric.unit == "share":
        return formatting.percent(value, language=language)
    if metric.unit == "money":
        return formatting.money(int(value), language=language)
    places = 2 if metric.unit == "score" else 0
    return formatting.number(value, language=language, places=places)


@register.simple_tag
def metric_cell(metric: Metric, row: dict[str, Any]) -> SafeString | str:
    """A cell of a table, leading to its cases."""
    value = row["figures"].get(metric.key)
    if value is None:
        return _NONE
    return format_html('<a href="{}">{}</a>', row["links"][metric.key], metric_value(metric, value))


@register.simple_tag
def team_name(team: Team) -> str:
    """A team's name in the reader's language."""
    return team.name_en if get_language() == "en" and team.name_en else team.name


@register.simple_tag
def day_chart(days: Sequence[dict[str, Any]]) -> SafeString:
    """Bars of tickets by day, each leading to its cases; the date and number are read out and shown when pointed at."""
    volumes = [day["volume"] for day in days]
    top = max([*volumes, 1])
    step = 1000 / max(len(days), 1)
    bars = format_html_join(
        "",
        '<a href="{}"><title>{}</title><rect class="hit" x="{}" y="0" width="{}" height="{}"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2"/></a>',
        (
            _bar(day, volume, index, step=step, top=top)
            for index, (day, volume) in enumerate(zip(days, volumes, strict=True))
        ),
    )
    labels = format_html_join(
        "",
        '<text x="{}" y="136">{}</text>',
        (
            (f"{min(max((index + 0.5) * step, _EDGE), 1000 - _EDGE):.1f}", f"{day['key']:%d/%m}")
            for index, day in enumerate(days)
            if _is_labelled(index, len(days))
        ),
    )
    return format_html(
        '<svg class="day-chart" viewBox="0 0 1000 142" role="group" aria-label="{}">{}<g class="axis">{}</g></svg>',
        _("Tickets by day"),
        bars,
        labels,
    )


def _is_labelled(index: int, count: int) -> bool:
    return index % max(1, round(count / 10)) == 0


def _bar(day: dict[str, Any], volume: int, index: int, *, step: float, top: int) -> tuple[str, ...]:
    height = _HEIGHT * volume / top
    x, width = f"{index * step + step * 0.14:.1f}", f"{step * 0.72:.1f}"
    title = f"{day['key']:%d/%m/%Y}: {volume}"
    return (
        day["href"],
        title,
        f"{index * step:.1f}",
        f"{step:.1f}",
        f"{_HEIGHT}",
        x,
        f"{_HEIGHT - height:.1f}",
        width,
        f"{height:.1f}",
    )


@register.simple_tag
def change_of(figure: dict[str, Any]) -> SafeString | str:
    """An arrow and by how much a figure changed, in the colour of good or bad; nothing where there was nothing."""
    if figure["change"] is None:
        return ""
    metric = figure["metric"]
    if not figure["direction"] or metric_value(metric, figure["value"]) == metric_value(metric, figure["old"]):
        return format_html('<span class="trend">{}{}</span>', icon("minus", "xs"), _("unchanged"))
    picture = icon(f"arrow-{figure['direction']}", "xs", label=_("up") if figure["direction"] == "up" else _("down"))
    words = change_in_words(metric, figure["change"])
    if not metric.good:
        return format_html('<span class="trend">{}{}</span>', picture, words)
    return format_html(
        '<span class="trend trend-{}">{}{}</span>', "good" if figure["is_good"] else "bad", picture, words
    )


@register.simple_tag
def change_words(metric: Metric, change: float | None) -> str:
    """The size of a change in the measure of its unit."""
    return change_in_words(metric, change)


@register.filter
def timesince_to(value: datetime, now: datetime) -> str:
    """How long it lasts by now: 2 ngày 3 giờ."""
    return formatting.duration((now - value).total_seconds(), language=get_language() or "vi")
