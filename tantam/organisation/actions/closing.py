"""A team, branch or calendar that is used no longer: deleted where nothing hangs on it, else kept for its history while
what is living goes to another one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, connection

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.actions.people import move_positions
from tantam.organisation.facts import PlaceClosed, PlaceReopened
from tantam.organisation.models import Agent, Branch, Business, Team, WorkingCalendar
from tantam.organisation.queries import forget_calendars
from tantam.organisation.registry import Tie, ties_of

Place = Team | Branch | WorkingCalendar
KINDS: dict[str, type[Team] | type[Branch] | type[WorkingCalendar]] = {
    "team": Team,
    "branch": Branch,
    "hours": WorkingCalendar,
}


class Outcome(StrEnum):
    """What became of it."""

    DELETED = "deleted"
    CLOSED = "closed"
    UNCHANGED = "unchanged"


class StillNeeded(Exception):
    """What is living hangs on it, and nobody said where that goes; `ties` say what."""

    def __init__(self, ties: list[Tie]) -> None:
        self.ties = ties
        super().__init__("; ".join(tie.words for tie in ties))


class NotInItsPlace(Exception):
    """What takes its place must be another one that is used."""


class LastOne(Exception):
    """Without it there would be no team to take requests in, or no hours to count by."""


def kind_of(place: Place) -> str:
    """The word for it in facts and addresses: team, branch or hours."""
    return next(kind for kind, model in KINDS.items() if isinstance(place, model))


@unit()
def close_place(place: Place, *, successor: Place | None, by: Agent, now: datetime) -> Outcome:
    """Use it no longer. Closing again what is closed or gone changes nothing.

    Raises StillNeeded, NotInItsPlace, LastOne; then nothing was changed.
    """
    kind, model = kind_of(place), type(place)
    # all of a kind, in order: two that would take each other's place come one after the other
    rows = {one.pk: one for one in model.objects.select_for_update(of=("self",)).order_by("pk")}
    kept = rows.get(place.pk)
    if kept is None or kept.closed_at is not None:
        return Outcome.UNCHANGED
    if successor is not None and not _can_follow(kept, rows.get(successor.pk)):
        raise NotInItsPlace
    if kind != "branch" and not any(_can_follow(kept, other) for other in rows.values()):
        raise LastOne
    ties = ties_of(kind, kept.pk)
    if successor is None and (living := [tie for tie in ties if tie.living]):
        raise StillNeeded(living)
    is_gone = not ties and _delete(kept)
    if not is_gone:
        _keep_closed(kept, successor=successor, by=by, now=now)
    fact = PlaceClosed(place=kind, place_id=place.pk, successor_id=successor.pk if successor else None, is_gone=is_gone)
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
    forget_calendars()
    return Outcome.DELETED if is_gone else Outcome.CLOSED


@unit()
def reopen_place(place: Place, *, by: Agent, now: datetime) -> None:
    """Use it again; what went to its successor stays there. Reopening what is open changes nothing."""
    reopened = type(place).objects.filter(pk=place.pk).exclude(closed_at=None)
    if reopened.update(closed_at=None, successor=None):
        fact = PlaceReopened(place=kind_of(place), place_id=place.pk)
        record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
        forget_calendars()


def _can_follow(place: Place, other: Place | None) -> bool:
    return other is not None and other.pk != place.pk and other.closed_at is None


def _delete(place: Place) -> bool:
    """Delete what nothing hangs on; False where the database knows of something that no app told of."""
    try:
        with unit(), connection.cursor() as cursor:
            type(place).objects.filter(pk=place.pk).delete()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:  # Django's ProtectedError is one too
        return False
    return True


def _keep_closed(place: Place, *, successor: Place | None, by: Agent, now: datetime) -> None:
    model = type(place)
    if successor is not None:
        _move(place, successor, by=by, now=now)
        model.objects.filter(successor=place.pk).update(successor=successor.pk)
    model.objects.filter(pk=place.pk).update(closed_at=now, successor=successor)


def _move(place: Place, successor: Place, *, by: Agent, now: datetime) -> None:
    """What of the organisation itself hangs on it; the floors above follow the fact."""
    if isinstance(place, Team) and isinstance(successor, Team):
        Business.objects.filter(intake_team=place).update(intake_team=successor)
        move_positions(place, to=successor, by=by, now=now)
    elif isinstance(place, Branch):
        Team.objects.filter(branch=place.pk).update(branch=successor.pk)
    else:
        Team.objects.filter(calendar=place.pk).update(calendar=successor.pk)
        Branch.objects.filter(calendar=place.pk).update(calendar=successor.pk)
