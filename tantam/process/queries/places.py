"""Which places are taken now, at every node of a version: counted from one index, without a look at the rows.

The index `process_tokens_standing` holds exactly what is asked here. However many cases are open, few of its pages
are read; the conditions are written into the statements so that PostgreSQL sees that they are those of the index.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q
from django.db.models.fields.json import KeyTextTransform

from tantam.core.queries import Kept
from tantam.process.models import Instance, Token, TokenQuerySet


class Places(NamedTuple):
    """What stands at a node having come by one way (`flow`, "" for none)."""

    node: str
    flow: str
    standing: int
    overdue: int
    incidents: int
    oldest_at: datetime | None


def places(version_id: int, *, dimensions: Mapping[str, str], now: datetime) -> list[Places]:
    """Count what stands where in a version, of the cases with these labels."""
    rows = _ask_places(tuple(dimensions), version=version_id, now=now, **dimensions)
    return [Places(*row) for row in rows]


def standing_of(version_id: int, labels: Mapping[str, str]) -> TokenQuerySet:
    """What a picture of a version shows, of the cases with these labels: places taken, and waits that failed."""
    tokens = Token.objects.drawn().filter(version=version_id)
    if not labels:
        return tokens
    running = Instance.objects.filter(version=version_id, state=Instance.State.RUNNING)
    named = {f"label_{name}": KeyTextTransform(name, "labels") for name in labels}
    running = running.alias(**named).filter(**{f"label_{name}": value for name, value in labels.items()})
    return tokens.filter(instance__in=running.values("pk"))


def _places(names: tuple[str, ...], *, version: int, now: datetime, **labels: str) -> Any:
    here = Q(attached_to_id=None)
    found = standing_of(version, {name: labels[name] for name in names})
    return (
        found.exclude(state=Token.State.INSIDE)
        .values_list("node", "flow")
        .annotate(
            standing=Count("id", filter=here),
            overdue=Count("id", filter=Q(state=Token.State.WAITING, due_at__lte=now)),
            incidents=Count("id", filter=Q(state=Token.State.INCIDENT)),
            oldest_at=Min("entered_at", filter=here),
        )
    )


_ask_places = Kept(_places)
