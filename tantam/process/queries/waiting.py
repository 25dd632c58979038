"""What of other people's drafts, and of one's own, waits for somebody to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tantam.organisation.models import Agent
from tantam.process.models import Addressee, Review, Version

MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A draft about which this person has asked others: who said what that was not heard yet, whose question lapsed
    with a change of the drawing, and who is late."""

    version: Version
    said: list[Review]
    lapsed: list[Review]
    late: list[Review]
    waiting: int

    @property
    def wants_changes(self) -> bool:
        """Whether one of them asks for changes."""
        return any(one.verdict == Review.Verdict.CHANGES for one in self.said)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Reviews that wait for this person's word; what they asked of others; remarks that are for them."""

    reviews: list[Review]
    asked: list[Asked]
    remarks: list[Addressee]

    def __bool__(self) -> bool:
        return bool(self.reviews or self.asked or self.remarks)


def waiting_for(agent: Agent, *, on: date) -> Waiting:
    """Everything of drafts that waits for this person on a day, in two questions."""
    rows = Review.objects.filter(Q(reviewer=agent) | Q(asked_by=agent), version__state=Version.State.DRAFT)
    found = rows.select_related("version__process", "asked_by", "reviewer").defer("version__bpmn")
    reviews = list(found.order_by("asked_at", "id")[: MOST_SHOWN * 10])
    mine = [one for one in reviews if one.reviewer_id == agent.pk and one.is_awaited_for(one.version)]
    theirs = [one for one in reviews if one.asked_by_id == agent.pk]
    remarks = Addressee.objects.filter(
        agent=agent, seen_at=None, comment__settled_at=None, comment__version__state=Version.State.DRAFT
    )
    named = remarks.select_related("comment__by", "comment__version__process").order_by("id")[:MOST_SHOWN]
    return Waiting(reviews=mine[:MOST_SHOWN], asked=list(_asked(theirs, on=on)), remarks=list(named))


def _asked(reviews: list[Review], *, on: date) -> Iterator[Asked]:
    by_version: dict[int, list[Review]] = {}
    for one in reviews:
        by_version.setdefault(one.version_id, []).append(one)
    for rows in by_version.values():
        found = _about(rows, on=on)
        if found.lapsed or found.late or (found.said and (found.wants_changes or not found.waiting)):
            yield found


def _about(rows: list[Review], *, on: date) -> Asked:
    version = rows[0].version
    awaited = [one for one in rows if one.is_awaited_for(version)]
    return Asked(
        version=version,
        said=[one for one in rows if one.verdict != Review.Verdict.ASKED and one.heard_at is None],
        lapsed=[one for one in rows if one.has_lapsed_for(version)],
        late=[one for one in awaited if one.is_overdue(on=on)],
        waiting=len(awaited),
    )


def base_numbers(versions: list[Version]) -> dict[int, int]:
    """With which version each draft is compared: the one in force, by the draft's key; those without one
    are left out."""
    processes = {one.process_id: one.pk for one in versions}
    running = Version.objects.filter(process__in=processes, state=Version.State.PUBLISHED)
    return {processes[process_id]: number for process_id, number in running.values_list("process_id", "number")}
