"""All processes in one list, with what runs on them, in five questions; what runs is counted from indexes alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from tantam.process.engine.diagram import Diagram
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.queries.drawn import diagram_of


@dataclass(frozen=True, kw_only=True)
class ProcessLine:
    """One process: the version it runs on, its draft, how much stands on it, and at which steps of the version shown
    something is overdue or has failed."""

    process: Process
    published: Version | None
    draft: Version | None
    running: int = 0
    overdue: int = 0
    incidents: int = 0
    comments: int = 0
    hurting: Collection[str] = ()

    @property
    def version(self) -> Version | None:
        """What is shown: the published version, else the draft."""
        return self.published or self.draft

    @property
    def diagram(self) -> Diagram | None:
        """The drawing shown; None where a draft cannot be read."""
        try:
            return diagram_of(self.version) if self.version else None
        except Unreadable:
            return None


def overview(*, now: datetime) -> list[ProcessLine]:
    """Every process that is not retired, by its key."""
    processes = Process.objects.filter(retired_at=None).order_by("key")
    running, standing = _running(), _places(now)
    process_of = dict(Version.objects.values_list("id", "process"))
    counts, places = _summed(running, process_of), _summed(standing, process_of)
    kept = Version.objects.filter(state__in=[Version.State.DRAFT, Version.State.PUBLISHED])
    remarks = Count("comments", filter=Q(comments__settled_at=None, comments__answers=None))
    versions = {(version.process_id, version.state): version for version in kept.annotate(remarks=remarks)}
    hurting: defaultdict[int, set[str]] = defaultdict(set)
    for row in standing:
        hurting[row["version"]].add(str(row["node"]))
    return [
        ProcessLine(
            process=process,
            published=(published := versions.get((process.pk, Version.State.PUBLISHED))),
            draft=(draft := versions.get((process.pk, Version.State.DRAFT))),
            running=counts[process.pk]["running"],
            overdue=places[process.pk]["overdue"],
            incidents=places[process.pk]["incidents"],
            comments=getattr(draft, "remarks", 0),
            hurting=hurting[published.pk] if published else (),
        )
        for process in processes
    ]


def _summed(rows: Iterable[Mapping[str, Any]], process_of: Mapping[int, int]) -> Mapping[int, Counter[str]]:
    """What was counted for each version, as what it is for each process."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        process_id = process_of[row["version"]]
        found[process_id].update({name: count for name, count in row.items() if name not in ("version", "node")})
    return found


def _running() -> Iterable[Mapping[str, int]]:
    running = Instance.objects.filter(state=Instance.State.RUNNING)
    counted: Any = running.values("version").annotate(running=Count("version"))
    return list(counted)


def _places(now: datetime) -> Sequence[Mapping[str, Any]]:
    late = Q(state=Token.State.WAITING, due_at__lte=now)
    failed = Q(state=Token.State.INCIDENT)
    tokens = Token.objects.drawn().filter(late | failed).values("version", "node")
    counted: Any = tokens.annotate(overdue=Count("id", filter=late), incidents=Count("id", filter=failed))
    return list(counted)
