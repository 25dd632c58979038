"""Which starts by time and by condition are due when: worked out whenever what is in force changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from tantam.core.actions.unit import unit
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.left_out import settle_with_version
from tantam.process.engine import run as engine
from tantam.process.engine.days import Days, read_days
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.graph import Graph, Start, TimerRule
from tantam.process.models import ArmedStart, Process, StandsTrue
from tantam.process.queries import compiled
from tantam.process.queries.compiling import in_force_now

#: When a condition over a list is looked at, where the drawing does not say.
LOOKED_AT = "08:00"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A start of a version as it is drawn."""

    version_id: int
    start: Start
    node: Node
    graph: Graph

    @property
    def key(self) -> tuple[str, int]:
        return self.node.id, self.start.definition

    @property
    def of(self) -> str:
        return self.node.care.each.of if self.node.care.each is not None else ""

    @property
    def rule(self) -> str:
        """How its time is drawn, as a mark: what is drawn alike keeps its beat."""
        event = self.node.events[self.start.definition]
        text = event.expression.text.strip() if event.expression is not None else ""
        said = [self.start.kind, event.timer, text, event.time, event.between, event.at, event.on]
        if self.start.kind == "conditional":
            said = [self.start.kind, self.looked_at if self.of else ""]
        return blake2b("\n".join(said).encode(), digest_size=16).hexdigest()

    @property
    def looked_at(self) -> str:
        each = self.node.care.each
        return each.at if each is not None and each.at else LOOKED_AT

    def event(self) -> Start:
        """The start as what fires: a condition over a list is looked at once a day."""
        if self.start.kind == "timer":
            return self.start
        days = read_days(self.looked_at, "") or Days(minute=480)
        return Start(
            node=self.start.node,
            kind="timer",
            definition=self.start.definition,
            timer=TimerRule(kind="cycle", days=days, repeats=-1),
        )

    @property
    def goes_by_calendar(self) -> bool:
        """Whether its days are those on which the business opens, which may change after it was armed."""
        days = self.start.timer.days if self.start.timer is not None else None
        return days is not None and days.is_working

    def is_still(self, due_at: datetime) -> bool:
        """Whether the calendar still names the time that was worked out before."""
        if not self.goes_by_calendar:
            return True
        return engine.next_start(self.graph, self.event(), host_at(due_at - timedelta(seconds=1))) == due_at


def wanted_of(version_id: int) -> Iterator[Wanted]:
    """The starts by time and by condition of a version."""
    known = compiled(version_id)
    yield from wanted_in(known.graph, known.diagram, version_id=version_id)


def wanted_in(graph: Graph, diagram: Diagram, *, version_id: int = 0) -> Iterator[Wanted]:
    """The same of a drawing that is no version yet."""
    for start in graph.starts:
        if start.kind in ("timer", "conditional"):
            node = diagram.node(graph.nodes[start.node].id)
            yield Wanted(version_id=version_id, start=start, node=node, graph=graph)


def first_due(one: Wanted, *, now: datetime) -> datetime | None:
    """When a start would come first if put into force now; None for one that follows changes, or never comes."""
    return None if one.start.kind == "conditional" and not one.of else _first(one, now=now)[0]


def comes_at(row: ArmedStart, *, now: datetime) -> datetime | None:
    """When a start that stands armed comes next, as the calendar stands now; None where it does not come.

    One that goes by the days on which the business opens is looked at daily where it opens on none, so that it comes
    back with the calendar: that look is no time at which it begins.
    """
    if row.due_at is None or row.due_at <= now:
        return row.due_at
    one = next((one for one in wanted_of(row.version_id) if one.key == (row.node, row.definition)), None)
    if one is None or one.is_still(row.due_at):
        return row.due_at
    return engine.next_start(one.graph, one.event(), host_at(now))


@unit(savepoint=False)
def rearm(process: Process, *, now: datetime) -> None:
    """Have exactly the starts of the versions in force stand armed. Called with the process locked.

    A start that is drawn as before keeps its beat, whichever version it was of; what is no longer true of anybody is
    forgotten with the start it was about.
    """
    armed = list(ArmedStart.objects.select_for_update().filter(version__process=process).order_by("id"))
    wanted = [one for version_id, _share in in_force_now(process.key) for one in wanted_of(version_id)]
    before = {(row.node, row.definition, row.rule): row for row in armed}
    standing = {(row.version_id, row.node, row.definition, row.rule): row for row in armed}
    kept = [standing.get((one.version_id, *one.key, one.rule)) for one in wanted]
    stays = {row.pk for row in kept if row is not None}
    ArmedStart.objects.filter(pk__in=[row.pk for row in armed if row.pk not in stays]).delete()
    new = [one for one, row in zip(wanted, kept, strict=True) if row is None]
    ArmedStart.objects.bulk_create([_armed(one, before.get((*one.key, one.rule)), now=now) for one in new])
    nodes = {one.node.id for one in wanted}
    StandsTrue.objects.filter(process=process).exclude(node__in=nodes).delete()
    settle_with_version(process, nodes, now=now)


def _armed(one: Wanted, before: ArmedStart | None, *, now: datetime) -> ArmedStart:
    kind = ArmedStart.Kind.TIME if one.start.kind == "timer" else ArmedStart.Kind.CONDITION
    node, definition = one.key
    row = ArmedStart(version_id=one.version_id, node=node, definition=definition, kind=kind, of=one.of, rule=one.rule)
    if kind == ArmedStart.Kind.CONDITION and not one.of:
        row.followed = before.followed if before is not None else 0
        return row
    if before is not None:
        row.due_at, row.last_due_at, row.times = before.due_at, before.last_due_at, before.times
        return row
    row.due_at, row.times = _first(one, now=now)
    return row


def _first(one: Wanted, *, now: datetime) -> tuple[datetime | None, int]:
    """When it is due first, and how many of its times were over before it came into force: those never fire."""
    host = host_at(now)
    due, over = engine.first_start(one.graph, one.event(), host)
    if due is None or due > now:
        return due, over
    return after(one, last=due, times=over + 1, now=now)


def after(one: Wanted, *, last: datetime, times: int, now: datetime) -> tuple[datetime | None, int]:
    """The next time behind `last` that is still to come, and how many were due until then in all."""
    return engine.start_after(one.graph, one.event(), host_at(now), last=last, times=times)


def host_at(now: datetime) -> StoredHost:
    """The clock and the business's hours; nothing has begun yet, so there is no subject."""
    return StoredHost(now=now, subject="")
