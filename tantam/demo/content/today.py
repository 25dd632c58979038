"""The cases that are open now beside the conversations, so that the head's first page shows what it should."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tantam.demo.content.complaints import receive
from tantam.demo.content.customers import Customer
from tantam.demo.content.general import begin
from tantam.demo.content.history import History, Path, calendar
from tantam.demo.content.promising import promised_for
from tantam.demo.content.words import ANSWERED, QUOTED, SAID

#: Working seconds until a quotation went out, of those who wait since yesterday or longer, and of today's.
_UNTIL_QUOTED_OLD, _UNTIL_QUOTED = 150 * 60, 25 * 60

HAN = 8
"""Index of Tôn Nữ Khả Hân, who has waited longest for a word on a quotation."""


@dataclass(frozen=True)
class _Open:
    """An open case: minutes since it came and since it is at its step, minutes until (or since) its time runs out."""

    step: str
    channel: str
    kind: str
    who: str
    came: int
    there: int
    due: int | None = None


_GENERAL = (
    _Open("hen_tra_loi", "zalo", "question", "khoi", 70, 60),
    _Open("tra_loi_lan_dau", "zalo", "advice", "tai", 12, 12, 18),
    _Open("tra_loi_lan_dau", "phone", "question", "khoi", 9, 9, 41),
    _Open("hoi_chuyen_mon", "phone", "question", "tai", 190, 145, -25),
    _Open("hoi_chuyen_mon", "email", "question", "tai", 95, 50, 70),
    _Open("bao_ket_qua", "zalo", "delivery", "chi", 160, 40, 55),
    _Open("bao_ket_qua", "facebook", "return", "vinh", 120, 30, 48),
    _Open("cho_khach", "zalo", "advice", "chi", 900, 840),
    _Open("cho_khach", "zalo", "delivery", "chi", 960, 930),
    _Open("cho_khach", "zalo", "question", "chi", 1010, 960),
    _Open("cho_khach", "facebook", "advice", "tai", 700, 610),
    _Open("cho_khach", "phone", "question", "khoi", 400, 320),
    _Open("cho_khach", "web", "return", "vinh", 520, 450),
)
_MISSED_CALL = 2
_PROMISE_AT_FOUR = 0

_COMPLAINTS = (
    _Open("truong_phong_duyet", "facebook", "complaint", "nhat", 700, 35, 85),
    _Open("thu_bang_chung", "facebook", "complaint", "nhat", 80, 40, 75),
    _Open("tim_nguyen_nhan", "zalo", "complaint", "khoi", 320, 120, 115),
    _Open("de_xuat_phuong_an", "phone", "complaint", "nhat", 540, 95, 140),
)
_GOODWILL_TO_APPROVE = 800_000

_QUOTATIONS = (
    _Open("bao_gia", "zalo", "warranty", "tai", 3300, 51 * 60),
    _Open("bao_gia", "phone", "warranty", "tai", 3000, 46 * 60, -2700),
    _Open("bao_gia", "counter", "warranty", "tai", 1990, 28 * 60, -1610),
    _Open("bao_gia", "phone", "warranty", "tai", 1600, 22 * 60),
    _Open("bao_gia", "counter", "warranty", "tai", 1500, 7 * 60),
    _Open("bao_gia", "counter", "warranty", "tai", 1500, 5 * 60),
    _Open("bao_gia", "phone", "warranty", "tai", 1450, 210),
    _Open("bao_gia", "zalo", "warranty", "tai", 1400, 120),
    _Open("bao_gia", "counter", "warranty", "tai", 1300, 42),
)
_REPAIRS = (
    _Open("sua_xe", "counter", "warranty", "tai", 3100, 300, 1400),
    _Open("sua_xe", "phone", "warranty", "tai", 2900, 180, 1700),
)


def open_cases(*, now: datetime, people: Sequence[Customer], random: Random) -> Iterator[History]:
    """The 28 open cases of today beside the nine open conversations."""
    free = [one for one in people if one.conversation is None and one.segment in {"new", "regular", "loyal"}]
    owners = [one for one in free if one.vehicles]
    random.shuffle(free)
    for place, spec in enumerate((*_GENERAL, *_COMPLAINTS)):
        yield _history(spec, place, customer=free[place], now=now)
    busy = {one.index for one in free[: len(_GENERAL) + len(_COMPLAINTS)]}
    others = iter([one for one in owners if one.index not in busy])
    for place, spec in enumerate((*_QUOTATIONS, *_REPAIRS)):
        yield _history(spec, place, customer=people[HAN] if place == 0 else next(others), now=now)


def _history(spec: _Open, place: int, *, customer: Customer, now: datetime) -> History:
    path = _path(spec, now=now)
    answer = {"tra_loi_lan_dau", "nhan_va_xin_loi", "xac_nhan_lich"}
    answered = next((visit for visit in path.visits if visit.step in answer and visit.left_at), None)
    is_approval = spec.step == "truong_phong_duyet"
    is_promise = spec is _GENERAL[_PROMISE_AT_FOUR]
    words = SAID[spec.kind]
    return History(
        number=0,
        opened_at=path.visits[0].entered_at,
        channel=spec.channel,
        customer=customer.index,
        kind=spec.kind,
        urgency="high" if spec.kind == "complaint" else "normal",
        process={"complaint": "QT-02", "warranty": "QT-03"}.get(spec.kind, "QT-01"),
        version={"complaint": 2, "warranty": 1}.get(spec.kind, 3),
        visits=tuple(path.visits),
        assignee=spec.who,
        words="" if spec is _GENERAL[_MISSED_CALL] else words[place % len(words)],
        reply=ANSWERED[spec.kind] if answered else "",
        asked=QUOTED if path.visits[-1].asked_at else "",
        answered_by=spec.who if answered else None,
        first_responded_at=answered.left_at if answered else None,
        goodwill_vnd=_GOODWILL_TO_APPROVE if is_approval else 0,
        due_at=None if spec.due is None else now + timedelta(minutes=spec.due),
        promise_at=promised_for(0, "16:00", now=now) if is_promise else None,
        awaits_approval_of="uyen" if is_approval else None,
        is_missed_call=spec is _GENERAL[_MISSED_CALL],
    )


_WAY = {
    "hen_tra_loi": ("tra_loi_lan_dau", "-da_ro_cau_tra_loi"),
    "tra_loi_lan_dau": (),
    "hoi_chuyen_mon": ("tra_loi_lan_dau", "-da_ro_cau_tra_loi", "-can_hoi"),
    "bao_ket_qua": ("tra_loi_lan_dau", "-da_ro_cau_tra_loi", "-can_hoi"),
    "cho_khach": ("tra_loi_lan_dau", "-da_ro_cau_tra_loi", "-can_hoi", "bao_ket_qua"),
    "thu_bang_chung": ("goi_dien",),
    "tim_nguyen_nhan": ("goi_dien", "thu_bang_chung"),
    "de_xuat_phuong_an": ("goi_dien", "thu_bang_chung", "tim_nguyen_nhan"),
    "truong_phong_duyet": (
        *("goi_dien", "thu_bang_chung", "tim_nguyen_nhan", "de_xuat_phuong_an"),
        *("-trong_quyen_to", "-trong_quyen_truong_phong"),
    ),
    "bao_gia": ("-bat_dau", "xac_nhan_lich", "nhan_xe", "chan_doan"),
    "sua_xe": ("-bat_dau", "xac_nhan_lich", "nhan_xe", "chan_doan", "bao_gia", "-khach_duyet", "-bat_dau_sua"),
}
"""The way to a step: steps that took time share it evenly, those with a dash took none."""


def _path(spec: _Open, *, now: datetime) -> Path:
    """The way to the step where the case stands, its times counted back from now."""
    path = Path(now - timedelta(minutes=spec.came), calendar=calendar("cskh"))
    if spec.kind == "complaint":
        receive(path, first_wait=0, is_safety=False)
        path.visits.pop()
    elif spec.kind != "warranty":
        begin(path, version=3)
    way = (("nhan_va_xin_loi",) if spec.kind == "complaint" else ()) + _WAY[spec.step]
    there = max(path.at, now - timedelta(minutes=spec.there))
    slow = sum(not step.startswith("-") for step in way)
    share = (there - path.at) / max(slow, 1)
    for step in way:
        if step.startswith("-"):
            path.pass_by(step[1:])
        else:
            path.until(step, path.at + share, who=spec.who, asked_at=path.at + share / 2 if step == "bao_gia" else None)
    is_asked = spec.step == "bao_gia" and spec.due is None
    asked_at = (
        min(now, path.calendar.due(path.at, _UNTIL_QUOTED_OLD if spec.there > 6 * 60 else _UNTIL_QUOTED))
        if is_asked
        else None
    )
    path.stand(spec.step, who=None if spec.step == "cho_khach" else spec.who, asked_at=asked_at)
    return path
