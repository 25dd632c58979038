"""Follow the process: what a step did shows in the case's clocks, state and stream, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.approving import ask_at_step, is_approval, withdraw_at_step
from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.clocks import nearest_due, start_clocks, stop_clocks, wound_up
from tantam.cases.actions.first_response import hold_to_promise
from tantam.cases.actions.remarking import LOST, MENDED, OUTSIDE_DONE, OUTSIDE_LATE, SKIPPED, remark
from tantam.cases.actions.standing_still import take_up_work, wait_for_customer
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Clock, Entry
from tantam.core.actions.rows import insert_late, update
from tantam.organisation import queries as organisation
from tantam.organisation.models import Team
from tantam.process.registry import Move

CUSTOMER_MESSAGE = "customer.message"


def follow(case_id: int, moves: Sequence[Move], now: datetime) -> None:
    """Apply the moves of one step to its case."""
    case = at_hand(case_id)
    before = (case.state, case.due_at)
    for move in moves:
        _apply(case, move, now=now)
    case.due_at = nearest_due(case)
    if (case.state, case.due_at) != before:
        update(case, "state", "due_at")
    announce_case(case)


def _apply(case: Case, move: Move, *, now: datetime) -> None:
    if move.what == "work-offered":
        _offer(case, move, now=now)
        if is_approval(move):
            ask_at_step(case, move, now=now)
    elif move.what in {"work-done", "work-withdrawn"}:
        if is_approval(move):
            withdraw_at_step(case, move, now=now)
        stop_clocks(case, Clock.Kind.STEP, now=now, token_id=move.token_id)
        if move.what == "work-done":
            _write_step(case, move, now=now)
    elif move.what == "waiting" and move.wait_key == CUSTOMER_MESSAGE:
        wait_for_customer(case, now=now)
    elif move.what == "conditions":
        case.awaits_condition = bool(move.details.get("awaited"))
        update(case, "awaits_condition")
    elif move.what in _LINES:
        _LINES[move.what](case, move, now=now)


def _offer(case: Case, move: Move, *, now: datetime) -> None:
    take_up_work(case, now=now)
    if move.promised_seconds is None:
        return
    team, times = _team_of(move) or case.team, move.node.care.times if move.node else None
    clock = wound_up(
        Clock.Kind.STEP,
        seconds=move.promised_seconds,
        calendar_id=queries.calendar_id_for(team, case.branch),
        token_id=move.token_id,
        node=move.node.id if move.node else "",
        now=now,
        waits_for_customer=times is not None and times.waits_for_customer,
    )
    if move.node is not None and move.node.care.done == "reply":
        hold_to_promise(clock, case)
    start_clocks(case, [clock])


def _team_of(move: Move) -> Team | None:
    return organisation.team(move.role_ref) if move.role_kind == "team" else None


def _write_step(case: Case, move: Move, *, now: datetime) -> None:
    if move.node is None:
        return
    data = {"what": "step-done", "node": move.node.id, "name": move.node.label("vi"), "name_en": move.node.label("en")}
    author_id = move.details.get("by")
    insert_late(Entry(case=case, kind=Entry.Kind.STEP, at=now, author_id=author_id, data={**data, **move.details}))


def _write_mending(case: Case, move: Move, *, now: datetime) -> None:
    """Who changed what a failed step reads, and why; the values themselves stand with the run."""
    names = {"name": move.node.label("vi"), "name_en": move.node.label("en")} if move.node else {}
    said = {"what": MENDED, "by": "agent", **{one: move.details[one] for one in ("names_vi", "names_en", "reason")}}
    insert_late(Entry(case=case, kind=Entry.Kind.STEP, at=now, author_id=move.details["by"], data=said | names))


def _write_skipping(case: Case, move: Move, *, now: datetime) -> None:
    """Who left a failed step out, and why, as where a step is skipped from the ticket itself."""
    if move.node is None:
        return
    data = {"what": SKIPPED, "by": "agent", "node": move.node.id, "to": "", "reason": move.details["reason"][:300]}
    names = {"name": move.node.label("vi"), "name_en": move.node.label("en")}
    insert_late(Entry(case=case, kind=Entry.Kind.STEP, at=now, author_id=move.details["by"], data=data | names))


def _remark_outside(case: Case, move: Move, *, now: datetime) -> None:
    """What another system answered to a step stands in the stream, also where it came too late."""
    names = {"name": move.node.label("vi"), "name_en": move.node.label("en")} if move.node else {}
    remark(case, move.what, now=now, text=str(move.details.get("text", "")), **names)


def _remark_lost(case: Case, move: Move, *, now: datetime) -> None:
    said = {name: str(move.details[name]) for name in ("message", "key")}
    remark(case, LOST, now=now, text=said["key"], message=said["message"][:80])


#: What only leaves a line in the stream.
_LINES = {
    OUTSIDE_DONE: _remark_outside,
    OUTSIDE_LATE: _remark_outside,
    MENDED: _write_mending,
    SKIPPED: _write_skipping,
    LOST: _remark_lost,
}
