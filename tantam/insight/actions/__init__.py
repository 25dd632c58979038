"""What the room of the figures does: it sums up the days that are over."""

from tantam.insight.actions.summing_up import sum_up_days, sum_up_stale_days

__all__ = ["sum_up_days", "sum_up_stale_days"]
