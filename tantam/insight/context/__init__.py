"""What the pages show: the period asked for, changes in words, the director's page."""

from tantam.insight.context.changes import change_between, change_in_words
from tantam.insight.context.director import cases_link, cases_links, chosen_in_words, director_page, reports_link
from tantam.insight.context.first_steps import first_steps
from tantam.insight.context.period import NO_TEAM, PERIODS, read_day, read_scope

__all__ = [
    "NO_TEAM",
    "PERIODS",
    "cases_link",
    "cases_links",
    "change_between",
    "change_in_words",
    "chosen_in_words",
    "director_page",
    "first_steps",
    "read_day",
    "read_scope",
    "reports_link",
]
