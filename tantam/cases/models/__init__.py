"""The desk: cases, their stream of entries, clocks, closures and those that wait for a yes, escalations, promises,
problems, search rows, drafts and what waits to leave, who takes part by name, saved views, merges, the tally of open
cases."""

from tantam.cases.models.assignment import AssignmentRule, Mode, TeamTurn
from tantam.cases.models.bulk import BulkAction, BulkItem
from tantam.cases.models.case import Case, CaseQuerySet, HeldQuerySet
from tantam.cases.models.clock import AnswerPromise, Clock, ClockQuerySet
from tantam.cases.models.deed import Deed, DeedRow
from tantam.cases.models.draft import MOST_UNDO_SECONDS, Draft, DraftFile, DraftQuerySet, SendingChoice
from tantam.cases.models.entry import Entry
from tantam.cases.models.level import LevelEdition, ServiceLevel
from tantam.cases.models.link import CaseLink
from tantam.cases.models.merge import Merge
from tantam.cases.models.problem import Problem, ProblemCase
from tantam.cases.models.search import CaseSearch
from tantam.cases.models.tag import LONGEST as LONGEST_TAG
from tantam.cases.models.tag import MOST as MOST_TAGS
from tantam.cases.models.tag import Tag
from tantam.cases.models.taking_part import CaseAccess, Following, Mention
from tantam.cases.models.tally import CaseTally
from tantam.cases.models.turning import Closure, ClosureRequest, Escalation, EscalationStep, Outcome
from tantam.cases.models.view import Pinned, SavedView, SavedViewQuerySet

__all__ = [
    "LONGEST_TAG",
    "MOST_TAGS",
    "MOST_UNDO_SECONDS",
    "AnswerPromise",
    "AssignmentRule",
    "BulkAction",
    "BulkItem",
    "Case",
    "CaseAccess",
    "CaseLink",
    "CaseQuerySet",
    "CaseSearch",
    "CaseTally",
    "Clock",
    "ClockQuerySet",
    "Closure",
    "ClosureRequest",
    "Deed",
    "DeedRow",
    "Draft",
    "DraftFile",
    "DraftQuerySet",
    "Entry",
    "Escalation",
    "EscalationStep",
    "Following",
    "HeldQuerySet",
    "LevelEdition",
    "Mention",
    "Merge",
    "Mode",
    "Outcome",
    "Pinned",
    "Problem",
    "ProblemCase",
    "SavedView",
    "SavedViewQuerySet",
    "SendingChoice",
    "ServiceLevel",
    "Tag",
    "TeamTurn",
]
