"""All processes in one list, with what runs on them, in four questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tantam.process.engine.diagram import Diagram
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.queries.drawn import diagram_of


@dataclass(frozen=True, kw_only=True)
class ProcessLine:
    """One process: the version it runs on, its draft, and how much stands on it."""

    process: Process
    published: Version | None
    draft: Version | None
    running: int = 0
    overdue: int = 0
    incidents: int = 0
    comments: int = 0

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
    running = Instance.objects.filter(state=Instance.State.RUNNING)
    counts = dict(running.values_list("version__process").annotate(Count("id")))
    places = {row["version__process"]: row for row in _places(now)}
    kept = Version.objects.filter(state__in=[Version.State.DRAFT, Version.State.PUBLISHED])
    remarks = Count("comments", filter=Q(comments__settled_at=None))
    versions = {(version.process_id, version.state): version for version in kept.annotate(remarks=remarks)}
    return [
        ProcessLine(
            process=process,
            published=versions.get((process.pk, Version.State.PUBLISHED)),
            draft=(draft := versions.get((process.pk, Version.State.DRAFT))),
            running=counts.get(process.pk, 0),
            overdue=places.get(process.pk, {}).get("overdue", 0),
            incidents=places.get(process.pk, {}).get("incidents", 0),
            comments=getattr(draft, "remarks", 0),
        )
        for process in processes
    ]


def _places(now: datetime) -> list[dict[str, int]]:
    late = Q(state=Token.State.WAITING, due_at__lte=now)
    failed = Q(state=Token.State.INCIDENT)
    tokens = Token.objects.drawn().filter(late | failed).values("version__process")
    counted = tokens.annotate(overdue=Count("id", filter=late), incidents=Count("id", filter=failed))
    return list(counted)  # type: ignore[arg-type]  # rows of values() are plain dictionaries
