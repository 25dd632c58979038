"""Questions about the business that are asked on every step: calendars, the business itself, load per person."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as clock_time

from django.db.models.functions import Coalesce
from django.utils import timezone

from tantam.core.queries import Kept, ask
from tantam.core.values.business_time import Calendar
from tantam.core.values.memory import remembered
from tantam.organisation.models import (
    Agent,
    Appointment,
    Business,
    Holiday,
    PolicyEdition,
    Sight,
    SpecialDay,
    Team,
    WorkingCalendar,
    WorkingHours,
)
from tantam.organisation.models.agent import sight_of
from tantam.organisation.registry import Section, sections_for
from tantam.organisation.rights import ROLE_RIGHTS, SIGNED_IN, rights_of

SECONDS_KEPT = 30
Intervals = list[tuple[str | clock_time, str | clock_time]]


@dataclass
class _Kept:
    until: float
    calendars: dict[int, Calendar]
    teams: dict[str, int]
    intake: int | None = None


_kept = _Kept(until=0.0, calendars={}, teams={})


def calendar(calendar_id: int) -> Calendar:
    """The working time of a calendar, kept in this process for half a minute."""
    if time.monotonic() > _kept.until:
        _kept.calendars = _load_all()
        _kept.until = time.monotonic() + SECONDS_KEPT
    if calendar_id not in _kept.calendars:
        _kept.calendars = _load_all()
    return _kept.calendars[calendar_id]


def calendar_of_team(key: str) -> Calendar | None:
    """The working time of the team with this key, None when there is no such team."""
    if time.monotonic() > _kept.until or key not in _kept.teams:
        calendar_of = Coalesce("successor__calendar_id", "calendar_id")
        _kept.teams = dict(Team.objects.values_list("key", calendar_of))
    calendar_id = _kept.teams.get(key)
    return calendar(calendar_id) if calendar_id is not None else None


def intake_calendar_id() -> int | None:
    """The calendar of the team that takes requests in, kept as long; None before the business is set up."""
    if _kept.intake is None or time.monotonic() > _kept.until:
        business = the_business()
        _kept.intake = business.intake_team.calendar_id if business and business.intake_team else None
    return _kept.intake


def forget_calendars() -> None:
    """Read calendars anew on the next question: after a change, and between tests."""
    _kept.until = 0.0
    _kept.calendars = {}
    _kept.teams = {}
    _kept.intake = None


def _load_all() -> dict[int, Calendar]:
    weekly: dict[int, dict[int, Intervals]] = defaultdict(lambda: defaultdict(list))
    for hours in WorkingHours.objects.order_by("weekday", "opens_minute"):
        weekly[hours.calendar_id][hours.weekday].append((_clock(hours.opens_minute), _clock(hours.closes_minute)))
    special: dict[int, dict[date, Intervals]] = defaultdict(lambda: defaultdict(list))
    for day in SpecialDay.objects.order_by("on", "opens_minute"):
        special[day.calendar_id][day.on].append((_clock(day.opens_minute), _clock(day.closes_minute)))
    closed: dict[int | None, set[date]] = defaultdict(set)
    for holiday in Holiday.objects.all():
        closed[holiday.calendar_id].add(holiday.on)
    return {
        kept.pk: Calendar(
            zone=kept.timezone,
            weekly=weekly[kept.pk],
            holidays=closed[None] | closed[kept.pk],
            special_days=special[kept.pk],
        )
        for kept in WorkingCalendar.objects.all()
    }


def _clock(minute: int) -> str:
    """Minutes after midnight as a calendar writes them; 24:00 is the day's end."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def settings_sections(agent: Agent) -> list[Section]:
    """The sections of the settings that this person may open; their own account is always one of them."""
    return sections_for(rights_of(agent) | {SIGNED_IN})


def people_with(right: str) -> list[int]:
    """Who holds a position that carries the right, and still works here."""
    roles = [role for role, rights in ROLE_RIGHTS.items() if right in rights]
    held = Appointment.objects.filter(until=None, role__in=roles, agent__in=Agent.objects.working())
    return sorted(held.values_list("agent_id", flat=True).distinct())


