"""The lock of a case: taken before those of its clocks, promises, approvals and processes, in every verb."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from tantam.cases.models import Case


def lock_if_free(case_id: int) -> bool:
    """Take the lock of a case unless somebody has it; whether it was taken."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=case_id)
    return bool(list(free.values_list("pk")))


def lock_those_free(case_ids: Sequence[int]) -> Collection[int]:
    """Take the locks of the cases that nobody has, and leave the others; which were taken."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FREE, [list(case_ids)])
        return [row[0] for row in cursor.fetchall()]


_LOCK_FREE = "SELECT id FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED"
