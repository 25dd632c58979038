"""Who looked over a draft, for its page and for who is about to publish it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.process import queries
from tantam.process.models import Review, Version


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One reviewer; `is_stale`: they spoke about an earlier drawing."""

    review: Review
    is_stale: bool


def review_page(version: Version, *, me: Agent) -> dict[str, Any]:
    """The reviews of a version; for a draft also who may be asked and whether the reader is."""
    found = list(queries.reviews_of(version))
    is_draft = version.state == Version.State.DRAFT
    return {
        "reviews": [ReviewRow(review=one, is_stale=_is_stale(one, version)) for one in found],
        "my_review": next((one for one in found if one.reviewer_id == me.pk), None) if is_draft else None,
        "needs_review": is_draft and queries.needs_review(),
        "people": _people(found, me) if is_draft and has_right(me, "process.draw") else [],
    }


def _people(found: Sequence[Review], me: Agent) -> list[tuple[Agent, bool]]:
    """Who may be asked, and whether they wait to be heard already."""
    waiting = {one.reviewer_id for one in found if one.verdict == Review.Verdict.ASKED}
    return [(one, one.pk in waiting) for one in queries.possible_reviewers(but=me)]


def _is_stale(review: Review, version: Version) -> bool:
    return review.verdict != Review.Verdict.ASKED and review.revision != version.revision


def review_note(draft: Version) -> str:
    """What whoever publishes should know of the reviews."""
    found = list(queries.reviews_of(draft))
    approved = [one.reviewer.full_name for one in found if one.holds_for(draft)]
    changes = [one for one in found if one.verdict == Review.Verdict.CHANGES and not _is_stale(one, draft)]
    lines = []
    if changes:
        lines.append(
            _("%(names)s asked for changes.") % {"names": ", ".join(one.reviewer.full_name for one in changes)}
        )
    if approved:
        lines.append(_("Approved by %(names)s.") % {"names": ", ".join(approved)})
    elif any(one.verdict for one in found):
        lines.append(_("It was changed since it was reviewed: nobody has approved of it as it stands."))
    elif found:
        lines.append(_("Those who were asked to review it have not answered yet."))
    elif queries.needs_review():
        lines.append(_("Nobody was asked to review it, and here that is needed."))
    return " ".join(lines)