#: More unseen notices are not counted; the bell says 99+.
MOST_UNSEEN = 100
UNSEEN = f"""
(SELECT count(*) FROM (
    SELECT FROM organisation_notice AS told WHERE told.agent_id = %s AND told.seen_at IS NULL LIMIT {MOST_UNSEEN}
) AS unseen)
"""  # noqa: S608 - made of constants


def unseen_notices(agent_id: int) -> int:
    """How many notices of this person are unseen, at most MOST_UNSEEN."""
    return int(ask(f"SELECT {UNSEEN}", [agent_id])[0][0])


def unseen_said(count: int) -> str:
    """The number beside the bell; "" for none."""
    return f"{MOST_UNSEEN - 1}+" if count >= MOST_UNSEEN else str(count or "")


def sights_of(agent_ids: Collection[int]) -> dict[int, Sight]:
    """How far each of these people sees, with one question."""
    held: dict[int, list[Appointment]] = {pk: [] for pk in agent_ids}
    for one in Appointment.objects.filter(agent__in=agent_ids, until=None).select_related("team"):
        held[one.agent_id].append(one)
    return {pk: sight_of(appointments) for pk, appointments in held.items()}


_BUSINESS = Kept(lambda: Business.objects.select_related("intake_team").order_by("id")[:1])
_TEAMS = Kept(lambda: Team.objects.all())


def the_business() -> Business | None:
    """The business, None before it is set up."""
    return remembered("organisation.business", _BUSINESS.first)


def team(key: str) -> Team | None:
    """The team with this key, or what took its place; None when there is none."""
    teams = remembered("organisation.teams", _teams_by_key)
    return teams.get(key)


def _teams_by_key() -> dict[str, Team]:
    rows = {one.pk: one for one in _TEAMS()}
    return {one.key: rows.get(one.successor_id, one) for one in rows.values()}


def is_sample_business() -> bool:
    """Whether the business of this database is the sample one; what is not set up yet could still become it."""
    return not Business.objects.filter(is_demo=False).exists()


@dataclass(frozen=True, kw_only=True)
class HeldPolicy:
    """A policy on one day: its words then, and whether it holds ("held"), is over ("ended") or not yet ("coming").

    `written_at`: when these words were written; `next_from`: from when on others hold, where that is known already.
    """

    pk: int
    key: str
    title: str
    title_en: str
    text: str
    text_en: str
    edition: int
    valid_from: date
    valid_until: date | None
    owner: str
    state: str
    written_at: datetime
    next_from: date | None = None

    def is_newer_than(self, moment: datetime) -> bool:
        """Whether at that moment other words held, or these were not written yet."""
        was_later = self.valid_from > timezone.localdate(moment) or self.written_at > moment
        return self.state == "held" and self.edition > 1 and was_later

    def title_in(self, language: str) -> str:
        """Its title, in Vietnamese where there is no other."""
        return (self.title_en if language == "en" else "") or self.title

    def text_in(self, language: str) -> str:
        """Its words, in Vietnamese where there are no others."""
        return (self.text_en if language == "en" else "") or self.text


def policies(*, on: date) -> dict[str, HeldPolicy]:
    """All policies as they stand on a day, by key, with one question."""
    return remembered(("organisation.policies", on), lambda: _policies(on))


def _policies(on: date) -> dict[str, HeldPolicy]:
    found: dict[str, HeldPolicy] = {}
    editions = PolicyEdition.objects.select_related("policy__owner").order_by("policy__key", "number")
    for one in editions:
        key = one.policy.key
        if one.valid_from <= on or key not in found:
            found[key] = _held(one, on)
        elif found[key].next_from is None:
            found[key] = replace(found[key], next_from=one.valid_from)
    return found


def _held(one: PolicyEdition, on: date) -> HeldPolicy:
    is_over = one.valid_until is not None and one.valid_until < on
    return HeldPolicy(
        pk=one.policy_id,
        key=one.policy.key,
        title=one.title,
        title_en=one.title_en,
        text=one.text,
        text_en=one.text_en,
        edition=one.number,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        owner=one.policy.owner.full_name if one.policy.owner else "",
        state="coming" if one.valid_from > on else "ended" if is_over else "held",
        written_at=one.at,
    )
