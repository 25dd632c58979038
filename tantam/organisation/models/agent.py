from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models.role import Appointment, Reach, Role


@dataclass(frozen=True)
class Sight:
    """How far somebody sees, without who it is: people of one sight ask the same questions."""

    reach: str
    team_ids: frozenset[int] = frozenset()
    branch_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asker:
    """As much of a person as a question about their reach needs; `pk` may be the mark of a kept question."""

    pk: int
    sight: Sight

    @property
    def reach(self) -> str:
        return self.sight.reach

    @property
    def team_ids(self) -> frozenset[int]:
        return self.sight.team_ids

    @property
    def branch_ids(self) -> frozenset[int]:
        return self.sight.branch_ids


WIDTH = [Reach.OWN, Reach.TEAM, Reach.BRANCH, Reach.ALL]


def _widest(held: Iterable[Appointment]) -> str:
    reaches = [appointment.reach for appointment in held]
    return max(reaches, key=lambda reach: WIDTH.index(Reach(reach)), default=Reach.OWN)


def sight_of(held: Collection[Appointment]) -> Sight:
    """How far somebody with these positions sees; their teams have to be loaded."""
    reach = _widest(held)
    if reach == Reach.ALL:
        return Sight(Reach.ALL)
    teams = [one.team for one in held if one.team is not None]
    branches = frozenset(team.branch_id for team in teams if team.branch_id)
    return Sight(reach, frozenset(team.pk for team in teams), branches)


class AgentQuerySet(models.QuerySet["Agent"]):
    def working(self) -> AgentQuerySet:
        """Those who have not left."""
        return self.filter(is_active=True, left_on=None)

    def in_team(self, team_id: int) -> AgentQuerySet:
        return self.filter(appointments__team=team_id, appointments__until=None).distinct()


class AgentManager(BaseUserManager["Agent"].from_queryset(AgentQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Agent:
        found: Agent = self.get(username=(username or "").strip().lower())
        return found


class Hours(models.TextChoices):
    """When somebody is given work."""

    ANY = "any", _("At any time")
    TEAM = "team", _("In the hours of their team")
    OWN = "own", _("In hours of their own")


class Agent(AbstractBaseUser):
    """Somebody of the staff, whatever their role. Customers have no account here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="vi")
    theme = models.CharField(max_length=6, default="system")
    capacity = models.PositiveSmallIntegerField(default=20)
    hours = models.CharField(max_length=4, choices=Hours, default=Hours.ANY, db_default=Hours.ANY)
    approval_limit_vnd = models.BigIntegerField(default=0)
    reports_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    deputy = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    left_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    #: How many notices wait unseen, known of the person who asks; counted with who they are, at most 100.
    unseen_notices = 0
    #: Whether they said that they are away, known of the person who asks.
    is_away = False

    objects = AgentManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("agent")
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower("username")), name="organisation_username_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, which stands last in Vietnamese: Phùng Bá Khôi is called Khôi."""
        return self.full_name.split()[-1] if self.full_name else self.username

    @cached_property
    def current_appointments(self) -> list[Appointment]:
        """Loaded once a request, with their teams."""
        return list(Appointment.objects.filter(agent=self, until=None).select_related("team"))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(appointment.role for appointment in self.current_appointments)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        return frozenset(a.team_id for a in self.current_appointments if a.team_id is not None)

    @cached_property
    def branch_ids(self) -> frozenset[int]:
        return frozenset(a.team.branch_id for a in self.current_appointments if a.team and a.team.branch_id)

    @cached_property
    def reach(self) -> str:
        """The widest reach of all positions held."""
        return _widest(self.current_appointments)

    @cached_property
    def sight(self) -> Sight:
        """What their reach makes them see beside what is their own; for those who see all it is the same for all."""
        return sight_of(self.current_appointments)

    def is_in(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)
