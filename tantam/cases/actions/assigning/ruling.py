"""How a team gives its work out: laid down by whoever leads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tantam.cases.facts import AssignmentRuleChanged
from tantam.cases.models import AssignmentRule, Mode
from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Team


@dataclass(frozen=True, kw_only=True)
class RulePlan:
    """A team's rule as it shall be; `needs` says which skill each kind of ticket needs."""

    mode: Mode
    owner_first: bool
    waits: bool
    needs: Mapping[str, int]


@unit()
def keep_rule(team: Team, wanted: RulePlan, *, by: Agent, now: datetime) -> AssignmentRule:
    """From now on the team gives its work out so. What is given out already stays where it is."""
    values = {"mode": wanted.mode, "owner_first": wanted.owner_first, "waits": wanted.waits}
    rule, _is_new = AssignmentRule.objects.update_or_create(team=team, defaults={**values, "needs": dict(wanted.needs)})
    fact = AssignmentRuleChanged(team_id=team.pk, mode=wanted.mode)
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
    return rule
