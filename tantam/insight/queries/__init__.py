"""Figures over cases, clocks and answers; read only."""

from tantam.insight.queries.behind import cases_behind, measured_of
from tantam.insight.queries.director import Director, Matter, look_for_director, week_until, yesterday
from tantam.insight.queries.figures import Figures, forget_figures, measure, volumes
from tantam.insight.queries.scope import Scope
from tantam.insight.queries.today import Today, look_at_today

__all__ = [
    "Director",
    "Figures",
    "Matter",
    "Scope",
    "Today",
    "cases_behind",
    "forget_figures",
    "look_at_today",
    "look_for_director",
    "measure",
    "measured_of",
    "volumes",
    "week_until",
    "yesterday",
]
