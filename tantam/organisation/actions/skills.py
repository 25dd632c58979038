"""Who knows what, and who looks after which part of the country."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.facts import SkillChanged, TerritoryChanged
from tantam.organisation.models import (
    Agent,
    AgentSkill,
    AgentTerritory,
    Branch,
    Skill,
    Team,
    Territory,
    TerritoryBranch,
)
from tantam.organisation.values.keys import free_key


class BranchTaken(Exception):
    """A branch belongs to one territory only."""


@dataclass(frozen=True, kw_only=True)
class SkillPlan:
    """A skill as it shall be: its names and who has it."""

    name: str
    name_en: str
    people: Collection[Agent]


@dataclass(frozen=True, kw_only=True)
class TerritoryPlan:
    """A territory as it shall be: its provinces and branches, and who looks after it."""

    name: str
    name_en: str
    provinces: Sequence[str]
    branches: Collection[Branch]
    team: Team | None
    people: Collection[Agent]


@unit()
def keep_skill(skill: Skill | None, wanted: SkillPlan, *, by: Agent, now: datetime) -> Skill:
    """Change a skill (None: a new one), and who has it."""
    if skill is None:
        taken = set(Skill.objects.values_list("key", flat=True))
        skill = Skill(key=free_key(wanted.name, taken=taken))
    skill.name, skill.name_en = wanted.name, wanted.name_en
    skill.save()
    AgentSkill.objects.filter(skill=skill).delete()
    AgentSkill.objects.bulk_create(AgentSkill(agent=one, skill=skill) for one in wanted.people)
    _note(SkillChanged(skill_id=skill.pk), by=by, now=now)
    return skill


@unit()
def drop_skill(skill: Skill, *, by: Agent, now: datetime) -> None:
    """Nobody asks for this skill any more; where a rule or a drawing still does, it counts as one that nobody has."""
    _note(SkillChanged(skill_id=skill.pk, is_gone=True), by=by, now=now)
    skill.delete()


@unit()
def keep_territory(territory: Territory | None, wanted: TerritoryPlan, *, by: Agent, now: datetime) -> Territory:
    """Change a territory (None: a new one). Raises BranchTaken."""
    list(Territory.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    territory = territory or Territory()
    others = TerritoryBranch.objects.filter(branch__in=wanted.branches).exclude(territory=territory.pk or 0)
    if others.exists():
        raise BranchTaken
    for name in ("name", "name_en", "team"):
        setattr(territory, name, getattr(wanted, name))
    territory.provinces = list(wanted.provinces)
    territory.save()
    TerritoryBranch.objects.filter(territory=territory).delete()
    TerritoryBranch.objects.bulk_create(TerritoryBranch(territory=territory, branch=one) for one in wanted.branches)
    AgentTerritory.objects.filter(territory=territory).delete()
    AgentTerritory.objects.bulk_create(AgentTerritory(territory=territory, agent=one) for one in wanted.people)
    _note(TerritoryChanged(territory_id=territory.pk), by=by, now=now)
    return territory


@unit()
def drop_territory(territory: Territory, *, by: Agent, now: datetime) -> None:
    """This part of the country is looked after by nobody in particular."""
    _note(TerritoryChanged(territory_id=territory.pk, is_gone=True), by=by, now=now)
    territory.delete()


def _note(fact: SkillChanged | TerritoryChanged, *, by: Agent, now: datetime) -> None:
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
