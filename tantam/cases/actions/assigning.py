"""Who looks after a case: by hand, by taking it, or by the process; each automatic choice explains itself."""

from __future__ import annotations

from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.refused import PersonDoesNotWorkHere
from tantam.cases.actions.telling import announce_leaving, tell
from tantam.cases.facts import CaseAssigned
from tantam.cases.models import Case, Entry
from tantam.core.actions.rows import insert_late, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.queries import Kept
from tantam.core.values.memory import remembered
from tantam.organisation.models import Agent, Team
from tantam.process import actions as process

BY_HAND = "by-hand"
ACCOUNT_OWNER = "account-owner"
LEAST_LOADED = "least-loaded"
NOBODY_FREE = "nobody-free"
HANDED_OVER = "handed-over"


def assign(
    case: Case, *, team: Team | None, assignee: Agent | None, by: Actor, now: datetime, because: str = BY_HAND
) -> Case:
    """Give the case to a team and a person (None: the team's queue). The same again changes nothing.

    Raises PersonDoesNotWorkHere for somebody who has left.
    """
    if assignee is not None and (not assignee.is_active or assignee.left_on is not None):
        raise PersonDoesNotWorkHere
    with unit(savepoint=False):
        return _assign(take_up(case), team=team, assignee=assignee, by=by, now=now, because=because)


def _assign(case: Case, *, team: Team | None, assignee: Agent | None, by: Actor, now: datetime, because: str) -> Case:
    old_team_id, old_assignee_id = case.team_id, case.assignee_id
    if (team and team.pk, assignee and assignee.pk) == (old_team_id, old_assignee_id):
        return case
    case.team, case.assignee, case.assigned_because = team, assignee, because
    update(case, "team", "assignee", "assigned_because")
    if case.team_id != old_team_id:
        process.relabel(case.fact_subject, labels={"team": team.key if team else ""})
    data = {
        "what": "assigned", "by": by.kind, "because": because,
        "team": team.name if team else "", "assignee": assignee.full_name if assignee else "",
    }  # fmt: skip
    author_id = by.id if by.kind == "agent" else None
    insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=data))
    announce_leaving(case, team_id=old_team_id, assignee_id=old_assignee_id)
    tell(
        case, CaseAssigned, by=by, now=now,
        old_team_id=old_team_id, old_assignee_id=old_assignee_id, because=because,
    )  # fmt: skip
    return case


def hand_over_cases(gone_id: int, *, successor: Agent | None, by: Actor, now: datetime) -> int:
    """The open cases of somebody who has left go to their successor, else back to their teams; return how many."""
    cases = Case.objects.open().filter(assignee=gone_id).select_related("team").order_by("id")
    for case in (found := list(cases)):
        assign(case, team=case.team, assignee=successor, by=by, now=now, because=HANDED_OVER)
    return len(found)


@unit()
def leave_place(place: str, gone_id: int, *, to: int, by: Actor, now: datetime) -> int:
    """The open cases of a `team` or `branch` that is used no longer go on in another one; return how many. Whoever is
    responsible stays it."""
    if place == "branch":
        return Case.objects.open().filter(branch=gone_id).update(branch=to)
    if place != "team":
        return 0
    team = Team.objects.get(pk=to)
    cases = Case.objects.open().filter(team=gone_id).select_related("assignee").order_by("id")
    for case in (found := list(cases)):
        stays = case.assignee if case.assignee and case.assignee.is_active else None
        assign(case, team=team, assignee=stays, by=by, now=now, because=HANDED_OVER)
    return len(found)


def assign_least_loaded(case: Case, *, by: Actor, now: datetime) -> Case:
    """Give the case to the customer's own agent, else to whoever of its team has the fewest open cases.

    Nobody over their capacity is chosen; then it stays in the team's queue.
    """
    owner = case.customer.owner
    if owner is not None and owner.is_active and owner.left_on is None:
        return assign(case, team=case.team, assignee=owner, by=by, now=now, because=ACCOUNT_OWNER)
    if case.team is None:
        return case
    members, load = _members_and_load(case.team)
    free = [member for member in members if load[member.pk] < member.capacity]
    chosen = min(free, key=lambda member: (load[member.pk], member.pk), default=None)
    because = LEAST_LOADED if chosen else NOBODY_FREE
    case = assign(case, team=case.team, assignee=chosen, by=by, now=now, because=because)
    if chosen:
        load[chosen.pk] += 1
    return case


_WORKING = Kept(lambda team: Agent.objects.working().in_team(team).order_by("id"))


def _members_and_load(team: Team) -> tuple[list[Agent], dict[int, int]]:
    """Who works in a team and how much each has; read once for a batch of mails, which counts its own on."""

    def read() -> tuple[list[Agent], dict[int, int]]:
        everybody = _WORKING(team=team.pk)
        members = [
            one for one in everybody if one.pk != team.head_id
        ] or everybody  # a head works where nobody else does
        return members, queries.open_case_count([member.pk for member in members])

    return remembered(("cases.load", team.pk), read)
