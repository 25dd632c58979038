"""When people work: their hours, their leave, and the switch that says they are away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.openings import Opening
from tantam.organisation.facts import AgentAbsent, AgentAway, AgentHoursChanged
from tantam.organisation.models import Absence, Agent, Hours, Presence, Shift
from tantam.organisation.queries.working import HOME


class OverlapsAbsence(Exception):
    """They are absent on some of these days already."""


class NotADeputy(Exception):
    """Who stands in must be somebody else who works here."""


@dataclass(frozen=True, kw_only=True)
class WorkingWeek:
    """When somebody is given work, and with hours of their own the shifts of each weekday, Monday first."""

    hours: Hours
    shifts: Sequence[Sequence[Opening]] = ()


@dataclass(frozen=True, kw_only=True)
class DaysOff:
    """Days on which somebody does not work, both ends included, and who stands in (None: their usual deputy)."""

    since: date
    until: date
    kind: Absence.Kind
    deputy: Agent | None


@unit()
def set_hours(agent: Agent, wanted: WorkingWeek, *, by: Agent, now: datetime) -> None:
    """Say when somebody is given work. Shifts are kept where they do not hold at the moment, to go back to."""
    Agent.objects.filter(pk=agent.pk).update(hours=wanted.hours)
    agent.hours = wanted.hours
    if wanted.hours == Hours.OWN:
        Shift.objects.filter(agent=agent).delete()
        Shift.objects.bulk_create(
            Shift(agent=agent, weekday=weekday, begins_minute=begins, ends_minute=ends)
            for weekday, shifts in enumerate(wanted.shifts)
            for begins, ends in shifts
        )
    fact = AgentHoursChanged(agent_id=agent.pk, hours=wanted.hours)
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")


@unit()
def add_absence(agent: Agent, wanted: DaysOff, *, by: Agent, now: datetime) -> Absence:
    """Somebody does not work on these days. Raises OverlapsAbsence, NotADeputy."""
    deputy = wanted.deputy
    if deputy is not None and (deputy.pk == agent.pk or not deputy.is_active or deputy.left_on):
        raise NotADeputy
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)  # the same days typed in two windows
    if Absence.objects.filter(agent=agent, since__lte=wanted.until, until__gte=wanted.since).exists():
        raise OverlapsAbsence
    made = Absence.objects.create(agent=agent, **vars(wanted), by=by, at=now)
    record(_absent(made), by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")
    return made


@unit()
def take_back_absence(absence: Absence, *, by: Agent, now: datetime) -> None:
    """They work on these days after all; of days that have begun those that are over stay."""
    today = now.astimezone(HOME).date()
    fact = _absent(absence, is_taken_back=True)
    if absence.since < today <= absence.until:
        absence.until = today - timedelta(days=1)
        absence.save(update_fields=["until"])
    else:
        absence.delete()
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{fact.agent_id}")


def _absent(absence: Absence, *, is_taken_back: bool = False) -> AgentAbsent:
    return AgentAbsent(
        agent_id=absence.agent_id,
        since=absence.since.isoformat(),
        until=absence.until.isoformat(),
        kind=absence.kind,
        deputy_id=absence.deputy_id,
        is_taken_back=is_taken_back,
    )


@unit()
def go_away(agent: Agent, *, until: datetime | None, by: Agent, now: datetime) -> None:
    """They are away for a while (None: until they say that they are back), and are given no work meanwhile."""
    Presence.objects.update_or_create(agent=agent, defaults={"away_since": now, "away_until": until})
    for_the_day = until is not None and until >= end_of_day(now)
    _note(AgentAway(agent_id=agent.pk, is_away=True, for_the_day=for_the_day), by=by, now=now)


@unit()
def come_back(agent: Agent, *, by: Agent, now: datetime) -> None:
    """They are back. Saying so again changes nothing."""
    deleted, _rows = Presence.objects.filter(agent=agent).delete()
    if deleted:
        _note(AgentAway(agent_id=agent.pk, is_away=False), by=by, now=now)


def end_of_day(now: datetime) -> datetime:
    """The midnight after a moment, where the business is."""
    return midnight_after(now.astimezone(HOME).date())


def midnight_after(day: date) -> datetime:
    """When a day is over, where the business is."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=HOME)


def _note(fact: AgentAway, *, by: Agent, now: datetime) -> None:
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{fact.agent_id}")
    announce("presence", agent=fact.agent_id)
