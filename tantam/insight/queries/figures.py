"""All figures of a period at once: in total and by what is asked of day, week, team and channel."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import sqrt
from typing import Any

from tantam.insight.queries.cells import Cell, cells_of, opened_by_day
from tantam.insight.queries.scope import HANOI, Scope, cases_of
from tantam.insight.queries.times import percentiles
from tantam.organisation.models import Agent

__all__ = ["HANOI", "Figures", "Scope", "forget_figures", "measure", "volumes"]

KEPT_FROM = 5_000
SECONDS_OVER, SECONDS_OPEN = 600, 60
MOST_KEPT = 200
DIMENSIONS = ("day", "week", "team", "channel")
Row = dict[str, float | int | None]


@dataclass(frozen=True)
class Figures:
    """Metrics by key, in total and by the values of each dimension; a metric nothing is known of is missing."""

    total: Row = field(default_factory=dict)
    by: dict[str, dict[Any, Row]] = field(default_factory=lambda: {name: defaultdict(dict) for name in DIMENSIONS})


_kept: dict[tuple[str, ...], tuple[float, Any]] = {}


def measure(scope: Scope, *, agent: Agent, by: Sequence[str] = (), now: datetime) -> Figures:
    """Measure all metrics for a scope, over the cases this agent may see.

    What was measured over many cases is given again for a while: see `kept_seconds`.

    Args:
        by: which of DIMENSIONS are cut besides the total; of day and week one.
        now: decides whether the days of the scope are over.
    """
    key = ("figures", *_key(scope, agent), *by)
    figures: Figures | None = _known(key)
    if figures is None:
        figures = _measured(scope, agent, by)
        _keep(key, figures, volume=int(figures.total.get("volume") or 0), is_over=scope.end <= now)
    return figures


def volumes(scope: Scope, *, agent: Agent, now: datetime) -> dict[date, int]:
    """How many cases were opened on each day that had any, of those this agent may see; kept like figures."""
    key = ("volumes", *_key(scope, agent))
    counted: dict[date, int] | None = _known(key)
    if counted is None:
        counted = opened_by_day(scope, agent=agent)
        _keep(key, counted, volume=sum(counted.values()), is_over=scope.end <= now)
    return counted


def kept_seconds(volume: int, *, is_over: bool) -> float:
    """How long figures over so many cases are good for: small ones are measured every time, large ones some seconds.

    However large the desk and however many look, little of the database's time goes there. Days that are over hardly
    change.
    """
    if volume < KEPT_FROM:
        return 0
    return SECONDS_OVER if is_over else min(volume / 1000, SECONDS_OPEN)


def forget_figures() -> None:
    """Measure anew: between tests."""
    _kept.clear()


def _key(scope: Scope, agent: Agent) -> list[str]:
    """What of a question and of whoever asks decides the answer."""
    condition, values = cases_of(scope, agent)
    return [condition, *map(str, values.items()), str(scope.since), str(scope.until)]


def _known(key: tuple[str, ...]) -> Any:
    until, found = _kept.get(key, (0.0, None))
    return found if until > time.monotonic() else None


def _keep(key: tuple[str, ...], found: Any, *, volume: int, is_over: bool) -> None:
    if seconds := kept_seconds(volume, is_over=is_over):
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = time.monotonic() + seconds, found


_PLACES = {"day": "step", "week": "step", "team": "team_id", "channel": "channel_kind"}


def _measured(scope: Scope, agent: Agent, by: Sequence[str]) -> Figures:
    step = next((name for name in by if name in {"day", "week"}), "")
    cells = cells_of(scope, agent=agent, step=step)
    figures = Figures()
    figures.total.update(_opened(cells) | _closed(cells) | _rated(cells))
    for name in by:
        for key, group in _grouped(cells, _PLACES[name]).items():
            figures.by[name][key] = _known_of(group)
    return figures


def _grouped(cells: Iterable[Cell], place: str) -> dict[Hashable, list[Cell]]:
    groups: dict[Hashable, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[getattr(cell, place)].append(cell)
    return groups


def _known_of(cells: Sequence[Cell]) -> Row:
    """The metrics that something is known of: where nothing was opened there is no volume of none."""
    row: Row = {}
    if any(cell.opened for cell in cells):
        row |= _opened(cells)
    if any(cell.closed for cell in cells):
        row |= _closed(cells)
    if any(cell.ratings for cell in cells):
        row |= _rated(cells)
    return row


def _opened(cells: Sequence[Cell]) -> Row:
    half, most = percentiles((cell.answered for cell in cells), (0.5, 0.9))
    promised, kept = sum(cell.promised for cell in cells), sum(cell.kept for cell in cells)
    volume = sum(cell.opened for cell in cells)
    return {"volume": volume, "frt": half, "frt_p90": most, "sla": kept / promised if promised else None}


def _closed(cells: Sequence[Cell]) -> Row:
    return {"resolution": percentiles((cell.closed for cell in cells), (0.5,))[0]}


def _rated(cells: Sequence[Cell]) -> Row:
    """The mean of the scores, how many they are, and how far they spread (deviation of a sample)."""
    count, scores = sum(cell.ratings for cell in cells), sum(cell.scores for cell in cells)
    squared = sum(cell.squared_scores for cell in cells)
    spread = sqrt((count * squared - scores * scores) / (count * (count - 1))) if count > 1 else None
    return {"csat": scores / count if count else None, "csat_answers": count, "csat_spread": spread}
