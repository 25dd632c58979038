"""The figures of a trial: one statement for how customers were split, one for all measures together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, Final, Literal

from django.db import connection

from tantam.process.models import Trial
from tantam.process.registry import Measure, measures, people_selects
from tantam.process.values.sequential import Compared, Sums, chance_of_split, compare

Part = Literal["deciding", "guard", "also"]
ALPHA: Final = 0.05

#: The runs since the trial began, by the version they began on, each customer with the version and the stretch (of one
#: share) that they first came in. A subject counts once: with its first run.
_BEGUN = """
WITH moved AS MATERIALIZED (
  SELECT p.instance_id, (array_agg(o.old_id ORDER BY p.id))[1] AS old_id
  FROM process_changeover o JOIN process_passage p ON p.changeover_id = o.id
  WHERE o.process_id = %(process)s AND o.began_at >= %(since)s AND p.state IN ('moved', 'kept') GROUP BY 1
), begun AS (
  SELECT i.id, split_part(i.subject, ':', 1) AS subject_kind, split_part(i.subject, ':', 2)::bigint AS subject_id,
    i.subject, coalesce(m.old_id, i.version_id) AS version_id, m.old_id IS NOT NULL AS is_moved, i.state, i.started_at
  FROM process_instance i LEFT JOIN moved m ON m.instance_id = i.id
  WHERE i.version_id = ANY(%(versions)s) AND i.started_at >= %(since)s AND i.started_at <= %(now)s
    AND i.parent_id IS NULL
), owned AS (
  SELECT begun.*, {person} AS person, row_number() OVER (PARTITION BY subject ORDER BY started_at, begun.id) AS turn
  FROM begun {people}
), placed AS MATERIALIZED (
  SELECT owned.*, first_value(version_id) OVER came AS first_version,
    width_bucket(first_value(started_at) OVER came, %(stretches)s::timestamptz[]) AS stretch
  FROM owned WHERE turn = 1 WINDOW came AS (PARTITION BY person ORDER BY started_at, id)
)
"""
_SPLIT = """
SELECT stretch, version_id, count(DISTINCT person) FILTER (WHERE version_id = first_version), count(*),
  count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'finished'),
  count(*) FILTER (WHERE is_moved)
FROM placed GROUP BY 1, 2
"""
#: A customer belongs to the version they got first. What ran on the other one later (the share has grown) and what was
#: moved in between would mix the two. Values find their run by standing beside it in one sorted list: the planner takes
#: a version of these days for one without runs, and a join would then measure all runs anew for each of them.
_RUN = """, run AS MATERIALIZED (
  SELECT * FROM placed WHERE version_id = first_version AND NOT is_moved
), found AS (
  SELECT run_id, measure, value, NULL::int AS stretch, NULL::bigint AS version_id, NULL::text AS person
  FROM ({values}) measured
  UNION ALL SELECT id, NULL, NULL, stretch, version_id, person FROM run
), told AS (
  SELECT measure, value, max(stretch) OVER of_run AS stretch, max(version_id) OVER of_run AS version_id,
    max(person) OVER of_run AS person
  FROM found WINDOW of_run AS (PARTITION BY run_id)
)
SELECT measure, stretch, version_id, count(*), sum(n), sum(x), sum(n * n), sum(x * x), sum(n * x) FROM (
  SELECT measure, stretch, version_id, person, count(*)::float8 AS n, sum(value) AS x
  FROM told WHERE measure IS NOT NULL AND version_id IS NOT NULL GROUP BY 1, 2, 3, 4
) customers GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, kw_only=True)
class TrialSide:
    """What began on one version since the trial did: customers who got it first, tickets, how many of them are over."""

    version_id: int
    people: int
    begun: int
    running: int
    finished: int


@dataclass(frozen=True, kw_only=True)
class TrialMeasure:
    """One measure of both versions, and what it is for in the trial."""

    key: str
    part: Part
    alpha: float
    found: Compared


@dataclass(frozen=True, kw_only=True)
class TrialFigures:
    """All that a trial has shown up to a moment. `split` are (percent, customers tried, published) of each stretch;
    `chance` is how likely a split that uneven is at most."""

    at: datetime
    days: float
    tried: TrialSide
    published: TrialSide
    moved: int
    split: list[tuple[int, int, int]]
    chance: float
    measures: list[TrialMeasure]

    def part(self, part: Part) -> list[TrialMeasure]:
        """The measures that have this part in the trial."""
        return [one for one in self.measures if one.part == part]


