"""Questions the verbs ask: which promise holds, which calendar counts, which case a message belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from tantam.cases.models import Case, ServiceLevel
from tantam.cases.values.levels import About, first_that_fits
from tantam.core.queries import Kept, ask
from tantam.core.values.memory import recall, remember, remembered
from tantam.customers.models import Customer
from tantam.organisation.models import Branch, Team, WorkingCalendar
from tantam.organisation.queries import the_business


def segments_of(customer_id: int) -> list[tuple[int, str]]:
    """(id, key) of the customer's segments, the one with the strictest promise first."""
    return remembered(("cases.segments", customer_id), lambda: _read_segments(customer_id))


def read_segments_of(customer_ids: Collection[int]) -> None:
    """Read the segments of many customers with one question."""
    found: dict[int, list[tuple[int, str]]] = {pk: [] for pk in customer_ids}
    for customer_id, *segment in ask(_SEGMENTS_OF_MANY, [list(customer_ids)]):
        found[customer_id].append((segment[0], segment[1]))
    for customer_id, segments in found.items():
        remember(("cases.segments", customer_id), segments)


def _read_segments(customer_id: int) -> list[tuple[int, str]]:
    return ask(_SEGMENTS, [customer_id])


_SEGMENTS = """
SELECT segment.id, segment.key FROM customers_segmentmembership AS member
JOIN customers_segment AS segment ON segment.id = member.segment_id
WHERE member.customer_id = %s ORDER BY segment.rank
"""
_SEGMENTS_OF_MANY = """
SELECT member.customer_id, segment.id, segment.key FROM customers_segmentmembership AS member
JOIN customers_segment AS segment ON segment.id = member.segment_id
WHERE member.customer_id = ANY(%s::bigint[]) ORDER BY segment.rank
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


_SERVICE_LEVELS = Kept(lambda: ServiceLevel.objects.holding())


def level_of(case: Case) -> ServiceLevel | None:
    """The service level that holds for a case as it is now: the first, by rank, whose conditions fit. Whose segments
    are asked only where a level is about one."""
    levels = remembered("cases.service-levels", _SERVICE_LEVELS)
    by_segment = any(level.segment_id is not None for level in levels)
    segment_ids = [segment_id for segment_id, _ in segments_of(case.customer_id)] if by_segment else []
    about = About(kind=case.kind, urgency=case.urgency, channel=case.channel_kind, segment_ids=frozenset(segment_ids))
    return first_that_fits(levels, about)


def case_of_message(message_id: int, customer_id: int | None) -> int | None:
    """The case that a message is in already. What every message of a customer is decided by comes with the answer:
    their segments and the service levels that hold."""
    ((case_id, segments, levels),) = ask(_CASE_OF_MESSAGE, [message_id, customer_id])
    remember("cases.service-levels", [_level(**one) for one in json.loads(levels)])
    if customer_id is not None:
        remember(("cases.segments", customer_id), [(pk, key) for pk, key in json.loads(segments)])
    found: int | None = case_id
    return found


def _level(**columns: Any) -> ServiceLevel:
    level = ServiceLevel(**columns)
    level._state.adding = False
    return level


_CASE_OF_MESSAGE = """
SELECT (SELECT case_id FROM cases_entry WHERE message_id = %s),
       (SELECT coalesce(json_agg(json_build_array(segment.id, segment.key) ORDER BY segment.rank), '[]')
        FROM customers_segmentmembership AS member JOIN customers_segment AS segment ON segment.id = member.segment_id
        WHERE member.customer_id = %s)::text,
       (SELECT coalesce(json_agg(level ORDER BY level.rank, level.id), '[]')
        FROM cases_servicelevel AS level WHERE level.ended_id IS NULL)::text
"""


def calendar_id_for(team: Team | None, branch: Branch | None) -> int:
    """The calendar a case's clocks run on: its team's, else its branch's, else that of the team that takes in."""
    if team is not None:
        return team.calendar_id
    if branch is not None:
        return branch.calendar_id
    business = the_business()
    if business is not None and business.intake_team is not None:
        return business.intake_team.calendar_id
    first: int = WorkingCalendar.objects.open().order_by("id").values_list("id", flat=True)[0]
    return first


