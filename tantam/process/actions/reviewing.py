"""Ask somebody to look over a draft, and say what one thinks of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.process.facts import (
    PublishingRuleChanged,
    ReviewAsked,
    ReviewGiven,
    ReviewReminded,
    ReviewsConcluded,
    ReviewWithdrawn,
)
from tantam.process.models import Process, PublishingRule, Review, Version

#: How often somebody who is late is reminded.
REMINDED_EVERY = timedelta(days=1)


class NotADraft(Exception):
    """It is published, or gone: there is nothing left to review."""


class NotAReviewer(Exception):
    """This person was not asked, or may not see processes."""


class DrawnSince(Exception):
    """The draft was changed after the reviewer opened it: they have not seen what they would approve of."""


class NoNote(Exception):
    """Whoever asks for changes says which."""


@unit()
def ask_for_review(
    version: Version, reviewers: Collection[Agent], *, by: Agent, now: datetime, due_on: date | None = None
) -> None:
    """Ask these people, anew where they have spoken already, to be heard until the end of `due_on`.

    They are asked about the drawing as it stands: once it is changed, the question has lapsed. Raises NotADraft,
    NotAReviewer.
    """
    held = _locked(version)
    for reviewer in reviewers:
        if reviewer.pk == by.pk or not has_right(reviewer, "process.see"):
            raise NotAReviewer
    asked = {
        "asked_by": by, "asked_at": now, "asked_revision": held.revision, "due_on": due_on, "reminded_at": None,
        "verdict": "", "revision": None, "note": "", "said_at": None, "heard_at": None,
    }  # fmt: skip
    for reviewer in reviewers:
        Review.objects.update_or_create(version=held, reviewer=reviewer, defaults=asked)
        fact = ReviewAsked(**_about(held), reviewer_id=reviewer.pk)
        record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{held.process_id}")
        announce("review", agent=reviewer.pk)
    announce("process", id=held.process_id)


@unit()
def withdraw_review(review: Review, *, by: Agent, now: datetime) -> bool:
    """Ask somebody no longer; whether they had not spoken yet. What was said stays. Raises NotADraft."""
    held = _locked(review.version)
    gone, _ = Review.objects.filter(pk=review.pk, verdict=Review.Verdict.ASKED).delete()
    if not gone:
        return False
    fact = ReviewWithdrawn(**_about(held), reviewer_id=review.reviewer_id)
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{held.process_id}")
    announce("review", agent=review.reviewer_id)
    announce("process", id=held.process_id)
    return True


@unit()
def hear_reviews(version: Version, *, by: Agent, now: datetime) -> int:
    """Take note of what those said whom one has asked; return how many."""
    said = Review.objects.filter(version=version, asked_by=by, heard_at=None).exclude(verdict=Review.Verdict.ASKED)
    heard = said.update(heard_at=now)
    announce("review", agent=by.pk)
    return heard


@unit()
def remind_reviewers(*, now: datetime, limit: int = 100) -> int:
    """Remind those who were to be heard before today, once a day; return how many."""
    late = Review.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lte=now - REMINDED_EVERY),
        verdict=Review.Verdict.ASKED,
        due_on__lt=timezone.localdate(now),
        version__state=Version.State.DRAFT,
        asked_revision=F("version__revision"),
    )
    found = list(late.select_related("version").defer("version__bpmn").order_by("id").select_for_update(
        skip_locked=True, of=("self",))[:limit])  # fmt: skip
    for review in found:
        review.reminded_at = now
        review.save(update_fields=["reminded_at"])
        fact = ReviewReminded(**_about(review.version), reviewer_id=review.reviewer_id)
        record(fact, by=SYSTEM, at=now, subject=f"process:{review.version.process_id}")
        announce("review", agent=review.reviewer_id)
        announce("review", agent=review.asked_by_id)
    return len(found)


@unit()
def give_review(version: Version, *, is_approved: bool, note: str, revision: int, by: Agent, now: datetime) -> Review:
    """Approve of a draft, or ask for changes with a note; `revision` is the drawing that was looked at.

    It may be said again: the last word counts. Raises NotADraft, NotAReviewer, DrawnSince, NoNote.
    """
    held = _locked(version)
    review = Review.objects.filter(version=held, reviewer=by).first()
    if review is None:
        raise NotAReviewer
    if held.revision != revision:
        raise DrawnSince
    if not is_approved and not note.strip():
        raise NoNote
    review.verdict = Review.Verdict.APPROVED if is_approved else Review.Verdict.CHANGES
    review.note, review.revision, review.said_at, review.heard_at = note.strip(), revision, now, None
    review.save(update_fields=["verdict", "note", "revision", "said_at", "heard_at"])
    fact = ReviewGiven(**_about(held), reviewer_id=by.pk, is_approved=is_approved)
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{held.process_id}")
    _tell_who_asked(held, review, now=now)
    announce("process", id=held.process_id)
    return review


def _tell_who_asked(version: Version, review: Review, *, now: datetime) -> None:
    """Whoever asked is told when one wants changes, or when everybody they asked has spoken."""
    waiting = Review.objects.filter(version=version, asked_by=review.asked_by_id, verdict=Review.Verdict.ASKED)
    has_objection = review.verdict == Review.Verdict.CHANGES
    if waiting.exists() and not has_objection:
        return
    fact = ReviewsConcluded(**_about(version), asked_by_id=review.asked_by_id, has_objection=has_objection)
    record(fact, by=SYSTEM, at=now, subject=f"process:{version.process_id}")
    announce("review", agent=review.asked_by_id)


@unit()
def set_publishing_rule(*, needs_review: bool, by: Agent, now: datetime) -> None:
    """Whether a version is published only with the approval of another than its author."""
    wanted = {"needs_review": needs_review, "changed_at": now, "changed_by": by}
    PublishingRule.objects.update_or_create(pk=1, defaults=wanted)
    fact = PublishingRuleChanged(needs_review=needs_review)
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")


def _locked(version: Version) -> Version:
    """The draft as it stands, which nobody saves or publishes meanwhile."""
    Process.objects.select_for_update().get(pk=version.process_id)
    found = Version.objects.defer("bpmn").filter(pk=version.pk, state=Version.State.DRAFT).first()
    if found is None:
        raise NotADraft
    return found


def _about(version: Version) -> dict[str, int]:
    return {"process_id": version.process_id, "version_id": version.pk, "number": version.number}
