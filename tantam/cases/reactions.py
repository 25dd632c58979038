"""What the desk does when something is announced below."""

from __future__ import annotations

from tantam.cases.actions import take_in as take_in_message
from tantam.cases.models import Case
from tantam.channels.facts import MessageReceived
from tantam.channels.models import Message
from tantam.core.facts import Told, on
from tantam.core.registry import offer_names


@offer_names("case")
def number_of_case(key: int) -> str | None:
    """Cases are known outside by their number."""
    return Case.objects.filter(pk=key).values_list("number", flat=True).first()


@on(MessageReceived)
def take_in(fact: MessageReceived, told: Told) -> None:
    """A message becomes a case or continues one."""
    message = Message.objects.select_related("channel__brand", "channel__branch", "customer__brand").get(
        pk=fact.message_id
    )
    take_in_message(message, now=told.at)
