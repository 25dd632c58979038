"""Questions the verbs ask: which promise holds, which calendar counts, which case a message belongs to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models.functions import Coalesce

from tantam.cases.models import Case, Closure, Entry, ServiceLevel
from tantam.core.queries import Kept
from tantam.core.values.memory import remembered
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Branch, Team, WorkingCalendar
from tantam.organisation.queries import the_business


def segments_of(customer_id: int) -> list[tuple[int, str]]:
    """(id, key) of the customer's segments, the one with the strictest promise first."""
    return remembered(("cases.segments", customer_id), lambda: _read_segments(customer_id))


def _read_segments(customer_id: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEGMENTS, [customer_id])
        return list(cursor.fetchall())


_SEGMENTS = """
SELECT segment.id, segment.key FROM customers_segmentmembership AS member
JOIN customers_segment AS segment ON segment.id = member.segment_id
WHERE member.customer_id = %s ORDER BY segment.rank
"""


def labels_of(case: Case, *, segments: Sequence[str] | None = None) -> dict[str, str]:
    """The dimensions that the case's processes are labelled with; `segments` where the caller has them at hand."""
    if segments is None:
        segments = [key for _, key in segments_of(case.customer_id)]
    return {
        "channel": case.channel_kind,
        "segment": segments[0] if segments else "",
        "team": case.team.key if case.team else "",
        "kind": case.kind,
    }


_SERVICE_LEVELS = Kept(lambda: ServiceLevel.objects.order_by("rank", "id"))


def service_level(*, kind: str, urgency: str, segment_ids: Collection[int]) -> ServiceLevel | None:
    """The first service level, by rank, whose conditions fit."""
    for level in remembered("cases.service-levels", _SERVICE_LEVELS):
        fits_segment = level.segment_id is None or level.segment_id in segment_ids
        if fits_segment and level.kind in {"", kind} and level.urgency in {"", urgency}:
            return level
    return None


def calendar_id_for(team: Team | None, branch: Branch | None) -> int:
    """The calendar a case's clocks run on: its team's, else its branch's, else that of the team that takes in."""
    if team is not None:
        return team.calendar_id
    if branch is not None:
        return branch.calendar_id
    business = the_business()
    if business is not None and business.intake_team is not None:
        return business.intake_team.calendar_id
    return WorkingCalendar.objects.order_by("id").values_list("id", flat=True)[0]


def open_case_count(agent_ids: Collection[int]) -> dict[int, int]:
    """How many open cases each of these agents has."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [list(agent_ids)])
        return dict.fromkeys(agent_ids, 0) | dict(cursor.fetchall())


_LOAD = """
SELECT assignee_id, count(*) FROM cases_case
WHERE assignee_id = ANY(%s) AND state IN ('open', 'waiting') GROUP BY assignee_id
"""


def data_for_conditions(case: Case) -> dict[str, object]:
    """What the conditions of a diagram may see of a case, under the names the diagrams use.

    Asked several times for every mail that comes in: what is on the case is read from it, the rest is read once in a
    unit of work.
    """
    outcome, compensation = remembered(closure_key(case.pk), lambda: _read_closure(case.pk))
    return {
        "noi_dung": f"{case.subject}\n{remembered(first_words_key(case.pk), lambda: _read_first_words(case.pk))}",
        "loai": case.kind,
        "khan": case.urgency,
        "kenh": case.channel_kind,
        "nhom": [key for _, key in segments_of(case.customer_id)],
        "khach_cong_ty": case.customer.kind == Customer.Kind.COMPANY,
        "thieu_thong_tin": not remembered(
            ("cases.reachable", case.customer_id), lambda: _is_reachable(case.customer_id)
        ),
        "ket_qua": outcome,
        "tien_den_bu": compensation,
    }


def closure_key(case_id: int) -> tuple[str, int]:
    """Under which name a unit of work remembers how the case was closed last."""
    return ("cases.closure", case_id)


def first_words_key(case_id: int) -> tuple[str, int]:
    """Under which name a unit of work remembers what the case began with."""
    return ("cases.first-words", case_id)


def _read_closure(case_id: int) -> tuple[str | None, int]:
    return _CLOSURE.first(case=case_id) or (None, 0)


def _read_first_words(case_id: int) -> str:
    found = _FIRST_WORDS.first(case=case_id)
    return found[0] if found else ""


def _is_reachable(customer_id: int) -> bool:
    return bool(_WAYS_TO_REACH(customer=customer_id))


_CLOSURE = Kept(
    lambda case: Closure.objects.filter(case=case).order_by("-id").values_list("outcome", "compensation_vnd")[:1]
)
_FIRST_WORDS = Kept(
    lambda case: Entry.objects.filter(case=case).order_by("id").values_list(Coalesce("message__text", "text"))[:1]
)
_WAYS_TO_REACH = Kept(
    lambda customer: ContactPoint.objects.filter(customer=customer, ended_at=None).values_list("id")[:1]
)
