"""The first part of a round: runs that have ended, each with the path it walked and its hand-overs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min

from tantam.core.queries import ask
from tantam.organisation.models import Appointment
from tantam.process.mining.handing import hand_overs
from tantam.process.mining.keeping import digest_of
from tantam.process.mining.log import COMPLETE, Case
from tantam.process.models import Handing, Instance, Mining, Visit, Walk, WalkedPath
from tantam.process.queries.compiling import compiled
from tantam.process.queries.event_log import log_of
from tantam.process.queries.heat import PEOPLE
from tantam.process.queries.mined import steps_by_name

BATCH: Final = 500
#: Visits of so long are gone through at a time, whatever lies between.
WINDOW: Final = timedelta(days=1)
#: A step is committed some time after the instant it writes: so much is looked at again.
UNSETTLED: Final = timedelta(minutes=15)
#: What is longer is no path to be compared, but something going round in a circle.
LONGEST: Final = 2_000

_ENDED = """
    SELECT DISTINCT visit.instance_id FROM process_visit AS visit
    JOIN process_instance AS run ON run.id = visit.instance_id
    WHERE visit.version_id = %(version)s AND visit.left_at >= %(since)s AND visit.left_at < %(until)s
      AND run.version_id = %(version)s AND run.state = 'finished' AND run.finished_at IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM process_walk AS walk WHERE walk.instance_id = run.id AND walk.ended_at = run.finished_at)
    ORDER BY visit.instance_id LIMIT %(most)s
"""


def read_some(mining: Mining, *, now: datetime) -> int | None:
    """Read the next runs that have ended; how many, None where all until now are read. Moves `reached_at` on."""
    since = _next_visit(mining)
    if since is None or since >= now:
        mining.reached_at = now - UNSETTLED
        return None
    until = min(since + WINDOW, now + timedelta(microseconds=1))
    values = {"version": mining.version_id, "since": since, "until": until, "most": BATCH}
    found = [pk for (pk,) in ask(_ENDED, values)]
    if found:
        store_walks(mining.version_id, found)
    if len(found) < BATCH:
        mining.reached_at = until if until <= now else now - UNSETTLED
    if len(found) < BATCH and until > now:
        return None
    return len(found)


def _next_visit(mining: Mining) -> datetime | None:
    """When the next run's step ended: quiet times are passed over."""
    visits = Visit.objects.filter(version_id=mining.version_id)
    if mining.reached_at is not None:
        visits = visits.filter(left_at__gte=mining.reached_at)
    found: datetime | None = visits.aggregate(first=Min("left_at"))["first"]
    return found


def store_walks(version_id: int, instance_ids: Sequence[int]) -> None:
    """Write which path each of these finished runs walked; what was known of them before is replaced. The number of
    statements does not depend on how many they are."""
    names = steps_by_name(version_id, language="vi")
    cases = {int(case.id): case for case in log_of(instance_ids, names=names)}
    walked = {pk: _sequence(case) for pk, case in cases.items()}
    paths = _paths(version_id, set(walked.values()))
    walks = [_walk(run, paths[walked[run.pk]]) for run in _runs(instance_ids)]
    Walk.objects.bulk_create(
        walks,
        update_conflicts=True,
        unique_fields=["instance_id"],
        update_fields=["version", "path", "subject", "ended_at", "channel", "segment", "team"],
    )
    Handing.objects.filter(walk__in=instance_ids).delete()
    people, teams = _people(version_id), _teams()
    Handing.objects.bulk_create(one for pk, case in cases.items() for one in _handings(pk, case, people, teams))


def _runs(instance_ids: Sequence[int]) -> list[Instance]:
    known = Instance.objects.filter(pk__in=instance_ids).only("id", "version_id", "subject", "labels", "finished_at")
    return list(known.order_by("pk"))


def _walk(run: Instance, path_id: int) -> Walk:
    assert run.finished_at is not None  # noqa: S101 - only finished runs are read
    labels = {name: str(run.labels.get(name) or "") for name in ("channel", "segment", "team")}
    return Walk(
        instance_id=run.pk,
        version_id=run.version_id,
        path_id=path_id,
        subject=run.subject,
        ended_at=run.finished_at,
        **labels,
    )


def _sequence(case: Case) -> tuple[str, ...]:
    """What was completed, by elements, in the order of completion."""
    return tuple(event.node for event in case.events if event.lifecycle == COMPLETE)


def _paths(version_id: int, sequences: Collection[tuple[str, ...]]) -> Mapping[tuple[str, ...], int]:
    """The path of each sequence; those that nobody has walked before are new."""
    digests = {sequence: digest_of(sequence) for sequence in sequences}
    new = [
        WalkedPath(
            version_id=version_id,
            digest=digest,
            steps=list(sequence[:LONGEST]),
            state=WalkedPath.State.BEYOND if len(sequence) >= LONGEST else WalkedPath.State.WAITING,
        )
        for sequence, digest in sorted(digests.items())
    ]
    WalkedPath.objects.bulk_create(new, ignore_conflicts=True)
    known = WalkedPath.objects.filter(version=version_id, digest__in=digests.values())
    by_digest = dict(known.values_list("digest", "pk"))
    return {sequence: by_digest[digest] for sequence, digest in digests.items()}


def _people(version_id: int) -> frozenset[str]:
    """The elements where people work: only between these is something handed over."""
    return frozenset(node.id for node in compiled(version_id).graph.nodes if node.kind in PEOPLE)


def _teams() -> dict[str, str]:
    """The team that each person belongs to (`agent:12`), by what they were appointed to first."""
    held = Appointment.objects.filter(until=None, team__isnull=False).order_by("-pk")
    return {f"agent:{agent}": key for agent, key in held.values_list("agent", "team__key")}


def _handings(instance_id: int, case: Case, people: Collection[str], teams: Mapping[str, str]) -> Iterator[Handing]:
    """Between people, and between their teams: who has none acts for the team that had the case then."""
    done = [event for event in case.events if event.lifecycle == COMPLETE and event.node in people]
    told: dict[Handing.Between, Counter[tuple[str, str]]] = {
        Handing.Between.PEOPLE: hand_overs(event.resource for event in done),
        Handing.Between.TEAMS: hand_overs(
            teams.get(event.resource) or str(event.attributes.get("team", "")) for event in done
        ),
    }
    for between, found in told.items():
        for (source, target), times in found.items():
            yield Handing(walk_id=instance_id, between=between, source=source, target=target, times=times)
