"""What people, teams and branches are called outside, and what of the organisation itself hangs on a place."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.core.registry import offer_names
from tantam.organisation.models import Agent, Appointment, Branch, Business, Team, WorkingCalendar
from tantam.organisation.models.closing import PlaceQuerySet
from tantam.organisation.registry import Tie, offer_ties


@offer_names("agent", "assignee", "old_assignee", "approver", "reviewer", "asked_by")
def username_of_agent(key: int) -> str | None:
    """People are known outside by their user name."""
    username: str | None = Agent.objects.filter(pk=key).values_list("username", flat=True).first()
    return username


@offer_names("team", "old_team")
def key_of_team(key: int) -> str | None:
    return Team.objects.filter(pk=key).values_list("key", flat=True).first()


@offer_names("branch")
def key_of_branch(key: int) -> str | None:
    return Branch.objects.filter(pk=key).values_list("key", flat=True).first()


def _of_team(key: int) -> Iterator[Tie]:
    if Business.objects.filter(intake_team=key).exists():
        yield Tie(words=_("Requests come to this team first."), living=True)
    if people := Appointment.objects.filter(team=key, until=None).values("agent").distinct().count():
        words = ngettext("%(count)s person holds a position in it.", "%(count)s people hold a position in it.", people)
        yield Tie(words=words % {"count": people}, living=True)
    if Appointment.objects.filter(team=key).exclude(until=None).exists():
        yield Tie(words=_("People held positions in it before."), living=False)
    if Team.objects.filter(successor=key).exists():
        yield Tie(words=_("It took the place of another one."), living=False)


def _of_branch(key: int) -> Iterator[Tie]:
    yield from _teams(Team.objects.filter(branch=key))
    if Branch.objects.filter(successor=key).exists():
        yield Tie(words=_("It took the place of another one."), living=False)


def _of_hours(key: int) -> Iterator[Tie]:
    yield from _teams(Team.objects.filter(calendar=key))
    followers = Branch.objects.filter(calendar=key)
    if names := list(followers.open().order_by("id").values_list("name", flat=True)):
        yield Tie(words=_("Branches: %(names)s.") % {"names": ", ".join(names)}, living=True)
    elif followers.exists():
        yield Tie(words=_("Branches that are used no longer followed it."), living=False)
    if WorkingCalendar.objects.filter(successor=key).exists():
        yield Tie(words=_("It took the place of another one."), living=False)


def _teams(teams: PlaceQuerySet) -> Iterator[Tie]:
    if names := [str(team) for team in teams.open().order_by("id")]:
        yield Tie(words=_("Teams: %(names)s.") % {"names": ", ".join(names)}, living=True)
    elif teams.exists():
        yield Tie(words=_("Teams that are used no longer belonged to it."), living=False)


offer_ties("team", of="organisation", finder=_of_team)
offer_ties("branch", of="organisation", finder=_of_branch)
offer_ties("hours", of="organisation", finder=_of_hours)
