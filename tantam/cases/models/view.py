from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tantam.organisation.models import Agent, Asker, Team


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def standing(self) -> SavedViewQuerySet:
        """Without those that were deleted."""
        return self.filter(deleted_at=None)

    def shown_to(self, agent: Agent | Asker) -> SavedViewQuerySet:
        """One's own, those of one's teams, and those for everybody. What a view shows is each reader's own reach."""
        everybodys = Q(owner=None, team=None)
        return self.filter(Q(owner=agent.pk) | Q(team__in=agent.team_ids) | everybodys)


class SavedView(models.Model):
    """A filter of tickets with a name and an order (chế độ xem đã lưu): somebody's own, a team's, or everybody's.

    `revision` counts its changes, so that two who change it at the same moment are told. A deleted one stays for a
    while and can be brought back.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(Agent, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    filter = models.JSONField(default=dict)
    sort = models.CharField(max_length=10, default="newest")
    made_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    changed_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="cases_view_of_one_or_of_a_team"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How it stands in an address."""
        return f"v{self.pk}"

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None


class Pinned(models.Model):
    """Somebody wants a view beside their list, in this place."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "view"], name="cases_view_pinned_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} pins {self.view_id}"
