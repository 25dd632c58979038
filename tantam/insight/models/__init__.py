"""What is kept of days that are over, so that figures need not look at every case again."""

from tantam.insight.models.rollup import DayFigures, StaleDay

__all__ = ["DayFigures", "StaleDay"]
