from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent


class CaseAccessQuerySet(models.QuerySet["CaseAccess"]):
    def holding(self) -> CaseAccessQuerySet:
        """Without what was given for a time that is over."""
        return self.filter(Q(until=None) | Q(until__gt=Now()))


class CaseAccess(models.Model):
    """Somebody may see a case by name: a private one, or one out of their reach.

    Whoever it is taken from has no row any more; that they had one stands in the case's stream.
    """

    class Because(models.TextChoices):
        NAMED = "named", _("Named")
        ASSIGNED = "assigned", _("In charge")
        SHARED = "shared", _("Shared with")
        MENTIONED = "mentioned", _("Mentioned")
        ASKED = "asked", _("Asked for a word")
        INHERITED = "inherited", _("Takes over")
        UNLOCKED = "unlocked", _("Opened with a reason")

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    because = models.CharField(max_length=10, choices=Because)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = CaseAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "case"], include=["until"], name="cases_one_access_each")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.because} {self.case_id}"


class Following(models.Model):
    """Somebody wants to hear of what happens to a case (theo dõi phiếu). It lets nobody see one."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "case"], name="cases_followed_once_each")]

    def __str__(self) -> str:
        return f"{self.agent_id} follows {self.case_id}"


class Mention(models.Model):
    """Somebody was called by name (`@…`) in an internal note."""

    entry = models.ForeignKey("cases.Entry", models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "agent"], name="cases_mentioned_once_a_note")]
        indexes = [models.Index(fields=["agent", "case"], name="cases_mentions_of_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.entry_id}"
