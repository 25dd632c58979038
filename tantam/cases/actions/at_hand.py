"""The case at hand: locked and read once in a unit of work, and the same object for every verb and step of it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from tantam.cases.actions.refused import CaseIsMerged
from tantam.cases.models import Case, CaseQuerySet
from tantam.core.queries import Kept
from tantam.core.values.memory import recall, remember, remembered


def at_hand(case_id: int) -> Case:
    """The case, locked until the end of the unit of work; where there is none, as a page that only looks, it is read
    and neither locked nor remembered. Raises Case.DoesNotExist."""
    if not connection.in_atomic_block:
        return _found(_SEEN.first(case=case_id))
    return remembered(_key(case_id), lambda: _read(case_id))


def take_up(case: Case, *, or_merged: bool = False) -> Case:
    """Lock a case that somebody has read before, and see it as it is now; go on with the one returned.

    Raises CaseIsMerged for one that lives on in another, unless that is all the same to the caller (`or_merged`).
    """
    held: Case | None = recall(_key(case.pk))
    if held is None:
        case.__dict__.update(_read(case.pk).__dict__)  # as `refresh_from_db` does, by a question that is kept
        held = hold(case)
    if held.merged_into_id is not None and not or_merged:
        into = Case.objects.only("number", "is_private").get(pk=held.merged_into_id)
        raise CaseIsMerged(held.number, "" if into.is_private and not held.is_private else into.number)
    return held


def take_up_free(case_ids: Collection[int]) -> list[Case]:
    """Lock those of these cases that nobody has, in their order, and hold them; the others are left out."""
    free = _whole().select_for_update(of=("self",), skip_locked=True).filter(pk__in=list(case_ids)).order_by("pk")
    return [hold(case) for case in free]


def hold(case: Case) -> Case:
    """Keep a case that this unit of work has just made."""
    remember(_key(case.pk), case)
    return case


def _read(case_id: int) -> Case:
    return _found(_LOCKED.first(case=case_id))


def _found(found: Case | None) -> Case:
    if found is None:
        raise Case.DoesNotExist
    return found


def _key(case_id: int) -> tuple[str, int]:
    return ("cases.case", case_id)


def _whole() -> CaseQuerySet:
    return Case.objects.select_related("customer__brand", "team", "branch")


_LOCKED = Kept(lambda case: _whole().select_for_update(of=("self",)).filter(pk=case))
_SEEN = Kept(lambda case: _whole().filter(pk=case))
