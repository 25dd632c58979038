"""Lay down a policy, write it anew from a day on, end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.facts import PolicyChanged
from tantam.organisation.models import Agent, Policy, PolicyEdition
from tantam.organisation.values.keys import free_key


@dataclass(frozen=True, kw_only=True)
class PolicyWords:
    """An edition as it shall be: its words in both languages, from when and until when it holds, why it is written."""

    title: str
    text: str
    valid_from: date
    title_en: str = ""
    text_en: str = ""
    valid_until: date | None = None
    reason: str = ""


class EarlierThanBefore(Exception):
    """A new edition cannot hold before the one it follows."""


@unit()
def lay_down_policy(words: PolicyWords, *, owner: Agent | None, by: Agent, now: datetime) -> Policy:
    """A new policy with its first edition."""
    taken = set(Policy.objects.values_list("key", flat=True))
    policy = Policy.objects.create(key=free_key(words.title, taken=taken), owner=owner, created_at=now)
    _write(policy, words, number=1, by=by, now=now)
    return policy


@unit()
def rewrite_policy(policy: Policy, words: PolicyWords, *, owner: Agent | None, by: Agent, now: datetime) -> Policy:
    """A new edition; the earlier ones stay as history. Raises EarlierThanBefore."""
    held = Policy.objects.select_for_update().get(pk=policy.pk)
    last = held.editions.order_by("-number").first()
    if last is not None and words.valid_from < last.valid_from:
        raise EarlierThanBefore
    held.owner = owner
    held.save(update_fields=["owner"])
    _write(held, words, number=last.number + 1 if last else 1, by=by, now=now)
    return held


@unit()
def end_policy(policy: Policy, *, on: date, by: Agent, now: datetime) -> None:
    """Its last edition holds until that day, included. Raises EarlierThanBefore for a day before it began."""
    held = Policy.objects.select_for_update().get(pk=policy.pk)
    last = held.editions.order_by("-number").first()
    if last is None or on < last.valid_from:
        raise EarlierThanBefore
    last.valid_until = on
    last.save(update_fields=["valid_until"])
    _tell(held, last.number, by=by, now=now)


def _write(policy: Policy, words: PolicyWords, *, number: int, by: Agent, now: datetime) -> None:
    PolicyEdition.objects.create(
        policy=policy,
        number=number,
        title=words.title,
        title_en=words.title_en,
        text=words.text,
        text_en=words.text_en,
        valid_from=words.valid_from,
        valid_until=words.valid_until,
        reason=words.reason,
        by=by,
        at=now,
    )
    _tell(policy, number, by=by, now=now)


def _tell(policy: Policy, number: int, *, by: Agent, now: datetime) -> None:
    fact = PolicyChanged(policy_id=policy.pk, edition=number)
    record(fact, by=Actor.agent(by.pk), at=now, subject="business:1")
