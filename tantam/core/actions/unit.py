"""A unit of work: one transaction in which nothing is read twice and all facts are written with one statement.

Every verb is one. A verb called by another joins it: it gets a savepoint, so that its caller may go on when it fails,
and what it recorded until then is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tantam.core.actions.pending import Pending, pending
from tantam.core.actions.record import write
from tantam.core.actions.rows import write_rows
from tantam.core.values.memory import forget_all, remembering


@contextmanager
def unit(*, savepoint: bool = True) -> Iterator[None]:
    """Do the block, or the decorated verb, as a whole or not at all; inside another unit, join that one.

    `savepoint=False` spares two statements: for verbs whose caller fails with them.
    """
    waiting = pending.get()
    if waiting is None:
        with _outermost():
            yield
    elif not savepoint:
        with transaction.atomic(savepoint=False):
            yield
    else:
        with _part_of(waiting):
            yield


@contextmanager
def _outermost() -> Iterator[None]:
    waiting = Pending(write_rows)
    with transaction.atomic(), remembering(), connection.execute_wrapper(waiting.before_statement):
        token = pending.set(waiting)
        try:
            yield
        finally:
            pending.reset(token)
        if not transaction.get_rollback():  # a unit may decide to leave nothing without failing
            write_rows(waiting)
            write(waiting.facts)


@contextmanager
def _part_of(waiting: Pending) -> Iterator[None]:
    before = len(waiting.facts)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del waiting.facts[before:]
        waiting.drop_rows()  # where the database is gone, nobody rolled back to the savepoint
        forget_all()
        raise
