"""Say that two tickets have to do with each other, or no longer: each stays what it is."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.joining.locking import lock_with_merged
from tantam.cases.actions.joining.merging import named_in
from tantam.cases.actions.joining.refusing import IntoItself
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, CaseLink, Entry
from tantam.core.actions.rows import insert
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent


@unit()
def link(case: Case, other: Case, *, by: Agent, now: datetime) -> bool:
    """Link two cases; whether they were not before. Raises IntoItself, CaseIsMerged."""
    if case.pk == other.pk:
        raise IntoItself
    lock_with_merged([case.pk, other.pk])
    case, other = take_up(case), take_up(other)
    one, last = sorted([case.pk, other.pk])
    _row, is_new = CaseLink.objects.get_or_create(one_id=one, other_id=last, defaults={"by": by, "at": now})
    if is_new:
        _write(case, other, "linked", by=by, now=now)
    return is_new


@unit()
def unlink(case: Case, other: Case, *, by: Agent, now: datetime) -> None:
    """Link them no longer; what is not linked stays so."""
    lock_with_merged([case.pk, other.pk])
    case, other = take_up(case, or_merged=True), take_up(other, or_merged=True)
    one, last = sorted([case.pk, other.pk])
    if CaseLink.objects.filter(one=one, other=last).delete()[0]:
        _write(case, other, "unlinked", by=by, now=now)


def _write(case: Case, other: Case, what: str, *, by: Agent, now: datetime) -> None:
    for here, there in ((case, other), (other, case)):
        if number := named_in(there, here):  # a private one is named nowhere that more people read
            data = {"what": what, "by": "agent", "number": number}
            insert(Entry(case=here, kind=Entry.Kind.CHANGE, at=now, author=by, data=data))
        announce_case(here)
