"""The desk: cases, their stream of entries, clocks, closures, escalations, promises, problems and search rows."""

from tantam.cases.models.case import Case, CaseQuerySet
from tantam.cases.models.clock import AnswerPromise, Clock, ClockQuerySet, ServiceLevel
from tantam.cases.models.entry import Draft, Entry
from tantam.cases.models.problem import Problem, ProblemCase
from tantam.cases.models.search import CaseSearch
from tantam.cases.models.turning import Closure, Escalation, Outcome

__all__ = [
    "AnswerPromise",
    "Case",
    "CaseQuerySet",
    "CaseSearch",
    "Clock",
    "ClockQuerySet",
    "Closure",
    "Draft",
    "Entry",
    "Escalation",
    "Outcome",
    "Problem",
    "ProblemCase",
    "ServiceLevel",
]
