"""Give a ticket to somebody by hand, with a word for them; it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from tantam.cases.actions.assigning.giving import BY_HAND, UNDONE, check_person, give, put
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.deeds import Earlier, Reversible, Values, kept, offer_way_back
from tantam.cases.actions.replying import write_note
from tantam.cases.models import Case, Deed
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Team
from tantam.process import actions as process


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


def _put_back(earlier: Sequence[Earlier], by: Actor, now: datetime) -> Collection[int]:
    """Whoever had it has it again, without being told: they were not told either when it went. Nobody gets it back
    who has left."""
    teams = Team.objects.in_bulk({before["team"] for _case, before in earlier} - {None})
    people = Agent.objects.working().in_bulk({before["assignee"] for _case, before in earlier} - {None})
    left: list[int] = []
    moved: dict[str, list[str]] = {}
    for case, before in earlier:
        if before["assignee"] is not None and before["assignee"] not in people:
            left.append(case.pk)
            continue
        team, old_team_id = teams.get(before["team"]), case.team_id
        put(case, team=team, assignee=people.get(before["assignee"]), by=by, now=now, because=UNDONE)
        if case.team_id != old_team_id:
            moved.setdefault(team.key if team else "", []).append(case.fact_subject)
    for key, subjects in moved.items():
        process.relabel_all(subjects, labels={"team": key})
    return left


offer_way_back(Deed.Kind.ASSIGN, Reversible(read=_place, restore=_put_back))
