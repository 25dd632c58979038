"""How running instances stand, by kinds: those that stand alike are counted by the database and looked at once.

A hundred thousand cases stand in a few dozen ways. A kind is where the tokens of an instance are and what they wait
for, in which sub-processes and turns, and what it could compensate; keys, times and values are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db import connection
from django.db.models import Max, Min

from tantam.process.actions.changeover.reading import OF_INSTANCE, Standing, running_on, see_calls, standings
from tantam.process.engine.graph import Graph
from tantam.process.registry import is_outside

#: What tells one kind from another.
Marks: TypeAlias = tuple[object, ...]
#: How many instances one question is about.
CHUNK = 20_000
SAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way to stand: one instance that does, how many do, and some of their subjects."""

    example: Standing
    count: int
    subjects: tuple[str, ...]


def total_on(version_id: int) -> int:
    """How many instances run on a version."""
    return int(running_on(version_id).count())


def kinds_on(version_id: int, *, graph: Graph, total: int) -> Iterator[list[Kind]]:
    """What runs on a version, a part at a time; the parts lie scattered, so that those seen first tell of the rest."""
    ends = running_on(version_id).aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    known: dict[Marks, Standing] = {}
    for first, last in _scattered(ends["first"], ends["last"], parts=-(-total // CHUNK) or 1):
        yield _kinds(version_id, first, last, graph=graph, known=known)


def _scattered(first: int, last: int, *, parts: int) -> Iterator[tuple[int, int]]:
    """Ranges of keys that together are all: now one of the young, now one of the old."""
    width = -(-(last - first + 1) // parts)
    step = next(step for step in (7919, 104729) if parts % step)
    for number in range(parts):
        begin = first + (number * step % parts) * width
        yield begin, min(begin + width - 1, last)


def _kinds(version_id: int, first: int, last: int, *, graph: Graph, known: dict[Marks, Standing]) -> list[Kind]:
    calls = any(is_outside(node.action) for node in graph.nodes)
    sql = _KINDS.format(
        done=_DONE if graph.has_records else "0", stood=_STOOD.format(rests=_RESTS if calls else "false")
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [version_id, first, last])
        found = cursor.fetchall()
    new = {row[0]: tuple(row[3:]) for row in found if tuple(row[3:]) not in known}
    rows = running_on(version_id).filter(pk__in=list(new)).values_list(*OF_INSTANCE)
    examples = standings(list(rows), graph=graph)
    see_calls(examples)
    for standing in examples:
        known[new[standing.instance_id]] = standing
    return [
        Kind(example=known[marks], count=count, subjects=tuple(subjects))
        for _, count, subjects, *rest in found
        for marks in [tuple(rest)]
        if marks in known  # else it has gone on this very moment
    ]


_STOOD: Final = """hash_record(ROW(
    node, state, flow, wait_key, phase, problem, definition, repeats, attached_to_id IS NULL, {rests}
))"""
_RESTS: Final = """CASE WHEN state = 'action' THEN EXISTS (
    SELECT FROM process_outsidecall AS call
    WHERE call.token_id = process_token.id AND call.state IN ('waiting', 'moved')
) END"""
_SHAPE: Final = """jsonb_path_query_array(scopes, '$.*[0]'), CASE
    WHEN jsonb_path_exists(scopes, '$.*[4]')
    THEN jsonb_path_query_array(scopes, '$.*[4].keyvalue() ? (@.key == "kind" || @.key == "reset"
        || @.key == "unstarted").value')
END"""
_DONE: Final = """(
    SELECT sum(DISTINCT hash_record(ROW(node, jsonb_exists(mine.scopes, scope_id::text))))
    FROM process_completion WHERE instance_id = mine.id
)"""
_KINDS: Final = f"""
WITH mine AS MATERIALIZED (
    SELECT id, subject, scopes FROM process_instance AS running
    WHERE version_id = %s AND state = 'running' AND id BETWEEN %s AND %s
), marked AS (
    SELECT mine.id, mine.subject, stood.tokens, stood.mark,
        hash_record(ROW({_SHAPE})) AS shape, {{done}} AS done
    FROM mine LEFT JOIN (
        SELECT instance_id, count(*) AS tokens, sum({{stood}}) AS mark
        FROM process_token WHERE instance_id IN (SELECT id FROM mine) GROUP BY instance_id
    ) AS stood ON stood.instance_id = mine.id
)
SELECT min(id), count(*), (array_agg(subject ORDER BY id))[1:{SAMPLES}], tokens, mark, shape, done
FROM marked GROUP BY tokens, mark, shape, done
"""  # noqa: S608
