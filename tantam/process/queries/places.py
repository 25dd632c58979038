"""Which places are taken now, at every node of a version.

Of all of them the tally says how many there are, whatever their number; what is late is the beginning of the index
`process_work_by_due`, and the oldest at a node the first of it in `process_tokens_standing`. Of the cases with some
labels they are counted from that index, which holds exactly what is asked, without a look at the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q
from django.db.models.fields.json import KeyTextTransform

from tantam.core.queries import Kept, ask
from tantam.process.models import Instance, Token, TokenQuerySet

#: Later than anything.
AT_NO_TIME = datetime.max.replace(tzinfo=UTC)


class Places(NamedTuple):
    """What stands at a node having come by one way (`flow`, "" for none); `late_since` is the due time of what has been
    late the longest. `came` are those that came in the period, also into what is drawn around other steps."""

    node: str
    flow: str
    standing: int
    overdue: int
    incidents: int
    oldest_at: datetime | None
    late_since: datetime | None
    came: int = 0


class Arrived(NamedTuple):
    """How many stand at a node that came by one way within a stretch of time."""

    node: str
    flow: str
    standing: int


def places(
    version_id: int,
    *,
    dimensions: Mapping[str, str],
    now: datetime,
    at: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Places]:
    """What stands where in a version, of the cases with these labels; a place may come in several parts.

    `came` is counted for the nodes `at`, of what came from `since` on and before `until`.
    """
    begin, end = since or now, until or AT_NO_TIME
    if not dimensions:
        values = {"version": version_id, "now": now, "at": sorted(at), "since": begin, "until": end}
        return [Places(*row) for row in ask(_ALL if at else _STANDING, values)]
    rows = _ask_places(tuple(dimensions), version=version_id, now=now, since=begin, until=end, **dimensions)
    return [Places(*row) for row in rows]


def came_to(
    version_id: int, at: Collection[str], *, dimensions: Mapping[str, str], since: datetime, until: datetime
) -> list[Arrived]:
    """What came to these nodes within a stretch of time and stands there still."""
    came = standing_of(version_id, dimensions).filter(node__in=sorted(at), attached_to_id=None)
    rows = came.filter(entered_at__gte=since, entered_at__lt=until).values_list("node", "flow")
    return [Arrived(*row) for row in rows.annotate(count=Count("id"))]


def standing_of(version_id: int, labels: Mapping[str, str]) -> TokenQuerySet:
    """What a picture of a version shows, of the cases with these labels: places taken, and waits that failed."""
    tokens = Token.objects.drawn().filter(version=version_id)
    if not labels:
        return tokens
    running = Instance.objects.filter(version=version_id, state=Instance.State.RUNNING)
    named = {f"label_{name}": KeyTextTransform(name, "labels") for name in labels}
    running = running.alias(**named).filter(**{f"label_{name}": value for name, value in labels.items()})
    return tokens.filter(instance__in=running.values("pk"))


def _places(
    names: tuple[str, ...], *, version: int, now: datetime, since: datetime, until: datetime, **labels: str
) -> Any:
    came = Q(attached_to_id=None, entered_at__gte=since, entered_at__lt=until)
    here = Q(attached_to_id=None) & ~Q(state=Token.State.INSIDE)
    late = Q(state=Token.State.WAITING, due_at__lte=now)
    found = standing_of(version, {name: labels[name] for name in names})
    return found.values_list("node", "flow").annotate(
        standing=Count("id", filter=here),
        overdue=Count("id", filter=late),
        incidents=Count("id", filter=Q(state=Token.State.INCIDENT)),
        oldest_at=Min("entered_at", filter=here),
        late_since=Min("due_at", filter=late),
        came=Count("id", filter=came),
    )


_ask_places = Kept(_places)

_STANDING = """
WITH taken AS (
    SELECT node, flow, sum(standing)::int AS standing, sum(incidents)::int AS incidents FROM process_placetally
    WHERE version_id = %(version)s AND node <> '' GROUP BY node, flow HAVING sum(standing) <> 0 OR sum(incidents) <> 0
)
SELECT node, flow, standing, 0, incidents, NULL::timestamptz, NULL::timestamptz, 0 FROM taken
UNION ALL
SELECT node, '', 0, 0, 0, (
    SELECT entered_at FROM process_token
    WHERE version_id = %(version)s AND node = one.node AND attached_to_id IS NULL AND state <> 'inside'
    ORDER BY entered_at LIMIT 1), NULL, 0
FROM (SELECT DISTINCT node FROM taken WHERE standing <> 0) AS one
UNION ALL
SELECT node, '', 0, count(*)::int, 0, NULL, min(due_at), 0 FROM process_token
WHERE version_id = %(version)s AND state = 'waiting' AND attached_to_id IS NULL AND due_at <= %(now)s GROUP BY node
"""
#: With what came in the period to the nodes behind a division, and waits at it; from the same index.
_ALL = f"""{_STANDING}UNION ALL
SELECT node, flow, 0, 0, 0, NULL, NULL, count(*)::int FROM process_token
WHERE version_id = %(version)s AND node = ANY(%(at)s) AND attached_to_id IS NULL
  AND entered_at >= %(since)s AND entered_at < %(until)s GROUP BY node, flow
"""  # noqa: S608 - our own text
