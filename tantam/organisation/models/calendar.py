from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tantam.organisation.models.closing import ClosablePlace

MINUTES_A_DAY = 24 * 60


class WorkingCalendar(ClosablePlace):
    """When work is done: weekly hours, holidays and special days."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    timezone = models.CharField(max_length=40, default="Asia/Ho_Chi_Minh")


class WorkingHours(models.Model):
    """One interval of a weekday, in minutes after midnight; Monday is 0."""

    calendar = models.ForeignKey(WorkingCalendar, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6, closes_minute__lte=MINUTES_A_DAY, opens_minute__lt=F("closes_minute")),
                name="organisation_hours_open_before_they_close",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_minute}–{self.closes_minute}"


class Holiday(models.Model):
    """A day on which a calendar is closed; without a calendar it holds for all."""

    calendar = models.ForeignKey(WorkingCalendar, models.CASCADE, null=True, related_name="holidays")
    on = models.DateField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="organisation_holiday_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class SpecialDay(models.Model):
    """An interval on one date that replaces the weekly hours and holidays of that date."""

    calendar = models.ForeignKey(WorkingCalendar, models.CASCADE, related_name="special_days")
    on = models.DateField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_minute__lte=MINUTES_A_DAY, opens_minute__lt=F("closes_minute")),
                name="organisation_special_day_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.opens_minute}–{self.closes_minute}"
