"""QT-02, complaints: some are not called back and come again, and fourteen have one cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tantam.demo.content.customers import Customer
from tantam.demo.content.history import History, Path, at, calendar, dealt, flags, score, spread
from tantam.demo.content.words import ANSWERED, SAID, said

CLOSED = 286
CALL_SKIPPED = 63
"""Of the closed ones, 22 %: the step "Gọi điện" was left out."""
COMPLAINED_AGAIN = {True: 12, False: 11}
"""How many came again, of those not called (19 %) and of those called (5 %)."""
LOT_08 = 13
"""Cases of the hot chargers among them; the conversation of Đoàn Gia Phát is the fourteenth."""
CHANNELS = (("facebook", 105), ("phone", 80), ("zalo", 75), ("email", 20), ("chat", 10))
"""Channels of all complaints but that of the conversation, the four open ones included."""

_CALL = ((0, 120), (0.5, 840), (0.92, 1795), (1, 9000))
_FIRST_ANSWER = ((0, 60), (0.5, 300), (0.9, 590), (0.95, 1790), (1, 5400))
_CAUSES = (("product", 64), ("delivery", 66), ("attitude", 38), ("missed_promise", 72), ("price", 22), ("other", 12))
_GOODWILL = (0, 0, 0, 100_000, 150_000, 200_000, 300_000, 500_000, 800_000, 1_200_000, 2_500_000)


@dataclass(frozen=True)
class _Sketch:
    customer: Customer
    opened_at: datetime
    channel: str
    cause: str
    is_called: bool
    is_lot_08: bool
    first_wait: float
    call_wait: float


def closed_complaints(
    *, now: datetime, people: Sequence[Customer], left_out: Sequence[History], random: Random
) -> Iterator[list[History]]:
    """The closed complaints in chains: one alone, or one and the second complaint of the same customer after it."""
    channels = dealt(
        [(name, count - sum(one.channel == name for one in left_out)) for name, count in CHANNELS], random=random
    )
    again = sum(COMPLAINED_AGAIN.values())
    alone = CLOSED - 2 * again
    customers = _customers(alone + again, people=people, left_out=left_out, random=random)
    skipped = flags(alone + again - LOT_08, true=CALL_SKIPPED - COMPLAINED_AGAIN[True], random=random)
    calls = spread(CLOSED, curve=_CALL, random=random)
    answers = spread(CLOSED, curve=_FIRST_ANSWER, random=random)
    causes = dealt(_CAUSES, random=random)

    def draw(customer: Customer, opened_at: datetime, *, is_called: bool, is_lot_08: bool = False) -> History:
        cause = "product" if is_lot_08 else causes.pop()
        sketch = _Sketch(
            customer,
            opened_at,
            channels.pop(),
            cause,
            is_called,
            is_lot_08,
            first_wait=answers.pop(),
            call_wait=calls.pop(),
        )
        return _case(sketch, now=now, random=random)

    for place in range(again):
        is_called = place >= COMPLAINED_AGAIN[True]
        first = draw(customers.pop(0), _opening(now, -88, -45, random=random), is_called=is_called)
        closed = first.closed_at or first.opened_at
        later = _daytime(closed + timedelta(days=random.randrange(1, 15)), random=random)
        yield [first, draw(people[first.customer], later, is_called=not skipped.pop())]
    for place in range(alone):
        is_lot_08 = place < LOT_08
        opened_at = _opening(now, *((-20, -9) if is_lot_08 else (-89, -9)), random=random)
        is_called = is_lot_08 or not skipped.pop()
        yield [draw(customers.pop(0), opened_at, is_called=is_called, is_lot_08=is_lot_08)]


def _customers(
    count: int, *, people: Sequence[Customer], left_out: Sequence[History], random: Random
) -> list[Customer]:
    """Customers who complained, each once; the unhappy first, for theirs are the repeated complaints."""
    busy = {one.customer for one in left_out}
    free = [one for one in people if one.conversation is None and one.index not in busy and one.orders]
    unhappy = [one for one in free if one.segment == "unhappy"]
    others = [one for one in free if one.segment in {"new", "regular", "loyal", "vip", "wholesale"}]
    random.shuffle(others)
    return [*unhappy, *others][:count]


def _opening(now: datetime, first: int, last: int, *, random: Random) -> datetime:
    return _daytime(now + timedelta(days=random.randint(first, last)), random=random)


def _daytime(day: datetime, *, random: Random) -> datetime:
    return at(day.date(), random.randrange(8 * 3600 + 600, 20 * 3600))


def _case(sketch: _Sketch, *, now: datetime, random: Random) -> History:
    path = Path(sketch.opened_at, calendar=calendar("cskh"))
    goodwill = random.choice(_GOODWILL) if sketch.cause != "other" else 0
    receive(path, first_wait=sketch.first_wait, is_safety=sketch.is_lot_08)
    first_responded_at = path.at
    if sketch.is_called:
        path.work("goi_dien", seconds=sketch.call_wait, who="nhat")
    path.work("thu_bang_chung", seconds=random.randrange(1200, 6600), who="nhat")
    path.work("tim_nguyen_nhan", seconds=random.randrange(1800, 13000), who=random.choice(("tai", "vinh", "khoi")))
    rounds = random.choices((1, 2, 3), (72, 22, 6))[0]
    for turn in range(rounds):
        propose(path, goodwill_vnd=goodwill, rounds=turn + 1, random=random)
    path.work("thuc_hien", seconds=random.randrange(3600, 60_000), who="vinh")
    path.wait("sau_3_ngay", seconds=3 * 86_400)
    path.work("goi_hoi_lai", seconds=random.randrange(600, 9000), who="nhat")
    rated_at = path.at
    path.run("dong_phieu")
    closed_at = path.at
    path.until("hop_giao_ban", _monday_after(closed_at), who="uyen")
    path.pass_by("xong")
    return History(
        number=0,
        opened_at=sketch.opened_at,
        channel=sketch.channel,
        customer=sketch.customer.index,
        kind="safety" if sketch.is_lot_08 else "complaint",
        urgency="critical" if sketch.is_lot_08 else "high",
        process="QT-02",
        version=2,
        visits=path.seen_at(now),
        assignee="nhat",
        words=random.choice(SAID["safety"]) if sketch.is_lot_08 else said("complaint", random=random),
        reply=ANSWERED["safety" if sketch.is_lot_08 else "complaint"],
        answered_by="nhat",
        first_responded_at=first_responded_at,
        closed_at=closed_at,
        outcome="resolved" if rounds < 3 else "partly",
        cause=sketch.cause,
        csat=score((6, 10, 22, 34, 28) if sketch.is_called else (18, 24, 28, 20, 10), random=random),
        rated_at=rated_at,
        goodwill_vnd=goodwill,
        problem="VD-03" if sketch.is_lot_08 else None,
    )


def receive(path: Path, *, first_wait: float, is_safety: bool) -> None:
    """From the start to the apology."""
    path.pass_by("bat_dau", "su_co_an_toan")
    if is_safety:
        path.run("bao_truong_phong")
    path.work("nhan_va_xin_loi", seconds=first_wait, who="nhat")


def propose(path: Path, *, goodwill_vnd: int, rounds: int, random: Random) -> None:
    """One round: a proposal, its approval where the sum or the third round asks for one, the customer's word."""
    path.work("de_xuat_phuong_an", seconds=random.randrange(900, 9000), who="nhat")
    path.pass_by("trong_quyen_to")
    if goodwill_vnd > 300_000 or rounds > 2:
        path.pass_by("trong_quyen_truong_phong")
        step, who = ("giam_doc_duyet", "binh") if goodwill_vnd > 2_000_000 else ("truong_phong_duyet", "uyen")
        path.work(step, seconds=random.randrange(600, 6900), who=who)
        path.pass_by("duoc_duyet")
    path.work("bao_phuong_an", seconds=random.randrange(240, 1790), who="nhat")
    path.pass_by("khach_dong_y")


def _monday_after(when: datetime) -> datetime:
    """The next Monday at 8:15, when complaints are spoken of."""
    monday = when.date() + timedelta(days=7 - when.weekday())
    return at(monday, 8 * 3600 + 900)
