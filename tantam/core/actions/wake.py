"""Wake a job once this transaction is committed.

What is to be done lies in rows that commit with the change (a delivery, an outbox row, a raw arrival); the job is only
woken. It is woken after the commit because a job that ran before it would find nothing and go back to sleep. If the
process dies in between, the worker's pulse finds the rows some seconds later.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app


def wake(job: str, **arguments: Any) -> None:
    """Have `job` run soon with these arguments; as often as it is asked for in one transaction, it is woken once."""
    name = ":".join([job, *(str(value) for value in arguments.values())])
    if not connection.in_atomic_block:
        _defer(job, name, arguments)
        return
    if not _is_asked_for(name):
        transaction.on_commit(partial(_defer, job, name, arguments))


def _is_asked_for(name: str) -> bool:
    return any(
        isinstance(entry[1], partial) and entry[1].func is _defer and entry[1].args[1] == name
        for entry in connection.run_on_commit
    )


def _defer(job: str, name: str, arguments: dict[str, Any]) -> None:
    try:
        app.configure_task(name=job, queueing_lock=name, lock=name, allow_unknown=True).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return
