"""Where people went back on their own: a cause looked for again, a result told again, each with the reason they gave.

Taken from what is made already, so that no time behind it moves and no other case changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tantam.demo.content.history import History, Strayed, Visit

_LEAST = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class _Again:
    """`step` was done again, found wanting at `seen_at`, in one of `every` cases where each was walked as drawn."""

    process: str
    version: int
    step: str
    seen_at: str
    every: int
    reasons: tuple[str, ...]


AGAIN = (
    _Again(
        "QT-02", 2, "tim_nguyen_nhan", "de_xuat_phuong_an", 14,
        (
            "Xưởng kết luận chưa đúng lỗi khách nói, nhờ xem lại",
            "Khách gửi thêm ảnh, nguyên nhân khác hẳn",
            "Chưa rõ do hàng hay do vận chuyển, hỏi lại kho",
        ),
    ),
    _Again(
        "QT-01", 3, "bao_ket_qua", "cho_khach", 45,
        (
            "Gửi thiếu tệp đính kèm, báo lại cho đủ",
            "Ghi nhầm giờ giao, nhắn lại ngay",
            "Khách gọi bảo chưa hiểu, giải thích lại",
        ),
    ),
)  # fmt: skip


def strayed(histories: Sequence[History]) -> list[History]:
    """The same cases in the same order; in some people left the drawn path and came back to it."""
    seen = dict.fromkeys(AGAIN, 0)
    found = []
    for one in histories:
        again = next((again for again in AGAIN if _may(one, again)), None)
        if again is not None:
            seen[again] += 1
            if seen[again] % again.every == 0:
                one = _back(one, again, reason=again.reasons[seen[again] // again.every % len(again.reasons)])
        found.append(one)
    return found


def _may(one: History, again: _Again) -> bool:
    """Whether it is over, invented, and went over the step once, with time behind it."""
    if one.is_open or one.conversation is not None or one.visits[-1].left_at is None or one.was_handed_over:
        return False
    steps = [visit.step for visit in one.visits]
    if (one.process, one.version) != (again.process, again.version) or steps.count(again.step) != 1:
        return False
    place = steps.index(again.step)
    return again.seen_at == steps[place + 1] and (_end(one, place) - one.visits[place + 1].entered_at) > _LEAST


def _end(one: History, place: int) -> datetime:
    """Until when what came behind a step lasted, or what was waited for behind it."""
    behind = next(visit for visit in one.visits[place + 1 :] if visit.left_at and visit.left_at > visit.entered_at)
    return behind.left_at or behind.entered_at


def _back(one: History, again: _Again, *, reason: str) -> History:
    place = [visit.step for visit in one.visits].index(again.step)
    step, seen, *others = one.visits[place:]
    begun = seen.entered_at
    room = min(_end(one, place) - begun, timedelta(hours=2))
    left, done = begun + room / 4, begun + room / 2
    back = Strayed(source=again.seen_at, to=again.step, at=left, who=seen.who or step.who, reason=reason)
    visits = [
        *one.visits[: place + 1],
        Visit(seen.step, begun, left, seen.who or step.who, outcome="jumped"),
        Visit(step.step, left, done, step.who),
        *_later([seen, *others], begun, done),
    ]
    return replace(one, visits=tuple(visits), strayed=back)


def _later(visits: Sequence[Visit], begun: datetime, done: datetime) -> list[Visit]:
    """What comes behind begins where the repeated step was done, and ends when it did."""
    moved = []
    for visit in visits:
        if visit.entered_at == begun:
            is_passed = visit.left_at == begun
            visit = replace(visit, entered_at=done, left_at=done if is_passed else visit.left_at)
        moved.append(visit)
    return moved
