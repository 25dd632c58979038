"""The verbs of the desk. Each is one transaction: lock, check, change, record."""

from tantam.cases.actions.assigning import assign, assign_least_loaded
from tantam.cases.actions.classifying import classify
from tantam.cases.actions.closing import close, reopen
from tantam.cases.actions.escalating import escalate, notice_clocks
from tantam.cases.actions.opening import Words, open_case
from tantam.cases.actions.promising import break_overdue_promises, promise_answer
from tantam.cases.actions.quick_intake import QuickIntake, quick_intake
from tantam.cases.actions.refused import Refused
from tantam.cases.actions.replying import Answer, record_said, reply, write_note
from tantam.cases.actions.taking_in import continue_case, take_in

__all__ = [
    "Answer",
    "QuickIntake",
    "Refused",
    "Words",
    "assign",
    "assign_least_loaded",
    "break_overdue_promises",
    "classify",
    "close",
    "continue_case",
    "escalate",
    "notice_clocks",
    "open_case",
    "promise_answer",
    "quick_intake",
    "record_said",
    "reopen",
    "reply",
    "take_in",
    "write_note",
]
