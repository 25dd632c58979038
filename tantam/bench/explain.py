"""How PostgreSQL answers the questions of the hot pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.bench.pages import hot_pages


def explain() -> Iterator[str]:
    """For each hot page that only reads: its statements with plan, buffers and time."""
    for what, action in hot_pages().items():
        if what.startswith("post"):
            continue
        with CaptureQueriesContext(connection) as captured:
            action(0)
        yield f"== {what}: {len(captured)} statements"
        for query in captured.captured_queries:
            if query["sql"].lstrip().startswith(("SELECT", "WITH")):
                yield f"-- {query['time']} s: {query['sql'][:400]}"
                yield from _plan(query["sql"])


def _plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + sql)
        return [f"   {row[0]}" for row in cursor.fetchall()]
