from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Team


class Mode(models.TextChoices):
    """By what the process chooses within a team."""

    LEAST_LOADED = "least_loaded", _("Who has the least to do")
    ROUND_ROBIN = "round_robin", _("In turn, one after the other")
    BY_SKILL = "by_skill", _("Who has the skill for it")
    BY_TERRITORY = "by_territory", _("Who looks after the customer's territory")
    ACCOUNT_OWNER = "account_owner", _("Only who looks after the customer, else the queue")


class AssignmentRule(models.Model):
    """How a team gives its work out; without one it goes to whoever has the least to do.

    `needs` says which skill a kind of ticket needs ({"complaint": 3}). `owner_first`: the customer's own agent comes
    before all others. `waits`: where nobody fits, the ticket waits in the queue rather than going to somebody else."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="+", primary_key=True)
    mode = models.CharField(max_length=15, choices=Mode, default=Mode.LEAST_LOADED)
    owner_first = models.BooleanField(default=True)
    needs = models.JSONField(default=dict)
    waits = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.team_id}: {self.mode}"


class TeamTurn(models.Model):
    """Whose turn it is in a team: its people, who was given a ticket last at the end."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="+", primary_key=True)
    order = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return f"{self.team_id}: {self.order}"
