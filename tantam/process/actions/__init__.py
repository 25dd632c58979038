"""The verbs of the process room: draw, publish, run, leave the path."""

from tantam.process.actions.answering import give_answer, give_answers
from tantam.process.actions.arming import comes_at
from tantam.process.actions.asking_anew import ask_moved
from tantam.process.actions.beginning import carry_on_firings
from tantam.process.actions.calling_outside import claim_call, heal_calls, make_call
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
from tantam.process.actions.correlating import correlate, wake_one_of
from tantam.process.actions.drawing import (
    DraftChanged,
    DraftStands,
    KeyTaken,
    NewProcess,
    begin_process,
    discard_draft,
    foreign_text_of,
    is_without_drawing,
    restore,
    save_draft,
    text_for,
    text_of,
)
from tantam.process.actions.drawing_together import show_drawer
from tantam.process.actions.errands import run_errands
from tantam.process.actions.exporting import export_log
from tantam.process.actions.firing import fire_due_starts
from tantam.process.actions.leaving import leave_path, skip_step
from tantam.process.actions.listening import broadcast, deliver_signals, look_at, look_at_conditions, look_soon
from tantam.process.actions.load_runs import begin_load_run, stop_load_run, work_off_load_run
from tantam.process.actions.mending import retry_all_incidents, retry_due_incidents, retry_incident, skip_incident
from tantam.process.actions.mending_values import MendedMeanwhile, NotMendable, mend_incident
from tantam.process.actions.messaging import deliver_messages
from tantam.process.actions.mining import mine, want_round
from tantam.process.actions.publishing import (
    CannotRun,
    NoReason,
    NothingToTryBeside,
    NotReviewed,
    TrialPlan,
    TrialStands,
    UnknownMeasure,
    check_drawing,
    check_table,
    publish,
)
from tantam.process.actions.rehearsing import keep_example
from tantam.process.actions.remarking import remark, see_remark, settle_remark
from tantam.process.actions.retiring import NotInForce, StillBegun, StillTakesAll, retire
from tantam.process.actions.reviewing import (
    DrawnSince,
    NoNote,
    NotADraft,
    NotAReviewer,
    ask_for_review,
    give_review,
    hear_reviews,
    remind_reviewers,
    set_publishing_rule,
    withdraw_review,
)
from tantam.process.actions.rolling_up import roll_up_days
from tantam.process.actions.running import (
    WorkIsGone,
    cancel,
    complete_replied,
    complete_work,
    go_to_action,
    relabel,
    relabel_all,
    start,
    start_at,
    variables_of,
    wake,
)
from tantam.process.actions.standing_still import run_on, stand_still
from tantam.process.actions.timing import fire_due_timers
from tantam.process.actions.trying import NotOnTrial, change_share, end_trial, keep_trial
from tantam.process.actions.watching import follow_subjects, look_again_at_faults, look_at_starts

__all__ = [
    "BadMap",
    "CannotRun",
    "ChangeoverUnderWay",
    "DraftChanged",
    "DraftStands",
    "DrawnSince",
    "KeyTaken",
    "MendedMeanwhile",
    "NewProcess",
    "NoNote",
    "NoReason",
    "NotADraft",
    "NotAReviewer",
    "NotChangeable",
    "NotInForce",
    "NotMendable",
    "NotOnTrial",
    "NotReviewed",
    "NothingToTryBeside",
    "StillBegun",
    "StillTakesAll",
    "TrialPlan",
    "TrialStands",
    "UnknownMeasure",
    "WorkIsGone",
    "ask_for_review",
    "ask_moved",
    "begin_changeover",
    "begin_load_run",
    "begin_process",
    "broadcast",
    "cancel",
    "carry_on",
    "carry_on_firings",
    "change_share",
    "check_drawing",
    "check_table",
    "claim_call",
    "comes_at",
    "complete_replied",
    "complete_work",
    "correlate",
    "deliver_messages",
    "deliver_signals",
    "discard_draft",
    "end_trial",
    "export_log",
    "fire_due_starts",
    "fire_due_timers",
    "follow_subjects",
    "foreign_text_of",
    "give_answer",
    "give_answers",
    "give_review",
    "go_to_action",
    "heal_calls",
    "hear_reviews",
    "is_without_drawing",
    "keep_example",
    "keep_trial",
    "leave_path",
    "look_again_at_faults",
    "look_at",
    "look_at_conditions",
    "look_at_starts",
    "look_soon",
    "make_call",
    "mend_incident",
    "mine",
    "preview_changeover",
    "publish",
    "relabel",
    "relabel_all",
    "remark",
    "remind_reviewers",
    "restore",
    "resume_changeover",
    "retire",
    "retry_all_incidents",
    "retry_due_incidents",
    "retry_incident",
    "roll_up_days",
    "run_errands",
    "run_on",
    "save_draft",
    "see_remark",
    "set_publishing_rule",
    "settle_remark",
    "show_drawer",
    "skip_incident",
    "skip_step",
    "stand_still",
    "start",
    "start_at",
    "stop_changeover",
    "stop_load_run",
    "take_back_changeover",
    "text_for",
    "text_of",
    "variables_of",
    "wake",
    "wake_one_of",
    "want_round",
    "withdraw_review",
    "work_off_load_run",
]
