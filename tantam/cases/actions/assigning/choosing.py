"""To whom the process gives a case: the customer's own agent or who stands in, else somebody of the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tantam.cases.actions.assigning.candidates import Candidate, candidates, one_person, passed_over
from tantam.cases.actions.assigning.fitting import Fit, fit_of
from tantam.cases.actions.assigning.giving import give, write_assigned
from tantam.cases.actions.assigning.rules import Wanted, wanted
from tantam.cases.actions.assigning.turns import next_in_turn
from tantam.cases.actions.at_hand import take_up
from tantam.cases.models import Case, Mode
from tantam.core.actions.rows import update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Team

ACCOUNT_OWNER = "account-owner"
DEPUTY = "deputy"
NOBODY_FREE = "nobody-free"
NOBODY_AT_WORK = "nobody-at-work"
NOBODY_FITS = "nobody-fits"
NO_OWNER = "no-owner"
HEAD, HEAD_DEPUTY, HEAD_OFF = "head", "head-deputy", "head-off"
LEAST_LOADED = "least-loaded"

_BECAUSE: dict[str, str] = {
    Mode.LEAST_LOADED: LEAST_LOADED, Mode.ROUND_ROBIN: "in-turn",
    Mode.BY_SKILL: "by-skill", Mode.BY_TERRITORY: "by-territory",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Giving:
    """One case to be given in a team, by whom and when."""

    case: Case
    team: Team | None
    by: Actor
    now: datetime


@unit(savepoint=False)
def assign_by_rule(
    case: Case, *, by: Actor, now: datetime, team: Team | None = None, mode: str = "", skill: str = ""
) -> Case:
    """Give the case to the customer's own agent, else to somebody of `team` (its own, where none is named), as the
    team's rule says or the `mode`: of those who are at work and can carry more. The line in the stream says why this
    one, and why not others.

    Where nobody can, it stays in the team's queue, and the stream says so.
    """
    case = take_up(case)
    team = team or case.team
    how = wanted(case, team, mode=mode, skill=skill, now=now)
    if how.territory is not None and how.territory.team is not None:
        team = how.territory.team
    giving = _Giving(case=case, team=team, by=by, now=now)
    absent: list[Candidate] = []
    if how.owner_first:
        is_given, absent = _to_owner(giving)
        if is_given:
            return case
    if team is None:
        return case
    if how.mode == Mode.ACCOUNT_OWNER:
        return _leave_in_queue(giving, because=NO_OWNER, **passed_over(absent))
    return _to_the_team(giving, team, how, absent)


@unit(savepoint=False)
def assign_head(case: Case, *, team: Team, by: Actor, now: datetime) -> Case:
    """Give the case to the head of the team, while on leave to who stands in for them; else it waits in the queue."""
    case = take_up(case)
    giving = _Giving(case=case, team=team, by=by, now=now)
    head = one_person(team.head_id, team, now=now) if team.head_id is not None else None
    stands_in = who_stands_in(head, team, now=now) if head is not None else None
    chosen = head if head is not None and head.off is None else stands_in
    if chosen is None:
        return _leave_in_queue(giving, because=HEAD_OFF, **passed_over([head] if head else []))
    chosen.count_on()
    if chosen is head or head is None:
        return give(case, team=team, assignee=chosen.agent, by=by, now=now, because=HEAD)
    return give(case, team=team, assignee=chosen.agent, by=by, now=now, because=HEAD_DEPUTY, **_instead_of(head))


def _to_the_team(giving: _Giving, team: Team, how: Wanted, absent: list[Candidate]) -> Case:
    members = candidates(team, now=giving.now)
    fit = fit_of(members, how)
    free = [one for one in fit.people if not one.barred]
    if not free and fit.is_asked and not how.waits:
        fit = fit.given_up(members)
        free = [one for one in members if not one.barred]
    passed = [*absent, *(one for one in fit.people if one.barred)]
    if not free:
        return _leave_in_queue(giving, because=_why_nobody(members, fit), **fit.said, **passed_over(passed))
    if is_in_turn := how.mode == Mode.ROUND_ROBIN:
        able = [one for one in free if not one.load.is_over] or free
        chosen, passed = next_in_turn(able, team), [*passed, *(one for one in free if one not in able)]
    else:
        chosen = min(free, key=Candidate.order)
        passed += [one for one in members if not one.barred and one.load.open < chosen.load.open]
    alone = {"choices": 1, "team_of": len(members)} if len(free) == 1 else {}
    unfit = {one.agent.pk: fit.lacking for one in members if one not in fit.people}
    why: dict[str, Any] = {"open": chosen.load.open, **alone, **fit.said, **passed_over(passed, unfit=unfit)}
    chosen.count_on()
    because = _BECAUSE[how.mode] if is_in_turn or fit.is_asked else LEAST_LOADED
    return give(giving.case, team=team, assignee=chosen.agent, by=giving.by, now=giving.now, because=because, **why)


def _why_nobody(members: Sequence[Candidate], fit: Fit) -> str:
    if members and all(one.off for one in members):
        return NOBODY_AT_WORK
    return NOBODY_FITS if fit.is_asked else NOBODY_FREE


def _to_owner(giving: _Giving) -> tuple[bool, list[Candidate]]:
    """A customer's own agent is given it however much they have; who is overloaded is said to be. While they are on
    leave who stands in for them is. Whether it was given to somebody, and who of the two is not there."""
    owner_id = giving.case.customer.owner_id
    owner = one_person(owner_id, giving.team, now=giving.now) if owner_id is not None else None
    if owner is None:
        return False, []
    if owner.off is None:
        _give_personally(giving, owner, because=ACCOUNT_OWNER)
        return True, []
    stands_in = who_stands_in(owner, giving.team, now=giving.now)
    if stands_in is None:
        return False, [owner]
    _give_personally(giving, stands_in, because=DEPUTY, **_instead_of(owner))
    return True, []


def who_stands_in(absent: Candidate, team: Team | None, *, now: datetime) -> Candidate | None:
    """The deputy of somebody on leave, if they are there themselves."""
    deputy_id = absent.off.deputy_id if absent.off else None
    deputy = one_person(deputy_id, team, now=now) if deputy_id is not None else None
    return deputy if deputy is not None and deputy.off is None else None


def _instead_of(absent: Candidate) -> dict[str, str]:
    until = absent.off.until if absent.off else None
    return {"owner": absent.agent.full_name, "until": until.isoformat() if until else ""}


def _give_personally(giving: _Giving, one: Candidate, *, because: str, **said: str) -> None:
    load = one.load
    too_much: dict[str, Any] = {"open": load.open, "most": load.capacity} if load.is_over or not load.has_room else {}
    one.count_on()
    give(
        giving.case, team=giving.team, assignee=one.agent, by=giving.by, now=giving.now,
        because=because, **said, **too_much,
    )  # fmt: skip


def _leave_in_queue(giving: _Giving, *, because: str, **why: Any) -> Case:
    """It goes to nobody; who has it already keeps it."""
    case, team = giving.case, giving.team
    if team is None or (case.assignee_id is not None and case.team_id == team.pk):
        return case
    if case.team_id != team.pk or case.assignee_id is not None:
        return give(case, team=team, assignee=None, by=giving.by, now=giving.now, because=because, **why)
    case.assigned_because = because
    update(case, "assigned_because")
    write_assigned(case, by=giving.by, now=giving.now, because=because, **why)
    return case
