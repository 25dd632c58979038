from __future__ import annotations

from django.db import models

from tantam.channels.models import ChannelKind
from tantam.organisation.models import Team


class DayFigures(models.Model):
    """What happened on one day in one team by one channel, within everybody's reach; a day is Hà Nội's.

    `answered` and `closed` hold a number of two bytes for each ticket: how long its first answer and its closing took
    (`insight.queries.times`). So any percentile of any days together is the one that the tickets themselves give.
    """

    on = models.DateField()
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    channel_kind = models.CharField(max_length=10, choices=ChannelKind)
    opened = models.PositiveIntegerField()
    answered = models.BinaryField()
    promised = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    closed = models.BinaryField()
    ratings = models.PositiveIntegerField()
    scores = models.PositiveIntegerField()
    squared_scores = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "team", "channel_kind"], nulls_distinct=False, name="insight_one_row_a_day_and_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.team_id} {self.channel_kind}: {self.opened}"


class StaleDay(models.Model):
    """A day that was over had something changed in it, and is not summed up anew yet: it counts as not summed up.

    Rows are written by triggers in the transaction of the change (migration 0002), one a change, and are no key, so
    that nobody waits for anybody.
    """

    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.on}"
