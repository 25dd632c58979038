"""The lock of a case: taken before those of its clocks, promises, approvals and processes, in every verb."""

from __future__ import annotations

from tantam.cases.models import Case


def lock_if_free(case_id: int) -> bool:
    """Take the lock of a case unless somebody has it; whether it was taken."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=case_id)
    return bool(list(free.values_list("pk")))
