"""When the cases of QT-01 come and on which channel: even days but for the sale, and Chi's evenings on Zalo."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tantam.demo.content.history import at, dealt, on_curve

CHANNELS = (("zalo", 632), ("phone", 228), ("facebook", 193), ("counter", 69), ("chat", 79), ("web", 49), ("email", 79))
"""How often each channel comes in QT-01, open cases included, those of the ten conversations not."""
CHIS_ZALO = 463
"""Those on Zalo that Chi answers in the evening; with her conversation 61 % of all on Zalo, whatever their process."""
SALE_DAY = -21
USUAL_DAY = 2000 / 90
"""Cases on a usual day, of all processes."""

_SALE = {SALE_DAY: 3.0, SALE_DAY + 1: 1.6, SALE_DAY + 2: 1.25}
_WEEK = (1.06, 1.03, 1.0, 0.98, 1.02, 1.05, 0.86)
_DAYTIME = ((0, 8.0), (0.22, 9.5), (0.45, 11.5), (0.55, 13.5), (0.8, 15.5), (1, 16.9))
_EVENING = ((0, 17.0), (0.5, 19.2), (1, 21.2))
_NIGHT = ((0, 21.6), (1, 23.8))
_LAST_DAY, _LAST_HOUR = -2, 18.5
"""The last closed cases come on this day up to this hour: answered that evening, they close a day later, before now."""


@dataclass(frozen=True)
class Opening:
    """When and on which channel a case came, and whether Chi took it."""

    at: datetime
    channel: str
    is_chis: bool


def day_offset(when: datetime, *, now: datetime) -> int:
    """Days from today, negative in the past."""
    return (when.date() - now.date()).days


def openings(
    count: int, *, now: datetime, taken: Counter[date], still_open: Counter[str], chis_open: int, random: Random
) -> list[Opening]:
    """`count` openings in order, all early enough to be closed by now.

    `taken` counts the cases of other processes by day, `still_open` the open ones of QT-01 by channel, `chis_open`
    those of them that are Chi's.
    """
    days = _days(count, now=now, taken=taken, random=random)
    channels = dealt([(channel, number - still_open[channel]) for channel, number in CHANNELS], random=random)
    pairs = list(zip(days, channels, strict=True))
    evenings = _evenings(
        [day for day, channel in pairs if channel == "zalo"], chis=CHIS_ZALO - chis_open, random=random
    )
    made = []
    for day, channel in pairs:
        is_chis = channel == "zalo" and evenings[day] > 0
        evenings[day] -= is_chis
        made.append(Opening(_time(day, channel, is_chis=is_chis, now=now, random=random), channel, is_chis))
    return sorted(made, key=lambda one: one.at)


def _days(count: int, *, now: datetime, taken: Counter[date], random: Random) -> list[date]:
    """A day for each case, so that all processes together make usual days and the sale stands out."""
    wanted: dict[date, float] = {}
    for offset in range(-89, _LAST_DAY + 1):
        day = now.date() + timedelta(days=offset)
        size = _SALE[offset] if offset in _SALE else _WEEK[day.weekday()] * random.uniform(0.82, 1.18)
        wanted[day] = max(3.0, USUAL_DAY * size - taken[day])
    fixed = {now.date() + timedelta(days=offset) for offset in _SALE}
    free = [day for day in wanted if day not in fixed]
    scale = (count - sum(round(wanted[day]) for day in fixed)) / sum(wanted[day] for day in free)
    counts = Counter({day: round(size if day in fixed else size * scale) for day, size in wanted.items()})
    while missing := count - counts.total():
        counts[random.choice(free)] += 1 if missing > 0 else -1
    days = list(counts.elements())
    random.shuffle(days)
    return days


def _evenings(zalo: Sequence[date], *, chis: int, random: Random) -> Counter[date]:
    """How many of each day's Zalo cases Chi takes: `chis` in all, the same share every day."""
    by_day = Counter(zalo)
    evenings = Counter({day: round(number * chis / len(zalo)) for day, number in by_day.items()})
    while missing := chis - evenings.total():
        day, step = random.choice(zalo), 1 if missing > 0 else -1
        if 0 <= evenings[day] + step <= by_day[day]:
            evenings[day] += step
    return evenings


def _time(day: date, channel: str, *, is_chis: bool, now: datetime, random: Random) -> datetime:
    curve: Sequence[tuple[float, float]] = _EVENING if is_chis else _DAYTIME
    if not is_chis and channel in {"facebook", "email", "web"} and random.random() < 0.07:
        curve = _NIGHT
    when = at(day, on_curve(random.random(), curve) * 3600 + random.randrange(60))
    latest = at(now.date() + timedelta(days=_LAST_DAY), _LAST_HOUR * 3600)
    return when if when < latest else latest - timedelta(seconds=random.randrange(5400))
