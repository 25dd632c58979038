from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models.business import Team


class Role(models.TextChoices):
    """What a person is here; the rights of each stand in `organisation.rights`."""

    ADMINISTRATOR = "administrator", _("Administrator")
    HEAD = "head", _("Head of department")
    AGENT = "agent", _("Agent")
    PROCESS_OWNER = "process_owner", _("Process owner")
    READER = "reader", _("Reader")


class Reach(models.TextChoices):
    """Whose cases and customers an appointment shows."""

    OWN = "own", _("Own")
    TEAM = "team", _("Team")
    BRANCH = "branch", _("Branch")
    ALL = "all", _("All")


class Appointment(models.Model):
    """A person in a position: role, team and reach, from and until when."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="appointments")
    reach = models.CharField(max_length=10, choices=Reach)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "role", "team"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="organisation_one_appointment_per_role_and_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.role}"
