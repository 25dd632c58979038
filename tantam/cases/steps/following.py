"""What conditions see of a case, how it follows its process, and who holds it meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tantam.cases import queries
from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.changing_over import note_changed_over
from tantam.cases.actions.following import follow
from tantam.cases.actions.locking import lock_those_free
from tantam.cases.models import Case
from tantam.cases.queries.personal import personal_of_case
from tantam.process.registry import (
    ChangedOver,
    Lister,
    Move,
    calendar,
    crowd_follower,
    follower,
    list_subjects,
    locker,
    many_locker,
    many_subjects,
    onlooker,
    opening_message,
    person_of,
    subject,
)
from tantam.process.registry.numbers import numbered
from tantam.process.registry.people import personal


@locker("case")
def lock_case(case_id: int) -> None:
    """One lock for everything that moves a case: taken before its instances are."""
    at_hand(case_id)


@many_locker("case")
def lock_free_cases(case_ids: Sequence[int]) -> Collection[int]:
    """The same lock of many cases at once, of those that nobody holds."""
    return lock_those_free(case_ids)


@person_of("case")
def customer_of_case(case_id: int) -> str:
    """The customer: what is tried on some customers is the same for one of them every time."""
    return f"customer:{at_hand(case_id).customer_id}"


personal("case")(personal_of_case)


@numbered("case")
def numbers_of_cases(case_ids: Collection[int]) -> Mapping[int, str]:
    """What people call the tickets."""
    return queries.numbers_of(case_ids)


@calendar("case")
def calendar_of_case(case_id: int) -> int:
    """Business time in a case's process is that of its team, like the case's own clocks."""
    case = at_hand(case_id)
    return queries.calendar_id_for(case.team, case.branch)


@subject("case")
def data_of_case(case_id: int) -> Mapping[str, object]:
    return queries.CaseData(at_hand(case_id))


@onlooker("case")
def data_seen_of_case(case_id: int) -> Mapping[str, object]:
    return queries.CaseData(Case.objects.select_related("customer").get(pk=case_id))


@many_subjects("case")
def data_of_cases(case_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    return queries.data_of_cases(case_ids)


@follower("case")
def case_follows(case_id: int, moves: Sequence[Move], now: datetime) -> None:
    follow(case_id, moves, now)


@crowd_follower("case")
def cases_follow(case_ids: Sequence[int], what: ChangedOver, now: datetime) -> None:
    note_changed_over(case_ids, what, now)


opening_message("customer.message", label=_("The customer writes"))
list_subjects("case", lister=Lister(visible=queries.visible_ids, hidden=queries.hidden_ids, lines=queries.lines_of))
