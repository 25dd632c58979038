"""One way out for everything a case says to its customer by mail: answers, acknowledgements, surveys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.models import Case
from tantam.channels import actions as channels
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import Channel, ChannelKind, Message
from tantam.channels.queries import answer_addresses
from tantam.channels.values import Recipients
from tantam.channels.values.addresses import plain
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Agent


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be said: `html` must be safe already; `to` instead of the customer's own address. What
    `begins_anew` is threaded to nothing."""

    text: str
    html: str = ""
    subject: str = ""
    begins_anew: bool = False
    to: Sequence[str] = ()
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
    usual = reply_addresses(case, last)
    to = letter.to or usual
    if channel is None or not to:
        raise NoWayToAnswer
    answered = None if letter.begins_anew else last
    return channels.send_message(
        channel,
        customer=case.customer,
        recipients=Recipients(
            to=[*_named(case, to, known=usual)],
            cc=[("", address) for address in letter.cc],
            bcc=[("", address) for address in letter.bcc],
        ),
        subject=letter.subject or (first_line(case) if case.is_outgoing and last is None else subject_line(case)),
        text=letter.text,
        html=letter.html,
        in_reply_to=answered.external_id if answered else "",
        references=answered.references if answered else [],
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
    """Where an answer goes: where the last writer wants it, else to them, else the primary e-mail, else nowhere. Where
    somebody else wrote last, to a mail passed on, or the ticket is another customer's now, it goes to the customer."""
    points = ContactPoint.objects.filter(customer=case.customer, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    wanted = answer_addresses(last) if last else []
    if last and wanted and (last.customer_id == case.customer_id or _is_reached_at(points, last.sender_address)):
        return wanted
    point = points.order_by("-is_primary", "id").first()
    return [point.value] if point else wanted


def _is_reached_at(points: QuerySet[ContactPoint], address: str) -> bool:
    return points.filter(value=plain(address)).exists()


def _named(case: Case, addresses: Sequence[str], *, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first where we usually answer is the customer; whose the others are we do not know."""
    for address in addresses:
        yield case.customer.name if known and plain(address) == plain(known[0]) else "", address


def subject_line(case: Case) -> str:
    """`Re: …` with the case's number, once."""
    tagged = _tagged(case)
    return tagged if tagged.lower().startswith("re:") else f"Re: {tagged}"


def first_line(case: Case) -> str:
    """The subject with the case's number, where we write first."""
    return _tagged(case)


def forward_line(case: Case) -> str:
    """`Fwd: …` with the case's number, so that what comes back finds its way."""
    return f"Fwd: {_tagged(case)}"


def _tagged(case: Case) -> str:
    subject = case.subject or case.number
    return subject if f"[{case.number}]" in subject else f"{subject} [{case.number}]"
