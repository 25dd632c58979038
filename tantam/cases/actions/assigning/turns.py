"""In turn: whose turn it is in a team, the same for all workers at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tantam.cases.actions.assigning.candidates import Candidate
from tantam.cases.models import TeamTurn
from tantam.core.actions.rows import update_last
from tantam.core.values.memory import remembered
from tantam.organisation.models import Team


def next_in_turn(free: Sequence[Candidate], team: Team) -> Candidate:
    """Of those who are free, whoever was given a ticket longest ago; whoever never was comes first. Whoever was passed
    over keeps their place, and catches up on nothing."""
    turn = _turn_of(team)
    places = {agent_id: place for place, agent_id in enumerate(turn.order)}
    chosen = min(free, key=lambda one: (places.get(one.agent.pk, -1), one.agent.pk))
    turn.order = [one for one in turn.order if one != chosen.agent.pk] + [chosen.agent.pk]
    update_last(turn, "order")
    return chosen


def _turn_of(team: Team) -> TeamTurn:
    """Held until the end of the unit of work, so that two workers do not give the same turn twice. All teams are held
    at once and in order: a batch gives to several, and two of them must not wait for each other."""
    turns = remembered("cases.turns", _held)
    if team.pk not in turns:
        with connection.cursor() as cursor:
            cursor.execute(_MAKE)
        turns |= _held()
    return turns[team.pk]


def _held() -> dict[int, TeamTurn]:
    return {one.team_id: one for one in TeamTurn.objects.select_for_update().order_by("team_id")}


_MAKE = """
INSERT INTO cases_teamturn (team_id, "order") SELECT id, '{}' FROM organisation_team ORDER BY id ON CONFLICT DO NOTHING
"""
