"""What happened to one case, as plain data: its way over the diagram, its answers, its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from random import Random

from tantam.core.values.business_time import Calendar
from tantam.core.values.holidays import public_holidays
from tantam.demo.content import ZONE, read


@dataclass(frozen=True, slots=True)
class Visit:
    """A token's stay at a node of the diagram; `left_at` is `None` where it still is, `who` an agent's key, `outcome`
    how it ended, `asked_at` when the customer was asked what this step waits for."""

    step: str
    entered_at: datetime
    left_at: datetime | None
    who: str | None = None
    outcome: str = "completed"
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Strayed:
    """Somebody left the drawn path at `source` and went on at `to`, with a reason."""

    source: str
    to: str
    at: datetime
    who: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """One invented case.

    `customer` is an index into `customers()`, `number` its place by time of opening. `words` and `reply` are the
    first message and the first answer, `asked` what the customer thinks about now. `strayed` says where somebody left
    the path and why. `was_complained_again` and `repeats` (a number) tie two complaints of one customer. Of open cases
    `due_at` is when the step's time runs out and `promise_at` what was promised.
    """

    number: int
    opened_at: datetime
    channel: str
    customer: int
    kind: str
    urgency: str
    process: str
    version: int
    visits: tuple[Visit, ...]
    assignee: str
    words: str
    reply: str = ""
    asked: str = ""
    answered_by: str | None = None
    first_responded_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    cause: str | None = None
    csat: int | None = None
    rated_at: datetime | None = None
    goodwill_vnd: int = 0
    was_complained_again: bool = False
    repeats: int | None = None
    problem: str | None = None
    was_handed_over: bool = False
    due_at: datetime | None = None
    promise_at: datetime | None = None
    awaits_approval_of: str | None = None
    is_missed_call: bool = False
    conversation: int | None = None
    strayed: Strayed | None = None

    @property
    def is_open(self) -> bool:
        """Whether the case is not closed yet."""
        return self.closed_at is None

    @property
    def asked_at(self) -> datetime | None:
        """Since when the step at which it stands waits for the customer."""
        return self.visits[-1].asked_at if self.is_open else None

    @property
    def is_over(self) -> bool:
        """Whether nothing of its process is left to do; a closed case may wait for how it was rated."""
        return self.visits[-1].left_at is not None

    @property
    def step(self) -> str:
        """Where the case stands, or stood last."""
        return self.visits[-1].step


class Path:
    """A way over the diagram in the making; `at` is the time reached."""

    def __init__(self, start: datetime, *, calendar: Calendar) -> None:
        self.at = start
        self.calendar = calendar
        self.visits: list[Visit] = []

    def pass_by(self, *steps: str) -> None:
        """Go over nodes that take no time: events, gateways."""
        for step in steps:
            self.visits.append(Visit(step, self.at, self.at))

    def run(self, *steps: str) -> None:
        """Go over steps that the system does within a second."""
        for step in steps:
            self.until(step, self.at + timedelta(seconds=1))

    def work(self, step: str, *, seconds: float, who: str) -> None:
        """Spend working time of the calendar at a step."""
        self.until(step, self.calendar.due(self.at, int(seconds)), who=who)

    def wait(self, step: str, *, seconds: float) -> None:
        """Spend plain time at a step."""
        self.until(step, self.at + timedelta(seconds=int(seconds)))

    def until(self, step: str, at: datetime, *, who: str | None = None, asked_at: datetime | None = None) -> None:
        """Stay at a step until a time."""
        self.visits.append(Visit(step, self.at, at, who, asked_at=asked_at))
        self.at = at

    def stand(self, step: str, *, who: str | None = None, asked_at: datetime | None = None) -> None:
        """Be at a step still."""
        self.visits.append(Visit(step, self.at, None, who, asked_at=asked_at))

    def seen_at(self, now: datetime) -> tuple[Visit, ...]:
        """The visits as they stand at a time: what lies ahead is not yet known."""
        begun = [visit for visit in self.visits if visit.entered_at <= now]
        if begun and begun[-1].left_at and begun[-1].left_at > now:
            begun[-1] = Visit(begun[-1].step, begun[-1].entered_at, None, begun[-1].who)
        return tuple(begun)


@cache
def calendar(key: str) -> Calendar:
    """One of the business's calendars, without its holidays: `cskh`, `xuong`, `van-phong`, `cua-hang`."""
    entry = next(one for one in read("business")["calendars"] if one["key"] == key)
    return Calendar(str(ZONE), {int(day): openings for day, openings in entry["weekly"].items()})


def workshop_days(first: date, last: date) -> list[date]:
    """The days from Monday to Friday between two days that are no holidays."""
    off = {day for year in range(first.year, last.year + 1) for day in public_holidays(year).dates}
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in off]


def at(day: date, seconds: float) -> datetime:
    """A time of a day in Vietnam, so many seconds after midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(seconds=int(seconds))


def spread(count: int, *, curve: Sequence[tuple[float, float]], random: Random) -> list[float]:
    """`count` values shuffled whose quantiles follow a curve of (share, value) points, straight between them."""
    values = [on_curve((place + 0.5) / count, curve) for place in range(count)]
    random.shuffle(values)
    return values


def on_curve(share: float, curve: Sequence[tuple[float, float]]) -> float:
    """The value at a share of a curve of (share, value) points."""
    for (left, low), (right, high) in pairwise(curve):
        if share <= right:
            return low + (high - low) * (share - left) / (right - left)
    return curve[-1][1]


def dealt(shares: Sequence[tuple[str, int]], *, random: Random) -> list[str]:
    """Each key as often as its number says, shuffled."""
    hand = [key for key, count in shares for _ in range(count)]
    random.shuffle(hand)
    return hand


def flags(count: int, *, true: int, random: Random) -> list[bool]:
    """`count` truth values, exactly `true` of them true, shuffled."""
    hand = [place < true for place in range(count)]
    random.shuffle(hand)
    return hand


def score(weights: Sequence[int], *, random: Random) -> int:
    """A satisfaction score from 1 to 5 by the weights of 1, 2, 3, 4 and 5."""
    return random.choices((1, 2, 3, 4, 5), weights)[0]
