"""Who looks after a case: by hand, by taking it, or by the process; each automatic choice explains itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.access import let_see
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.clocks import nearest_due
from tantam.cases.actions.first_response import reckon_first_response
from tantam.cases.actions.notifying import ASSIGNED, notify
from tantam.cases.actions.refused import PersonDoesNotWorkHere
from tantam.cases.actions.telling import announce_leaving, tell
from tantam.cases.facts import CaseAssigned
from tantam.cases.models import Case, CaseAccess, Entry
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


def _assign(
    case: Case, *, team: Team | None, assignee: Agent | None, by: Actor, now: datetime, because: str, **counts: int
) -> Case:
    """`counts` for the line in the stream: how much the chosen one has `open` and can carry (`most`), how many with
    less were `passed_over`; `choices` of the `team_of` people could take it, where that was one alone."""
    old_team_id, old_assignee_id = case.team_id, case.assignee_id
    if (team and team.pk, assignee and assignee.pk) == (old_team_id, old_assignee_id):
        return case
    case.team, case.assignee, case.assigned_because = team, assignee, because
    let_see(case, assignee.pk if assignee else None, because=CaseAccess.Because.ASSIGNED, now=now)
    update(case, "team", "assignee", "assigned_because")
    if case.team_id != old_team_id:
        process.relabel(case.fact_subject, labels={"team": team.key if team else ""})
    if case.team_id != old_team_id and by.kind == "process":
        reckon_first_response(case, now=now)
        case.due_at = nearest_due(case)
        update(case, "due_at")
    _write_assigned(case, by=by, now=now, because=because, **counts)
    announce_leaving(case, team_id=old_team_id, assignee_id=old_assignee_id)
    if by.kind == "agent" and assignee is not None and assignee.pk not in (by.id, old_assignee_id):
        giver = Agent.objects.filter(pk=by.id).first()
        notify(case, [assignee.pk], kind=ASSIGNED, now=now, by=giver)
    tell(
        case, CaseAssigned, by=by, now=now,
        old_team_id=old_team_id, old_assignee_id=old_assignee_id, because=because,
    )  # fmt: skip
    return case


def _write_assigned(case: Case, *, by: Actor, now: datetime, because: str, **counts: int) -> None:
    team, assignee = case.team, case.assignee
    data = {
        "what": "assigned", "by": by.kind, "because": because, **counts,
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


@unit(savepoint=False)
def assign_least_loaded(case: Case, *, by: Actor, now: datetime, team: Team | None = None) -> Case:
    """Give the case to the customer's own agent, else to whoever of `team` (its own, where none is named) has the
    fewest open cases: of those who can carry more, and who is overloaded with late ones last.

    Where nobody can, it stays in the team's queue, and the stream says so.
    """
    case = take_up(case)
    team = team or case.team
    owner = case.customer.owner
    if owner is not None and owner.is_active and owner.left_on is None:
        return _to_owner(case, owner, team=team, by=by, now=now)
    if team is None:
        return case
    members, load = _members_and_load(team, now=now)
    free = [member for member in members if load[member.pk].has_room]
    chosen = min(free, key=lambda one: (load[one.pk].is_over, load[one.pk].open, one.pk), default=None)
    if chosen is None:
        return _leave_in_queue(case, team=team, by=by, now=now)
    held = load[chosen.pk]
    compared = _compared(held, load.values(), choices=len(free))
    load[chosen.pk] = replace(held, open=held.open + 1)
    return _assign(case, team=team, assignee=chosen, by=by, now=now, because=LEAST_LOADED, open=held.open, **compared)


def _compared(held: queries.Load, loads: Collection[queries.Load], *, choices: int) -> dict[str, int]:
    """With whom the chosen one was compared: `passed_over` have less, `choices` is said only where there was none."""
    passed = sum(one.open < held.open for one in loads)
    found = {"passed_over": passed} if passed else {}
    return found if choices > 1 else {**found, "choices": choices, "team_of": len(loads)}


def _to_owner(case: Case, owner: Agent, *, team: Team | None, by: Actor, now: datetime) -> Case:
    """A customer's own agent is theirs however much they have; who is overloaded is said to be."""
    read = remembered(("cases.load-of", owner.pk), lambda: queries.open_and_overdue([owner.pk], now=now))
    held, late = read[owner.pk]
    load = queries.Load(open=held, overdue=late, capacity=owner.capacity)
    over = {"open": held, "most": owner.capacity} if load.is_over or not load.has_room else {}
    return _assign(case, team=team, assignee=owner, by=by, now=now, because=ACCOUNT_OWNER, **over)


def _leave_in_queue(case: Case, *, team: Team, by: Actor, now: datetime) -> Case:
    """Nobody of the team is free; who has it already keeps it."""
    if case.assignee_id is not None and case.team_id == team.pk:
        return case
    if case.team_id != team.pk or case.assignee_id is not None:
        return _assign(case, team=team, assignee=None, by=by, now=now, because=NOBODY_FREE)
    case.assigned_because = NOBODY_FREE
    update(case, "assigned_because")
    _write_assigned(case, by=by, now=now, because=NOBODY_FREE)
    return case


_WORKING = Kept(lambda team: Agent.objects.working().in_team(team).order_by("id"))


def _members_and_load(team: Team, *, now: datetime) -> tuple[list[Agent], dict[int, queries.Load]]:
    """Who works in a team and how much each has; read once for a batch of mails, which counts its own on."""

    def read() -> tuple[list[Agent], dict[int, queries.Load]]:
        everybody = {one.pk: one for one in _WORKING(team=team.pk)}
        members = [everybody[pk] for pk in queries.workers(list(everybody), head_id=team.head_id)]
        held = queries.open_and_overdue([one.pk for one in members], now=now)
        return members, {
            one.pk: queries.Load(open=held[one.pk][0], overdue=held[one.pk][1], capacity=one.capacity)
            for one in members
        }

    return remembered(("cases.load", team.pk), read)
