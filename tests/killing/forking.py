"""Do something in a process of its own that dies by SIGKILL at a chosen place: as a crash does, without clean-up."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest import mock

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

Act = Callable[[], object]
PATIENCE_SECONDS = 5
_AT_WORK = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_type = 'client backend' AND state IN ('active', 'idle in transaction')
"""
#: The parent's connections live on in the child's memory: closed there, they would be closed for the parent.
_inherited: list[object] = []


def dies(act: Act, *, at: str, when: str = "before") -> bool:
    """Do `act` in a forked process that is killed `before` or `after` the function called `at`; return whether it
    died there (False: it came to its end, as it never came there)."""
    module, _, name = at.rpartition(".")
    place = sys.modules[module]
    child = os.fork()
    if child == 0:
        _be_killed(act, mock.patch.object(place, name, _killing(getattr(place, name), when)))
    return _was_killed(child, f"on its way to {at}")


def dies_by(act: Act, *, killer: Callable[[int], None]) -> bool:
    """Do `act` in a forked process whose number `killer` is told; return whether it was killed before its end."""
    child = os.fork()
    if child == 0:
        _be_killed(act, nullcontext())
    killer(child)
    return _was_killed(child, "before anybody killed it")


def _was_killed(child: int, where: str) -> bool:
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        _await_its_end()
        return True
    assert os.WEXITSTATUS(status) == 0, f"the child failed {where}"
    return False


def _await_its_end() -> None:
    """The database learns a moment later than we that the child is dead, and holds its locks until then. Where others
    are at work beside it, no longer than PATIENCE_SECONDS."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(_AT_WORK)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.01)


def _be_killed(act: Act, surroundings: AbstractContextManager[Any]) -> None:
    code = 1
    try:
        _inherited.append(connection.connection)
        _inherited.append(dict(DatabaseWrapper._connection_pools))  # type: ignore[attr-defined]
        DatabaseWrapper._connection_pools = {}  # type: ignore[attr-defined]
        connection.connection = None
        connection.in_atomic_block = False
        connection.savepoint_ids, connection.run_on_commit = [], []
        with surroundings:
            act()
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    os._exit(code)


def _killing(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    def killed(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return killed


def places(functions: Sequence[str]) -> list[tuple[str, str]]:
    """Before and after each of the functions."""
    return [(function, when) for function in functions for when in ("before", "after")]
