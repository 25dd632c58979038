"""The locks of a merge: of both tickets and of all that was merged into them, in the order of their ids, so that no two
merges wait for each other."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from django.db import connection

from tantam.core.actions.unit import unit

MOST_TRIES = 5
Did = TypeVar("Did")


class MovedMeanwhile(Exception):
    """While the locks were waited for, others were merged: nothing has changed, and it is to be begun anew."""


def begun_anew(do: Callable[[], Did]) -> Did:
    """Do it as a whole; where others merged while its locks were waited for, once more."""
    for _try in range(MOST_TRIES - 1):
        try:
            with unit():
                return do()
        except MovedMeanwhile:
            continue
    with unit():
        return do()


def lock_with_merged(case_ids: Collection[int]) -> None:
    """Lock these cases and all that was merged into them. Raises MovedMeanwhile."""
    locked = _ids(_LOCK, case_ids)
    if not locked.issuperset(_ids(_MERGED, case_ids)):
        raise MovedMeanwhile


def _ids(sql: str, case_ids: Collection[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": sorted(case_ids)})
        return {row[0] for row in cursor.fetchall()}


_LOCK = """
SELECT id FROM cases_case WHERE id = ANY(%(ids)s) OR merged_into_id = ANY(%(ids)s) ORDER BY id FOR UPDATE
"""
_MERGED = "SELECT id FROM cases_case WHERE merged_into_id = ANY(%(ids)s)"
