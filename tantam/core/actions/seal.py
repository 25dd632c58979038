"""Seal facts into a hash chain, so that a changed or removed fact is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from tantam.core.actions.unit import unit
from tantam.core.models import FactRow, Seal

BATCH = 2000
SETTLED_AFTER = timedelta(seconds=10)


def seal(*, now: datetime) -> int:
    """Seal one batch of settled facts; return how many."""
    with unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core.seal'))")
        facts = list(FactRow.objects.filter(seal_id=None, at__lt=now - SETTLED_AFTER).order_by("id")[:BATCH])
        if not facts:
            return 0
        last = Seal.objects.order_by("-id").first()
        before = last.hash if last else ""
        made = Seal.objects.create(at=now, facts_count=len(facts), previous_hash=before, hash=digest(before, facts))
        FactRow.objects.filter(pk__in=[fact.pk for fact in facts]).update(seal_id=made.pk)
    return len(facts)


def digest(before: str, facts: Iterable[FactRow]) -> str:
    """SHA-256 over the seal before and each fact's columns in order of id."""
    chain = hashlib.sha256(before.encode())
    for fact in facts:
        who = [fact.actor_kind, fact.actor_id]
        columns = [fact.pk, fact.name, fact.version, fact.at.isoformat(), *who, fact.subject, fact.data]
        chain.update(json.dumps(columns, sort_keys=True, ensure_ascii=False).encode())
    return chain.hexdigest()


def broken_seals() -> list[int]:
    """Return the ids of seals whose facts or predecessor are not what was sealed."""
    broken, before = [], ""
    for link in Seal.objects.order_by("id").iterator():
        facts = list(FactRow.objects.filter(seal_id=link.pk).order_by("id"))
        if len(facts) != link.facts_count or link.previous_hash != before or digest(before, facts) != link.hash:
            broken.append(link.pk)
        before = link.hash
    return broken
