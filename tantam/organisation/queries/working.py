"""Who is at work: hours of their own or of their team, leave, and whether they said that they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, JSONField
from django.db.models.expressions import RawSQL

from tantam.organisation.models import Absence, Agent, AgentQuerySet, Hours, Reach, Team
from tantam.organisation.queries import calendar_of_team
from tantam.organisation.rights import has_right
from tantam.organisation.values.working import is_on_shift

OFF_HOURS, ON_LEAVE, AWAY = "off-hours", "on-leave", "away"
HOME = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, kw_only=True)
class Off:
    """Why somebody is not at work: outside their hours, on leave (until when, and who stands in), or away."""

    why: str
    until: date | None = None
    deputy_id: int | None = None


def with_attendance(people: AgentQuerySet, *, now: datetime) -> AgentQuerySet:
    """The same people, each with what `off_work` needs, within the same statement."""
    # Kept questions take moments, not days: the day is worked out by the database.
    return people.annotate(
        shifts=RawSQL(_SHIFTS, [], output_field=JSONField()),  # noqa: S611 - a constant of ours
        absence=RawSQL(_ABSENCE, [now, now], output_field=JSONField()),  # noqa: S611 - a constant of ours
        away=RawSQL(_AWAY, [now], output_field=BooleanField()),  # noqa: S611 - a constant of ours
    )


def with_abilities(people: AgentQuerySet) -> AgentQuerySet:
    """The same people, each with the keys of their `skill_ids` and `territory_ids`, within the same statement."""
    return people.annotate(
        skill_ids=RawSQL(_SKILLS, [], output_field=JSONField()),  # noqa: S611 - a constant of ours
        territory_ids=RawSQL(_TERRITORIES, [], output_field=JSONField()),  # noqa: S611 - a constant of ours
    )


def off_work(agent: Agent, team: Team | None, *, at: datetime) -> Off | None:
    """Why this person is given no work for the team, None where they are at work; asked of `with_attendance`."""
    read = vars(agent)
    if read["absence"] is not None:
        until, deputy_id = read["absence"]
        return Off(why=ON_LEAVE, until=date.fromisoformat(until), deputy_id=deputy_id)
    if read["away"]:
        return Off(why=AWAY)
    return None if _is_in_hours(agent, read["shifts"], team, at) else Off(why=OFF_HOURS)


def is_at_work(agent: Agent, at: datetime) -> bool:
    """Whether this person can be given work at a moment, by the hours and holidays of the first of their teams."""
    [found] = with_attendance(Agent.objects.filter(pk=agent.pk), now=at)
    return off_work(found, first_team(found), at=at) is None


def first_team(agent: Agent) -> Team | None:
    """The team whose calendar says when the days of this person are closed."""
    return next((one.team for one in agent.current_appointments if one.team is not None), None)


def on_leave(*, on: date) -> dict[int, int | None]:
    """Who is on leave on a day → who stands in for them (None: nobody), in one statement."""
    gone = Absence.objects.filter(since__lte=on, until__gte=on).order_by("until")
    return {one.agent_id: one.deputy_id or one.agent.deputy_id for one in gone.select_related("agent")}


def leads(asker: Agent, person: Agent) -> bool:
    """Whether `asker` says when this person works: an administrator and whoever sees all, a head in their own teams."""
    if has_right(asker, "agent.change"):
        return True
    return has_right(asker, "team.lead") and (asker.reach == Reach.ALL or bool(asker.team_ids & person.team_ids))


def _is_in_hours(agent: Agent, shifts: list[Any], team: Team | None, at: datetime) -> bool:
    if agent.hours == Hours.ANY:
        return True
    calendar = calendar_of_team(team.key) if team is not None else None
    if agent.hours == Hours.TEAM:
        return calendar is None or calendar.is_open(at)
    # A day with hours of its own is worked on though it is a holiday: each then keeps their own shifts.
    closed = set(calendar.holidays) - set(calendar.special_days) if calendar else set()
    zone = ZoneInfo(calendar.zone) if calendar else HOME
    return is_on_shift(shifts, at.astimezone(zone), is_closed=closed.__contains__)


_SHIFTS = """
(SELECT coalesce(jsonb_agg(jsonb_build_array(own.weekday, own.begins_minute, own.ends_minute)), '[]'::jsonb)
 FROM organisation_shift AS own WHERE own.agent_id = organisation_agent.id)
"""
_ABSENCE = f"""
(SELECT jsonb_build_array(gone.until, coalesce(gone.deputy_id, organisation_agent.deputy_id))
 FROM organisation_absence AS gone
 WHERE gone.agent_id = organisation_agent.id AND gone.since <= (%s AT TIME ZONE '{settings.TIME_ZONE}')::date
   AND gone.until >= (%s AT TIME ZONE '{settings.TIME_ZONE}')::date
 ORDER BY gone.until DESC LIMIT 1)
"""  # noqa: S608 - made of constants
_SKILLS = """
(SELECT coalesce(jsonb_agg(has.skill_id), '[]'::jsonb)
 FROM organisation_agentskill AS has WHERE has.agent_id = organisation_agent.id)
"""
_TERRITORIES = """
(SELECT coalesce(jsonb_agg(has.territory_id), '[]'::jsonb)
 FROM organisation_agentterritory AS has WHERE has.agent_id = organisation_agent.id)
"""
#: Whether somebody said that they are away, at a moment; of the agent with an id.
IS_AWAY = """
EXISTS (SELECT FROM organisation_presence AS told
 WHERE (told.away_until IS NULL OR told.away_until > %s) AND told.agent_id = %s)
"""
_AWAY = IS_AWAY.replace("told.agent_id = %s", "told.agent_id = organisation_agent.id")