class CaseData(Mapping[str, object]):
    """What the conditions of a diagram may see of a case, under the names the diagrams use.

    Most steps ask for little of it: what is not on the case itself is read when it is named, with one statement and
    once in a unit of work.
    """

    __slots__ = ("_case",)

    def __init__(self, case: Case) -> None:
        self._case = case

    def __getitem__(self, name: str) -> object:
        return _READERS[name](self._case)

    def get(self, name: str, default: Any = None, /) -> Any:
        reader = _READERS.get(name)
        return default if reader is None else reader(self._case)

    def __iter__(self) -> Iterator[str]:
        return iter(_READERS)

    def __len__(self) -> int:
        return len(_READERS)


_READERS: Mapping[str, Callable[[Case], object]] = {
    "noi_dung": lambda case: f"{case.subject}\n{_rest_of(case)[1]}",
    "loai": lambda case: case.kind,
    "khan": lambda case: case.urgency,
    "so_phieu": lambda case: case.number,
    "ma_khach": lambda case: case.customer.code,
    "kenh": lambda case: case.channel_kind,
    "nhom": lambda case: [key for _, key in segments_of(case.customer_id)],
    "khach_cong_ty": lambda case: case.customer.kind == Customer.Kind.COMPANY,
    "thieu_thong_tin": lambda case: not _rest_of(case)[2],
    "ket_qua": lambda case: _rest_of(case)[0][0],
    "tien_den_bu": lambda case: _rest_of(case)[0][1],
}


def closure_key(case_id: int) -> tuple[str, int]:
    """Under which name a unit of work remembers how the case was closed last."""
    return ("cases.closure", case_id)


def first_words_key(case_id: int) -> tuple[str, int]:
    """Under which name a unit of work remembers what the case began with."""
    return ("cases.first-words", case_id)


def _rest_of(case: Case) -> tuple[tuple[str | None, int], str, bool]:
    """How it was closed last, what it began with, whether its customer can be reached; what is remembered holds."""
    keys = (closure_key(case.pk), first_words_key(case.pk), ("cases.reachable", case.customer_id))
    found = [recall(key) for key in keys]
    if any(one is None for one in found):
        read = _read_rest(case)
        found = [new if old is None else old for old, new in zip(found, read, strict=True)]
        for key, value in zip(keys, found, strict=True):
            remember(key, value)
    closure, words, is_reachable = found
    return closure, words, is_reachable


def _read_rest(case: Case) -> tuple[tuple[str | None, int], str, bool]:
    ((words, is_reachable, outcome, compensation),) = ask(_REST, [case.pk, case.customer_id, case.pk])
    return (outcome, compensation or 0), words or "", is_reachable


_REST = """
SELECT (SELECT coalesce(message.text, entry.text) FROM cases_entry AS entry
        LEFT JOIN channels_message AS message ON message.id = entry.message_id
        WHERE entry.case_id = %s ORDER BY entry.id LIMIT 1),
       EXISTS (SELECT FROM customers_contactpoint WHERE customer_id = %s AND ended_at IS NULL),
       closure.outcome, closure.compensation_vnd
FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
    SELECT outcome, compensation_vnd FROM cases_closure WHERE case_id = %s ORDER BY id DESC LIMIT 1
) AS closure ON true
"""


_MANY = """
SELECT c.id, c.subject || E'\\n' || coalesce(m.text, e.text, ''), c.kind, c.urgency, c.channel_kind,
       customer.kind = 'company',
       NOT EXISTS (SELECT FROM customers_contactpoint WHERE customer_id = c.customer_id AND ended_at IS NULL)
FROM cases_case AS c JOIN customers_customer AS customer ON customer.id = c.customer_id
LEFT JOIN LATERAL (SELECT text, message_id FROM cases_entry WHERE case_id = c.id ORDER BY id LIMIT 1) AS e ON true
LEFT JOIN channels_message AS m ON m.id = e.message_id
WHERE c.id = ANY(%s)
"""


def data_of_cases(case_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """What conditions may see of many cases as they came in, with one question: without how they were closed."""
    names = ("noi_dung", "loai", "khan", "kenh", "khach_cong_ty", "thieu_thong_tin")
    return {pk: dict(zip(names, values, strict=True)) for pk, *values in ask(_MANY, [list(case_ids)])}
