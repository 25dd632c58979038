"""Figures over cases, clocks and answers; read only."""

from tantam.insight.queries.behind import cases_behind
from tantam.insight.queries.figures import Figures, Scope, measure
from tantam.insight.queries.today import Today, look_at_today

__all__ = ["Figures", "Scope", "Today", "cases_behind", "look_at_today", "measure"]
