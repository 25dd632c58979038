"""What the pages show: the period asked for, changes in words, the director's page."""

from tantam.insight.context.changes import change_between, change_in_words
from tantam.insight.context.director import cases_link, cases_links, director_page
from tantam.insight.context.period import PERIODS, read_day, read_scope

__all__ = [
    "PERIODS",
    "cases_link",
    "cases_links",
    "change_between",
    "change_in_words",
    "director_page",
    "read_day",
    "read_scope",
]
