"""The pieces of the desk that look alike for every case, put together from what is kept of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tantam.cases.actions.refused import MOST_BYTES, MOST_FILES, MOST_LETTERS, FilesTooLarge, FilesTooMany, TextTooLong
from tantam.cases.context.counts import capped
from tantam.cases.context.wording import wordless
from tantam.cases.models import Case, Clock, Outcome, SavedView
from tantam.cases.queries import View, names_of_tags, write_tag
from tantam.channels.models import ChannelKind
from tantam.organisation.models import Agent
from tantam.ui.context.kept import KeptPart
from tantam.ui.registry import panels_for
from tantam.ui.templatetags.ui import badge, clock, icon
from tantam.ui.templatetags.values import named

SAID_ON = [ChannelKind.PHONE, ChannelKind.ZALO, ChannelKind.COUNTER, ChannelKind.FACEBOOK, ChannelKind.SMS]
OF_WHO_MAY = (
    "csrf_token", "number", "case_id", "agent_id", "draft_text", "channel_name", "key", "panels", "revision",
    "enclosed", "later", "cc", "bcc", "tags", "draft_html", "to",
)  # fmt: skip

_head = KeptPart("cases/parts/head.html", optional=OF_WHO_MAY)
_composer = KeptPart("cases/parts/composer.html", optional=OF_WHO_MAY)
_side_link = KeptPart("cases/parts/view_link.html")
_item = KeptPart("cases/parts/view_item.html")


@dataclass(frozen=True, kw_only=True)
class Places:
    """What apps add to an open case at the places that are rendered apart: `case.head`, `case.menu`, `composer.bar`."""

    head: SafeString
    menu: SafeString
    composer: SafeString


def places_of(request: HttpRequest, case: Case) -> Places:
    """The pieces that are offered for this case, each after the other."""
    head, menu, composer = (
        mark_safe("".join(panels_for(place, request=request, subject=case)))  # noqa: S308 - made of safe parts
        for place in ("case.head", "case.menu", "composer.bar")
    )
    return Places(head=head, menu=menu, composer=composer)


class Can(frozenset[str]):
    """Rights as templates ask for them: `can.case_reply`."""

    def __getitem__(self, right: str) -> bool:
        return right in self


@lru_cache(maxsize=64)
def can(rights: frozenset[str]) -> Can:
    """The rights with names that a template can write."""
    return Can(right.replace(".", "_") for right in rights)


def head_of(
    case: Case,
    running: Clock | None,
    *,
    waits_for_yes: bool,
    may: Can,
    agent: Agent,
    csrf_token: str,
    now: datetime,
    places: Places,
) -> SafeString:
    """The case's name, how it stands (`waits_for_yes`: its closing was typed and waits), what can be done with it;
    `places` is what the apps put beside the buttons and into the menu."""
    holder = case.assignee.full_name if case.assignee else _("Unassigned")
    team = f" · {named(case.team)}" if case.team else ""
    return _head(
        {
            "can": may,
            "is_open": case.is_open,
            "is_mine": case.assignee_id == agent.pk,
            "is_private": case.is_private,
            "follows": case.__dict__["follows"],
        },
        number=case.number,
        title=case.subject or wordless(case.channel_kind),
        note=f"{case.kind_words} · {holder}{team}",
        standing=_waiting(waits_for_yes) + _standing(case, running, now=now),
        csrf_token=csrf_token,
        panels=places.head,
        menu=places.menu,
        tags=_tags(names_of_tags(case.tag_ids)),
    )


def _tags(names: Mapping[int, str]) -> SafeString:
    """The tags, each leading to the open tickets that carry it."""
    where = reverse("inbox")
    links = ((f"{where}?{urlencode({'view': 'all', 'f': write_tag(name)})}", name) for name in names.values())
    return format_html_join("", '<a class="case-tag" href="{}">{}</a>', links)


def _waiting(waits_for_yes: bool) -> SafeString:
    return badge(_("Waiting for approval"), "warning", "hourglass") if waits_for_yes else mark_safe("")


def _standing(case: Case, running: Clock | None, *, now: datetime) -> SafeString:
    if not case.is_open:
        return badge(Case.State(case.state).label, "success", "circle-check")
    if running is None:
        return mark_safe("")
    label = str(Clock.Kind(running.kind).label)
    paused, done = bool(running.paused_at), running.stopped_at
    shown = clock(running.due_at, now, paused=paused, done=done, size="lg", label=label)
    return mark_safe(f'<span class="max-2xl:hidden">{shown}</span>')  # noqa: S308 - made of a safe part


@dataclass(frozen=True, kw_only=True)
class Composed:
    """What stands in the composer: of which revision of the draft, with which files (`context.enclosed`); `html` is how
    the text looks, "" for lines alone."""

    text: str
    html: str
    mode: str
    revision: int
    files: SafeString
    now: datetime
    is_forward: bool = False
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()


def later_times(now: datetime) -> SafeString:
    """The times offered for sending later: later today, then mornings on which people begin to read."""
    local = timezone.localtime(now)
    soon = local + timedelta(hours=1)
    offers = [(soon - timedelta(minutes=soon.minute % 5, seconds=soon.second), _("In an hour"))]
    if (evening := _at(local, hour=17)) > local + timedelta(hours=2):
        offers.append((evening, _("Today at %(hour)s:00") % {"hour": 17}))
    tomorrow, monday = local + timedelta(days=1), local + timedelta(days=7 - local.weekday())
    offers.append((_at(tomorrow, hour=8), _("Tomorrow at %(hour)s:00") % {"hour": 8}))
    if monday.date() != tomorrow.date():
        offers.append((_at(monday, hour=8), _("Monday at %(hour)s:00") % {"hour": 8}))
    return format_html_join("", _OFFER, ((f"{at:%Y-%m-%dT%H:%M}", icon("clock"), label) for at, label in offers))


_OFFER = '<button class="pop-item" type="submit" name="later" value="{}">{}{}</button>'


def _at(day: datetime, *, hour: int) -> datetime:
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def composer_of(
    case: Case, composed: Composed, *, may: Can, agent: Agent, csrf_token: str, places: Places
) -> SafeString:
    """Where the answer is written; `places` is what the apps put beside its buttons."""
    kind, mode = case.channel_kind, composed.mode
    if not case.is_open and mode == "reply":
        mode = "note"  # what can be written here now
    is_connected = kind == ChannelKind.EMAIL
    channels = tuple((one.value, str(one.label)) for one in SAID_ON)
    shape = {
        "can": may, "is_open": case.is_open, "mode": mode, "is_connected": is_connected, "channel_kind": kind,
        "most_files": MOST_FILES, "most_bytes": MOST_BYTES, "too_large": str(FilesTooLarge.message),
        "too_many": str(FilesTooMany.message), "said_on": channels, "most_letters": MOST_LETTERS,
        "too_long": str(TextTooLong.message), "has_copies": bool(composed.to or composed.cc or composed.bcc),
        "is_forward": composed.is_forward,
        "outcomes": tuple((one.value, str(one.label)) for one in Outcome),
    }  # fmt: skip
    return _composer(
        shape,
        number=case.number,
        case_id=case.pk,
        agent_id=agent.pk,
        draft_text=composed.text,
        draft_html=composed.html,
        revision=composed.revision,
        enclosed=composed.files,
        later=later_times(composed.now),
        to=", ".join(composed.to),
        cc=", ".join(composed.cc),
        bcc=", ".join(composed.bcc),
        channel_name=ChannelKind(kind).label,
        csrf_token=csrf_token,
        key=uuid.uuid4(),
        panels=places.composer,
    )


def views_of(views: Sequence[View], *, counts: Mapping[str, int], current: str) -> dict[str, Any]:
    """The ready views with their counts, beside the list and as items of a menu."""
    shapes = [
        {"key": one.key, "label": str(one.label), "icon": one.icon, "is_current": one.key == current} for one in views
    ]
    return {
        "views": shapes,
        "view_links": _all(_side_link, shapes, counts),
        "view_items": _all(_item, shapes, counts),
    }


def beside(views: Sequence[SavedView], held: Sequence[int], *, current: str) -> dict[str, Any]:
    """The saved views with their counts, as the ready ones stand beside the list and in its menu."""
    shown = [
        {"key": one.key, "label": one.name, "icon": "users" if one.is_shared else "funnel", "count": capped(count),
         "is_current": one.key == current}
        for one, count in zip(views, held, strict=False)
    ]  # fmt: skip
    return {"own_views": shown}


def _all(part: KeptPart, shapes: Sequence[dict[str, Any]], counts: Mapping[str, int]) -> SafeString:
    pieces = []
    for shape in shapes:
        count = counts.get(shape["key"])
        pieces.append(part(shape, count=capped(count)) if count else part(shape))
    return mark_safe("".join(pieces))  # noqa: S308 - made of safe parts
