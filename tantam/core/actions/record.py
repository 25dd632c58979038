"""Write facts and their deliveries in the transaction of the change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from tantam.core.actions.pending import Recorded, keep_for_later
from tantam.core.actions.statements import Statement, send
from tantam.core.actions.wake import wake
from tantam.core.facts import Actor, Fact, reactions_to

_WRITE = """
WITH fact AS (
    INSERT INTO core_fact (name, version, at, actor_kind, actor_id, subject, data)
    SELECT * FROM json_to_recordset(%s::json) AS told (
        name text, version smallint, at timestamptz, actor_kind text, actor_id bigint, subject text, data jsonb
    )
    RETURNING id, name, subject
)
INSERT INTO core_delivery (fact_id, reaction, subject, attempts, next_at, error)
SELECT fact.id, reaction.name, fact.subject, 0, now(), ''
FROM fact JOIN json_to_recordset(%s::json) AS reaction (fact_name text, name text) ON reaction.fact_name = fact.name
ORDER BY fact.id
"""


def record(fact: Fact, *, by: Actor, at: datetime, subject: str) -> None:
    """Keep a fact and one delivery for each reaction to it: at the end of the unit of work, else at once.

    `subject` names what it is about (`case:12`): deliveries about one subject are told in order.
    Raises RuntimeError outside a transaction.
    """
    record_all([(fact, subject)], by=by, at=at)


def record_all(facts: Iterable[tuple[Fact, str]], *, by: Actor, at: datetime) -> None:
    """Keep many (fact, subject) pairs with one statement, as bulk verbs do."""
    recorded = [Recorded(fact, subject, by, at) for fact, subject in facts]
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded inside the transaction of its change")
    if not keep_for_later(recorded):
        write(recorded)


def record_alike(
    fact: Fact, *, subjects: Sequence[str], differing: Mapping[str, Sequence[int]], by: Actor, at: datetime
) -> None:
    """Keep the same fact about each of many subjects, with one statement and nothing built for each of them.

    `differing` are the numbers in which they differ: by name, in the order of the subjects.
    """
    if not subjects:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded inside the transaction of its change")
    numbers = range(len(differing))
    inserting = _WRITE_ALIKE.format(
        columns=", ".join("%s::bigint[]" for _ in numbers),
        names=", ".join(f"n{number}" for number in numbers),
        pairs=", ".join(f"%s::text, n{number}" for number in numbers),
    )
    reactions = reactions_to(fact.name)
    kept = [fact.name, fact.version, at, by.kind, by.id, json.dumps(fact.data()), *differing]
    values = [*kept, list(subjects), *map(list, differing.values())]
    with connection.cursor() as cursor:
        if reactions:
            cursor.execute(_DELIVER_ALIKE.format(inserting=inserting), [*values, list(reactions)])
        else:
            cursor.execute(inserting, values)
    for reaction in reactions:
        wake("core.deliver", reaction=reaction)


_WRITE_ALIKE = """
INSERT INTO core_fact (name, version, at, actor_kind, actor_id, subject, data)
SELECT %s, %s, %s, %s, %s::bigint, told.subject, %s::jsonb || jsonb_build_object({pairs})
FROM unnest(%s::text[], {columns}) AS told (subject, {names})
"""
_DELIVER_ALIKE = """
WITH fact AS ({inserting} RETURNING id, subject)
INSERT INTO core_delivery (fact_id, reaction, subject, attempts, next_at, error)
SELECT fact.id, reaction, fact.subject, 0, now(), '' FROM fact, unnest(%s::text[]) AS reaction ORDER BY fact.id
"""


def write(recorded: Sequence[Recorded]) -> None:
    """Write facts and deliveries now, and wake the reactions once this is committed."""
    send(writing(recorded))


def writing(recorded: Sequence[Recorded]) -> list[Statement]:
    """The one statement that writes facts and deliveries, if there are any; wakes the reactions after the commit."""
    if not recorded:
        return []
    names = {one.fact.name for one in recorded}
    pairs = [(name, reaction) for name in sorted(names) for reaction in reactions_to(name)]
    facts = [
        {
            "name": one.fact.name,
            "version": one.fact.version,
            "at": one.at.isoformat(),
            "actor_kind": one.by.kind,
            "actor_id": one.by.id,
            "subject": one.subject,
            "data": one.fact.data(),
        }
        for one in recorded
    ]
    reactions = [{"fact_name": name, "name": reaction} for name, reaction in pairs]
    for _, reaction in pairs:
        wake("core.deliver", reaction=reaction)
    return [Statement(_WRITE, [json.dumps(facts), json.dumps(reactions)])]
