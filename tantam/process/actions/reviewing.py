"""Ask somebody to look over a draft, and say what one thinks of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.process.facts import PublishingRuleChanged, ReviewAsked, ReviewGiven
from tantam.process.models import Process, PublishingRule, Review, Version


class NotADraft(Exception):
    """It is published, or gone: there is nothing left to review."""


class NotAReviewer(Exception):
    """This person was not asked, or may not see processes."""


class DrawnSince(Exception):
    """The draft was changed after the reviewer opened it: they have not seen what they would approve of."""


class NoNote(Exception):
    """Whoever asks for changes says which."""


@unit()
def ask_for_review(version: Version, reviewers: Collection[Agent], *, by: Agent, now: datetime) -> None:
    """Ask these people, anew where they have spoken already. Raises NotADraft, NotAReviewer."""
    held = _locked(version)
    for reviewer in reviewers:
        if reviewer.pk == by.pk or not has_right(reviewer, "process.see"):
            raise NotAReviewer
    for reviewer in reviewers:
        asked = {"asked_by": by, "asked_at": now, "verdict": "", "revision": None, "note": "", "said_at": None}
        Review.objects.update_or_create(version=held, reviewer=reviewer, defaults=asked)
        fact = ReviewAsked(**_about(held), reviewer_id=reviewer.pk)
        record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{held.process_id}")
    announce("process", id=held.process_id)


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
    review.note, review.revision, review.said_at = note.strip(), revision, now
    review.save(update_fields=["verdict", "note", "revision", "said_at"])
    fact = ReviewGiven(**_about(held), reviewer_id=by.pk, is_approved=is_approved)
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{held.process_id}")
    announce("process", id=held.process_id)
    return review


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
