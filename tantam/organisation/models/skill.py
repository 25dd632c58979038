from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

from tantam.organisation.models.agent import Agent
from tantam.organisation.models.business import Branch, Team


class _Named(models.Model):
    """Something with a name in both languages."""

    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "vi").startswith("en") else self.name


class Skill(_Named):
    """What somebody knows how to do, or speaks; drawings call it by its key."""

    key = models.SlugField(unique=True)


class AgentSkill(models.Model):
    """Somebody has a skill."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "skill"], name="organisation_skill_once")]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.skill_id}"


class Territory(_Named):
    """A part of the country or some branches, and who looks after the customers there: a team, some people, or both.

    `provinces` are names as they stand at the end of an address."""

    provinces = ArrayField(models.CharField(max_length=60), default=list)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")


class TerritoryBranch(models.Model):
    """A branch whose customers belong to a territory."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", db_index=False)
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch"], name="organisation_branch_in_one_territory")]

    def __str__(self) -> str:
        return f"{self.territory_id}: {self.branch_id}"


class AgentTerritory(models.Model):
    """Somebody looks after a territory."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "territory"], name="organisation_territory_once")]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.territory_id}"
