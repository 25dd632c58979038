from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.cases.models.case import Case
from tantam.cases.models.deed import Deed
from tantam.organisation.models import Agent


class BulkAction(models.Model):
    """One thing done to many tickets (việc hàng loạt): chosen and looked at beforehand, then worked off in batches.

    `asked` is how many tickets somebody chose; those of them that they do not see have no item. `said` is what was
    filled in, as the verb keeps it. `deed` is what can be taken back of it; what takes another one back `undoes` it.
    """

    class Verb(models.TextChoices):
        ASSIGN = "assign", _("Hand over")
        TAG = "tag", _("Tags")
        URGENCY = "urgency", _("Urgency")
        CLOSE = "close", _("Close tickets")
        UNDO = "undo", _("Undo")

    class State(models.TextChoices):
        CHOSEN = "chosen", _("Not begun")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    verb = models.CharField(max_length=10, choices=Verb)
    said = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.CHOSEN)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    asked = models.IntegerField()
    at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    deed = models.OneToOneField(Deed, models.SET_NULL, null=True, related_name="bulk")
    undoes = models.ForeignKey("self", models.CASCADE, null=True, related_name="undoings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["undoes"], condition=Q(state="running"), name="cases_bulk_is_undone_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="running"), name="cases_bulk_under_way"),
            models.Index(fields=["by", "-id"], name="cases_bulk_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%d/%m %H:%M}"

    @property
    def is_under_way(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def seen_to(self) -> int:
        """How many of the tickets were done or left."""
        return self.done + self.left

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.STOPPED}


class BulkItem(models.Model):
    """One ticket of it: how it stood when it was chosen (`seen`), and what became of it. `why` it was left is a code
    of `cases.actions.bulk.leaving`."""

    class Result(models.TextChoices):
        WAITING = "", _("Waiting")
        DONE = "done", _("Done")
        LEFT = "left", _("Left as it is")

    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="items", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    seen = models.JSONField(default=dict)
    result = models.CharField(max_length=10, choices=Result, blank=True, default=Result.WAITING)
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "case"], name="cases_bulk_holds_a_case_once")]
        indexes = [
            models.Index(fields=["action", "id"], condition=Q(result=""), name="cases_bulk_waiting"),
            models.Index(fields=["case"], name="cases_bulk_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.case_id} {self.result}"
