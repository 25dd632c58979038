"""The verbs of the desk. Each is one transaction: lock, check, change, record."""

from tantam.cases.actions.access import give_access, keep_seen, make_private, make_public, take_access, unlock
from tantam.cases.actions.approving import ask_for_approval
from tantam.cases.actions.assigning import (
    RulePlan,
    assign,
    assign_by_rule,
    assign_head,
    hand_out_waiting,
    hand_over_cases,
    keep_rule,
    leave_place,
    reroute,
    reroute_absent,
    take_next,
)
from tantam.cases.actions.bulk import (
    AT_ONCE,
    VERBS,
    BulkPreview,
    begin_bulk,
    carry_on_bulk,
    carry_on_one,
    choose_many,
    forget_bulk,
    preview_bulk,
    stop_bulk,
    take_bulk_back,
)
from tantam.cases.actions.classifying import classify, classify_by_hand
from tantam.cases.actions.closing import close, reopen
from tantam.cases.actions.closing_by_hand import Closed, answer_and_close, close_by_hand, close_with_way_back
from tantam.cases.actions.correcting import correct
from tantam.cases.actions.deciding import decide, note_passed_on, write_verdict
from tantam.cases.actions.deeds import forget_deeds, take_deed_back
from tantam.cases.actions.drafting import Typed, enclose, files_of_draft, keep_draft, outgoing, take_out
from tantam.cases.actions.escalating import escalate, settle
from tantam.cases.actions.forwarding import check_passed_on, goes_past_customer, pass_on, quote
from tantam.cases.actions.handing_over import hand_over
from tantam.cases.actions.hearing import hear
from tantam.cases.actions.joining import Preview, link, merge, preview_merge, unlink, unmerge
from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.leaving_drafts import (
    Leaving,
    check_not_said,
    choose_undo_seconds,
    hold_overtaken,
    let_leave,
    send_now,
    send_off,
    take_back,
    undo_seconds,
)
from tantam.cases.actions.levels import change_levels, set_steps_up
from tantam.cases.actions.once import once, says_otherwise
from tantam.cases.actions.opening import Words, open_case
from tantam.cases.actions.playing import speak_as_customer, write_as_customer
from tantam.cases.actions.promising import break_overdue_promises, promise_answer
from tantam.cases.actions.promising_aloud import promise_and_tell
from tantam.cases.actions.quick_intake import QuickIntake, quick_intake
from tantam.cases.actions.reckoning import reckon_open_cases
from tantam.cases.actions.refused import MOST_CHOSEN, DraftChanged, Refused, check_files
from tantam.cases.actions.replying import Answer, Replied, record_said, reply, write_note
from tantam.cases.actions.standing import standing_case
from tantam.cases.actions.stepping import finish_step, leave_step, wait_no_longer
from tantam.cases.actions.tagging import tag
from tantam.cases.actions.taking_in import continue_case, note_returned, take_in
from tantam.cases.actions.viewing import (
    ViewChanged,
    ViewPlan,
    change_view,
    delete_view,
    forget_views,
    move_view,
    pin_view,
    restore_view,
    save_view,
    unpin_view,
)
from tantam.cases.actions.watching import follow_case, leave_alone
from tantam.cases.actions.watching_clocks import notice_clocks
from tantam.cases.actions.writing_first import write_first

__all__ = [
    "AT_ONCE",
    "MOST_CHOSEN",
    "VERBS",
    "Answer",
    "BulkPreview",
    "Closed",
    "DraftChanged",
    "Leaving",
    "Preview",
    "QuickIntake",
    "Refused",
    "Replied",
    "RulePlan",
    "Typed",
    "ViewChanged",
    "ViewPlan",
    "Words",
    "answer_and_close",
    "ask_for_approval",
    "assign",
    "assign_by_rule",
    "assign_head",
    "begin_bulk",
    "break_overdue_promises",
    "carry_on_bulk",
    "carry_on_one",
    "change_levels",
    "change_view",
    "check_files",
    "check_not_said",
    "check_passed_on",
    "choose_many",
    "choose_undo_seconds",
    "classify",
    "classify_by_hand",
    "close",
    "close_by_hand",
    "close_with_way_back",
    "continue_case",
    "correct",
    "decide",
    "delete_view",
    "enclose",
    "escalate",
    "files_of_draft",
    "finish_step",
    "follow_case",
    "forget_bulk",
    "forget_deeds",
    "forget_views",
    "give_access",
    "goes_past_customer",
    "hand_out_waiting",
    "hand_over",
    "hand_over_cases",
    "hear",
    "hold_overtaken",
    "keep_draft",
    "keep_rule",
    "keep_seen",
    "last_message",
    "leave_alone",
    "leave_place",
    "leave_step",
    "let_leave",
    "link",
    "make_private",
    "make_public",
    "merge",
    "move_view",
    "note_passed_on",
    "note_returned",
    "notice_clocks",
    "once",
    "open_case",
    "outgoing",
    "pass_on",
    "pin_view",
    "preview_bulk",
    "preview_merge",
    "promise_and_tell",
    "promise_answer",
    "quick_intake",
    "quote",
    "reckon_open_cases",
    "record_said",
    "reopen",
    "reply",
    "reroute",
    "reroute_absent",
    "restore_view",
    "save_view",
    "says_otherwise",
    "send_now",
    "send_off",
    "set_steps_up",
    "settle",
    "speak_as_customer",
    "standing_case",
    "stop_bulk",
    "tag",
    "take_access",
    "take_back",
    "take_bulk_back",
    "take_deed_back",
    "take_in",
    "take_next",
    "take_out",
    "undo_seconds",
    "unlink",
    "unlock",
    "unmerge",
    "unpin_view",
    "wait_no_longer",
    "write_as_customer",
    "write_first",
    "write_note",
    "write_verdict",
]
