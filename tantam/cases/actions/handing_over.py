"""Give a ticket to somebody by hand, with a word for them; it can be taken back."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.assigning.giving import BY_HAND, UNDONE, assign, check_person, give
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.deeds import Reversible, Values, kept, offer_way_back
from tantam.cases.actions.replying import write_note
from tantam.cases.models import Case, Deed
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Team


@unit()
def hand_over(
    case: Case, *, team: Team | None, assignee: Agent | None, by: Agent, now: datetime, note: str = ""
) -> Deed | None:
    """Give a case to a team and a person (None: the team's queue); `note` stands in the stream and is told to whom it
    is given. Return the deed, None where they have it already. Raises PersonDoesNotWorkHere."""
    check_person(assignee)
    case, note = take_up(case), note.strip()
    if note:
        write_note(case, text=note, by=by, now=now)
    with kept(Deed.Kind.ASSIGN, case, by=by, now=now) as doing:
        give(case, team=team, assignee=assignee, by=Actor.agent(by.pk), now=now, because=BY_HAND, note=note)
    return doing.deed


def _place(case: Case) -> Values:
    return {"team": case.team_id, "assignee": case.assignee_id}


def _put_back(case: Case, before: Values, by: Actor, now: datetime) -> object:
    team = Team.objects.filter(pk=before["team"]).first()
    assignee = Agent.objects.filter(pk=before["assignee"]).first()
    return assign(case, team=team, assignee=assignee, by=by, now=now, because=UNDONE)


offer_way_back(Deed.Kind.ASSIGN, Reversible(read=_place, restore=_put_back))
