"""Questions the verbs ask: which promise holds, which calendar counts, which case a message belongs to."""

from __future__ import annotations

from collections.abc import Collection

from tantam.cases.models import Case, Closure, Entry, ServiceLevel
from tantam.customers.models import ContactPoint, Customer, SegmentMembership
from tantam.organisation.models import Branch, Business, Team, WorkingCalendar


def segments_of(customer_id: int) -> list[tuple[int, str]]:
    """(id, key) of the customer's segments, the one with the strictest promise first."""
    memberships = SegmentMembership.objects.filter(customer=customer_id)
    rows = memberships.order_by("segment__rank").values_list("segment_id", "segment__key")
    return [(segment_id, key) for segment_id, key in rows]


def service_level(*, kind: str, urgency: str, segment_ids: Collection[int]) -> ServiceLevel | None:
    """The first service level, by rank, whose conditions fit."""
    for level in ServiceLevel.objects.order_by("rank", "id"):
        fits_segment = level.segment_id is None or level.segment_id in segment_ids
        if fits_segment and level.kind in {"", kind} and level.urgency in {"", urgency}:
            return level
    return None


def calendar_id_for(team: Team | None, branch: Branch | None, business: Business | None) -> int:
    """The calendar a case's clocks run on: its team's, else its branch's, else that of the team that takes in."""
    if team is not None:
        return team.calendar_id
    if branch is not None:
        return branch.calendar_id
    if business is not None and business.intake_team is not None:
        return business.intake_team.calendar_id
    return WorkingCalendar.objects.order_by("id").values_list("id", flat=True)[0]


def open_case_count(agent_ids: Collection[int]) -> dict[int, int]:
    """How many open cases each of these agents has."""
    from django.db.models import Count

    rows = Case.objects.open().filter(assignee__in=agent_ids).values_list("assignee").annotate(Count("id"))
    return dict.fromkeys(agent_ids, 0) | {agent_id: count for agent_id, count in rows if agent_id is not None}


def data_for_conditions(case_id: int) -> dict[str, object]:
    """What the conditions of a diagram may see of a case, under the names the diagrams use."""
    case = Case.objects.select_related("customer").get(pk=case_id)
    first = Entry.objects.filter(case=case).select_related("message").order_by("id").first()
    said = (first.message.text if first.message else first.text) if first else ""
    closure = Closure.objects.filter(case=case).order_by("-id").first()
    return {
        "noi_dung": f"{case.subject}\n{said}",
        "loai": case.kind,
        "khan": case.urgency,
        "kenh": case.channel_kind,
        "nhom": [key for _, key in segments_of(case.customer_id)],
        "khach_cong_ty": case.customer.kind == Customer.Kind.COMPANY,
        "thieu_thong_tin": not ContactPoint.objects.filter(customer=case.customer_id, ended_at=None).exists(),
        "ket_qua": closure.outcome if closure else None,
        "tien_den_bu": closure.compensation_vnd if closure else 0,
    }