def figures_of(trial: Trial, *, now: datetime) -> TrialFigures:
    """Measure a trial that goes on, two statements; what one that is over has shown is kept with it, as it was then."""
    if trial.figures is not None:
        return figures_from_json(trial.figures)
    values = {
        "process": trial.version.process_id,
        "versions": [trial.control_id, trial.version_id],
        "since": trial.begun_at,
        "now": now,
        "stretches": [datetime.fromisoformat(at) for at, _percent in trial.shares],
    }
    split = _split(trial, values)
    sides = {version: _side(version, split) for version in (trial.version_id, trial.control_id)}
    shared = [
        (percent, _people(split, place, trial.version_id), _people(split, place, trial.control_id))
        for place, (_at, percent) in enumerate(trial.shares, start=1)
    ]
    return TrialFigures(
        at=now,
        days=max((now - trial.begun_at) / timedelta(days=1), 0.0),
        tried=sides[trial.version_id],
        published=sides[trial.control_id],
        moved=sum(row[4] for row in split.values()),
        split=shared,
        chance=chance_of_split(shared),
        measures=_measured(trial, values),
    )


Split = Mapping[tuple[int, int], tuple[int, ...]]


def _split(trial: Trial, values: dict[str, Any]) -> Split:
    return {(stretch, version): tuple(counts) for stretch, version, *counts in _ask(_begun() + _SPLIT, values)}


def _people(split: Split, stretch: int, version: int) -> int:
    return split.get((stretch, version), (0,))[0]


def _side(version_id: int, split: Split) -> TrialSide:
    rows = [counts for (_stretch, version), counts in split.items() if version == version_id]
    people, begun, running, finished, _moved = (sum(column) for column in zip(*rows, strict=True)) if rows else [0] * 5
    return TrialSide(version_id=version_id, people=people, begun=begun, running=running, finished=finished)


def _measured(trial: Trial, values: dict[str, Any]) -> list[TrialMeasure]:
    """Every measure on offer, that which decides first, then the guards. Guards share one chance of a false alarm."""
    known = measures()
    if not known:
        return []
    parts = {key: _part(trial, key) for key in known}
    found = _sums(known, values)
    result = []
    for key in sorted(known, key=lambda one: ("deciding", "guard", "also").index(parts[one])):
        alpha = ALPHA / len(trial.guards) if parts[key] == "guard" else ALPHA
        stretches = [
            (found[key, place, trial.control_id], found[key, place, trial.version_id])
            for place in range(1, len(trial.shares) + 1)
        ]
        compared = compare(stretches, kind=known[key].kind, alpha=alpha)
        result.append(TrialMeasure(key=key, part=parts[key], alpha=alpha, found=compared))
    return result


def _part(trial: Trial, key: str) -> Part:
    return "deciding" if key == trial.measure else "guard" if key in trial.guards else "also"


def _sums(known: Mapping[str, Measure], values: dict[str, Any]) -> Mapping[tuple[str, int, int], Sums]:
    """Per measure, stretch and version."""
    names = {f"measure_{place}": one.key for place, one in enumerate(known.values())}
    each = " UNION ALL ".join(
        f"SELECT %({name})s::text AS measure, q.run_id, {_scaled(one)} AS value FROM ({one.select}) q (run_id, x)"  # noqa: S608 - statements of ours
        for name, one in zip(names, known.values(), strict=True)
    )
    found: dict[tuple[str, int, int], Sums] = defaultdict(Sums)
    for measure, stretch, version, *sums in _ask(_begun() + _RUN.format(values=each), values | names):
        people, cases, total, squared_cases, squared_total, product = sums
        found[measure, stretch, version] = Sums(
            people=people,
            cases=cases,
            total=total,
            squared_cases=squared_cases,
            squared_total=squared_total,
            product=product,
        )
    return found


def _scaled(measure: Measure) -> str:
    return "ln(greatest(q.x, 1.0))" if measure.unit == "seconds" else "q.x"


def _begun() -> str:
    """Of each kind of subject the app above says whose it is; else it is its own."""
    kinds = list(people_selects().items())
    people = " ".join(
        f"LEFT JOIN ({select}) people_{place} ON begun.subject_kind = '{kind}' AND people_{place}.id = begun.subject_id"
        for place, (kind, select) in enumerate(kinds)
    )
    person = ", ".join([*(f"people_{place}.person" for place in range(len(kinds))), "begun.subject"])
    return _BEGUN.format(people=people, person=f"coalesce({person})")


def _ask(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def figures_as_json(figures: TrialFigures) -> dict[str, Any]:
    """To be kept with the trial when it ends; bounds that are not known are null."""
    kept = asdict(figures) | {"at": figures.at.isoformat()}
    for one in kept["measures"]:
        one["found"] = {name: _finite(value) for name, value in one["found"].items()}
    return kept


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value


def figures_from_json(kept: Mapping[str, Any]) -> TrialFigures:
    """What `figures_as_json` made."""
    found = TrialFigures(**kept)
    return replace(
        found,
        at=datetime.fromisoformat(kept["at"]),
        tried=TrialSide(**kept["tried"]),
        published=TrialSide(**kept["published"]),
        split=[(percent, tried, published) for percent, tried, published in kept["split"]],
        measures=[TrialMeasure(**{**one, "found": _compared(one["found"])}) for one in kept["measures"]],
    )


def _compared(kept: Mapping[str, Any]) -> Compared:
    known = {name: value for name, value in kept.items() if value is not None}
    return Compared(**{**known, "people": tuple(kept["people"])})
