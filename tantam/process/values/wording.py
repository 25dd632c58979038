"""Lengths of time short enough to stand inside a drawn step."""

from __future__ import annotations

NBSP = "\u00a0"
_WORDS = {"vi": ("giây", "ph", "giờ", "ngày"), "en": ("s", "min", "h", "days")}


def short_length(seconds: float, *, language: str) -> str:
    """The length in seconds as "42 giây", "12 ph", "3 giờ 10 ph", "26 giờ" or "2,1 ngày"."""
    second, minute, hour, day = _WORDS["vi" if language == "vi" else "en"]
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NBSP}{second}"
    minutes = whole // 60  # as the tables cut it: a picture and its table say the same
    if minutes < 60:
        return f"{minutes}{NBSP}{minute}"
    hours, rest = divmod(minutes, 60)
    if hours < 10 and rest:
        return f"{hours}{NBSP}{hour}{NBSP}{rest}{NBSP}{minute}"
    if hours < 48:  # up to a day the tables go on to minutes, beyond it they end with hours
        return f"{round(minutes / 60) if hours < 24 else hours}{NBSP}{hour}"
    return _days(seconds / 86_400, day, language=language)


def _days(days: float, word: str, *, language: str) -> str:
    text = f"{days:.1f}" if days < 10 else f"{days:.0f}"
    text = text.removesuffix(".0")
    return f"{text.replace('.', ',') if language == 'vi' else text}{NBSP}{word}"


def short_change(then: float, now: float, *, language: str) -> str:
    """Two lengths in one unit, so that they are compared at a glance: "20 → 14 ph", "1,2 → 5 giờ"."""
    most = max(then, now)
    second, minute, hour, day = _WORDS["vi" if language == "vi" else "en"]
    units = ((60, 1, second), (3_600, 60, minute), (48 * 3_600, 3_600, hour))
    length, word = next(((length, word) for below, length, word in units if most < below), (86_400, day))
    before, after = (_figure(seconds / length, language=language) for seconds in (then, now))
    return f"{before}{NBSP}→{NBSP}{after}{NBSP}{word}"


def short_part(part: float, *, language: str) -> str:
    """By how much something changed: "↓ 30%", and what more than doubled "↑ ×2,4"."""
    arrow = "↓" if part < 0 else "↑"
    if part > 1:
        return f"{arrow}{NBSP}×{_figure(part + 1, language=language)}"
    return f"{arrow}{NBSP}{round(abs(part) * 100)}%"


def _figure(value: float, *, language: str) -> str:
    """With as many decimals as it takes to divide one figure by another: 0.92, 7.5, 19."""
    if value < 0.995:
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if language == "vi" else text
    text = f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
    text = text.removesuffix(".0")
    return text.replace(".", ",") if language == "vi" else text
