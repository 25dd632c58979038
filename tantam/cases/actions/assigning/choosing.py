"""To whom the process gives a case: the customer's own agent or who stands in, else somebody of the team."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tantam.cases.actions.assigning.candidates import Candidate, candidates, one_person, passed_over
from tantam.cases.actions.assigning.giving import give, write_assigned
from tantam.cases.actions.at_hand import take_up
from tantam.cases.models import Case
from tantam.core.actions.rows import update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Team

ACCOUNT_OWNER = "account-owner"
DEPUTY = "deputy"
LEAST_LOADED = "least-loaded"
NOBODY_FREE = "nobody-free"
NOBODY_AT_WORK = "nobody-at-work"


@unit(savepoint=False)
def assign_least_loaded(case: Case, *, by: Actor, now: datetime, team: Team | None = None) -> Case:
    """Give the case to the customer's own agent, else to whoever of `team` (its own, where none is named) has the
    fewest open cases: of those who are at work and can carry more, and who is overloaded with late ones last.

    Where nobody can, it stays in the team's queue, and the stream says so.
    """
    case = take_up(case)
    team = team or case.team
    given, absent = _to_owner(case, team=team, by=by, now=now)
    if given or team is None:
        return case
    members = candidates(team, now=now)
    free = [one for one in members if not one.barred]
    chosen = min(free, key=Candidate.order, default=None)
    barred = [*absent, *(one for one in members if one.barred)]
    if chosen is None:
        return _leave_in_queue(case, members, team=team, by=by, now=now, **passed_over(barred))
    passed = [*barred, *(one for one in free if one.load.open < chosen.load.open)]
    alone = {"choices": 1, "team_of": len(members)} if len(free) == 1 else {}
    why = {"open": chosen.load.open, **alone, **passed_over(passed)}
    chosen.count_on()
    return give(case, team=team, assignee=chosen.agent, by=by, now=now, because=LEAST_LOADED, **why)


def _to_owner(case: Case, *, team: Team | None, by: Actor, now: datetime) -> tuple[bool, list[Candidate]]:
    """A customer's own agent is given it however much they have; who is overloaded is said to be. While they are on
    leave who stands in for them is. Whether it was given to somebody, and the owner where they are not there."""
    owner_id = case.customer.owner_id
    owner = one_person(owner_id, team, now=now) if owner_id is not None else None
    if owner is None:
        return False, []
    if owner.off is None:
        give(case, team=team, assignee=owner.agent, by=by, now=now, because=ACCOUNT_OWNER, **_too_much(owner))
        owner.count_on()
        return True, []
    deputy = one_person(owner.off.deputy_id, team, now=now) if owner.off.deputy_id is not None else None
    if deputy is None or deputy.off is not None:
        return False, [owner, *([deputy] if deputy else [])]
    said = {"owner": owner.agent.full_name, "until": owner.off.until.isoformat() if owner.off.until else ""}
    give(case, team=team, assignee=deputy.agent, by=by, now=now, because=DEPUTY, **said, **_too_much(deputy))
    deputy.count_on()
    return True, []


def _too_much(one: Candidate) -> dict[str, int]:
    load = one.load
    return {"open": load.open, "most": load.capacity} if load.is_over or not load.has_room else {}


def _leave_in_queue(case: Case, members: list[Candidate], *, team: Team, by: Actor, now: datetime, **why: Any) -> Case:
    """Nobody of the team is there, or nobody has room; who has it already keeps it."""
    because = NOBODY_AT_WORK if members and all(one.off for one in members) else NOBODY_FREE
    if case.assignee_id is not None and case.team_id == team.pk:
        return case
    if case.team_id != team.pk or case.assignee_id is not None:
        return give(case, team=team, assignee=None, by=by, now=now, because=because, **why)
    case.assigned_because = because
    update(case, "assigned_because")
    write_assigned(case, by=by, now=now, because=because, **why)
    return case
