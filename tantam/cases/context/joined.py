"""What pages say of merged tickets: where one lives on, and which can be taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from tantam.cases.models import Case, Entry, Merge
from tantam.cases.queries import CasePage
from tantam.organisation.models import Agent


@dataclass(frozen=True, kw_only=True)
class Merged:
    """Where a merged ticket lives on: number and subject are empty for who may not see that. `undo_url` takes it out
    again, "" where it is too late; `draft` is what this person has typed here and did not go over."""

    number: str
    subject: str
    by: str
    at: datetime | None
    until: datetime | None
    undo_url: str
    draft: str


def merged_of(page: CasePage, *, agent: Agent, now: datetime) -> Merged:
    """Of a case that was merged."""
    case = page.case
    into = Case.objects.visible_to(agent).filter(pk=case.merged_into_id or 0).only("number", "subject").first()
    kept = Merge.objects.filter(case=case, undone_at=None).select_related("by").first()
    can_undo = into is not None and kept is not None and kept.is_open(at=now)
    return Merged(
        number=into.number if into else "",
        subject=into.subject if into else "",
        by=kept.by.full_name if kept else "",
        at=kept.at if kept else None,
        until=kept.until if kept else None,
        undo_url=reverse("case_unmerge", args=[case.number]) if can_undo else "",
        draft=page.draft.text if page.draft else "",
    )


def said_of_merges(entries: Sequence[Entry], *, can_merge: bool, csrf_token: str, now: datetime) -> dict[int, str]:
    """What else stands with quiet lines, by key of entry: of which merged ticket they tell, and, where one says that
    it was merged in and can be taken out again, the button. Most streams have neither and cost no question."""
    return _homes(entries) | (_buttons(entries, csrf_token=csrf_token, now=now) if can_merge else {})


def customers_of_merged(entries: Sequence[Entry]) -> dict[int, str]:
    """What the customers of the merged tickets are called that these lines came with, by ticket."""
    homes = {entry.came_from_id for entry in entries if entry.came_from_id}
    if not homes:
        return {}
    return {one.pk: one.customer.called for one in Case.objects.filter(pk__in=homes).select_related("customer")}


def _homes(entries: Sequence[Entry]) -> dict[int, str]:
    quiet = {entry.pk: entry.came_from_id for entry in entries if entry.came_from_id and entry.message_id is None}
    if not quiet:
        return {}
    numbers = Case.objects.filter(pk__in=set(quiet.values())).values_list("pk", "number")
    shown = {pk: format_html('<span class="entry-home">{}</span>', number) for pk, number in numbers}
    return {pk: shown[home] for pk, home in quiet.items()}


def _buttons(entries: Sequence[Entry], *, csrf_token: str, now: datetime) -> dict[int, str]:
    merges = {entry.pk: entry.data for entry in entries if entry.data.get("what") == "merged-in"}
    if not merges:
        return {}
    kept = Merge.objects.filter(pk__in=[data["merge"] for data in merges.values()], undone_at=None, until__gte=now)
    undoable = set(kept.values_list("pk", flat=True))
    return {
        pk: render_to_string("cases/parts/unmerge.html", {"number": data["number"], "csrf_token": csrf_token})
        for pk, data in merges.items()
        if data["merge"] in undoable
    }
