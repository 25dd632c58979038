"""What was done against what is drawn: read from runs and paths that were compared beforehand (`actions.mining`).

Any period and any channel, segment or team is a question over the same rows; nothing is aligned here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any, Final

from tantam.core.queries import ask
from tantam.process.engine.called import names_of
from tantam.process.engine.ways import between
from tantam.process.mining.mapping import is_step, net_of
from tantam.process.mining.measures import Variant
from tantam.process.mining.net import Net
from tantam.process.models import Mining, PathStep
from tantam.process.queries.compiling import compiled
from tantam.process.queries.filtering import DIMENSIONS, HANOI, Filters

#: So many different deviations are listed.
MOST_DEVIATIONS: Final = 100
#: The map and rework are drawn from so many paths, those that most have walked.
MOST_PATHS: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Part:
    """Runs of a version that ended from `since` until before `until`, of a channel, segment or team."""

    version_id: int
    since: datetime
    until: datetime
    dimensions: Mapping[str, str]

    def where(self, table: str = "walk") -> str:
        """The condition on walks, in SQL; its values are those of `values`."""
        narrowed = "".join(f" AND {table}.{name} = %({name})s" for name in DIMENSIONS if name in self.dimensions)
        return (
            f"{table}.version_id = %(version)s AND {table}.ended_at >= %(since)s AND {table}.ended_at < %(until)s"
            f"{narrowed}"
        )

    @property
    def values(self) -> dict[str, Any]:
        """The values of the condition."""
        return {"version": self.version_id, "since": self.since, "until": self.until, **self.dimensions}

    @cached_property
    def walked(self) -> list[tuple[date, int, int]]:
        """Week (its Monday in Hà Nội), path and how many walked it then: counted once for all figures of a page."""
        mondays = _mondays(self.since, self.until)
        sql = f"""
            SELECT width_bucket(walk.ended_at, %(weeks)s::timestamptz[]) AS week, walk.path_id, count(*)
            FROM process_walk AS walk WHERE {self.where()} GROUP BY 1, 2
        """  # noqa: S608 - names of columns
        weeks = [datetime.combine(monday, time.min, tzinfo=HANOI) for monday in mondays]
        found = ask(sql, {**self.values, "weeks": weeks})
        return [(mondays[week - 1], path, count) for week, path, count in found]

    @property
    def taken(self) -> dict[str, Any]:
        """The values of `_TAKEN`: each path with how many walked it."""
        counted: Counter[int] = Counter()
        for _, path, count in self.walked:
            counted[path] += count
        return {"paths": list(counted), "counts": list(counted.values())}


#: Each path with how many walked it, as the first part of a statement.
_TAKEN = """
    WITH taken AS (
        SELECT * FROM unnest(%(paths)s::bigint[], %(counts)s::bigint[]) AS counted (path_id, walked))
"""


def _mondays(since: datetime, until: datetime) -> list[date]:
    """The Mondays of the weeks from `since` until before `until`, in Hà Nội."""
    first, last = since.astimezone(HANOI).date(), until.astimezone(HANOI).date()
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]


@dataclass(frozen=True, kw_only=True)
class Fitness:
    """How well runs follow the drawing: `cases` in all, of which `computed` were compared, `exact` went exactly as
    drawn and `beyond` could not be compared within the budget; `average` is the mean fitness of the computed ones."""

    cases: int
    computed: int
    exact: int
    beyond: int
    average: float | None
    paths: int = 0

    @property
    def share(self) -> float | None:
        """The part of the computed runs that went exactly as drawn."""
        return self.exact / self.computed if self.computed else None

    @property
    def off(self) -> int:
        """Computed runs that went another way."""
        return self.computed - self.exact

    @property
    def unknown(self) -> int:
        """Runs that were not compared, or not yet."""
        return self.cases - self.computed

    @property
    def waiting(self) -> int:
        """Runs that wait for their comparison."""
        return self.cases - self.computed - self.beyond


NOTHING: Final = Fitness(cases=0, computed=0, exact=0, beyond=0, average=None)
_COUNTED = """
    coalesce(sum(walked), 0)::bigint,
    coalesce(sum(walked) FILTER (WHERE path.state = 'aligned'), 0)::bigint,
    coalesce(sum(walked) FILTER (WHERE path.cost = 0), 0)::bigint,
    coalesce(sum(walked) FILTER (WHERE path.state = 'beyond'), 0)::bigint,
    (sum(walked * (1 - CASE WHEN path.worst > 0 THEN path.cost::float8 / path.worst ELSE 0 END))
      / nullif(sum(walked) FILTER (WHERE path.state = 'aligned'), 0))::float8,
    count(DISTINCT path.id)
