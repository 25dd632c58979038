"""`{% load values %}`: filters and tags that show values in the reader's language and the business's zone."""

from datetime import date, datetime, tzinfo
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tantam.ui.values import formatting

register = template.Library()


def _language() -> str:
    return get_language() or "vi"


class Named(Protocol):
    """What a business has named in Vietnamese and, if it likes, in English."""

    @property
    def name(self) -> str: ...

    @property
    def name_en(self) -> str: ...


@register.filter
def named(thing: Named) -> str:
    """Its name in the reader's language."""
    return thing.name_en if not _language().startswith("vi") and thing.name_en else thing.name


@register.filter
def money(amount_vnd: int | None) -> str:
    """1.290.000 ₫"""
    return formatting.money(amount_vnd, language=_language())


@register.filter
def money_short(amount_vnd: int | None) -> str:
    """14,2 tr"""
    return formatting.money_short(amount_vnd, language=_language())


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """14.250"""
    return "–" if value is None else formatting.number(value, language=_language(), places=places)


@register.filter
def percent(share: float | None, places: int = 0) -> str:
    """A share of 1: 0.93 → 93%"""
    return formatting.percent(share, language=_language(), places=places)


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds: 2 giờ 10 phút"""
    return formatting.duration(seconds, language=_language())


@register.filter
def working_time(seconds: float | None) -> str:
    """Seconds of working time: 26 giờ 10 phút"""
    return formatting.working_time(seconds, language=_language())


@register.filter
def day(value: date | None) -> str:
    """22/11/2026"""
    return "–" if value is None else formatting.day(value, language=_language(), zone=_zone())


@register.filter
def short_day(value: date) -> str:
    """22/11, in English 22 Nov"""
    return formatting.short_day(value, language=_language())


@register.filter
def moment(value: datetime | None) -> str:
    """22/11/2026 09:12"""
    return "–" if value is None else formatting.moment(value, language=_language(), zone=_zone())


@register.filter
def clock_time(value: datetime | None) -> str:
    """09:12"""
    return "–" if value is None else formatting.clock_time(value, zone=_zone())


@register.filter
def phone(e164: str) -> str:
    """0912 345 678"""
    return formatting.phone(e164)


@register.filter
def file_size(size_bytes: int) -> str:
    """1,4 MB"""
    return formatting.file_size(size_bytes, language=_language())


@register.simple_tag
def ago(value: datetime | None, now: datetime | None = None) -> SafeString | str:
    """5 phút trước, kept true by the browser; the full time in its title."""
    if value is None:
        return "–"
    words = formatting.relative(value, now=now or timezone.now(), language=_language())
    full = formatting.moment(value, language=_language(), zone=_zone())
    return format_html('<time datetime="{}" title="{}" data-ago>{}</time>', value.isoformat(), full, words)


@register.simple_tag
def list_time(
    value: datetime | None, now: datetime | None = None, language: str = "", zone: tzinfo | None = None
) -> SafeString | str:
    """09:12, Hôm qua, 18/11: the time in a row of a list; a long list says its language and zone once."""
    if value is None:
        return "–"
    language, zone = language or _language(), zone or _zone()
    words = formatting.list_time(value, now=now or timezone.now(), language=language, zone=zone)
    full = formatting.moment(value, language=language, zone=zone)
    return mark_safe(f'<time datetime="{value.isoformat()}" title="{full}">{words}</time>')  # noqa: S308 - digits, our words


def _zone() -> tzinfo:
    return timezone.get_current_timezone()
