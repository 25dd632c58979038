"""What passed over a drawing in a day or a week, small enough to be played back in a browser.

Where more than `MOST_STAYS` stays fall into the time, every n-th case is taken, whole, chosen by a hash of its key: so
the parts keep their proportions, and the same question gives the same cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import BigIntegerField, F, Func
from django.db.models.expressions import Combinable

from tantam.process.engine.diagram import Diagram
from tantam.process.models import Token, Visit
from tantam.process.queries.filtering import Filters
from tantam.process.queries.places import standing_of
from tantam.process.values.periods import Period

MOST_STAYS = 5_000
#: Who leaves later than this after the end is not looked for: most have moved on long before.
TAIL = timedelta(days=2)
#: So far back the last day with movement is looked for.
LOOKED_BACK = timedelta(days=92)
_AIMED_AT = 4_500

_POSITIVE = 2_147_483_647
EVENT_GATEWAY = "eventBasedGateway"
Stay = tuple[int, str, str, int, int | None]
_Row = tuple[int, str, str, datetime, datetime | None]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Stays as (case, node, way, second they began, second they ended), counted from `since`; None: still there.

    `every` is 1 where all cases are told of, n where every n-th is; `stays_in_all` how many stays there were.
    """

    since: datetime
    until: datetime
    stays: Sequence[Stay]
    every: int
    stays_in_all: int


def replay(version_id: int, *, period: Period, filters: Filters, now: datetime) -> Replay:
    """Read what was at the nodes of a version in a period, in at most three questions."""
    since, until = period.since, min(period.until, now)
    passed = Visit.objects.filter(
        version_id=version_id, left_at__gte=since, left_at__lt=until + TAIL, entered_at__lt=until, **filters.dimensions
    )
    found = passed.count()
    every = max(1, ceil(found / _AIMED_AT))
    chosen = passed.alias(lot=_lot(every)).filter(lot=0).order_by("entered_at", "id")
    rows: list[_Row] = list(chosen.values_list("instance_id", "node", "via", "entered_at", "left_at")[:MOST_STAYS])
    if until + TAIL > now:
        rows += _standing(version_id, until=until, filters=filters, every=every, most=MOST_STAYS - len(rows))
    return Replay(since=since, until=until, stays=_numbered(rows, since), every=every, stays_in_all=found)


def as_they_stood(found: Replay, diagram: Diagram) -> Replay:
    """What waited at an event-based gateway told there, until the event happened that was then kept as its stay.

    At the moment shown nobody knew which event it would be; the heat map shows those who wait at the gateway, too.
    """
    kinds = {node.id: node.kind for node in diagram.nodes}
    gateways = {one.id: one.source for one in diagram.sequence_flows() if kinds.get(one.source) == EVENT_GATEWAY}
    return replace(found, stays=[told for stay in found.stays for told in _as_stood(stay, gateways.get(stay[2], ""))])


def _as_stood(stay: Stay, gateway: str) -> Sequence[Stay]:
    case, node, via, begun, ended = stay
    if not gateway or ended is None:
        return [stay]
    return [(case, gateway, "", begun, ended), (case, node, via, ended, ended)]


def last_moved(version_id: int, *, until: date, filters: Filters) -> date | None:
    """The last day, this one included, on which something moved on; None where nothing did in `LOOKED_BACK`. One
    question."""
    end = Period(first=until, last=until).until
    left = Visit.objects.filter(version_id=version_id, left_at__gte=end - LOOKED_BACK, left_at__lt=end)
    found = left.filter(**filters.dimensions).order_by("-left_at").values_list("left_at", flat=True).first()
    return found.astimezone(end.tzinfo).date() if found else None


def _lot(every: int) -> Combinable:
    """0 for one case in so many, the same ones each time."""
    drawn = Func(F("instance_id"), function="hashint8", output_field=BigIntegerField())
    return drawn.bitand(_POSITIVE) % every


def _standing(version_id: int, *, until: datetime, filters: Filters, every: int, most: int) -> list[_Row]:
    """What came in before the end and is still there."""
    tokens = standing_of(version_id, filters.dimensions).filter(attached_to_id=None, entered_at__lt=until)
    found = tokens.exclude(state=Token.State.INSIDE).alias(lot=_lot(every)).filter(lot=0)
    rows = found.order_by("entered_at", "id").values_list("instance_id", "node", "flow", "entered_at")[:most]
    return [(case, node, flow, entered, None) for case, node, flow, entered in rows]


def _numbered(rows: Sequence[_Row], since: datetime) -> list[Stay]:
    """Cases by small numbers of their own, so that nothing but the flow is told; times as whole seconds."""
    numbers: dict[int, int] = {}
    return [
        (
            numbers.setdefault(case, len(numbers)),
            node,
            via or "",
            round((entered - since).total_seconds()),
            None if left is None else round((left - since).total_seconds()),
        )
        for case, node, via, entered, left in rows
    ]