"""


def fitness(part: Part) -> Fitness:
    """The figures of a part."""
    counted = "FROM taken JOIN process_walkedpath AS path ON path.id = taken.path_id"
    [row] = ask(f"{_TAKEN} SELECT {_COUNTED} {counted}", part.taken)
    return _fitness(row)


def fitness_by_week(part: Part) -> list[tuple[date, Fitness]]:
    """The same for each week that runs ended in, by its Monday (in Hà Nội), the oldest first."""
    sql = f"""
        WITH taken AS (
            SELECT * FROM unnest(%(weeks)s::date[], %(paths)s::bigint[], %(counts)s::bigint[])
                AS counted (week, path_id, walked))
        SELECT week, {_COUNTED} FROM taken JOIN process_walkedpath AS path ON path.id = taken.path_id
        GROUP BY week ORDER BY week
    """  # noqa: S608 - names of columns
    weeks, paths, counts = ([row[column] for row in part.walked] for column in range(3))
    return [(week, _fitness(row)) for week, *row in ask(sql, {"weeks": weeks, "paths": paths, "counts": counts})]


def _fitness(row: Sequence[Any]) -> Fitness:
    cases, computed, exact, beyond, average, paths = row
    return Fitness(cases=cases, computed=computed, exact=exact, beyond=beyond, average=average, paths=paths)


@dataclass(frozen=True, kw_only=True)
class Deviating:
    """One way in which runs leave the drawing; the words are those of `mining.deviations`."""

    kind: str
    node: str
    after: str
    times: int
    cases: int


def deviating(part: Part, *, most: int = MOST_DEVIATIONS) -> list[Deviating]:
    """The deviations of a part, those of the most runs first."""
    sql = f"""
        {_TAKEN}
        SELECT element.kind, element.node, element.after,
               sum(element.times * taken.walked)::bigint AS times, sum(taken.walked)::bigint AS cases
        FROM taken JOIN process_pathstep AS element ON element.path_id = taken.path_id
        WHERE element.kind <> 'drawn'
        GROUP BY 1, 2, 3 ORDER BY cases DESC, 1, 2, 3 LIMIT {int(most)}
    """  # noqa: S608 - names of columns
    return [
        Deviating(kind=kind, node=node, after=after, times=times, cases=cases)
        for kind, node, after, times, cases in ask(sql, part.taken)
    ]


def done_at(part: Part) -> dict[str, dict[str, int]]:
    """Element → kind (as drawn, or of deviation) → in how many runs."""
    sql = f"""
        {_TAKEN}
        SELECT element.node, element.kind, sum(taken.walked)::bigint FROM taken
        JOIN (SELECT DISTINCT path_id, node, kind FROM process_pathstep WHERE path_id IN (SELECT path_id FROM taken))
            AS element ON element.path_id = taken.path_id
        GROUP BY 1, 2
    """  # noqa: S608 - names of columns
    found: dict[str, dict[str, int]] = {}
    for node, kind, cases in ask(sql, part.taken):
        found.setdefault(node, {})[kind] = cases
    return found


def walked_variants(part: Part, *, most: int = MOST_PATHS) -> list[Variant]:
    """The paths of a part that most have walked, compared or not."""
    sql = f"""
        {_TAKEN}
        SELECT path.steps, taken.walked FROM taken JOIN process_walkedpath AS path ON path.id = taken.path_id
        ORDER BY taken.walked DESC, path.id LIMIT {int(most)}
    """  # noqa: S608 - names of columns
    return [Variant(steps=tuple(steps), count=walked, example="") for steps, walked in ask(sql, part.taken)]


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """Work that went from one to another: how often, in how many runs."""

    source: str
    target: str
    times: int
    cases: int


def handed_over(part: Part, *, between: str, most: int = 400) -> list[HandedOver]:
    """Who handed over to whom (`Handing.Between`): agents (`agent:12`), teams by their keys."""
    sql = f"""
        SELECT handing.source, handing.target, sum(handing.times)::bigint AS times, count(*) AS cases
        FROM process_walk AS walk JOIN process_handing AS handing ON handing.walk_id = walk.instance_id
        WHERE {part.where()} AND handing.between = %(between)s
        GROUP BY 1, 2 ORDER BY times DESC, 1, 2 LIMIT {int(most)}
    """  # noqa: S608 - names of columns
    rows = ask(sql, {**part.values, "between": str(between)})
    return [HandedOver(source=source, target=target, times=times, cases=cases) for source, target, times, cases in rows]


def handed_over_cases(part: Part, *, between: str) -> int:
    """In how many runs anything was handed over at all."""
    sql = f"""
        SELECT count(*) FROM process_walk AS walk WHERE {part.where()} AND EXISTS (
            SELECT FROM process_handing AS handing
            WHERE handing.walk_id = walk.instance_id AND handing.between = %(between)s)
    """  # noqa: S608 - names of columns
    [(found,)] = ask(sql, {**part.values, "between": str(between)})
    return int(found)


@dataclass(frozen=True, kw_only=True)
class GivenReason:
    """A reason that somebody gave for leaving the path, from which element to which ("": skipped), in how many runs
    with a deviation."""

    from_node: str
    to_node: str
    reason: str
    cases: int


def given_reasons(part: Part, deviations: Sequence[Deviating]) -> dict[tuple[str, str, str], list[GivenReason]]:
    """Deviation (kind, element, after) → the reasons given in the runs that have it, the most frequent first. One
    question for all; where a run left the path several times, reasons about the element itself come first."""
    if not deviations:
        return {}
    sql = f"""
        SELECT element.kind, element.node, element.after, said.from_node, said.to_node, said.reason,
               count(DISTINCT walk.instance_id) AS cases
        FROM process_walk AS walk
        JOIN process_deviation AS said ON said.instance_id = walk.instance_id
        JOIN process_pathstep AS element ON element.path_id = walk.path_id AND element.kind <> 'drawn'
        WHERE {part.where()} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY cases DESC, 6 LIMIT 2000
    """  # noqa: S608 - names of columns
    found: dict[tuple[str, str, str], list[GivenReason]] = {}
    for kind, node, after, from_node, to_node, reason, cases in ask(sql, part.values):
        given = GivenReason(from_node=from_node, to_node=to_node, reason=reason, cases=cases)
        found.setdefault((kind, node, after), []).append(given)
    return {
        key: [one for one in given if key[1] in _concerned(part.version_id, one.from_node, one.to_node)]
        for key, given in found.items()
    }


@lru_cache(maxsize=512)
def _concerned(version_id: int, from_node: str, to_node: str) -> frozenset[str]:
    """The elements that leaving the path at one and going on at another is about: both, and what lies between them."""
    diagram = compiled(version_id).diagram
    found = {from_node, to_node}
    if {from_node, to_node} <= diagram.nodes_by_id.keys():
        for source, to in ((from_node, to_node), (to_node, from_node)):
            found |= {node.id for node in between(diagram, source=source, to=to, of=lambda node: True).nodes}
    return frozenset(found)


def mining_of(version_id: int) -> Mining | None:
    """How far the comparison of a version has got; None where it has not begun."""
    return Mining.objects.filter(pk=version_id).first()


@lru_cache(maxsize=16)
def net_of_version(version_id: int) -> Net:
    """What the drawing of a version allows; versions in use never change."""
    return net_of(compiled(version_id).graph)


def steps_by_name(version_id: int, *, language: str) -> dict[str, str]:
    """The elements that are compared, with their names in a language (the id where one has none)."""
    known = compiled(version_id)
    names = names_of(known.diagram, language=language)
    return {node.id: names.get(node.id, node.id) for node in known.graph.nodes if is_step(node)}


def part_of(version_id: int, *, filters: Filters, now: datetime) -> Part:
    """The runs that ended within the days of the filters."""
    period = filters.period(now)
    return Part(version_id=version_id, since=period.since, until=period.until, dimensions=filters.dimensions)


KINDS: Final = tuple(kind for kind in PathStep.Kind if kind != PathStep.Kind.DRAWN)
