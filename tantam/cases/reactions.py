"""What the desk does when something is announced below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.cases.actions import hand_over_cases, leave_place, note_passed_on, note_returned, reroute, write_verdict
from tantam.cases.actions import take_in as take_in_message
from tantam.cases.actions.access import keep_seen
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Clock
from tantam.cases.models.case import CaseQuerySet
from tantam.channels.facts import (
    MessageBounced,
    MessageDelivered,
    MessageFailed,
    MessageHeld,
    MessageReceived,
    MessageSent,
    MessageUncertain,
)
from tantam.channels.models import Channel, Message
from tantam.core.facts import Told, on
from tantam.core.queries import Kept
from tantam.core.registry import offer_names
from tantam.core.values.memory import remembered
from tantam.organisation.actions import end_of_day
from tantam.organisation.facts import AgentAway, AgentLeft, ApprovalDecided, ApprovalPassedOn, PlaceClosed
from tantam.organisation.models import Agent, Approval
from tantam.organisation.registry import Tie, offer_ties


@offer_names("case")
def number_of_case(key: int) -> str | None:
    """Cases are known outside by their number."""
    return Case.objects.filter(pk=key).values_list("number", flat=True).first()


@on(MessageReceived)
def take_in(fact: MessageReceived, told: Told) -> None:
    """A message becomes a case or continues one."""
    message = _ARRIVED(message=fact.message_id)[0]
    message.channel = remembered(("cases.channel", fact.channel_id), lambda: _channel(fact.channel_id))
    take_in_message(message, now=told.at)


_ARRIVED = Kept(
    lambda message: Message.objects.filter(pk=message).select_related("customer__brand").defer("html", "quoted_text")
)


def _channel(channel_id: int) -> Channel:
    return _CHANNEL(channel=channel_id)[0]


_CHANNEL = Kept(lambda channel: Channel.objects.select_related("brand", "branch").filter(pk=channel))


@on(MessageSent, MessageDelivered, MessageUncertain, MessageFailed, MessageBounced, MessageHeld)
def show_sending(fact: Any, told: Told) -> None:
    """Open pages show where an outgoing message is."""
    case = Case.objects.filter(entries__message=fact.message_id).first()
    if case is not None:
        announce_case(case)


@on(MessageBounced)
def answer_came_back(fact: MessageBounced, told: Told) -> None:
    """What the customer never got is no answer."""
    note_returned(Message.objects.get(pk=fact.message_id))


@on(AgentLeft)
def hand_over(fact: AgentLeft, told: Told) -> None:
    """Nobody's tickets wait for somebody who is gone. What was handed over before finds nothing more to do."""
    successor = Agent.objects.working().filter(pk=fact.successor_id).first() if fact.successor_id else None
    hand_over_cases(fact.agent_id, successor=successor, by=told.by, now=told.at)
    keep_seen(fact.agent_id, now=told.at)


@on(AgentAway)
def reroute_of_the_day(fact: AgentAway, told: Told) -> None:
    """What customers wait for today does not wait for who is gone for the day."""
    if fact.is_away and fact.for_the_day:
        reroute(fact.agent_id, until=end_of_day(told.at), now=told.at)


@on(PlaceClosed)
def leave(fact: PlaceClosed, told: Told) -> None:
    """Open tickets of a team or branch that is used no longer go to what took its place."""
    if fact.successor_id:
        leave_place(fact.place, fact.place_id, to=fact.successor_id, by=told.by, now=told.at)


@on(ApprovalPassedOn)
def write_who_is_asked_now(fact: ApprovalPassedOn, told: Told) -> None:
    """That somebody else is asked stands in the stream of the case it is about, once."""
    note_passed_on(
        Approval.objects.select_related("approver").get(pk=fact.approval_id), because=fact.because, now=told.at
    )


@on(ApprovalDecided)
def write_decision(fact: ApprovalDecided, told: Told) -> None:
    """A yes or no stands in the stream of the case it was asked in."""
    approval = Approval.objects.select_related("decided_by").get(pk=fact.approval_id)
    write_verdict(approval, now=told.at)


def _of_team(key: int) -> Iterator[Tie]:
    return _tickets(Case.objects.filter(team=key))


def _of_branch(key: int) -> Iterator[Tie]:
    return _tickets(Case.objects.filter(branch=key))


def _tickets(cases: CaseQuerySet) -> Iterator[Tie]:
    if count := cases.open().count():
        words = ngettext("%(count)s ticket is open.", "%(count)s tickets are open.", count)
        yield Tie(words=words % {"count": count}, living=True)
    if cases.filter(state__in=[Case.State.CLOSED, Case.State.SPAM]).exists():
        yield Tie(words=_("Tickets were closed there."), living=False)


def _of_hours(key: int) -> Iterator[Tie]:
    if Clock.objects.filter(calendar=key).exists():
        yield Tie(words=_("Promises to customers were counted by it; those that run keep their time."), living=False)


offer_ties("team", of="cases", finder=_of_team)
offer_ties("branch", of="cases", finder=_of_branch)
offer_ties("hours", of="cases", finder=_of_hours)
