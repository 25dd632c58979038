"""`{% load insight %}`: figures in their units, and the bars by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
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
def measured_value(metric: Metric, value: float | None) -> str:
    """What one ticket adds to a figure: its own time, score or amount; of a share, whether it was kept."""
    if metric.unit == "share" and value is not None:
        return _("on time") if value else _("late")
    if metric.unit == "score" and value is not None:
        return formatting.number(value, language=get_language() or "vi")
    return metric_value(metric, value)


@register.simple_tag
def note_of(*parts: str) -> str:
    """The parts that are there, with a dot between."""
    return " · ".join(str(part) for part in parts if part)


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
    language = get_language() or "vi"
    labels = format_html_join(
        "",
        '<text x="{}" y="136">{}</text>',
        (
            (
                f"{min(max((index + 0.5) * step, _EDGE), 1000 - _EDGE):.1f}",
                formatting.short_day(day["key"], language=language),
            )
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


@register.simple_tag
def due_time(due: datetime, now: datetime) -> SafeString:
    """The time of day, with its date where that is not today's."""
    language, zone = get_language() or "vi", get_current_timezone()
    clock = formatting.clock_time(due, zone=zone)
    if due.astimezone(zone).date() == now.astimezone(zone).date():
        return format_html('<b class="num">{}</b>', clock)
    on = formatting.list_time(due, now=now, language=language, zone=zone)
    return format_html('<b class="num">{}</b> <span class="muted text-xs">{}</span>', clock, on)


@register.simple_tag
def trend_chart(days: Sequence[dict[str, Any]], label: str) -> SafeString:
    """A narrow picture of some days: each with its number above and its date below, leading to its cases."""
    language = get_language() or "vi"
    top = max([*(day["count"] for day in days), 1])
    step = 364 / max(len(days), 1)
    shapes = format_html_join(
        "",
        '<a href="{}"><title>{}</title><rect class="hit" x="{}" y="0" width="{}" height="108" rx="3"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2"/><text class="count" x="{}" y="{}">{}</text>'
        '<text x="{}" y="100">{}</text></a>',
        (_day_shape(day, index, step=step, top=top, language=language) for index, day in enumerate(days)),
    )
    # The first date names its month and is wider than its bar: it has room at both sides.
    return format_html(
        '<svg class="day-chart trend-chart" viewBox="-6 0 376 108" role="group" aria-label="{}">{}</svg>', label, shapes
    )


def _day_shape(day: dict[str, Any], index: int, *, step: float, top: int, language: str) -> tuple[str, ...]:
    height = max(66.0 * day["count"] / top, 1.0)
    middle, head = f"{(index + 0.5) * step:.1f}", 84 - height
    on = day["key"]
    date_shown = formatting.short_day(on, language=language) if index == 0 or on.day == 1 else f"{on.day}"
    return (
        day["href"],
        f"{formatting.weekday(on, language=language)} {formatting.day(on, language=language)}: {day['count']}",
        f"{index * step:.1f}",
        f"{step:.1f}",
        f"{index * step + step * 0.16:.1f}",
        f"{head:.1f}",
        f"{step * 0.68:.1f}",
        f"{height:.1f}",
        middle,
        f"{head - 4:.1f}",
        formatting.number(day["count"], language=language),
        middle,
        date_shown,
    )


def _is_labelled(index: int, count: int) -> bool:
    return index % max(1, round(count / 10)) == 0


def _bar(day: dict[str, Any], volume: int, index: int, *, step: float, top: int) -> tuple[str, ...]:
    height = _HEIGHT * volume / top
    x, width = f"{index * step + step * 0.14:.1f}", f"{step * 0.72:.1f}"
    language = get_language() or "vi"
    on = day["key"]
    counted = formatting.number(volume, language=language)
    title = f"{formatting.weekday(on, language=language)} {formatting.day(on, language=language)}: {counted}"
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
