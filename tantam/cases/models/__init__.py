"""The desk: cases, their stream of entries, clocks, closures and those that wait for a yes, escalations, promises,
problems and search rows."""

from tantam.cases.models.case import Case, CaseQuerySet
from tantam.cases.models.clock import AnswerPromise, Clock, ClockQuerySet, ServiceLevel
from tantam.cases.models.entry import Draft, Entry
from tantam.cases.models.problem import Problem, ProblemCase
from tantam.cases.models.search import CaseSearch
from tantam.cases.models.turning import Closure, ClosureRequest, Escalation, Outcome

__all__ = [
    "AnswerPromise",
    "Case",
    "CaseQuerySet",
    "CaseSearch",
    "Clock",
    "ClockQuerySet",
    "Closure",
    "ClosureRequest",
    "Draft",
    "Entry",
    "Escalation",
    "Outcome",
    "Problem",
    "ProblemCase",
    "ServiceLevel",
]
