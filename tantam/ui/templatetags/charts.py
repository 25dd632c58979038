"""`{% load charts %}`: tiles and small pictures of numbers, drawn as SVG on the server (no inline style)."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tantam.ui.templatetags.ui import icon
from tantam.ui.values import formatting

register = template.Library()

_WIDTH, _HEIGHT = 120.0, 32.0


@register.simple_tag
def stat(
    label: object,
    value: object,
    note: object = "",
    href: str = "",
    change: float | None = None,
    good: str = "up",
    change_text: str = "",
) -> SafeString:
    """A tile with one number.

    Args:
        href: the cases behind the number.
        change: share against the period before (0.12 is +12 %).
        good: whether "up" or "down" is the good direction; "" where neither is.
        change_text: the size of the change, where it is not read as a percentage.
    """
    foot = format_html('<span class="stat-foot">{}{}</span>', _trend(change, good, change_text), note)
    body = format_html(
        '<span class="stat-label">{}</span><span class="stat-value">{}</span>{}',
        label,
        value,
        foot if note or change is not None else "",
    )
    if href:
        return format_html('<a class="stat" href="{}">{}</a>', href, body)
    return format_html('<div class="stat">{}</div>', body)


def _trend(change: float | None, good: str, change_text: str) -> SafeString:
    if change is None:
        return mark_safe("")
    text = change_text or formatting.percent(abs(change), language=get_language() or "vi")
    if abs(change) < 0.005:
        return format_html('<span class="trend">{}{}</span>', icon("minus", "xs"), text)
    kind = "" if not good else " trend-good" if (change > 0) == (good == "up") else " trend-bad"
    picture = icon("trending-up" if change > 0 else "trending-down", "xs")
    sign = "+" if change > 0 else "−"
    return format_html('<span class="trend{}">{}{}{}</span>', kind, picture, sign, text)


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    """A line of its values from left to right; `label` says in words what it shows."""
    if len(values) < 2:
        return mark_safe("")
    top = max(max(values), 1e-9)
    step = _WIDTH / (len(values) - 1)
    points = [(index * step, _HEIGHT - 2 - (_HEIGHT - 4) * value / top) for index, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polygon class="area" points="0,32 {} 120,32"/><polyline class="line" points="{}"/></svg>',
        label,
        line,
        line,
    )


@register.simple_tag
def bars(values: Sequence[float], label: str) -> SafeString:
    """Small upright bars, one a value; `label` says in words what they show."""
    if not values:
        return mark_safe("")
    top = max(max(values), 1e-9)
    step = _WIDTH / len(values)
    width = f"{step * 0.72:.2f}"
    sized = [(index * step, max(_HEIGHT * value / top, 0.75)) for index, value in enumerate(values)]
    shapes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1"/>',
        ((f"{x:.2f}", f"{_HEIGHT - height:.2f}", width, f"{height:.2f}") for x, height in sized),
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        label,
        shapes,
    )


@register.simple_tag
def meter(value: float, top: float, label: str, tone: str = "primary") -> SafeString:
    """How much of a whole; `label` is read out."""
    share = 0 if top <= 0 else min(max(value / top, 0), 1)
    return format_html(
        '<svg class="meter tone-{}" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect width="{}" height="4"/></svg>',
        tone,
        label,
        f"{share * 100:.1f}",
    )
