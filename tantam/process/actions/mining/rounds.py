"""Rounds: whose turn it is, one part after the other, how much each may cost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db import OperationalError
from django.db.models import Case, F, Q, Value, When

from tantam.core.actions import announce
from tantam.core.actions.unit import unit
from tantam.core.queries import ask
from tantam.process.actions.mining.aligning import STATES, align_some, forget_if_changed
from tantam.process.actions.mining.reading import LONGEST, read_some
from tantam.process.models import Mining, Version, WalkedPath

__all__ = ["BUDGET_SECONDS", "REST", "STATES", "mine", "want_round"]
log = logging.getLogger(__name__)
#: So many seconds may be spent on aligning in one round; what is left then waits for the next one.
BUDGET_SECONDS: Final = 60.0
#: A version rests so long between two rounds; a retired one longer: little is done on it any more.
REST: Final = timedelta(minutes=10)
LONG_REST: Final = timedelta(hours=6)
#: One part of a round lasts about so long.
PART_SECONDS: Final = 0.4
_LOCK: Final = 7_401_207


def mine(*, now: datetime, seconds: float = 1.0, clock: Callable[[], float] = monotonic) -> int:
    """Go on with what is due for about so many seconds; return how many parts were done.

    One part at a time in the whole house: while another worker is at it, this does nothing.
    """
    until, done = clock() + seconds, 0
    while clock() < until and _part(now=now, clock=clock):
        done += 1
    return done


@unit()
def want_round(version: Version, *, now: datetime) -> None:
    """Have a version compared anew as soon as may be; asking twice is asking once."""
    fresh = {"began_at": now, "looked_at": now, "wanted_at": now}
    mining, is_new = Mining.objects.get_or_create(version=version, defaults=fresh)
    if not is_new and mining.wanted_at is None:
        Mining.objects.filter(pk=mining.pk).update(wanted_at=now)
    announce("process", id=version.process_id)


def _part(*, now: datetime, clock: Callable[[], float]) -> bool:
    """One part of whatever is due; whether there was any. What breaks rests as long as what is done."""
    version_id: list[int] = []
    try:
        return _part_of_next(version_id, now=now, clock=clock)
    except OperationalError:
        raise  # the database went away: the next pulse tries again
    except Exception:
        log.exception("version %s cannot be compared with what was done on it", version_id)
        if not version_id:
            raise
        _break_off(version_id[0], now=now)
        return True


@unit()
def _part_of_next(told: list[int], *, now: datetime, clock: Callable[[], float]) -> bool:
    [(is_free,)] = ask("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    mining = _next(now) if is_free else None
    if mining is None:
        return False
    told.append(mining.version_id)
    if mining.state == Mining.State.READING:
        forget_if_changed(mining)
        if read_some(mining, now=now) is None:
            mining.state = Mining.State.ALIGNING
    else:
        is_more = align_some(mining, seconds=PART_SECONDS, clock=clock)
        if not is_more or mining.spent_seconds >= BUDGET_SECONDS:
            _finish(mining, now=now)
    mining.looked_at = now
    mining.save()
    return True


def _next(now: datetime) -> Mining | None:
    """The round under way, else the one somebody waits for, else the version that has rested longest."""
    mining = Mining.objects.filter(state__in=Mining.UNDER_WAY).order_by("began_at", "pk").first()
    if mining is not None:
        return mining
    retired = Q(version__state=Version.State.RETIRED)
    rested = Case(When(retired, then=F("looked_at") + LONG_REST), default=F("looked_at") + REST)
    due = Mining.objects.alias(due_at=rested).filter(Q(wanted_at__isnull=False) | Q(due_at__lte=now))
    asked_first = Case(When(wanted_at=None, then=Value(1)), default=Value(0))
    known: Mining | None = due.order_by(asked_first, "looked_at", "pk").first()
    if known is None or known.wanted_at is None:
        known = _never_compared(now) or known
    return _begin(known, now=now) if known is not None else None


def _never_compared(now: datetime) -> Mining | None:
    new = Version.objects.exclude(state=Version.State.DRAFT).exclude(pk__in=Mining.objects.values("pk"))
    version_id = new.order_by("-pk").values_list("pk", flat=True).first()
    return Mining(version_id=version_id, began_at=now, looked_at=now) if version_id is not None else None


def _begin(mining: Mining, *, now: datetime) -> Mining:
    """A new round; one that somebody asked for reads everything anew (something may have been brought in)."""
    if mining.wanted_at is not None:
        mining.reached_at = None
        _try_again(mining)
    mining.state, mining.began_at, mining.wanted_at, mining.spent_seconds = Mining.State.READING, now, None, 0.0
    return mining


def _try_again(mining: Mining) -> None:
    """Nothing was found for these within the budget; whoever asks may have them tried once more."""
    beyond = WalkedPath.objects.filter(version=mining.version_id, state=WalkedPath.State.BEYOND)
    beyond.filter(steps__len__lt=LONGEST).update(state=WalkedPath.State.WAITING)


def _finish(mining: Mining, *, now: datetime) -> None:
    mining.state, mining.computed_at = Mining.State.DONE, now
    process_id = Version.objects.values_list("process_id", flat=True).get(pk=mining.version_id)
    announce("process", id=process_id)


@unit()
def _break_off(version_id: int, *, now: datetime) -> None:
    fresh = {"state": Mining.State.BROKEN, "began_at": now, "looked_at": now, "wanted_at": None}
    Mining.objects.update_or_create(version_id=version_id, defaults=fresh)
