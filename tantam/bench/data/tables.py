"""Rows of Django models by COPY: columns nobody names get the model's default."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models
from django.db.models import NOT_PROVIDED


class Table:
    """Collects rows of one model and writes them in one COPY."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [field for attname, field in fields.items() if attname not in names and not field.primary_key]
        self.name = model._meta.db_table
        self._columns = [fields[name].column for name in names] + [field.column for field in rest]
        self._rest = tuple(_default(field) for field in rest)
        self._rows: list[tuple[Any, ...]] = []

    def add(self, *values: object) -> None:
        """Keep a row; the values in the order of the names."""
        self._rows.append((*values, *self._rest))

    def write(self) -> int:
        """Write what was collected; return how many rows."""
        columns = ", ".join(f'"{column}"' for column in self._columns)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy,
        ):
            for row in self._rows:
                copy.write_row(row)
        count = len(self._rows)
        self._rows.clear()
        return count


def _default(field: models.Field[Any, Any]) -> object:
    value = None if field.default is NOT_PROVIDED else field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    if value is None and not field.null and isinstance(field, models.CharField | models.TextField):
        return ""
    return value


def drop_indexes(tables: Iterable[str]) -> list[str]:
    """Drop what only speeds questions up, so that loading is quick; return how to make it again."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [list(tables)])
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


@contextlib.contextmanager
def without_asking_twice() -> Iterator[None]:
    """Foreign keys of the rows loaded here are right by the way they are made; asking for each costs half the time.

    PostgreSQL lets only a superuser say so; others load with every key asked for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        may_say = bool(cursor.fetchone()[0])
        if may_say:
            cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            if may_say:
                cursor.execute("RESET session_replication_role")


_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename = ANY(%s)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = format('%%I', indexname)::regclass)
"""


def settle(definitions: Iterable[str]) -> None:
    """Make the indexes again, let sequences go on behind the loaded ids, and let the planner know the tables."""
    with connection.cursor() as cursor:
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute(_SEQUENCES)
        for table, column in cursor.fetchall():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), "  # noqa: S608 - names from the catalogue
                f'(SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"), false)',
                [f'"{table}"', column],
            )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


_SEQUENCES = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attidentity <> ''
"""
