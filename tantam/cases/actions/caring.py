"""Tickets that nobody asked for: opened as a process begins by itself, for a customer or for the house.

They have no first answer to promise and count neither as volume nor in times (`Case.is_outgoing`); what is to be done
comes from the steps of the process and their clocks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.at_hand import hold
from tantam.cases.actions.clocks import begin_clocks
from tantam.cases.actions.opening import draw_numbers
from tantam.cases.actions.remarking import BEGUN, remark
from tantam.cases.actions.searching import index_case
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseOpened
from tantam.cases.models import Case
from tantam.cases.queries.caring import occasion_of
from tantam.channels.models import Channel, ChannelKind
from tantam.core.actions.rows import insert_late
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.core.queries import ask
from tantam.core.values.memory import remember
from tantam.core.values.text import nfc
from tantam.customers.actions import the_house
from tantam.customers.models import ContactPoint, Customer, SegmentMembership
from tantam.organisation import queries as organisation
from tantam.organisation.models import Brand, Team
from tantam.process.registry.crowds import Beginning, Opened

#: By which way a customer is reached where the process does not say.
_WAYS = (ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.ZALO, ChannelKind.FACEBOOK, ChannelKind.CHAT)


@unit(savepoint=False)
def open_for(customer_ids: Sequence[int], beginning: Beginning) -> Mapping[int, Opened]:
    """A ticket for each of these customers; what is read, is read for all of them at once."""
    customers = Customer.objects.select_related("brand", "branch").in_bulk(list(customer_ids))
    _remember_segments(customer_ids)
    channels = _channels_of(customer_ids, beginning)
    numbers = draw_numbers([customers[one].brand for one in customer_ids], now=beginning.now)
    team = _team(beginning)
    found = {}
    for one, (number, key) in zip(customer_ids, numbers, strict=True):
        case = _case(customers[one], beginning, number=number, key=key, team=team, channel_kind=channels[one])
        found[one] = _opened(case, beginning)
    return found


@unit(savepoint=False)
def open_for_the_house(beginning: Beginning) -> Opened:
    """A ticket of its own: an internal matter with the process as its source."""
    brand = Brand.objects.order_by("id")[0]
    customer = the_house(brand, now=beginning.now)
    ((number, key),) = draw_numbers([brand], now=beginning.now)
    kind = ChannelKind.INTERNAL
    return _opened(
        _case(customer, beginning, number=number, key=key, team=_team(beginning), channel_kind=kind), beginning
    )


def _case(
    customer: Customer, beginning: Beginning, *, number: str, key: int, team: Team | None, channel_kind: str
) -> Case:
    english = customer.language == "en" and beginning.name_en
    return Case(
        id=key,
        number=number,
        brand=customer.brand,
        branch=customer.branch,
        customer=customer,
        channel_kind=channel_kind,
        subject=nfc(beginning.name_en if english else beginning.name).strip()[:300],
        preview=nfc(beginning.start)[:160],
        team=team,
        opened_at=beginning.now,
        last_entry_at=beginning.now,
        awaits_answer=False,
        is_outgoing=True,
    )


def _opened(case: Case, beginning: Beginning) -> Opened:
    hold(insert_late(case))
    begin_clocks(case, [])
    remark(
        case, BEGUN, now=beginning.now, process=beginning.process_key, name=beginning.name, name_en=beginning.name_en
    )
    remember(queries.first_words_key(case.pk), "")
    index_case(case, beginning.start)
    tell(case, CaseOpened, by=PROCESS, now=beginning.now)
    day = occasion_of(case.customer, beginning)
    return Opened(
        subject=case.fact_subject,
        labels=queries.labels_of(case),
        variables={"ngay_dip": day.isoformat()} if day is not None else {},
    )


def _team(beginning: Beginning) -> Team | None:
    business = organisation.the_business()
    return organisation.team(beginning.team) or (business.intake_team if business else None)


def _remember_segments(customer_ids: Sequence[int]) -> None:
    found: dict[int, list[tuple[int, str]]] = {one: [] for one in customer_ids}
    rows = SegmentMembership.objects.filter(customer__in=customer_ids).order_by("segment__rank")
    for customer_id, segment_id, key in rows.values_list("customer", "segment", "segment__key"):
        found[customer_id].append((segment_id, key))
    for one, segments in found.items():
        remember(("cases.segments", one), segments)


def _channels_of(customer_ids: Sequence[int], beginning: Beginning) -> dict[int, str]:
    """How each is reached: where the process runs, if there; else by mail where we have a mailbox, by phone, by what
    there is; who cannot be reached gets an internal ticket."""
    points = ContactPoint.objects.filter(customer__in=customer_ids, ended_at=None).values_list("customer", "kind")
    reached: dict[int, set[str]] = {}
    for customer_id, kind in points:
        reached.setdefault(customer_id, set()).add(kind)
    has_mailbox = Channel.objects.running().filter(kind=ChannelKind.EMAIL).exists()
    ways = [way for way in (*beginning.channels, *_WAYS) if has_mailbox or way != ChannelKind.EMAIL]
    return {one: _way(ways, reached.get(one, set())) for one in customer_ids}


def _way(ways: Sequence[str], reached: Collection[str]) -> str:
    same = {ChannelKind.SMS.value: ContactPoint.Kind.PHONE.value}
    return next((str(way) for way in ways if same.get(way, way) in reached), ChannelKind.INTERNAL.value)


# Following changes, for what begins by a condition over a ticket

_BEHIND = """
SELECT id FROM cases_case WHERE id > %s AND state IN ('open', 'waiting') AND NOT awaits_condition ORDER BY id LIMIT %s
"""
_FOLLOW = """
WITH free AS (SELECT id FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED)
UPDATE cases_case SET awaits_condition = true FROM free WHERE cases_case.id = free.id RETURNING cases_case.id
"""
_NEW = """
SELECT id FROM cases_case
WHERE opened_at > %s AND merged_into_id IS NULL AND state <> 'spam' AND NOT awaits_condition ORDER BY id LIMIT 500
"""


@unit()
def follow_behind(after: int, limit: int) -> int | None:
    """Have the changes of at most so many open tickets told; up to which, None once there are no more. One that
    somebody holds is asked for again."""
    found = [row[0] for row in ask(_BEHIND, [after, limit])]
    if not found:
        return None
    followed = {row[0] for row in ask(_FOLLOW, [found])}
    held = [one for one in found if one not in followed]
    return int(held[0] - 1 if held else found[-1])


@unit()
def follow_new(since: datetime) -> Sequence[int]:
    """Have the changes told of tickets opened since then, and return those."""
    found = [row[0] for row in ask(_NEW, [since])]
    return [row[0] for row in ask(_FOLLOW, [found])] if found else []
