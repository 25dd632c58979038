"""The verbs of the process room: draw, publish, run, leave the path."""

from tantam.process.actions.drawing import DraftChanged, save_draft
from tantam.process.actions.leaving import leave_path, retry_incident, skip_step
from tantam.process.actions.publishing import CannotRun, check_drawing, publish
from tantam.process.actions.running import (
    WorkIsGone,
    cancel,
    complete_replied,
    complete_work,
    fire_due_timers,
    go_to_action,
    relabel,
    start,
    wake,
)

__all__ = [
    "CannotRun",
    "DraftChanged",
    "WorkIsGone",
    "cancel",
    "check_drawing",
    "complete_replied",
    "complete_work",
    "fire_due_timers",
    "go_to_action",
    "leave_path",
    "publish",
    "relabel",
    "retry_incident",
    "save_draft",
    "skip_step",
    "start",
    "wake",
]
