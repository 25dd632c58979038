"""What the figures keep: nothing, when a business begins with real data."""

from __future__ import annotations

from tantam.core.registry import Holdings, hold
from tantam.insight.models import DayFigures, StaleDay
from tantam.insight.queries import forget_figures

hold(Holdings(app="insight", emptied=(DayFigures, StaleDay), tidy=lambda now: forget_figures()))
