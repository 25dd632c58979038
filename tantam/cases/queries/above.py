"""Who stands above a case: its head, then whoever they report to; for those on leave whoever stands in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tantam.cases.models import Case, EscalationStep
from tantam.core.queries import Kept
from tantam.core.values.memory import remembered
from tantam.organisation.models import Agent
from tantam.organisation.queries import the_business
from tantam.organisation.queries.working import HOME, on_leave

#: After how many business minutes each step follows the one before, where nobody has said.
STEPS_AFTER = (0, 60, 240)
_STEPS = Kept(lambda: EscalationStep.objects.order_by("number"))
_PERSON = Kept(lambda agent: Agent.objects.select_related("deputy").filter(pk=agent))


def steps_up() -> list[int]:
    """When a missed promise goes up the line: minutes of business time, each after the step before."""
    return remembered("cases.steps-up", lambda: [one.after_minutes for one in _STEPS()] or list(STEPS_AFTER))


def line_above(case: Case, *, now: datetime) -> list[Agent]:
    """Those who hear of it, the nearest first, each once: the head of its team (else who is above its assignee, else
    the head of those who take in), then up. Whoever is responsible for the case already is left out."""
    line: list[Agent] = []
    for one in _up(_nearest(case)):
        here = who_is_here(one, now=now)
        if here is not None and here.pk != case.assignee_id and here not in line:
            line.append(here)
    return line


def who_is_here(agent: Agent, *, now: datetime) -> Agent | None:
    """The person, else who stands in for them: on leave who was named for these days, else their deputy. None where
    neither is here."""
    day = now.astimezone(HOME).date()
    gone = remembered(("cases.on-leave", day), lambda: on_leave(on=day))
    stands_in = _person(gone.get(agent.pk) or agent.deputy_id)
    return next((one for one in (agent, stands_in) if one and _works(one) and one.pk not in gone), None)


def _works(agent: Agent) -> bool:
    return agent.is_active and agent.left_on is None


def _nearest(case: Case) -> int | None:
    if case.team is not None and case.team.head_id is not None:
        return case.team.head_id
    assignee = _person(case.assignee_id)
    if assignee is not None and assignee.reports_to_id is not None:
        return assignee.reports_to_id
    business = the_business()
    return business.intake_team.head_id if business is not None and business.intake_team is not None else None


def _up(first: int | None) -> Iterator[Agent]:
    """From one person up, each once: a line that leads back to itself ends there."""
    seen: set[int] = set()
    agent = _person(first)
    while agent is not None and agent.pk not in seen:
        seen.add(agent.pk)
        yield agent
        agent = _person(agent.reports_to_id)


def _person(agent_id: int | None) -> Agent | None:
    return remembered(("cases.above", agent_id), lambda: _PERSON.first(agent=agent_id)) if agent_id else None
