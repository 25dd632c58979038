"""Customers as a list that a process may begin for: who is in it, how many, and what its conditions may see of them.

A list is asked as a whole or a batch at a time, never once a customer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from tantam.core.queries import ask
from tantam.customers.models import Customer, CustomerQuerySet, SegmentMembership
from tantam.process.registry.crowds import Beginning, is_short_number

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
OCCASIONS = ("birthday", "founding")
#: Days before their occasion at which customers may be chosen, and how many days at once after a pause.
MOST_AHEAD, MOST_DAYS = 60, 31


def listed(beginning: Beginning) -> CustomerQuerySet:
    """The customers that the settings of a start choose: of these segments (any of them), with this occasion."""
    settings = beginning.settings
    found: CustomerQuerySet = Customer.objects.standing().exclude(kind=Customer.Kind.INTERNAL)
    if segments := keys_of(settings.get("segment", "")):
        members = SegmentMembership.objects.filter(customer=OuterRef("pk"), segment__key__in=segments)
        found = found.filter(Exists(members))
    if settings.get("occasion"):
        column = "founded_on" if settings["occasion"] == "founding" else "born_on"
        found = found.filter(**{f"{column}__isnull": False}).filter(_on_any(column, occasion_days(beginning)))
    return found


def keys_of(text: str) -> list[str]:
    """`vip|loyal` as its keys."""
    return [key for key in (part.strip() for part in text.split("|")) if key]


def occasion_days(beginning: Beginning) -> list[date]:
    """The days whose occasions are cared for now: those `ahead` days from the time before this one (which had its own)
    to this, so that no day is left out over a weekend, a holiday or a pause."""
    ahead = timedelta(days=_number(beginning.settings.get("ahead", "")))
    last = _day(beginning.due_at)
    first = last if beginning.since is None else min(last, _day(beginning.since) + timedelta(days=1))
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=count) + ahead for count in range((last - first).days + 1)]


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def _number(text: str) -> int:
    return min(int(text), MOST_AHEAD) if is_short_number(text) else 0


def _on_any(column: str, days: Iterable[date]) -> Q:
    """On one of these days, whatever the year; who was born on 29 February is cared for on the 28th of other years."""
    wanted = Q(pk__in=[])
    for day in days:
        wanted |= Q(**{f"{column}__month": day.month, f"{column}__day": day.day})
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
            wanted |= Q(**{f"{column}__month": 2, f"{column}__day": 29})
    return wanted


def occasion_of(customer: Customer, beginning: Beginning) -> date | None:
    """The day of the occasion that a customer was chosen for."""
    if not beginning.settings.get("occasion"):
        return None
    kept = customer.founded_on if beginning.settings["occasion"] == "founding" else customer.born_on
    if kept is None:
        return None
    days = occasion_days(beginning)
    alike = (day for day in days if (day.month, day.day) == (kept.month, kept.day))
    return next(alike, next((day for day in days if (day.month, day.day) == (2, 28)), None))


def members_behind(beginning: Beginning, after: int, limit: int) -> Sequence[int]:
    """The ids of at most so many of the list behind an id, in order."""
    return list(listed(beginning).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def count_behind(beginning: Beginning, after: int) -> int:
    """How many of the list are behind an id."""
    return listed(beginning).filter(pk__gt=after).count()


def data_of_customers(ids: Sequence[int], now: datetime) -> Mapping[int, Mapping[str, object]]:
    """What conditions may see of each of these customers, with one statement."""
    today = _day(now)
    return {row[0]: _data(row, today) for row in ask(_DATA, [list(ids)])}


_DATA = """
SELECT c.id, c.code, c.name, c.kind, c.language, c.source, c.lapsed_reason, c.refused_deliveries, c.born_on,
  c.founded_on, c.created_at,
  array(SELECT s.key FROM customers_segmentmembership m JOIN customers_segment s ON s.id = m.segment_id
        WHERE m.customer_id = c.id ORDER BY s.rank),
  o.count, o.total, o.last, t.count, t.open, t.last
FROM customers_customer c
LEFT JOIN LATERAL (SELECT count(*) AS count, coalesce(sum(total_vnd), 0)::bigint AS total, max(placed_at) AS last
                   FROM customers_order WHERE customer_id = c.id AND state <> 'cancelled') o ON true
LEFT JOIN LATERAL (SELECT count(*) AS count, count(*) FILTER (WHERE state IN ('open', 'waiting')) AS open,
                     max(last_entry_at) AS last
                   FROM cases_case WHERE customer_id = c.id AND merged_into_id IS NULL AND state <> 'spam') t ON true
WHERE c.id = ANY(%s)
"""


#: What conditions may name of a customer, in the order of `_data`.
DATA_NAMES = (
    "ma_khach", "ten", "khach_cong_ty", "ngon_ngu", "nguon", "ly_do_roi_bo", "so_lan_bom_hang", "ngay_sinh",
    "ngay_thanh_lap", "nhom", "so_don", "tong_mua", "so_ngay_la_khach", "so_ngay_chua_mua", "so_phieu_da_mo",
    "so_phieu_dang_mo", "so_ngay_chua_lien_he",
)  # fmt: skip


def _data(row: Sequence[object], today: date) -> dict[str, object]:
    _key, code, name, kind, language, source, lapsed, refused, born, founded, since, segments, *figures = row
    orders, total, ordered, tickets, open_ones, heard = figures
    return {
        "ma_khach": code,
        "ten": name,
        "khach_cong_ty": kind == Customer.Kind.COMPANY,
        "ngon_ngu": language,
        "nguon": source,
        "ly_do_roi_bo": lapsed,
        "so_lan_bom_hang": refused,
        "ngay_sinh": born,
        "ngay_thanh_lap": founded,
        "nhom": segments,
        "so_don": orders,
        "tong_mua": total,
        "so_ngay_la_khach": _days_since(since, today),
        "so_ngay_chua_mua": _days_since(ordered, today),
        "so_phieu_da_mo": tickets,
        "so_phieu_dang_mo": open_ones,
        "so_ngay_chua_lien_he": _days_since(heard, today),
    }


def _days_since(at: object, today: date) -> int | None:
    return (today - _day(at)).days if isinstance(at, datetime) else None


def called_of(ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """What each of these customers is called, and their code."""
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "name", "code")
    return {pk: (name or code, code) for pk, name, code in rows}
