"""Give a case to a team and a person, and write down why; what goes on with the cases of who has left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tantam.cases.actions.access import let_see
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.clocks import nearest_due
from tantam.cases.actions.first_response import reckon_first_response
from tantam.cases.actions.notifying import ASSIGNED, LONGEST, notify
from tantam.cases.actions.refused import PersonDoesNotWorkHere
from tantam.cases.actions.telling import announce_leaving, tell
from tantam.cases.facts import CaseAssigned
from tantam.cases.models import Case, CaseAccess, Entry
from tantam.core.actions.rows import insert_late, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Team
from tantam.process import actions as process

BY_HAND = "by-hand"
HANDED_OVER = "handed-over"
UNDONE = "undone"


def assign(
    case: Case, *, team: Team | None, assignee: Agent | None, by: Actor, now: datetime, because: str = BY_HAND
) -> Case:
    """Give the case to a team and a person (None: the team's queue). The same again changes nothing.

    Raises PersonDoesNotWorkHere for somebody who has left.
    """
    check_person(assignee)
    with unit(savepoint=False):
        return give(take_up(case, or_merged=True), team=team, assignee=assignee, by=by, now=now, because=because)


def check_person(assignee: Agent | None) -> None:
    """Raises PersonDoesNotWorkHere for somebody who has left."""
    if assignee is not None and (not assignee.is_active or assignee.left_on is not None):
        raise PersonDoesNotWorkHere


def give(
    case: Case,
    *,
    team: Team | None,
    assignee: Agent | None,
    by: Actor,
    now: datetime,
    because: str,
    note: str = "",
    **why: Any,
) -> Case:
    """The same of a case that is at hand; `note` is told to whom it is given. `why` is for the line in the stream
    (`cases.context.wording`): how much the chosen one has `open` and can carry (`most`), who was `passed` over;
    `choices` of the `team_of` people could take it, where that was one alone."""
    old_team_id, old_assignee_id = case.team_id, case.assignee_id
    if not put(case, team=team, assignee=assignee, by=by, now=now, because=because, **why):
        return case
    if case.team_id != old_team_id:
        process.relabel(case.fact_subject, labels={"team": team.key if team else ""})
    if case.team_id != old_team_id and by.kind == "process":
        reckon_first_response(case, now=now)
        case.due_at = nearest_due(case)
        update(case, "due_at")
    if by.kind == "agent" and assignee is not None and assignee.pk not in (by.id, old_assignee_id):
        giver = Agent.objects.filter(pk=by.id).first()
        notify(case, [assignee.pk], kind=ASSIGNED, now=now, by=giver, text=note[:LONGEST])
    return case


def put(
    case: Case, *, team: Team | None, assignee: Agent | None, by: Actor, now: datetime, because: str, **why: Any
) -> bool:
    """Have a case at hand with a team and a person, and write it down; whether anything changed. Who calls this tells
    whoever gets it, and the process of another team."""
    old_team_id, old_assignee_id = case.team_id, case.assignee_id
    if (team and team.pk, assignee and assignee.pk) == (old_team_id, old_assignee_id):
        return False
    case.team, case.assignee, case.assigned_because = team, assignee, because
    let_see(case, assignee.pk if assignee else None, because=CaseAccess.Because.ASSIGNED, now=now)
    update(case, "team", "assignee", "assigned_because")
    write_assigned(case, by=by, now=now, because=because, **why)
    announce_leaving(case, team_id=old_team_id, assignee_id=old_assignee_id)
    tell(
        case, CaseAssigned, by=by, now=now,
        old_team_id=old_team_id, old_assignee_id=old_assignee_id, because=because,
    )  # fmt: skip
    return True


def write_assigned(case: Case, *, by: Actor, now: datetime, because: str, **why: Any) -> None:
    """The line in the stream that says who has it now, and why."""
    team, assignee = case.team, case.assignee
    data = {
        "what": "assigned", "by": by.kind, "because": because, **why,
        "team": team.name if team else "", "team_en": team.name_en if team else "",
        "assignee": assignee.full_name if assignee else "",
    }  # fmt: skip
    author_id = by.id if by.kind == "agent" else None
    insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=data))


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
