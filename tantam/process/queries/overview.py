"""All processes in one list, with what runs on them, in five questions; what runs is counted from indexes alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from tantam.core.queries import ask
from tantam.core.values.text import fold
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Process, Version
from tantam.process.queries.drawn import diagram_of


@dataclass(frozen=True, kw_only=True)
class ProcessLine:
    """One process: the version it runs on, its draft, how much stands on it, and at which steps of the version shown
    something is overdue or has failed. `busiest` is the number of the version on which most runs; `late_elsewhere` how
    many steps are late on versions that are shown on no card, by their numbers, the newest first."""

    process: Process
    published: Version | None
    draft: Version | None
    trial: Version | None = None
    running: int = 0
    overdue: int = 0
    incidents: int = 0
    comments: int = 0
    hurting: Collection[str] = ()
    busiest: int | None = None
    late_elsewhere: Sequence[tuple[int, int]] = ()

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


def is_called(process: Process, text: str) -> bool:
    """Whether code or names of a process have each word that is looked for, with or without marks."""
    called = fold(f"{process.key} {process.name} {process.name_en}")
    return all(word in called for word in fold(text).split())


def overview(*, now: datetime) -> list[ProcessLine]:
    """Every process that is not retired, by its key."""
    return _lines(Process.objects.filter(retired_at=None).order_by("key"), now=now)


def overview_with_retired(*, now: datetime) -> tuple[list[ProcessLine], list[ProcessLine]]:
    """Every process that is not retired, by its key; those that are, the last one first: what began on them goes on."""
    lines = _lines(Process.objects.select_related("retired_by").order_by("-retired_at", "key"), now=now)
    standing = sorted((one for one in lines if not one.process.retired_at), key=lambda one: one.process.key)
    return standing, [one for one in lines if one.process.retired_at]


def _lines(processes: Iterable[Process], *, now: datetime) -> list[ProcessLine]:
    running, standing = _running(), _places(now)
    known = list(_known())
    process_of = {pk: process for pk, process, _number in known}
    counts, places = _summed(running, process_of), _summed(standing, process_of)
    busiest, late = _busiest(running, known), _late_on(standing, known)
    kept = Version.objects.filter(state__in=[Version.State.DRAFT, Version.State.PUBLISHED, Version.State.TRIAL])
    remarks = Count("comments", filter=Q(comments__settled_at=None, comments__answers=None))
    kept = kept.select_related("changed_by").annotate(remarks=remarks)
    versions = {(version.process_id, version.state): version for version in kept}
    hurting: defaultdict[int, set[str]] = defaultdict(set)
    for row in standing:
        hurting[row["version"]].add(str(row["node"]))
    return [
        ProcessLine(
            process=process,
            published=(published := versions.get((process.pk, Version.State.PUBLISHED))),
            draft=(draft := versions.get((process.pk, Version.State.DRAFT))),
            trial=versions.get((process.pk, Version.State.TRIAL)),
            running=counts[process.pk]["running"],
            overdue=places[process.pk]["overdue"],
            incidents=places[process.pk]["incidents"],
            comments=getattr(draft, "remarks", 0),
            hurting=hurting[published.pk] if published else (),
            busiest=busiest.get(process.pk),
            late_elsewhere=[one for one in late[process.pk] if published is not None and one[0] != published.number],
        )
        for process in processes
    ]


def _known() -> Iterable[tuple[int, int, int]]:
    return Version.objects.values_list("id", "process", "number")


def _busiest(running: Iterable[Mapping[str, int]], known: Iterable[tuple[int, int, int]]) -> Mapping[int, int]:
    """Process → the number of its version on which most runs; of equals the newest."""
    counts = {row["version"]: row["running"] for row in running}
    found = sorted((counts[pk], number, process) for pk, process, number in known if pk in counts)
    return {process: number for _count, number, process in found}


def _late_on(
    standing: Iterable[Mapping[str, Any]], known: Iterable[tuple[int, int, int]]
) -> Mapping[int, list[tuple[int, int]]]:
    """Process → its versions with late steps, by number, the newest first, each with how many."""
    counts: Counter[int] = Counter()
    for row in standing:
        counts[row["version"]] += row["overdue"]
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, process, number in sorted(known, key=lambda one: -one[2]):
        if counts[pk]:
            found[process].append((number, counts[pk]))
    return found


def _summed(rows: Iterable[Mapping[str, Any]], process_of: Mapping[int, int]) -> Mapping[int, Counter[str]]:
    """What was counted for each version, as what it is for each process."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        process_id = process_of[row["version"]]
        found[process_id].update({name: count for name, count in row.items() if name not in ("version", "node")})
    return found


_RUNNING = """
SELECT version_id, sum(running)::int FROM process_placetally WHERE node = ''
GROUP BY version_id HAVING sum(running) <> 0
"""
#: Failed ones from the tally, late ones from the beginning of the index of each version that something stands on.
_HURTING = """
SELECT version_id, node, sum(overdue)::int, sum(incidents)::int FROM (
    SELECT version_id, node, 0 AS overdue, incidents FROM process_placetally WHERE node <> ''
    UNION ALL
    SELECT version_id, node, 1, 0 FROM process_token
    WHERE version_id = ANY(ARRAY(SELECT DISTINCT version_id FROM process_placetally))
      AND state = 'waiting' AND attached_to_id IS NULL AND due_at <= %s
) AS part GROUP BY version_id, node HAVING sum(overdue) <> 0 OR sum(incidents) <> 0
"""


def _running() -> list[Mapping[str, Any]]:
    return [{"version": version_id, "running": running} for version_id, running in ask(_RUNNING, [])]


def _places(now: datetime) -> list[Mapping[str, Any]]:
    names = ("version", "node", "overdue", "incidents")
    return [dict(zip(names, row, strict=True)) for row in ask(_HURTING, [now])]
