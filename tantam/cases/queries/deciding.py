"""Questions the verbs ask: which promise holds, which calendar counts, which case a message belongs to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from tantam.cases.models import Case, ServiceLevel
from tantam.core.values.memory import remembered
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


def service_level(*, kind: str, urgency: str, segment_ids: Collection[int]) -> ServiceLevel | None:
    """The first service level, by rank, whose conditions fit."""
    for level in remembered("cases.service-levels", lambda: list(ServiceLevel.objects.order_by("rank", "id"))):
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


def data_for_conditions(case_id: int) -> dict[str, object]:
    """What the conditions of a diagram may see of a case, under the names the diagrams use.

    One statement of our own: it is asked several times for every mail that comes in. Raises Case.DoesNotExist.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DATA, [case_id])
        found = cursor.fetchone()
    if found is None:
        raise Case.DoesNotExist
    subject, kind, urgency, channel, is_company, said, segments, is_reachable, outcome, compensation = found
    return {
        "noi_dung": f"{subject}\n{said or ''}",
        "loai": kind,
        "khan": urgency,
        "kenh": channel,
        "nhom": segments,
        "khach_cong_ty": is_company,
        "thieu_thong_tin": not is_reachable,
        "ket_qua": outcome,
        "tien_den_bu": compensation or 0,
    }


_DATA = """
SELECT c.subject, c.kind, c.urgency, c.channel_kind, customer.kind = 'company', first.said,
    ARRAY(
        SELECT segment.key::text FROM customers_segmentmembership AS member
        JOIN customers_segment AS segment ON segment.id = member.segment_id
        WHERE member.customer_id = c.customer_id ORDER BY segment.rank
    ),
    EXISTS (SELECT FROM customers_contactpoint AS point WHERE point.customer_id = c.customer_id AND ended_at IS NULL),
    closure.outcome, closure.compensation_vnd
FROM cases_case AS c
JOIN customers_customer AS customer ON customer.id = c.customer_id
LEFT JOIN LATERAL (
    SELECT coalesce(message.text, entry.text) AS said FROM cases_entry AS entry
    LEFT JOIN channels_message AS message ON message.id = entry.message_id
    WHERE entry.case_id = c.id ORDER BY entry.id LIMIT 1
) AS first ON true
LEFT JOIN LATERAL (
    SELECT outcome, compensation_vnd FROM cases_closure WHERE case_id = c.id ORDER BY id DESC LIMIT 1
) AS closure ON true
WHERE c.id = %s
"""
