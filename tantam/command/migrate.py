"""`tantam migrate`: bring the database's tables up to this release, one process at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tantam.command.words import say

# Any number, the same for all processes of the product on one database.
ADVISORY_LOCK = 7_262_010_817


def main(arguments: Sequence[str]) -> int:
    """Run all migrations; further arguments are those of Django's `migrate`."""
    with _alone():
        call_command("migrate", *arguments, interactive=False)
    return 0


def bring_up_to_date() -> None:
    """Migrate if there is something to migrate."""
    with _alone():
        if not _is_up_to_date():
            say("migrating")
            call_command("migrate", interactive=False, verbosity=0)


def _is_up_to_date() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let several hosts start at the same moment: one migrates, the others wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
