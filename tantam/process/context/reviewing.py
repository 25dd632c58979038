"""Who looked over a draft, for its page and for who is about to publish it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tantam.core.values.business_time import NeverOpen
from tantam.organisation.models import Agent
from tantam.organisation.queries import calendar, intake_calendar_id
from tantam.organisation.rights import has_right
from tantam.process import queries
from tantam.process.models import Review, Version


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One reviewer; `is_stale`: they spoke about an earlier drawing, `has_lapsed`: they were asked about one."""

    review: Review
    is_stale: bool
    has_lapsed: bool
    is_overdue: bool


def review_page(version: Version, *, me: Agent) -> dict[str, Any]:
    """The reviews of a version; for a draft also who may be asked and whether the reader is."""
    found = list(queries.reviews_of(version))
    is_draft = version.state == Version.State.DRAFT
    return {
        "reviews": [_row(one, version) for one in found],
        "lapsed": [one for one in found if one.has_lapsed_for(version)] if is_draft else [],
        "my_review": next((one for one in found if one.reviewer_id == me.pk), None) if is_draft else None,
        "needs_review": is_draft and queries.needs_review(),
        "people": _people(found, version, me) if is_draft and has_right(me, "process.draw") else [],
        "usual_day": usual_day(now=timezone.now()),
    }


def _row(review: Review, version: Version) -> ReviewRow:
    return ReviewRow(
        review=review,
        is_stale=_is_stale(review, version),
        has_lapsed=review.has_lapsed_for(version),
        is_overdue=review.is_awaited_for(version) and review.is_overdue(on=timezone.localdate()),
    )


def usual_day(*, now: datetime) -> date:
    """Until when somebody is asked to be heard where nothing else is said: two days on which we are at work."""
    calendar_id = intake_calendar_id()
    day = timezone.localdate(now)
    for _count in range(2):
        day += timedelta(days=1)
        if calendar_id is not None:
            with suppress(NeverOpen):
                opening = calendar(calendar_id).next_open(timezone.make_aware(datetime.combine(day, time.min)))
                day = timezone.localdate(opening)
    return day


def _people(found: Sequence[Review], version: Version, me: Agent) -> list[tuple[Agent, bool]]:
    """Who may be asked, and whether they wait to be heard already."""
    waiting = {one.reviewer_id for one in found if one.is_awaited_for(version)}
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
