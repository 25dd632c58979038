"""Phone numbers that the customer wrote and that their card does not have: offered beside the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.cases.models import Entry
from tantam.cases.queries import CasePage, dismissed_phones, holders_of
from tantam.channels.models import Message
from tantam.core.values.phones import find_phones
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Agent

#: As much of a message as is shown at once, and as many numbers as anybody wants to be asked about.
READ, OFFERED = 6000, 3


@dataclass(frozen=True, kw_only=True)
class NumberOffer:
    """A number in E.164; `is_taken` where it leads to another customer already, `holder` who, if they may be seen."""

    value: str
    is_taken: bool
    holder: Customer | None


def numbers_offered(page: CasePage, *, agent: Agent) -> list[NumberOffer]:
    """The numbers in the customer's own words that nobody waved away, newest first. Two questions, and only where there
    is such a number."""
    known = {point.value for point in page.contact_points if point.kind == ContactPoint.Kind.PHONE}
    found = dict.fromkeys(value for entry in reversed(page.entries) for value in _written(entry) if value not in known)
    dismissed = dismissed_phones(page.case.customer_id, list(found)) if found else set()
    offered = [value for value in found if value not in dismissed][:OFFERED]
    holders = holders_of(offered, agent=agent) if offered else {}
    return [
        NumberOffer(value=value, is_taken=value in holders, holder=holders.get(value))
        for value in offered
        if holders.get(value) != page.case.customer
    ]


def _written(entry: Entry) -> list[str]:
    """Personal and office numbers at home; a hotline is nobody's own."""
    phones = (found.phone for found in find_phones(_said_by_customer(entry)[:READ]))
    return [phone.e164 for phone in phones if phone.e164.startswith("+84") and phone.kind in {"mobile", "landline"}]


def _said_by_customer(entry: Entry) -> str:
    if entry.message is not None:
        came_in = entry.message.direction == Message.Direction.INBOUND
        return entry.message.text if came_in and entry.message.nature == Message.Nature.PERSON else ""
    return entry.text if entry.kind in {Entry.Kind.RECORDED_IN, Entry.Kind.INBOUND} else ""
