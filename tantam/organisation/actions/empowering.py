"""How much a person may approve alone, in đồng, and who is asked for more."""

from __future__ import annotations

from datetime import datetime

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.facts import AuthorityChanged
from tantam.organisation.models import Agent, Appointment, Role


class NotYourOwn(Exception):
    """Somebody else changes one's own limit: four eyes on money."""


class GoesInACircle(Exception):
    """Nobody is above themselves, by however many steps."""


@unit()
def empower(agent: Agent, *, limit_vnd: int, reports_to: Agent | None, by: Agent, now: datetime) -> None:
    """Set a person's limit (whole đồng, 0 or more) and superior.

    One's own stay as they are, unless there is no other administrator to ask. Raises NotYourOwn, GoesInACircle.
    """
    list(Agent.objects.select_for_update().order_by("pk").values_list("pk", flat=True))  # two circles' halves at once
    agent.refresh_from_db(fields=["approval_limit_vnd", "reports_to"])
    if agent.pk == by.pk and _other_administrators(by):
        raise NotYourOwn
    if _is_above(agent, reports_to):
        raise GoesInACircle
    fact = AuthorityChanged(
        agent_id=agent.pk,
        old_limit_vnd=agent.approval_limit_vnd,
        limit_vnd=limit_vnd,
        old_reports_to_id=agent.reports_to_id,
        reports_to_id=reports_to.pk if reports_to else None,
    )
    agent.approval_limit_vnd, agent.reports_to = limit_vnd, reports_to
    agent.save(update_fields=["approval_limit_vnd", "reports_to"])
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")


def may_empower(agent: Agent, *, by: Agent) -> bool:
    """Whether `empower` would not be refused for whose limit it is."""
    return agent.pk != by.pk or not _other_administrators(by)


def _other_administrators(but: Agent) -> bool:
    held = Appointment.objects.filter(role=Role.ADMINISTRATOR, until=None, agent__in=Agent.objects.working())
    return held.exclude(agent=but).exists()


def _is_above(agent: Agent, one: Agent | None) -> bool:
    """Whether `agent` is `one` or stands somewhere above them."""
    above = dict(Agent.objects.values_list("pk", "reports_to"))
    seen: set[int] = set()
    asked = one.pk if one else None
    while asked is not None and asked not in seen:
        if asked == agent.pk:
            return True
        seen.add(asked)
        asked = above.get(asked)
    return False
