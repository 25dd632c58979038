"""The verbs of the process room: draw, publish, run, leave the path."""

from tantam.process.actions.changeover import (
    BadMap,
    ChangeoverUnderWay,
    NotChangeable,
    begin_changeover,
    carry_on,
    preview_changeover,
    resume_changeover,
    stop_changeover,
    take_back_changeover,
)
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
from tantam.process.actions.leaving import leave_path, skip_step
from tantam.process.actions.listening import broadcast, deliver_signals, look_at_conditions
from tantam.process.actions.mending import retry_due_incidents, retry_incident, skip_incident
from tantam.process.actions.publishing import CannotRun, NoReason, check_drawing, publish
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
    "BadMap",
    "CannotRun",
    "ChangeoverUnderWay",
    "DraftChanged",
    "DraftStands",
    "KeyTaken",
    "NewProcess",
    "NoReason",
    "NotChangeable",
    "WorkIsGone",
    "begin_changeover",
    "begin_process",
    "broadcast",
    "cancel",
    "carry_on",
    "check_drawing",
    "complete_replied",
    "complete_work",
    "deliver_signals",
    "discard_draft",
    "fire_due_timers",
    "go_to_action",
    "leave_path",
    "look_at_conditions",
    "preview_changeover",
    "publish",
    "relabel",
    "remark",
    "restore",
    "resume_changeover",
    "retry_due_incidents",
    "retry_incident",
    "roll_up_days",
    "save_draft",
    "settle_remark",
    "skip_incident",
    "skip_step",
    "start",
    "stop_changeover",
    "take_back_changeover",
    "text_of",
    "variables_of",
    "wake",
]
