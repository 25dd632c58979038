"""Who could be given work in a team, how much each has, and why somebody could not; read once for a batch of mails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from tantam.cases import queries
from tantam.cases.models import AssignmentRule
from tantam.core.queries import Kept
from tantam.core.values.memory import remembered
from tantam.organisation.models import Agent, AgentQuerySet, Team
from tantam.organisation.queries.working import OFF_HOURS, Off, off_work, with_abilities, with_attendance

FULL, OVERLOADED = "full", "overloaded"
#: So many of those who were passed over are named in a line of the stream; the rest is counted.
MOST_NAMED = 6


@dataclass(kw_only=True)
class Held:
    """What somebody has; counts on while a batch is given out."""

    load: queries.Load


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who works in a team, with what they have, and why they are not there."""

    agent: Agent
    held: Held
    off: Off | None

    @property
    def load(self) -> queries.Load:
        return self.held.load

    @property
    def barred(self) -> str:
        """Why this one is given nothing now, "" where they can be."""
        if self.off is not None:
            return self.off.why
        return "" if self.load.has_room else FULL

    def order(self) -> tuple[bool, int, int]:
        """Who has the least to do comes first, the overloaded last."""
        return self.load.is_over, self.load.open, self.agent.pk

    @property
    def skills(self) -> list[int]:
        """The keys of what they know."""
        return list(vars(self.agent)["skill_ids"])

    @property
    def territories(self) -> list[int]:
        """The keys of the territories they look after."""
        return list(vars(self.agent)["territory_ids"])

    @property
    def rule(self) -> AssignmentRule:
        """How the team they were asked for gives its work out."""
        return AssignmentRule(**(vars(self.agent)["rule"] or {}))

    def count_on(self) -> None:
        """Whoever was given one has one more, for the rest of the batch."""
        self.held.load = replace(self.load, open=self.load.open + 1)


def candidates(team: Team, *, now: datetime) -> list[Candidate]:
    """Who works in a team; its head only where nobody else does. The same ones all through a unit of work, so that
    what is given out in it counts."""

    def read() -> list[Candidate]:
        everybody = {one.pk: one for one in _WORKING(team=team.pk, now=now)}
        members = [everybody[pk] for pk in queries.workers(list(everybody), head_id=team.head_id)]
        return _seen(members, team, now=now)

    return remembered(("cases.candidates", team.pk), read)


def one_person(agent_id: int, team: Team | None, *, now: datetime) -> Candidate | None:
    """Somebody who works here, whichever team they are in; None for who has left."""

    def read() -> Candidate | None:
        return next(iter(_seen(_PERSON(person=agent_id, team=team.pk if team else 0, now=now), team, now=now)), None)

    return remembered(("cases.candidate", agent_id, team.pk if team else 0), read)


def _seen(people: list[Agent], team: Team | None, *, now: datetime) -> list[Candidate]:
    """Whoever stands in two teams, or looks after a customer besides, has what they have once."""
    known: dict[int, Held] = remembered("cases.held", dict)
    if unknown := [one for one in people if one.pk not in known]:
        counted = queries.open_and_overdue([one.pk for one in unknown], now=now)
        for one in unknown:
            count, late = counted[one.pk]
            known[one.pk] = Held(load=queries.Load(open=count, overdue=late, capacity=one.capacity))
    return [Candidate(agent=one, held=known[one.pk], off=off_work(one, team, at=now)) for one in people]


def passed_over(people: Iterable[Candidate], *, unfit: Mapping[int, str] | None = None) -> dict[str, Any]:
    """Who was given nothing and why, for the line in the stream; {} where there was nobody.

    `unfit` says of some why they do not fit; whoever is neither barred nor unfit has too much that is late."""
    found = [(one, one.barred or (unfit or {}).get(one.agent.pk, OVERLOADED)) for one in people]
    # Whoever is simply not there comes last: what can be changed now is said first.
    found.sort(key=lambda pair: (pair[1] == OFF_HOURS, pair[0].agent.pk))
    named = [_passed(one, why) for one, why in found[:MOST_NAMED]]
    said: dict[str, Any] = {"passed": named} if named else {}
    return said | ({"passed_more": len(found) - MOST_NAMED} if len(found) > MOST_NAMED else {})


def _passed(one: Candidate, why: str) -> dict[str, Any]:
    until = one.off.until if one.off else None
    return {"who": one.agent.full_name, "why": why} | ({"until": until.isoformat()} if until else {})


def _asked(people: AgentQuerySet, team: int, now: datetime) -> AgentQuerySet:
    """What is asked of everybody who may be given work, and how their team gives it out, in one statement."""
    rule = RawSQL(_RULE, [team], output_field=JSONField())  # noqa: S611 - a constant of ours
    return with_abilities(with_attendance(people, now=now)).annotate(rule=rule)


_RULE = """
(SELECT jsonb_build_object('mode', mode, 'owner_first', owner_first, 'waits', waits, 'needs', needs)
 FROM cases_assignmentrule WHERE team_id = %s)
"""


_WORKING = Kept(lambda team, now: _asked(Agent.objects.working().in_team(team), team, now).order_by("id"))
_PERSON = Kept(lambda person, team, now: _asked(Agent.objects.working().filter(pk=person), team, now))
