"""Rows by many keys: one value in the statement, however many keys there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup):
    """A condition for `filter`: this column is one of these values.

    `field__in` writes a parameter for each value, which is checked and put into the statement one by one; with
    thousands of them that costs more than finding the rows.
    """

    prepare_rhs = False

    def __init__(self, name: str, values: Iterable[Any]) -> None:
        super().__init__(F(name), list(values))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """`column = ANY(array)`."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*values, self.rhs)
