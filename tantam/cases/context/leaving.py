"""Answers that were sent and have not left: at the end of the conversation, for everybody who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tantam.cases.actions.leaving_drafts import ANSWERED, MERGED, NO_MORE, UNDONE, WROTE
from tantam.cases.context.enclosed import shown, with_pictures
from tantam.cases.models import Case, Draft, Outcome
from tantam.organisation.models import Agent
from tantam.ui.values import formatting

LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """One of them: what it says, when or why not, and what its writer can do."""

    id: int
    text: str
    html: SafeString
    who: str
    files: Sequence[dict[str, str]]
    leaves_at: str  # ISO, "" where it does not count down
    words: str
    closes: str
    copies: str
    is_held: bool
    is_for_later: bool
    is_mine: bool
    back_url: str
    now_url: str


def leaving_of(drafts: Sequence[Draft], *, case: Case, me: Agent, now: datetime) -> list[Leaving]:
    """In the order in which they leave."""
    return [_line(draft, case=case, me=me, now=now) for draft in drafts]


def _line(draft: Draft, *, case: Case, me: Agent, now: datetime) -> Leaving:
    counts = bool(draft.leaves_at and not draft.held and not draft.is_for_later)
    cut = draft.text[:LONGEST]
    return Leaving(
        id=draft.pk,
        text=cut if cut == draft.text else f"{cut}…",
        html=mark_safe(with_pictures(draft.html, number=case.number)),  # noqa: S308 - cleaned before it was kept
        who=draft.author.full_name,
        files=[shown(one, number=case.number) for one in draft.files.all() if not one.is_inline],
        leaves_at=draft.leaves_at.isoformat() if draft.leaves_at and counts else "",
        words=_words(draft, now=now),
        closes=_closes(draft),
        copies=_copies(draft),
        is_held=bool(draft.held),
        is_for_later=draft.is_for_later and not draft.held,
        is_mine=draft.author_id == me.pk,
        back_url=reverse("case_take_back", args=[case.number, draft.pk]),
        now_url=reverse("case_send_now", args=[case.number, draft.pk]),
    )


def _words(draft: Draft, *, now: datetime) -> str:
    if draft.held:
        return why_held(draft)
    if draft.leaves_at is None or draft.leaves_at <= now:
        return _("Leaving…")
    if draft.is_for_later:
        at = formatting.moment(timezone.localtime(draft.leaves_at), language=get_language() or "vi")
        return _("Leaves %(moment)s, unless the customer writes first") % {"moment": at}
    return _("Leaves in %(seconds)s s") % {"seconds": round((draft.leaves_at - now).total_seconds())}


def _copies(draft: Draft) -> str:
    named = ((pgettext("mail", "To"), draft.to), ("Cc", draft.cc), ("Bcc", draft.bcc))
    return " · ".join(f"{name}: {', '.join(boxes)}" for name, boxes in named if boxes)


def _closes(draft: Draft) -> str:
    if not draft.then_close:
        return ""
    return _("closes the ticket: %(outcome)s") % {"outcome": str(Outcome(draft.then_close).label).lower()}


def why_held(draft: Draft) -> str:
    """Why it did not leave, in words."""
    known = {
        WROTE: _("Not sent: the customer has written meanwhile. Read it first."),
        ANSWERED: _("Not sent: a colleague has answered meanwhile. Read it first."),
        NO_MORE: _("Not sent: its writer may no longer answer here."),
        MERGED: _("Not sent: its ticket was merged into this one meanwhile. Read it again first."),
        UNDONE: _("Not sent: taken back while something else was being written."),
    }
    usual = _("Not sent: something went wrong on our side. Send it again, or tell your administrator.")
    if draft.held_because:
        return _("Not sent: %(reason)s") % {"reason": draft.held_because}
    return known.get(draft.held, usual)
