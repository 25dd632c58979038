"""The rows of a list of cases, ready to be placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, TypedDict

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases import queries
from tantam.cases.context.wording import wordless
from tantam.cases.models import Case
from tantam.customers.models import called
from tantam.ui.context.kept import KeptPart
from tantam.ui.templatetags.ui import avatar, badge, channel, clock
from tantam.ui.templatetags.values import list_time

#: Segments worth a mark in a list, with tone and icon.
MARKED = {
    "vip": ("warning", "crown"),
    "wholesale": ("info", "briefcase"),
    "unhappy": ("error", "frown"),
}
FRESH = timedelta(seconds=60)


class Row(TypedDict):
    """One row of the list: a dictionary, which templates look into fastest."""

    id: int
    number: str
    url: str
    name: str
    preview: str
    time: SafeString | str
    avatar: SafeString
    flag: SafeString
    tags: SafeString
    classes: str
    is_ours: bool
    is_current: bool
    is_private: bool


@dataclass(frozen=True, kw_only=True)
class Here:
    """What all rows of a list share: the instant, the reader's language and zone, the case that is open beside it."""

    now: datetime
    language: str
    zone: tzinfo
    current: str


def present(rows: Sequence[Mapping[str, Any]], *, now: datetime, current: str = "") -> list[Row]:
    """The rows of a page with the segments of their customers, which are one query for all of them."""
    segments = segments_by_customer({row["customer_id"] for row in rows})
    here = Here(now=now, language=get_language() or "vi", zone=timezone.get_current_timezone(), current=current)
    return [_row(row, segments.get(row["customer_id"], ()), here) for row in rows]


_line = KeptPart("cases/parts/row.html")


def listed(rows: Sequence[Row], *, query: str) -> SafeString:
    """The rows as they stand in the inbox; `query` is the part of the address that keeps the view."""
    return mark_safe("".join(_placed(row, query) for row in rows))  # noqa: S308 - made of safe parts


def _placed(row: Row, query: str) -> SafeString:
    return _line(
        {"is_ours": row["is_ours"], "is_current": row["is_current"], "is_private": row["is_private"]},
        id=row["id"], url=row["url"], query=query, classes=row["classes"], name=row["name"], time=row["time"],
        avatar=row["avatar"], preview=row["preview"], flag=row["flag"], tags=row["tags"],
    )  # fmt: skip


def segments_by_customer(customer_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """(key, name) of the marked segments of each customer."""
    found: dict[int, list[tuple[str, str]]] = {}
    is_english = get_language() == "en"
    for customer_id, key, name, name_en in queries.marked_segments(customer_ids, keys=MARKED):
        found.setdefault(customer_id, []).append((key, name_en if is_english and name_en else name))
    return found


def _row(row: Mapping[str, Any], segments: Sequence[tuple[str, str]], here: Here) -> Row:
    name = called(row["customer__name"], reached=row["reached_at"], code=row["customer__code"])
    is_unread = row["awaits_answer"] and row["state"] != Case.State.CLOSED
    is_new = row["last_inbound_at"] and here.now - row["last_inbound_at"] < FRESH
    return Row(
        id=row["id"],
        number=row["number"],
        url=f"/cases/{row['number']}/",
        name=name,
        preview=row["preview"] or row["subject"] or wordless(row["channel_kind"]),
        time=list_time(row["last_entry_at"], here.now, here.language, here.zone),
        avatar=avatar(name),
        flag=_flag(row["urgency"], here.language),
        tags=_tags(row, segments, here),
        classes=f"case-row{' is-unread' if is_unread else ''}{' is-new' if is_new else ''}",
        is_ours=_is_ours(row),
        is_current=row["number"] == here.current,
        is_private=row["is_private"],
    )


def _is_ours(row: Mapping[str, Any]) -> bool:
    """Whether the last words are ours: an "ok em" that asks for no answer is still the customer's."""
    if row["awaits_answer"] or row["first_responded_at"] is None:
        return False
    return row["last_inbound_at"] is None or bool(row["last_entry_at"] > row["last_inbound_at"])


def _tags(row: Mapping[str, Any], segments: Sequence[tuple[str, str]], here: Here) -> SafeString:
    language = here.language
    parts = [_channel(row["channel_kind"], language)]
    if row["due_at"]:
        parts.append(clock(row["due_at"], here.now, language=language))
    elif row["state"] != Case.State.OPEN:
        parts.append(_state(row["state"], language))
    parts += [_segment(key, label) for key, label in segments[:1]]
    if row["assignee_id"] is None and row["state"] == Case.State.OPEN:
        parts.append(_nobody(language))
    return mark_safe("".join(parts))  # noqa: S308 - made of safe parts


@lru_cache(maxsize=64)
def _channel(kind: str, language: str) -> SafeString:
    return channel(kind)


@lru_cache(maxsize=16)
def _state(state: str, language: str) -> SafeString:
    return badge(Case.State(state).label)


@lru_cache(maxsize=16)
def _flag(urgency: str, language: str) -> SafeString:
    """What cannot wait, beside the name; nothing for the others."""
    if urgency not in {Case.Urgency.CRITICAL, Case.Urgency.HIGH}:
        return mark_safe("")
    tone = "error" if urgency == Case.Urgency.CRITICAL else "warning"
    return badge(Case.Urgency(urgency).label, tone, "flag")


@lru_cache(maxsize=64)
def _segment(key: str, label: str) -> SafeString:
    tone, picture = MARKED[key]
    return badge(label, tone, picture)


@lru_cache(maxsize=4)
def _nobody(language: str) -> SafeString:
    return badge(_("Unassigned"))
