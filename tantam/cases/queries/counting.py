"""How many cases each ready view holds: honest counts, each capped, in one statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet

from tantam.cases.models import Case, CaseQuerySet
from tantam.cases.queries.listing import COUNT_CAP, COUNTED, HANOI, VIEWS, cases_in_view, end_of_day
from tantam.core.queries import ask, settled
from tantam.organisation.models import Agent

#: Up to so many open cases within reach are counted in one walk through them; beyond that each view for itself, capped.
WALKED_AT_MOST = 15_000
SECONDS_BETWEEN_WALKS = 600
MOST_KEPT = 500
SOME_DAY = datetime(2000, 1, 1, 12, tzinfo=HANOI)

Statement = tuple[str, list[datetime]]
_kept: dict[tuple[Any, ...], Statement] = {}
_too_many: dict[tuple[Any, ...], float] = {}


def count_views(agent: Agent, *, now: datetime) -> dict[str, int]:
    """How many cases each ready view holds, all in one query, each capped at COUNT_CAP + 1."""
    reach = (agent.reach, agent.team_ids, agent.branch_ids)
    if _too_many.get(reach, 0) > time.monotonic():
        return _ask(_capped, agent, COUNTED, now=now)
    counted = _ask(_walk, agent, COUNTED, now=now)
    if counted["all"] > WALKED_AT_MOST:
        _too_many[reach] = time.monotonic() + SECONDS_BETWEEN_WALKS
    return {key: min(count, COUNT_CAP + 1) for key, count in counted.items()}


def count_view(key: str, *, agent: Agent, now: datetime) -> int:
    """How many cases one ready view holds, capped at COUNT_CAP + 1."""
    return _ask(_capped, agent, (key,), now=now)[key]


def forget_walks() -> None:
    """Count again in one walk, however many there were: between tests."""
    _too_many.clear()


Write = Callable[[Agent, Sequence[str]], tuple[str, list[Any]]]


def _ask(write: Write, agent: Agent, keys: tuple[str, ...], *, now: datetime) -> dict[str, int]:
    sql, instants = _statement(write, agent, keys)
    (counted,) = ask(sql, [_moved(instant, now) for instant in instants])
    return dict(zip(keys, counted, strict=True))


def _moved(instant: datetime, now: datetime) -> datetime:
    """An instant of the day for which the query was written, as it is today."""
    return end_of_day(now) if instant == end_of_day(SOME_DAY) else now + (instant - SOME_DAY)


def _statement(write: Write, agent: Agent, keys: tuple[str, ...]) -> Statement:
    """The counting query of a person with this reach, written once for some day: the same but for its instants."""
    kept = (write, keys, agent.pk, agent.reach, agent.team_ids, agent.branch_ids)
    if kept not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        sql, params = write(agent, keys)
        sql = settled(sql, [(param, not isinstance(param, datetime)) for param in params])
        _kept[kept] = sql, [param for param in params if isinstance(param, datetime)]
    return _kept[kept]


def _capped(agent: Agent, keys: Sequence[str]) -> tuple[str, list[Any]]:
    """A count of its own for each view, which ends at the cap."""
    parts: list[str] = []
    params: list[Any] = []
    for key in keys:
        limited = cases_in_view(key, agent=agent, now=SOME_DAY).order_by().values("id")[: COUNT_CAP + 1]
        try:
            sql, args = limited.query.sql_with_params()
        except EmptyResultSet:  # somebody in no team asks for the cases of their teams
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS {key}_capped)")  # noqa: S608 - SQL of the ORM, keys of ours
        params += args
    return f"SELECT {', '.join(parts)}", params


def _walk(agent: Agent, keys: Sequence[str]) -> tuple[str, list[Any]]:
    """One walk through the open cases within reach, which every counted view is a part of."""
    everywhere = _conditions(Case.objects.standing().open().visible_to(agent))
    parts: list[str] = []
    params: list[Any] = []
    for key in keys:
        narrowed = _conditions(VIEWS[key].narrow(Case.objects.all(), agent, SOME_DAY))
        condition, args = _joined([one for one in narrowed if one not in everywhere])
        parts.append(f"count(*) FILTER (WHERE {condition})")
        params += args
    condition, args = _joined(everywhere)
    table = Case._meta.db_table
    return f'SELECT {", ".join(parts)} FROM "{table}" WHERE {condition}', [*params, *args]  # noqa: S608 - as above


Condition = tuple[str, list[Any]]


def _conditions(cases: CaseQuerySet) -> list[Condition]:
    """The conditions of a question about cases alone, as SQL."""
    compiler = cases.query.get_compiler(cases.db)
    try:
        return [(sql, list(args)) for sql, args in map(compiler.compile, cases.query.where.children)]
    except EmptyResultSet:  # somebody in no team asks for the cases of their teams
        return [("false", [])]


def _joined(conditions: Sequence[Condition]) -> Condition:
    if not conditions:
        return "true", []
    return " AND ".join(f"({sql})" for sql, _args in conditions), [arg for _sql, args in conditions for arg in args]
