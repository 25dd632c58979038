"""Work that waits goes to whoever is there: from the queue, from somebody who is gone for the day, and by asking."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.assigning.candidates import Candidate, candidates, one_person
from tantam.cases.actions.assigning.choosing import NOBODY_AT_WORK, assign_by_rule, who_stands_in
from tantam.cases.actions.assigning.giving import give
from tantam.cases.actions.at_hand import take_up
from tantam.cases.models import Case
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS, Actor
from tantam.organisation.actions.working import midnight_after
from tantam.organisation.models import Absence, Agent
from tantam.organisation.queries.working import HOME

INSTEAD_OF, TAKEN = "instead-of", "taken"
#: So many are given out in one transaction.
BATCH = 50


@unit(savepoint=False)
def take_next(agent: Agent, *, now: datetime) -> Case | None:
    """The ticket that waits most urgently in the queues of one's teams is one's own from now on; None where nothing
    waits. Two who ask at once get two."""
    waiting = Case.objects.open().visible_to(agent).unassigned().filter(team__in=agent.team_ids, merged_into=None)
    due_first = waiting.exclude(state=Case.State.WAITING).order_by("due_at", "id")
    found = due_first.select_for_update(skip_locked=True, of=("self",)).first()
    if found is None:
        return None
    case = take_up(found)
    return give(case, team=case.team, assignee=agent, by=Actor.agent(agent.pk), now=now, because=TAKEN)


@unit(savepoint=False)
def reroute(agent_id: int, *, until: datetime, now: datetime) -> int:
    """What customers wait for before somebody is back goes to who stands in for them, else to whoever of the team is
    there; return how many. Where nobody is, it stays with them."""
    waiting = Case.objects.open().filter(assignee=agent_id, awaits_answer=True, due_at__lt=until, merged_into=None)
    moved = 0
    for found in waiting.select_related("team").order_by("id")[:BATCH]:
        case = take_up(found)
        gone = one_person(agent_id, case.team, now=now)
        if gone is None or gone.off is None or case.assignee_id != agent_id:
            continue
        _move_on(case, gone, now=now)
        moved += case.assignee_id != agent_id
    return moved


def reroute_absent(*, now: datetime) -> int:
    """The same for everybody on leave today, until the end of their leave; return how many."""
    today = now.astimezone(HOME).date()
    absent = Absence.objects.filter(since__lte=today, until__gte=today).values_list("agent", "until").order_by("id")
    return sum(reroute(agent_id, until=midnight_after(until), now=now) for agent_id, until in list(absent))


def _move_on(case: Case, gone: Candidate, *, now: datetime) -> None:
    stands_in = who_stands_in(gone, case.team, now=now)
    if stands_in is None:
        assign_by_rule(case, by=PROCESS, now=now)
        return
    stands_in.count_on()
    owner = {"owner": gone.agent.full_name}
    give(case, team=case.team, assignee=stands_in.agent, by=PROCESS, now=now, because=INSTEAD_OF, **owner)


@unit(savepoint=False)
def hand_out_waiting(*, now: datetime) -> int:
    """What came while nobody of its team was at work goes to whoever is by now; return how many."""
    waiting = Case.objects.open().unassigned().filter(assigned_because=NOBODY_AT_WORK, merged_into=None)
    found = waiting.select_related("team").select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "id")
    given = 0
    for one in found[:BATCH]:
        if one.team is not None and any(not person.barred for person in candidates(one.team, now=now)):
            given += assign_by_rule(one, by=PROCESS, now=now).assignee_id is not None
    return given
