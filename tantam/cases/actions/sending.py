"""One way out for everything a case says to its customer by mail: answers, acknowledgements, surveys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.models import Case
from tantam.channels import actions as channels
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import Channel, ChannelKind, Message
from tantam.channels.queries import answer_addresses
from tantam.channels.values import Recipients
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Agent


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be said: `html` must be safe already."""

    text: str
    html: str = ""
    subject: str = ""
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    files: Sequence[OutgoingFile] = ()
    nature: str = Message.Nature.PERSON
    author: Agent | None = None


def send_letter(case: Case, letter: Letter, *, now: datetime, last: Message | None = None) -> Message:
    """Queue a mail to the case's customer, threaded to what they wrote last (`last`, where the caller has it at hand).

    Raises NoWayToAnswer.
    """
    last = last or last_message(case)
    channel = last.channel if last else Channel.objects.running().filter(kind=ChannelKind.EMAIL).first()
    to = reply_addresses(case, last)
    if channel is None or not to:
        raise NoWayToAnswer
    return channels.send_message(
        channel,
        customer=case.customer,
        recipients=Recipients(
            to=[*_named(case, to)],
            cc=[("", address) for address in letter.cc],
            bcc=[("", address) for address in letter.bcc],
        ),
        subject=letter.subject or subject_line(case),
        text=letter.text,
        html=letter.html,
        in_reply_to=last.external_id if last else "",
        references=last.references if last else [],
        files=letter.files,
        author=letter.author,
        nature=letter.nature,
        now=now,
    )


def demand_way(case: Case) -> None:
    """See to it that a mail to the case's customer has somewhere to go. Raises NoWayToAnswer."""
    last = last_message(case)
    channel = last.channel if last else Channel.objects.running().filter(kind=ChannelKind.EMAIL).first()
    if channel is None or not reply_addresses(case, last):
        raise NoWayToAnswer


def reply_addresses(case: Case, last: Message | None) -> list[str]:
    """Where an answer goes: where the last writer wants it, else to them, else the primary e-mail, else nowhere."""
    if last and (addresses := answer_addresses(last)):
        return addresses
    points = ContactPoint.objects.filter(customer=case.customer, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    point = points.order_by("-is_primary", "id").first()
    return [point.value] if point else []


def _named(case: Case, addresses: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first of them is the customer; whose the others are we do not know."""
    for number, address in enumerate(addresses):
        yield "" if number else case.customer.name, address


def subject_line(case: Case) -> str:
    """`Re: …` with the case's number, once."""
    subject = case.subject or case.number
    tagged = subject if f"[{case.number}]" in subject else f"{subject} [{case.number}]"
    return tagged if tagged.lower().startswith("re:") else f"Re: {tagged}"
