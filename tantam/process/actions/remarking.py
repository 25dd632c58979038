"""Remarks on a drawing: for everybody who looks at it, and for those they name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tantam.core.actions import announce
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.process.models import Addressee, Comment, Version
from tantam.process.queries.reviewing import possible_reviewers
from tantam.process.values.addressing import named_in


@unit()
def remark(
    version: Version,
    *,
    node: str,
    text: str,
    by: Agent,
    now: datetime,
    answers: Comment | None = None,
    to: Collection[Agent] = (),
) -> Comment:
    """Say something about an element of a drawing, or about all of it where `node` is empty.

    It is for those in `to`, for whom the text names (@ and a name), and for the one whose remark it `answers`, all of
    them but the one who writes it. An answer is about the element of what it answers.
    """
    asked = answers if answers is not None and answers.version_id == version.pk else None
    about = asked.node if asked else node
    comment = Comment.objects.create(
        version=version, node=about, text=text.strip(), by=by, at=now, answers=_thread(asked)
    )
    wanted = {person.pk for person in to} | _named(text, by=by) | ({asked.by_id} if asked else set())
    for agent_id in sorted(wanted - {by.pk}):
        Addressee.objects.create(comment=comment, agent_id=agent_id)
        announce("review", agent=agent_id)
    if asked is not None:
        _see([asked.pk], by=by, now=now)
    announce("process", id=version.process_id)
    return comment


@unit()
def see_remark(comment: Comment, *, by: Agent, now: datetime) -> None:
    """Take note of a remark that is for oneself."""
    _see([comment.pk], by=by, now=now)


@unit()
def settle_remark(comment: Comment, *, now: datetime) -> None:
    """Mark a remark as dealt with, with what was answered to it."""
    Comment.objects.filter(pk=comment.pk, settled_at=None).update(settled_at=now)
    Comment.objects.filter(answers=comment.pk, settled_at=None).update(settled_at=now)
    for agent_id in Addressee.objects.filter(comment=comment.pk, seen_at=None).values_list("agent_id", flat=True):
        announce("review", agent=agent_id)


def _thread(asked: Comment | None) -> Comment | None:
    """Answers to answers stand in one line with them, under the remark that began it."""
    return asked and (asked.answers or asked)


def _named(text: str, *, by: Agent) -> set[int]:
    """Asked only where somebody may be meant."""
    if "@" not in text:
        return set()
    people = possible_reviewers(but=by).values_list("id", "full_name", "username")
    return named_in(text, {pk: (name, username) for pk, name, username in people})


def _see(comment_ids: list[int], *, by: Agent, now: datetime) -> None:
    if Addressee.objects.filter(comment__in=comment_ids, agent=by, seen_at=None).update(seen_at=now):
        announce("review", agent=by.pk)
