"""Watch the clocks: warn of those that will run out, take those that have up the line, step by step.

A batch is one transaction, so that whoever is told of a hundred at once is told once: after the house was away, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from tantam.cases.actions.escalating import take_higher
from tantam.cases.actions.locking import lock_those_free
from tantam.cases.actions.notifying import LATE, SOON, seeing
from tantam.cases.actions.telling import tell
from tantam.cases.facts import ClockBreached, ClockWarned
from tantam.cases.models import Case, Clock, ClockQuerySet, Escalation
from tantam.cases.queries import line_above, steps_up, who_is_here
from tantam.cases.values.due import due
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM
from tantam.organisation import actions as organisation
from tantam.organisation import queries as working_time
from tantam.organisation.models import Agent

BATCH = 100
#: Notices of clocks are about all of them together: what waits unseen only counts up.
OF_ALL = "clocks"


class Told:
    """Who is to be told of which clock, by kind of notice; each person once a kind, however many there are."""

    def __init__(self) -> None:
        self.times: Counter[tuple[int, str]] = Counter()
        self.last: dict[tuple[int, str], Clock] = {}

    def add(self, agent_id: int, kind: str, clock: Clock) -> None:
        self.times[agent_id, kind] += 1
        self.last[agent_id, kind] = clock

    def say(self, *, now: datetime) -> None:
        for (agent_id, kind), times in sorted(self.times.items()):
            clock = self.last[agent_id, kind]
            said = {"number": clock.case.number, "what": clock.kind}
            organisation.notify([agent_id], kind=kind, subject=OF_ALL, said=said, now=now, times=times)


Notice = Callable[[Clock, Told], None]


def notice_clocks(*, now: datetime, limit: int = 200) -> int:
    """Mark the clocks that have run out and take them to the head of the team, take those still missed a step higher,
    warn of those that will run out; return how many were noticed. A case somebody works on at this moment is left for
    the next round."""
    watched: list[tuple[ClockQuerySet, str, Notice]] = [
        (Clock.objects.breached_unnoticed(at=now), "due_at", partial(_mark_breached, now=now)),
        (Clock.objects.to_take_higher(at=now), "escalate_at", partial(_take_higher, now=now)),
        (Clock.objects.near(at=now), "warn_at", partial(_warn, now=now)),
    ]
    return sum(_notice_all(clocks, by=by, notice=notice, limit=limit, now=now) for clocks, by, notice in watched)


def _notice_all(clocks: ClockQuerySet, *, by: str, notice: Notice, limit: int, now: datetime) -> int:
    found = dict(clocks.order_by(by).values_list("pk", "case_id")[:limit])
    keys = list(found)
    batches = [{key: found[key] for key in keys[start : start + BATCH]} for start in range(0, len(keys), BATCH)]
    return sum(_notice(clocks, batch, notice=notice, now=now) for batch in batches)


@unit()
def _notice(clocks: ClockQuerySet, batch: Mapping[int, int], *, notice: Notice, now: datetime) -> int:
    """The locks of the cases come before those of their clocks, as everywhere."""
    free = lock_those_free(sorted(set(batch.values())))
    told, whole = Told(), clocks.select_related("case__team", "case__assignee__deputy")
    noticed = list(whole.filter(pk__in=list(batch), case__in=list(free)).order_by("due_at", "pk"))
    for clock in noticed:
        notice(clock, told)
    told.say(now=now)
    return len(noticed)


def _warn(clock: Clock, told: Told, *, now: datetime) -> None:
    """Whoever is responsible hears of it; where nobody is yet, the nearest above."""
    clock.warned_at = now
    clock.save(update_fields=["warned_at"])
    tell(clock.case, ClockWarned, by=SYSTEM, now=now, clock_kind=clock.kind)
    whom = _in_charge(clock.case, now=now) or line_above(clock.case, now=now)[:1]
    _tell(clock, told, whom=[one.pk for one in whom], kind=SOON)


def _mark_breached(clock: Clock, told: Told, *, now: datetime) -> None:
    """Who was not warned, as the house was away or the time was too short, hears now that it is late."""
    clock.breached_at = clock.due_at
    clock.escalate_at = _after(clock, clock.due_at)
    clock.save(update_fields=["breached_at", "escalate_at"])
    tell(clock.case, ClockBreached, by=SYSTEM, now=now, clock_kind=clock.kind)
    if clock.warned_at is None:
        _tell(clock, told, whom=[one.pk for one in _in_charge(clock.case, now=now)], kind=LATE)
    if clock.escalate_at is not None and clock.escalate_at <= now:
        _take_higher(clock, told, now=now)


def _take_higher(clock: Clock, told: Told, *, now: datetime) -> None:
    """The next one up the line hears of it, once for all that is missed in the case."""
    clock.escalated += 1
    clock.escalate_at = _after(clock, now)
    clock.save(update_fields=["escalated", "escalate_at"])
    if _stands(clock.case, step=clock.escalated):
        return
    line = line_above(clock.case, now=now)
    to = line[clock.escalated - 1] if clock.escalated <= len(line) else None
    if to is not None or clock.escalated == 1:
        take_higher(clock.case, to=to, reason=f"{clock.kind}-missed", by=SYSTEM, now=now, step=clock.escalated)
    if to is not None:
        told.add(to.pk, LATE, clock)


def _after(clock: Clock, at: datetime) -> datetime | None:
    """When the step after those already taken follows; None after the last."""
    steps = steps_up()
    if clock.escalated >= len(steps):
        return None
    return due(working_time.calendar(clock.calendar_id), at, steps[clock.escalated] * 60)


def _stands(case: Case, *, step: int) -> bool:
    return Escalation.objects.filter(case=case, settled_at=None, step__gte=step).exists()


def _in_charge(case: Case, *, now: datetime) -> list[Agent]:
    here = who_is_here(case.assignee, now=now) if case.assignee is not None else None
    return [here] if here is not None else []


def _tell(clock: Clock, told: Told, *, whom: Collection[int], kind: str) -> None:
    """Of a private case those alone hear who see it."""
    for agent_id in seeing(clock.case, whom) if clock.case.is_private else whom:
        told.add(agent_id, kind, clock)
