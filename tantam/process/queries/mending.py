"""What went another way than drawn, of all versions of a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Prefetch, QuerySet

from tantam.core.queries import ask
from tantam.organisation.models import Agent
from tantam.process.models import Deviation, Incident, Instance, Mending, OutsideCall, Process
from tantam.process.registry import SubjectLine, listers


def deviations_of(process: Process) -> QuerySet[Deviation]:
    """Everybody who left the path, the latest first."""
    versions = process.versions.values("pk")
    return Deviation.objects.filter(version_id__in=versions).select_related("by").order_by("-at", "-id")


@dataclass(frozen=True, kw_only=True)
class LeftWay:
    """How often people went another way, from one step to another ("" for skipped), on the newest such version."""

    from_node: str
    to_node: str
    count: int
    version_id: int


def ways_left(process: Process, *, since: datetime, most: int = 5) -> tuple[list[LeftWay], int]:
    """The ways most often taken beside the drawing since then, and how many tickets began in that time."""
    versions = process.versions.values("pk")
    left = Deviation.objects.filter(version_id__in=versions, at__gte=since).values("from_node", "to_node")
    counted = left.annotate(count=Count("instance_id", distinct=True), version_id=Max("version_id"))
    rows = counted.order_by("-count", "from_node", "to_node")[:most]
    begun = Instance.objects.filter(version__in=versions, started_at__gte=since).count()
    return [LeftWay(**row) for row in rows], begun


def incidents_of(process: Process) -> QuerySet[Incident]:
    """Failed steps, those still open first, then the latest."""
    found = Incident.objects.filter(version__process=process).select_related("instance", "settled_by")
    found = found.prefetch_related(Prefetch("mendings", Mending.objects.select_related("by").order_by("id")))
    return found.defer("instance__variables").order_by(F("settled_at").desc(nulls_first=True), "-at", "-id")


def left_undone(incidents: Sequence[Incident]) -> dict[int, Deviation]:
    """Of incidents that a person ended by leaving the path how they did, and why: by incident, one question."""
    settled = {(row.instance_id, row.node, row.settled_at): row.pk for row in incidents if row.settled_by_id}
    if not settled:
        return {}
    found = Deviation.objects.filter(
        version_id__in={row.version_id for row in incidents}, at__in={at for _instance, _node, at in settled}
    ).select_related("by")
    by_place = {(one.instance_id, one.from_node, one.at): one for one in found}
    return {pk: by_place[place] for place, pk in settled.items() if place in by_place}


@dataclass(frozen=True, kw_only=True)
class FailedAt:
    """How many stand failed at a step and can be tried again together; on the newest such version."""

    node: str
    count: int
    version_id: int


def failed_together(process: Process) -> list[FailedAt]:
    """The steps at which more than one stands, where most do first."""
    standing = Incident.objects.retryable().filter(version__process=process).values("node")
    counted = standing.annotate(count=Count("id"), newest=Max("version_id")).filter(count__gt=1)
    rows = counted.order_by("-count", "node").values_list("node", "count", "newest")
    return [FailedAt(node=node, count=count, version_id=newest) for node, count, newest in rows]


def incidents_at(version_id: int, node: str, *, labels: Mapping[str, str]) -> QuerySet[Incident]:
    """What failed at a step of a version and is open, what has waited longest first; of the cases with these labels."""
    found = Incident.objects.open().filter(version=version_id, node=node).select_related("instance")
    found = found.filter(**{f"instance__labels__{name}": value for name, value in labels.items()})
    return found.defer("instance__variables").order_by("at", "id")


_OPEN = """
SELECT coalesce(sum(incidents), 0)::int FROM process_placetally
WHERE node <> '' AND version_id = ANY(ARRAY(SELECT id FROM process_version WHERE process_id = %s))
"""


def open_incidents(process_id: int) -> int:
    """How many incidents wait to be mended on all versions of a process: summed from the tally, one question."""
    [[count]] = ask(_OPEN, [process_id])
    return int(count)


def calls_of(process: Process) -> QuerySet[OutsideCall]:
    """What other systems are asked again after a failure, not yet an incident: what comes soonest first."""
    waiting = OutsideCall.objects.resting().filter(attempts__gt=0)
    return waiting.filter(instance__version__process=process).order_by("next_at", "id")


def call_at_rest(token_id: int) -> OutsideCall | None:
    """The call of a step that failed before and waits for its next try."""
    return OutsideCall.objects.resting().filter(token_id=token_id, attempts__gt=0).first()


def is_asking(token_id: int) -> bool:
    """Whether a step waits for another system's answer, or for its turn to ask."""
    states = (*OutsideCall.RESTING, OutsideCall.State.CALLING, OutsideCall.State.ANSWERED)
    return OutsideCall.objects.filter(token_id=token_id, state__in=states).exists()


def subjects_of(instance_ids: Iterable[int]) -> dict[int, str]:
    """Instance → the subject it runs for."""
    return dict(Instance.objects.filter(pk__in=set(instance_ids)).values_list("pk", "subject"))


def lines_for(subjects: Iterable[str], agent: Agent) -> Mapping[str, SubjectLine]:
    """What may be said to the agent about each of the subjects."""
    wanted = [subject.partition(":") for subject in subjects]
    found: dict[str, SubjectLine] = {}
    for kind, lister in listers().items():
        ids = [int(key) for of, _, key in wanted if of == kind]
        if ids:
            found |= {f"{kind}:{key}": line for key, line in lister.lines(ids, agent).items()}
    return found
