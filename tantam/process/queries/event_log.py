"""What was done on a version, as an event log: the visits of its instances, case by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tantam.process.mining.log import COMPLETE, START, Case, Event
from tantam.process.models import Instance, Visit
from tantam.process.queries.filtering import DIMENSIONS
from tantam.process.registry.numbers import numbers_of

#: So many instances are read with their visits at a time.
BATCH: Final = 500
#: How a stay ended, in the words of the standard's lifecycle; only "complete" counts as done.
LIFECYCLE: Final[Mapping[str, str]] = {
    "completed": COMPLETE,
    "skipped": "manualskip",
    "jumped": "manualskip",
    "joined": "autoskip",
    "retried": "ate_abort",
    "interrupted": "ate_abort",
    "cancelled": "pi_abort",
    "withdrawn": "withdraw",
}


@dataclass(frozen=True, kw_only=True)
class LogPart:
    """Which instances a log has: those of a version that began from `since` until before `until`, in these states;
    `dimensions` narrow it by channel, segment or team."""

    version_id: int
    since: datetime
    until: datetime
    states: Collection[str] = (Instance.State.FINISHED,)
    dimensions: Mapping[str, str] | None = None


def event_log(part: LogPart, *, names: Mapping[str, str]) -> Iterator[Case]:
    """The cases of a part in the order in which they began, three statements for every 500 of them.

    `names` are the nodes it tells of, by id: others (gateways, say) are left out. A case is called by the number that
    people know ("TT-26-000123", run once more on this version "TT-26-000123/2"), where its subject has none by the key
    of its instance. It has instance, subject and dimensions as attributes, and the key of an agent (`agent:12`) as
    resource: whoever may see more puts it in. An instance that changed over tells its whole path.
    """
    last: tuple[datetime, int] | None = None
    while batch := _batch(part, after=last):
        visits = _visits([pk for pk, *_ in batch], names)
        numbers = numbers_of({subject for _, subject, *_ in batch})
        for pk, subject, labels, _, before in batch:
            case = _case(pk, subject, labels, visits[pk], names)
            called = numbers.get(subject, "")
            named = f"{called}/{before + 1}" if called and before else called or case.id
            yield replace(case, id=named, attributes={"instance": str(pk), **case.attributes})
        last = (batch[-1][3], batch[-1][0])


def log_of(instances: Collection[int], *, names: Mapping[str, str]) -> Iterator[Case]:
    """The cases of some instances, called by their ids and in order of them, two statements for all of them."""
    found = Instance.objects.filter(pk__in=instances).order_by("pk").values_list("pk", "subject", "labels")
    visits = _visits(instances, names)
    for pk, subject, labels in found:
        yield _case(pk, subject, labels, visits[pk], names)


_Begun = tuple[int, str, dict[str, Any], datetime, int]
_SAME = Instance.objects.filter(version=OuterRef("version"), subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
_SAME_BEFORE = _SAME.order_by().values("subject").annotate(count=Count("pk")).values("count")


def _batch(part: LogPart, *, after: tuple[datetime, int] | None) -> list[_Begun]:
    """The next instances, each with how many of its subject ran on this version before it."""
    found = Instance.objects.filter(
        version_id=part.version_id, started_at__gte=part.since, started_at__lt=part.until, state__in=list(part.states)
    )
    if after is not None:
        found = found.filter(Q(started_at__gt=after[0]) | Q(started_at=after[0], pk__gt=after[1]))
        found = found.filter(started_at__gte=after[0])  # a plain bound lets the index begin there
    for name, value in (part.dimensions or {}).items():
        found = found.filter(**{f"labels__{name}": value})
    found = found.annotate(before=Coalesce(Subquery(_SAME_BEFORE, output_field=IntegerField()), 0))
    told = found.order_by("started_at", "pk").values_list("pk", "subject", "labels", "started_at", "before")
    return list(told[:BATCH])


_Row = tuple[int, str, datetime, datetime, int | None, str, str]


def _visits(instances: Collection[int], names: Mapping[str, str]) -> defaultdict[int, list[_Row]]:
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    rows = Visit.objects.filter(instance_id__in=instances, node__in=list(names)).order_by("instance_id", "pk")
    told = rows.values_list("instance_id", "pk", "node", "entered_at", "left_at", "by_id", "outcome", "team")
    for instance, pk, node, entered_at, left_at, by, outcome, team in told:
        found[instance].append((pk, node, entered_at, left_at, by, outcome, team))
    return found


def _case(pk: int, subject: str, labels: Mapping[str, Any], visits: list[_Row], names: Mapping[str, str]) -> Case:
    events = [one for row in visits for one in _events(row, names)]
    return Case(
        id=str(pk),
        attributes={"subject": subject, **{name: str(labels[name]) for name in DIMENSIONS if labels.get(name)}},
        events=tuple(event for _, event in sorted(events, key=lambda one: one[0])),
    )


def _events(row: _Row, names: Mapping[str, str]) -> Iterator[tuple[tuple[datetime, int, int], Event]]:
    """The beginning and the end of a stay, each with its place in the order; who left it did it, for the team that had
    the case then."""
    pk, node, entered_at, left_at, by, outcome, team = row
    resource = f"agent:{by}" if by is not None else ""
    yield (entered_at, pk, 0), Event(activity=names[node], at=entered_at, node=node, lifecycle=START)
    ended = LIFECYCLE.get(outcome, "unknown")
    yield (
        (left_at, pk, 1),
        Event(
            activity=names[node],
            at=left_at,
            node=node,
            lifecycle=ended,
            resource=resource,
            attributes={"team": team} if team else {},
        ),
    )
