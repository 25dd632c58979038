"""Write facts and their deliveries in the transaction of the change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from tantam.core.actions.wake import wake
from tantam.core.facts import Actor, Fact, reactions_to

_WRITE = """
WITH fact AS (
    INSERT INTO core_fact (name, version, at, actor_kind, actor_id, subject, data)
    SELECT * FROM unnest(
        %s::text[], %s::smallint[], %s::timestamptz[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[]
    )
    RETURNING id, name, subject
), told AS (
    INSERT INTO core_delivery (fact_id, reaction, subject, attempts, next_at, error)
    SELECT fact.id, reaction.name, fact.subject, 0, now(), ''
    FROM fact JOIN unnest(%s::text[], %s::text[]) AS reaction (fact_name, name) ON reaction.fact_name = fact.name
    ORDER BY fact.id
)
SELECT id FROM fact ORDER BY id
"""


def record(fact: Fact, *, by: Actor, at: datetime, subject: str) -> int:
    """Keep a fact and one delivery for each reaction to it, in the caller's transaction.

    `subject` names what it is about (`case:12`): deliveries about one subject are told in order.
    Returns the fact's id. Raises RuntimeError outside a transaction.
    """
    return record_all([(fact, subject)], by=by, at=at)[0]


def record_all(facts: Iterable[tuple[Fact, str]], *, by: Actor, at: datetime) -> list[int]:
    """Keep many (fact, subject) pairs with one statement, as bulk verbs do."""
    facts = list(facts)
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded inside the transaction of its change")
    if not facts:
        return []
    pairs = [(name, reaction) for name in {fact.name for fact, _ in facts} for reaction in reactions_to(name)]
    count = len(facts)
    columns: list[Any] = [
        [fact.name for fact, _ in facts],
        [fact.version for fact, _ in facts],
        [at] * count,
        [by.kind] * count,
        [by.id] * count,
        [subject for _, subject in facts],
        [json.dumps(fact.data()) for fact, _ in facts],
        [name for name, _ in pairs],
        [reaction for _, reaction in pairs],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)
        ids = [row[0] for row in cursor.fetchall()]
    for _, reaction in pairs:
        wake("core.deliver", reaction=reaction)
    return ids
