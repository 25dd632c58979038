"""Where running cases stand by version, and how they are brought from one to another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tantam.process.models import Changeover, Instance, Passage, Process, Token, Version


def running_by_version(process: Process) -> dict[int, int]:
    """How many cases run on each version that has any."""
    versions = list(process.versions.exclude(state=Version.State.DRAFT).values_list("pk", flat=True))
    running = Instance.objects.filter(version__in=versions, state=Instance.State.RUNNING)
    return dict(running.order_by().values_list("version").annotate(count=Count("id")))


def standing_by_node(version_id: int) -> dict[str, int]:
    """How many places are taken at each element of a version, awaited events included."""
    tokens = Token.objects.filter(version=version_id).order_by()
    return dict(tokens.values_list("node").annotate(count=Count("id")))


def versions_with_running(process: Process) -> dict[int, int]:
    """The numbers of the versions that something still runs on, in order, whether in force or not."""
    running = Instance.objects.filter(version=OuterRef("pk"), state=Instance.State.RUNNING)
    found = process.versions.filter(Exists(running)).order_by("number")
    return dict(found.values_list("pk", "number"))


def running_at(nodes: Mapping[int, Collection[str]]) -> dict[int, int]:
    """How many cases stand at any of the elements named for each version, in one statement."""
    named = [Q(version=version, node__in=ids) for version, ids in nodes.items() if ids]
    if not named:
        return {}
    found = Token.objects.filter(reduce(or_, named), instance__state=Instance.State.RUNNING).order_by()
    return dict(found.values_list("version").annotate(count=Count("instance", distinct=True)))


def changeovers_of(process: Process) -> QuerySet[Changeover]:
    """All of a process, the latest first."""
    found = Changeover.objects.filter(process=process).select_related("old", "new", "began_by")
    return found.defer("old__bpmn", "new__bpmn").order_by("-began_at", "-id")


def passages_of(changeover: Changeover, *, state: str) -> QuerySet[Passage]:
    """Its instances in one state, in order."""
    return Passage.objects.filter(changeover=changeover, state=state).order_by("id")
