"""One way out for everything a case says to its customer by mail: answers, acknowledgements, surveys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.models import Case
from tantam.channels import actions as channels
from tantam.channels.actions import OutgoingFile
from tantam.channels.models import Channel, ChannelKind, Message
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
    files: Sequence[OutgoingFile] = ()
    nature: str = Message.Nature.PERSON
    author: Agent | None = None


def send_letter(case: Case, letter: Letter, *, now: datetime, last: Message | None = None) -> Message:
    """Queue a mail to the case's customer, threaded to what they wrote last (`last`, where the caller has it at hand).

    Raises NoWayToAnswer.
    """
    last = last or last_message(case)
    channel = last.channel if last else Channel.objects.running().filter(kind=ChannelKind.EMAIL).first()
    to = reply_address(case, last)
    if channel is None or not to:
        raise NoWayToAnswer
    return channels.send_message(
        channel,
        customer=case.customer,
        recipients=Recipients(to=[(case.customer.name, to)], cc=[("", address) for address in letter.cc]),
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


def reply_address(case: Case, last: Message | None) -> str:
    """Where an answer goes: where the last writer wants it, else to them, else the primary e-mail, else ""."""
    if last:
        wanted = [box["address"] for box in last.recipients.get("reply_to", []) if box.get("address")]
        if wanted or last.sender_address:
            return wanted[0] if wanted else last.sender_address
    points = ContactPoint.objects.filter(customer=case.customer, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    point = points.order_by("-is_primary", "id").first()
    return point.value if point else ""


def subject_line(case: Case) -> str:
    """`Re: …` with the case's number, once."""
    subject = case.subject or case.number
    tagged = subject if f"[{case.number}]" in subject else f"{subject} [{case.number}]"
    return tagged if tagged.lower().startswith("re:") else f"Re: {tagged}"
