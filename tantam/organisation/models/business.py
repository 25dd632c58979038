from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tantam.organisation.models.calendar import WorkingCalendar
from tantam.organisation.models.closing import ClosablePlace


class Business(models.Model):
    """The one business of this database."""

    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=40, default="Asia/Ho_Chi_Minh")
    number_prefix = models.CharField(max_length=6, default="TT")
    is_demo = models.BooleanField(default=False)
    intake_team = models.ForeignKey("Team", models.PROTECT, null=True, related_name="+")
    intake_process = models.CharField(max_length=20, blank=True)
    set_up_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="organisation_business_is_one")]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """A name under which the business meets its customers; numbers are counted per brand."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    number_prefix = models.CharField(max_length=6, default="TT")

    def __str__(self) -> str:
        return self.name


class Branch(ClosablePlace):
    """A place: a shop, a workshop, the online shop."""

    key = models.SlugField(unique=True)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    address = models.CharField(max_length=300, blank=True)
    calendar = models.ForeignKey(WorkingCalendar, models.PROTECT, related_name="+")


class Department(models.Model):
    """A part of the organisation chart."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Team(ClosablePlace):
    """People who share a queue of work; the lanes of a diagram name teams."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="teams")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    calendar = models.ForeignKey(WorkingCalendar, models.PROTECT, related_name="+")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
