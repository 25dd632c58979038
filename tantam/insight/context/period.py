"""The period and filters of an address; what makes no sense is said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.channels.models import ChannelKind
from tantam.core.values.days import NotADay, parse_day
from tantam.insight.queries import Scope
from tantam.insight.queries.figures import HANOI

#: The lengths offered, in days until today.
PERIODS: dict[int, str | Promise] = {
    1: _("Today"),
    7: _("7 days"),
    30: _("30 days"),
    90: _("90 days"),
    365: _("1 year"),
}
_USUAL = 30
#: How an address says: the tickets that are in no team.
NO_TEAM = "none"
_LONGEST = timedelta(days=731)
_YEARS = range(2000, 2100)


def read_scope(asked: Mapping[str, str], *, now: datetime) -> tuple[Scope, str | Promise]:
    """What an address asks for, and what is wrong with its period ("": nothing); then the last 30 days are taken.

    Args:
        asked: `since` and `until` as people or links write days, or `days` until today; `team` (a number, or `none`),
            `channel`, `kind`, `problem`.
        now: today is its day in Hà Nội.
    """
    today = now.astimezone(HANOI).date()
    since, until, wrong = _period(asked, today)
    if wrong:
        since, until = _last(_USUAL, today)
    return replace(_filters(asked), since=since, until=until), wrong


def _period(asked: Mapping[str, str], today: date) -> tuple[date, date, str | Promise]:
    days, first, last = (asked.get(name, "") for name in ("days", "since", "until"))
    if days and not (first or last) and days not in {str(period) for period in PERIODS}:
        return today, today, _("This period is not one of the choices; these are the last 30 days.")
    if any(typed and not read_day(typed, today=today) for typed in (first, last)):
        return today, today, _("This is not a date; these are the last 30 days.")
    until = read_day(last, today=today) or today
    length = int(days) if days in {str(period) for period in PERIODS} else _USUAL
    since = read_day(first, today=today) or _last(length, until)[0]
    if since > until:
        return today, today, _("The first day is after the last; these are the last 30 days.")
    if until - since >= _LONGEST:
        return today, today, _("A period is at most two years long; these are the last 30 days.")
    return since, until, ""


def _last(days: int, until: date) -> tuple[date, date]:
    return until - timedelta(days=days - 1), until


def _filters(asked: Mapping[str, str]) -> Scope:
    team, channel = asked.get("team", ""), asked.get("channel", "")
    return Scope(
        since=date.min,
        until=date.min,
        team=int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None,
        has_no_team=team == NO_TEAM,
        channel=channel if channel in ChannelKind.values else "",
        kind=asked.get("kind", "")[:10],
        problem=asked.get("problem", "")[:20],
    )


def read_day(text: str, *, today: date) -> date | None:
    """A day of this century as people type it or a link writes it; None for anything else."""
    try:
        day = parse_day(text, today=today)
    except NotADay:
        return None
    return day if day.year in _YEARS else None
