"""A unit of work: one transaction in which nothing is read twice and all facts are written with one statement.

Every verb is one. A verb called by another joins it: it gets a savepoint, so that its caller may go on when it fails,
and what it recorded until then is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ContextDecorator, contextmanager
from contextvars import ContextVar
from types import TracebackType

from django.db import connection, transaction

from tantam.core.actions.pending import Pending, pending
from tantam.core.actions.record import writing
from tantam.core.actions.rows import waiting_rows, write_rows
from tantam.core.actions.statements import send
from tantam.core.values.memory import forget_all, remembering


class unit(ContextDecorator):
    """Do the block, or the decorated verb, as a whole or not at all; inside another unit, join that one.

    `savepoint=False` spares two statements: for verbs whose caller fails with them.
    """

    def __init__(self, *, savepoint: bool = True) -> None:
        self._savepoint = savepoint
        self._inside: AbstractContextManager[None] | None = None

    def _recreate_cm(self) -> unit:
        return unit(savepoint=self._savepoint)

    def __enter__(self) -> None:
        waiting = pending.get()
        if waiting is None:
            self._inside = _outermost()
        elif self._savepoint:
            self._inside = _part_of(waiting)
        if self._inside is not None:
            self._inside.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if self._inside is not None:
            return self._inside.__exit__(kind, error, trace)
        if kind is not None:
            transaction.set_rollback(True)  # nobody may go on inside of what this belongs to
        return None


_done_again: ContextVar[bool] = ContextVar("done_again", default=False)


@contextmanager
def done_again_in_parts() -> Iterator[None]:
    """Inside, whatever fails undoes everything: whoever opened this does it again, one after the other, without it."""
    token = _done_again.set(True)
    try:
        yield
    finally:
        _done_again.reset(token)


def is_done_again_in_parts() -> bool:
    """Whether what fails here is done again on its own, so that its parts need no savepoints yet."""
    return _done_again.get()


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
            waiting.release_last()
            send([*waiting_rows(waiting), *writing(waiting.facts)])


@contextmanager
def _part_of(waiting: Pending) -> Iterator[None]:
    before = len(waiting.facts)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del waiting.facts[before:]
        waiting.last = {}
        waiting.drop_rows()  # where the database is gone, nobody rolled back to the savepoint
        forget_all()
        raise
