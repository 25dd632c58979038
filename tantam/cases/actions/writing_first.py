"""We write first: a ticket of ours to a customer, for a mail that nobody has asked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tantam.cases import queries
from tantam.cases.actions.at_hand import at_hand, hold
from tantam.cases.actions.clocks import begin_clocks
from tantam.cases.actions.opening import draw_numbers
from tantam.cases.actions.refused import NothingWritten, NoWayToAnswer
from tantam.cases.actions.searching import index_case
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseOpened
from tantam.cases.models import Case, Entry
from tantam.channels.models import Channel, ChannelKind
from tantam.core.actions.rows import insert, insert_late
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.memory import remember
from tantam.core.values.text import nfc
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Agent, Team
from tantam.organisation.queries import the_business

WRITTEN_FIRST = "written-first"


@unit()
def write_first(customer: Customer, *, subject: str, by: Agent, now: datetime, key: UUID | None = None) -> Case:
    """Open a ticket in which this person writes to the customer. It promises nobody anything and follows no process.

    Raises NothingWritten without a subject, NoWayToAnswer where no mail can go.
    """
    about = nfc(" ".join(subject.split()))[:300]
    if not about:
        raise NothingWritten
    points = ContactPoint.objects.filter(customer=customer, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    if not points.exists() or not Channel.objects.running().filter(kind=ChannelKind.EMAIL).exists():
        raise NoWayToAnswer
    ((number, pk),) = draw_numbers([customer.brand], now=now)
    case = Case(
        id=pk, number=number, brand=customer.brand, branch=customer.branch, customer=customer,
        channel_kind=ChannelKind.EMAIL, subject=about, preview=about[:160], team=_team_of(by), assignee=by,
        opened_at=now, last_entry_at=now, awaits_answer=False, is_outgoing=True,
    )  # fmt: skip
    hold(insert_late(case))
    begin_clocks(case, [])
    insert(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data={"what": WRITTEN_FIRST}, key=key))
    remember(queries.first_words_key(case.pk), "")
    index_case(case, about)
    tell(case, CaseOpened, by=Actor.agent(by.pk), now=now)
    return at_hand(case.pk)


def _team_of(agent: Agent) -> Team | None:
    """Their own, the first by name where they have several; who has none writes for those who take in."""
    business = the_business()
    usual = business.intake_team if business else None
    if usual is not None and usual.pk in agent.team_ids:
        return usual
    return Team.objects.open().filter(pk__in=agent.team_ids).order_by("name").first() or usual
