"""QT-03, vehicles in the workshop. The wait for the customer's word on the quotation is the bottleneck."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from tantam.demo.content.customers import Customer
from tantam.demo.content.general import on_scale
from tantam.demo.content.history import History, Path, at, calendar, dealt, score, spread, workshop_days
from tantam.demo.content.words import ANSWERED, said

CLOSED = 360
CHANNELS = (("counter", 130), ("phone", 170), ("zalo", 50), ("web", 21))
"""Channels of all workshop cases but that of the conversation, the eleven open ones included."""
SATURDAYS = 34
#: The part of a quotation's time until it goes out; then the customer thinks.
OURS = 0.8
"""Quotations made on a Saturday after the adviser has gone at 12:00; nobody sends them before Monday."""

_OVERNIGHT_CASES = 32
_SAME_DAY_CASES = CLOSED - SATURDAYS - _OVERNIGHT_CASES

_SAME_DAY = ((0, 480), (0.1, 2400), (0.3, 5900), (CLOSED / 2 / _SAME_DAY_CASES, 11_400), (0.85, 20_000), (1, 30_000))
"""Plain seconds at the quotation of the cases that end the same day, as quantiles; the median of all is 3 h 10 min."""
_OVERNIGHT = ((0, 16 * 3600), (0.55, 21 * 3600), (0.8, 25.4 * 3600), (0.94, 26 * 3600), (1, 26.6 * 3600))
"""Of those that end on the next day; the 90th percentile of all is 26 h."""


def closed_workshop_cases(
    *, now: datetime, people: Sequence[Customer], left_out: Sequence[History], random: Random
) -> Iterator[History]:
    """The closed workshop cases, in no order."""
    owners = [one for one in people if one.vehicles and one.segment != "lapsed" and one.conversation is None]
    channels = dealt(
        [(name, count - sum(one.channel == name for one in left_out)) for name, count in CHANNELS], random=random
    )
    for begun, ended in _quotations(now, random=random):
        yield _case(begun, ended, channel=channels.pop(), customer=random.choice(owners), now=now, random=random)


def _quotations(now: datetime, *, random: Random) -> Iterator[tuple[datetime, datetime]]:
    """When the wait at the quotation begins and ends, for each case."""
    first, last = now.date() - timedelta(days=84), now.date() - timedelta(days=5)
    saturdays = [day for day in _days(first, last - timedelta(days=2)) if day.weekday() == 5]
    for place in range(SATURDAYS):
        begun = at(saturdays[place % len(saturdays)], 12 * 3600 + random.randrange(120, 2400))
        yield begun, at(begun.date() + timedelta(days=2), 8 * 3600 + random.randrange(300, 5400))
    days = workshop_days(first, last)
    for seconds in spread(_OVERNIGHT_CASES, curve=_OVERNIGHT, random=random):
        begun = at(random.choice(days), _hour_for_night(seconds, random=random))
        yield begun, begun + timedelta(seconds=int(seconds))
    for seconds in spread(_SAME_DAY_CASES, curve=_SAME_DAY, random=random):
        latest = max(9.5 * 3600, min(17 * 3600, 17.3 * 3600 - seconds))
        begun = at(random.choice(days), random.uniform(9.4 * 3600, latest))
        yield begun, begun + timedelta(seconds=int(seconds))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _hour_for_night(seconds: float, *, random: Random) -> float:
    """A time of day from which so many seconds end on the next day between 8:00 and 20:00."""
    earliest = max(9.4 * 3600, 32 * 3600 - seconds)
    return random.uniform(earliest, min(17.4 * 3600, 44 * 3600 - seconds))


def _case(
    begun: datetime, ended: datetime, *, channel: str, customer: Customer, now: datetime, random: Random
) -> History:
    plan = calendar("xuong")
    diagnosed_from = plan.due(begun, -random.randrange(1500, 3500))
    came_at = plan.due(diagnosed_from, -random.randrange(300, 900))
    booked_before = int(on_scale(random, low=400, high=6000))
    opened_at = plan.due(came_at, -booked_before)
    path = Path(opened_at, calendar=plan)
    path.pass_by("bat_dau")
    path.work("xac_nhan_lich", seconds=random.randrange(60, min(booked_before, 1790)), who="tai")
    first_responded_at = path.at
    path.until("nhan_xe", diagnosed_from, who="tai")
    path.until("chan_doan", begun, who="tai")
    path.until("bao_gia", ended, who="tai", asked_at=plan.due(begun, int(OURS * plan.seconds_between(begun, ended))))
    path.pass_by("khach_duyet")
    repair(path, random=random)
    path.work("giao_xe", seconds=random.randrange(400, 1500), who="tai")
    path.run("dong_phieu")
    closed_at = path.at
    path.until("sau_3_ngay", at(path.at.date() + timedelta(days=3), 9 * 3600 + 60))
    path.wait("goi_hoi_tham", seconds=random.randrange(300, 8400))
    rated_at = path.at
    path.pass_by("diem_may", "xong")
    is_long = ended - begun > timedelta(hours=20)
    csat = score((4, 9, 27, 38, 22) if is_long else (0, 0, 8, 32, 60), random=random) if rated_at <= now else None
    return History(
        number=0,
        opened_at=opened_at,
        channel=channel,
        customer=customer.index,
        kind="warranty",
        urgency="normal",
        process="QT-03",
        version=1,
        visits=path.seen_at(now),
        assignee="tai",
        words=said("warranty", random=random),
        reply=ANSWERED["warranty"],
        answered_by="tai",
        first_responded_at=first_responded_at,
        closed_at=closed_at,
        outcome="resolved",
        csat=csat,
        rated_at=rated_at if csat else None,
    )


def repair(path: Path, *, random: Random) -> None:
    """The repair and the trial ride; a few wait for parts."""
    path.pass_by("bat_dau_sua")
    path.work("sua_xe", seconds=on_scale(random, low=900, high=9_000), who="tai")
    path.pass_by("sua_xong")
    path.work("chay_thu", seconds=random.randrange(500, 1700), who="tai")
