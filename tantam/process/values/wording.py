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
    if hours < 48:
        return f"{hours}{NBSP}{hour}"
    return _days(seconds / 86_400, day, language=language)


def _days(days: float, word: str, *, language: str) -> str:
    text = f"{days:.1f}" if days < 10 else f"{days:.0f}"
    text = text.removesuffix(".0")
    return f"{text.replace('.', ',') if language == 'vi' else text}{NBSP}{word}"
