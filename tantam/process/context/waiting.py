"""What of drafts waits for a person, with the way to it: for Today, the desk and the page of processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from tantam.organisation.models import Agent
from tantam.process.context.reader import agent_of, language, name_of
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Addressee, Review, Version
from tantam.process.queries import diagram_of
from tantam.process.queries.waiting import Asked, base_numbers, waiting_for


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """A draft that waits for this person's word; `url` leads to what changed in it."""

    review: Review
    name: str
    url: str
    is_compared: bool
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class AskedLine:
    """What came of asking others."""

    asked: Asked
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RemarkLine:
    """A remark that is for this person, with the name of the element it is about."""

    addressee: Addressee
    name: str
    about: str
    url: str


def waiting_page(agent: Agent, *, now: datetime) -> dict[str, Any]:
    """Everything that waits, ready to be shown; `waits` is how much. Two statements where nothing does."""
    today = timezone.localdate(now)
    found = waiting_for(agent, on=today)
    drafts = [one.version for one in found.reviews]
    bases = base_numbers(drafts) if drafts else {}
    return {
        "waiting_reviews": [_review(one, base=bases.get(one.version_id), now=now) for one in found.reviews],
        "waiting_asked": [_asked(one) for one in found.asked],
        "waiting_remarks": [_remark(one) for one in found.remarks],
        "waits": len(found.reviews) + len(found.asked) + len(found.remarks),
        "now": now,
    }


def waiting_card(request: HttpRequest, subject: object) -> SafeString | None:
    """The card for Today and the desk; nothing where nothing waits."""
    page = waiting_page(agent_of(request), now=timezone.now())
    page["back"] = subject if isinstance(subject, str) else ""
    return render_to_string("process/parts/waiting.html", page, request) if page["waits"] else None


def _review(review: Review, *, base: int | None, now: datetime) -> ReviewLine:
    version = review.version
    url = _url(version)
    if base is not None:
        url = f"{reverse('process_compare', args=[version.process.key])}?old={base}&new={version.number}"
    return ReviewLine(
        review=review,
        name=name_of(version.process),
        url=url,
        is_compared=base is not None,
        is_overdue=review.is_overdue(on=timezone.localdate(now)),
    )


def _asked(asked: Asked) -> AskedLine:
    return AskedLine(asked=asked, name=name_of(asked.version.process), url=f"{_url(asked.version)}#reviews")


def _remark(addressee: Addressee) -> RemarkLine:
    comment = addressee.comment
    return RemarkLine(
        addressee=addressee,
        name=name_of(comment.version.process),
        about=_about(comment.version, comment.node),
        url=f"{_url(comment.version)}#remark-{comment.pk}",
    )


def _about(version: Version, element: str) -> str:
    """The name of an element; nothing where it is about all of the drawing or about what is drawn no more."""
    if not element:
        return ""
    try:
        diagram = diagram_of(version)
    except Unreadable:
        return ""
    found = diagram.nodes_by_id.get(element) or diagram.flows_by_id.get(element)
    return found.label(language()) if found else ""


def _url(version: Version) -> str:
    return reverse("process_version", args=[version.process.key, version.number])
