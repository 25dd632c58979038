"""The finished runs behind a figure of "as drawn, as done", as far as the reader may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from tantam.organisation.models import Agent
from tantam.process.models import Deviation, PathStep, Walk, WalkedPath
from tantam.process.queries.mined import Part
from tantam.process.queries.sight import in_sight

#: All, those exactly as drawn, those that went another way, those that could not be compared.
WHICH: Final = ("", "exact", "off", "unknown")
_OF: Final[dict[str, Q]] = {
    "exact": Q(path__cost=0),
    "off": Q(path__cost__gt=0),
    "unknown": Q(path__state__in=[WalkedPath.State.WAITING, WalkedPath.State.BEYOND]),
}


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which runs: all of one sort, or (with a `kind`) those with one deviation."""

    which: str = ""
    kind: str = ""
    node: str = ""
    after: str = ""


def walks_of(part: Part, which: Which) -> QuerySet[Walk]:
    """The runs of a part, the latest first."""
    found = Walk.objects.filter(version=part.version_id, ended_at__gte=part.since, ended_at__lt=part.until)
    found = found.filter(**part.dimensions)
    if which.kind:
        having = PathStep.objects.filter(kind=which.kind, node=which.node, after=which.after)
        found = found.filter(path__in=having.filter(path__version=part.version_id).values("path"))
    elif which.which:
        found = found.filter(_OF[which.which])
    return found.select_related("path").defer("path__steps", "path__moves").order_by("-ended_at", "-instance_id")


def within_reach(walks: QuerySet[Walk], agent: Agent) -> QuerySet[Walk]:
    """Those of them that the agent may see."""
    return in_sight(walks, agent)


def reasons_by_run(instance_ids: Collection[int]) -> dict[int, list[Deviation]]:
    """Run → where people left the path in it and why, in order."""
    found: defaultdict[int, list[Deviation]] = defaultdict(list)
    rows = Deviation.objects.filter(instance_id__in=instance_ids).select_related("by").order_by("at", "id")
    for row in rows:
        found[row.instance_id].append(row)
    return dict(found)
