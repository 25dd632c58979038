"""How many cases each ready view holds, in one statement whatever the size of the desk.

Who has a case and whether it is open is summed up from the tally; what is due by some time is counted from its index,
which holds the cases in this order, up to a cap. Lists and counts ask by the same conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet

from tantam.cases.models import Case, CaseQuerySet, CaseTally, HeldQuerySet
from tantam.cases.queries.listing import (
    COUNT_CAP,
    COUNTED,
    HANOI,
    VIEWED_BY_HOLDER,
    VIEWS,
    cases_in_view,
    end_of_day,
)
from tantam.core.queries import ask, settled
from tantam.organisation.models import Agent

MOST_KEPT = 500
SOME_DAY = datetime(2000, 1, 1, 12, tzinfo=HANOI)

Statement = tuple[str, list[datetime]]
_kept: dict[tuple[Any, ...], Statement] = {}


def count_views(agent: Agent, *, now: datetime) -> dict[str, int]:
    """How many cases each ready view holds, all in one query, each capped at COUNT_CAP + 1."""
    return _count(COUNTED, agent=agent, now=now)


def count_view(key: str, *, agent: Agent, now: datetime) -> int:
    """How many cases one ready view holds, capped at COUNT_CAP + 1."""
    return _count((key,), agent=agent, now=now)[key]


def _count(keys: tuple[str, ...], *, agent: Agent, now: datetime) -> dict[str, int]:
    sql, instants = _statement(keys, agent)
    (counted,) = ask(sql, [_moved(instant, now) for instant in instants])
    return {key: min(count, COUNT_CAP + 1) for key, count in zip(keys, counted, strict=True)}


def _moved(instant: datetime, now: datetime) -> datetime:
    """An instant of the day for which the query was written, as it is today."""
    return end_of_day(now) if instant == end_of_day(SOME_DAY) else now + (instant - SOME_DAY)


def _statement(keys: tuple[str, ...], agent: Agent) -> Statement:
    """The counting query of a person with this reach, written once for some day: the same but for its instants."""
    kept = (keys, agent.pk, agent.reach, agent.team_ids, agent.branch_ids)
    if kept not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        sql, params = _written(keys, agent)
        sql = settled(sql, [(param, not isinstance(param, datetime)) for param in params])
        _kept[kept] = sql, [param for param in params if isinstance(param, datetime)]
    return _kept[kept]


def _written(keys: Sequence[str], agent: Agent) -> Condition:
    parts = [_tallied(key, agent) if key in VIEWED_BY_HOLDER else _capped(key, agent) for key in keys]
    condition, args = _joined(CaseTally.objects.in_reach(agent).public())
    params = [param for _sql, given in parts for param in given]
    table, counted = CaseTally._meta.db_table, ", ".join(part for part, _given in parts)
    # one row also where nothing is summed up
    sql = f'SELECT {counted} FROM "{table}" WHERE {condition} HAVING true'  # noqa: S608 - SQL of the ORM
    return sql, [*params, *args]


Condition = tuple[str, list[Any]]


def _tallied(key: str, agent: Agent) -> Condition:
    """The sum of what is tallied of those in reach, and how many the reader sees by name beside them."""
    condition, args = _joined(VIEWED_BY_HOLDER[key](CaseTally.objects.all(), agent, SOME_DAY))
    named, given = _counted(VIEWS[key].narrow(Case.objects.standing().seen_by_name(agent), agent, SOME_DAY), key)
    return f"coalesce(sum(cases) FILTER (WHERE {condition}), 0)::int + {named}", [*args, *given]


def _capped(key: str, agent: Agent) -> Condition:
    """A count of the cases themselves, which ends at the cap."""
    return _counted(cases_in_view(key, agent=agent, now=SOME_DAY), key)


def _counted(cases: CaseQuerySet, key: str) -> Condition:
    limited = cases.order_by().values("id")[: COUNT_CAP + 1]
    try:
        sql, args = limited.query.sql_with_params()
    except EmptyResultSet:  # somebody in no team asks for the cases of their teams
        return "0", []
    return f"(SELECT count(*) FROM ({sql}) AS {key}_capped)", list(args)  # noqa: S608 - SQL of the ORM, keys of ours


def _joined(tallied: HeldQuerySet[CaseTally]) -> Condition:
    """The conditions of a question about the tally alone, as SQL."""
    compiler = tallied.query.get_compiler(tallied.db)
    try:
        found = [compiler.compile(condition) for condition in tallied.query.where.children]
    except EmptyResultSet:  # somebody in no team asks for the cases of their teams
        return "false", []
    condition = " AND ".join(f"({sql})" for sql, _args in found)
    return condition or "true", [arg for _sql, args in found for arg in args]
