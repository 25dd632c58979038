"""Ghi nhận nhanh: phone number → customer → kind → done in 15 seconds, for what has no channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tantam.cases.actions.assigning import assign
from tantam.cases.actions.opening import Words, open_case
from tantam.cases.models import Case, Entry
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.phones import parse_phone
from tantam.customers import actions as customers
from tantam.customers.models import ContactPoint
from tantam.organisation.models import Agent, Brand


@dataclass(frozen=True, kw_only=True)
class QuickIntake:
    """What was heard: by whom, where, about what."""

    phone: str
    name: str
    channel_kind: str
    kind: str
    text: str
    keep_for_me: bool = False
    key: UUID | None = None


@unit()
def quick_intake(heard: QuickIntake, *, by: Agent, now: datetime) -> Case:
    """Record a call, a counter visit or a personal chat as a case. Raises NotAPhoneNumber."""
    brand = Brand.objects.order_by("id")[0]
    customer = customers.identify(
        ContactPoint.Kind.PHONE, value=parse_phone(heard.phone).e164, name=heard.name, brand=brand, now=now
    )
    words = Words(
        channel_kind=heard.channel_kind,
        subject=heard.text.split("\n", 1)[0][:120],
        text=heard.text,
        entry_kind=Entry.Kind.RECORDED_IN,
        author=by,
        kind=heard.kind,
        key=heard.key,
    )
    case = open_case(customer, words=words, by=Actor.agent(by.pk), now=now)
    if heard.keep_for_me:
        assign(case, team=case.team, assignee=by, by=Actor.agent(by.pk), now=now)
    return case
