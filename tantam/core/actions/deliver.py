"""Tell waiting facts to a reaction: in batches, in order per subject; what fails undoes only itself."""

from __future__ import annotations

import json
import logging
import time
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from tantam.core.actions.unit import done_again_in_parts, unit
from tantam.core.facts import Reaction, reaction_named
from tantam.core.models import Delivery, FactRow
from tantam.core.queries import Kept

log = logging.getLogger(__name__)

BATCH = 50
SECONDS_A_TRANSACTION = 0.25
MAX_ATTEMPTS = 10


def deliver(reaction: str, *, now: datetime) -> int:
    """Tell one batch to a reaction in one transaction; return how many rows were dealt with.

    A batch ends early after a quarter second, so that what it did is seen soon.
    """
    function = reaction_named(reaction)
    if function is None:
        log.error("no reaction is named %s; its deliveries wait", reaction)
        return 0
    with unit():
        waiting = _waiting(reaction, now=now)
        facts = _facts_of(waiting)
        told = _tell_together(function, waiting, facts)
        dealt_with = len(told)
        if waiting and not told:
            told, dealt_with = _tell_each(function, waiting, facts, now=now)
        _forget(told)
    return dealt_with


def _tell_together(function: Reaction, waiting: list[Delivery], facts: dict[int, FactRow]) -> list[int]:
    """Tell them one after the other in one savepoint: the usual case. If one fails, nothing of it has happened."""
    told: list[int] = []
    until = time.monotonic() + SECONDS_A_TRANSACTION
    try:
        with unit(), done_again_in_parts():
            for delivery in waiting:
                row = facts[delivery.fact_id]
                function(row.fact(), row.told())
                told.append(delivery.pk)
                if time.monotonic() > until:
                    break
    except Exception:
        if not connection.is_usable():
            raise
        log.info("a batch for %s is told one by one", waiting[0].reaction, exc_info=True)
        return []
    return told


def _tell_each(
    function: Reaction, waiting: list[Delivery], facts: dict[int, FactRow], *, now: datetime
) -> tuple[list[int], int]:
    """Tell each in a savepoint of its own; behind one that failed, those about the same subject wait for it."""
    blocked: set[str] = set()
    told: list[int] = []
    dealt_with = 0
    until = time.monotonic() + SECONDS_A_TRANSACTION
    for delivery in waiting:
        if delivery.subject in blocked:
            continue
        if _tell(function, delivery, facts[delivery.fact_id], now=now):
            told.append(delivery.pk)
        else:
            blocked.add(delivery.subject)
        dealt_with += 1
        if time.monotonic() > until:
            break
    return told, dealt_with


def _waiting(reaction: str, *, now: datetime) -> list[Delivery]:
    return _DUE(reaction=reaction, now=now)


def _ask_due(*, reaction: str, now: datetime) -> QuerySet[Delivery]:
    due = Delivery.objects.filter(reaction=reaction).due(at=now).first_of_their_subject().order_by("id")
    return due.select_for_update(skip_locked=True)[:BATCH]


_DUE = Kept(_ask_due)


def _facts_of(waiting: list[Delivery]) -> dict[int, FactRow]:
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [[delivery.fact_id for delivery in waiting]])
        rows = [FactRow(*row, data=json.loads(data), seal_id=None) for *row, data in cursor.fetchall()]
    return {row.pk: row for row in rows}


_FACTS = "SELECT id, name, version, at, actor_kind, actor_id, subject, data FROM core_fact WHERE id = ANY(%s)"


def _forget(told: list[int]) -> None:
    if told:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_delivery WHERE id = ANY(%s)", [told])


def _tell(function: Reaction, delivery: Delivery, row: FactRow, *, now: datetime) -> bool:
    try:
        with unit():
            function(row.fact(), row.told())
    except Exception as error:
        log.exception("reaction %s failed on fact %s", delivery.reaction, row.pk)
        _put_off(delivery, error, now=now)
        return False
    return True


def _put_off(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    delivery.attempts += 1
    delivery.error = f"{type(error).__name__}: {error}"[:2000]
    delivery.next_at = now + timedelta(seconds=min(2**delivery.attempts, 600))
    if delivery.attempts >= MAX_ATTEMPTS:
        delivery.given_up_at = now
    delivery.save(update_fields=["attempts", "error", "next_at", "given_up_at"])


def deliver_all(*, now: datetime) -> int:
    """Tell everything that waits, whatever the reaction, until nothing is left: for tests and for the pulse."""
    total = 0
    while True:
        reactions = Delivery.objects.due(at=now).order_by("reaction").values_list("reaction", flat=True).distinct()
        dealt_with = sum(deliver(reaction, now=now) for reaction in list(reactions))
        if not dealt_with:
            return total
        total += dealt_with
