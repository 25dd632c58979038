"""The verbs of the process room: draw, publish, run, leave the path."""

from tantam.process.actions.answering import give_answer, give_answers
from tantam.process.actions.calling_outside import claim_call, heal_calls, make_call
from tantam.process.actions.correlating import correlate, wake_one_of
from tantam.process.actions.drawing import (
    DraftChanged,
    DraftStands,
    KeyTaken,
    NewProcess,
    begin_process,
    discard_draft,
    remark,
    restore,
    save_draft,
    settle_remark,
    text_of,
)
from tantam.process.actions.errands import run_errands
from tantam.process.actions.leaving import leave_path, skip_step
from tantam.process.actions.listening import broadcast, deliver_signals, look_at, look_at_conditions, look_soon
from tantam.process.actions.mending import retry_due_incidents, retry_incident, skip_incident
from tantam.process.actions.publishing import CannotRun, NoReason, check_drawing, check_table, publish
from tantam.process.actions.rolling_up import roll_up_days
from tantam.process.actions.running import (
    WorkIsGone,
    cancel,
    complete_replied,
    complete_work,
    go_to_action,
    relabel,
    start,
    variables_of,
    wake,
)
from tantam.process.actions.timing import fire_due_timers

__all__ = [
    "CannotRun",
    "DraftChanged",
    "DraftStands",
    "KeyTaken",
    "NewProcess",
    "NoReason",
    "WorkIsGone",
    "begin_process",
    "broadcast",
    "cancel",
    "check_drawing",
    "check_table",
    "claim_call",
    "complete_replied",
    "complete_work",
    "correlate",
    "deliver_signals",
    "discard_draft",
    "fire_due_timers",
    "give_answer",
    "give_answers",
    "go_to_action",
    "heal_calls",
    "leave_path",
    "look_at",
    "look_at_conditions",
    "look_soon",
    "make_call",
    "publish",
    "relabel",
    "remark",
    "restore",
    "retry_due_incidents",
    "retry_incident",
    "roll_up_days",
    "run_errands",
    "save_draft",
    "settle_remark",
    "skip_incident",
    "skip_step",
    "start",
    "text_of",
    "variables_of",
    "wake",
    "wake_one_of",
]
