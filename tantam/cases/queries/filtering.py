"""Filters asked of the database: one condition for lists, counts and searches, always within what one may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any as Anything

from django.core.exceptions import EmptyResultSet
from django.db.models import Q

from tantam.cases.models import Case, CaseQuerySet
from tantam.cases.queries.fields import NOTHING, STATES, UNFINISHED
from tantam.cases.queries.listing import COUNT_CAP, HANOI
from tantam.cases.registry import Asking, field_named, fields_offered
from tantam.core.queries import ask
from tantam.core.values.filter_text import Reading, read_text, write_text
from tantam.core.values.filters import All, Filter, Not, Test, Word, each_test
from tantam.organisation.models import Agent

#: What is open and what is closed have indexes of their own.
HALVES = (UNFINISHED, [Case.State.CLOSED])
_UNFINISHED = Test("state", "is", ("unfinished",))
_DUE = "due"
#: The ready views of the inbox as filters: what is saved when one of them is narrowed further.
READY_FILTERS: dict[str, Filter] = {
    "mine": All((Test("assignee", "is", ("me",)), _UNFINISHED)),
    "unassigned": All((Test("assignee", "is", ("none",)), _UNFINISHED)),
    "team": All((Test("team", "is", ("mine",)), _UNFINISHED)),
    "overdue": All((Test(_DUE, "<", ("now",)), _UNFINISHED)),
    "soon": All((Test(_DUE, "between", ("now", "+30m")), _UNFINISHED)),
    "today": All((Test(_DUE, "between", ("now", "today")), _UNFINISHED)),
    "waiting": Test("state", "is", ("waiting",)),
    "mentioned": All((Test("mentions", "is", ("me",)), _UNFINISHED)),
    "followed": All((Test("followed", "is", ("me",)), _UNFINISHED)),
    "scheduled": Test("scheduled", "is", ("me",)),
    "all": _UNFINISHED,
    "closed": Test("state", "is", ("closed",)),
}


def asking(agent: Agent, now: datetime) -> Asking:
    """Who asks, on the clock of the house."""
    return Asking(me=agent, now=now.astimezone(HANOI))


def words() -> list[Word]:
    """The fields as filters are typed; the values of a field are asked once, and only where they are needed."""
    return [
        Word(key=one.key, kind=one.kind, names=one.names, options=_Once(one.options), is_ahead=one.is_ahead)
        for one in fields_offered()
    ]


class _Once:
    """The values of a field, kept for as long as what was typed is read and written."""

    def __init__(self, ask: Anything) -> None:
        self._ask, self._known = ask, None

    def __call__(self) -> Anything:
        if self._known is None:
            self._known = self._ask()
        return self._known


def read_filter(text: str, *, known: Sequence[Word], now: datetime, language: str = "vi") -> Reading:
    """What was typed, with what of it could not be read, said in this language."""
    return read_text(text, known, today=now.astimezone(HANOI).date(), language=language)


def write_filter(given: Filter, *, known: Sequence[Word], language: str) -> str:
    """The filter as it is typed in this language."""
    return write_text(given, known, language=language)


def as_q(given: Filter, asks: Asking) -> Q:
    """The condition of a filter. A field that is no longer offered, or a value that is gone, is found nowhere."""
    if isinstance(given, Test):
        field = field_named(given.field)
        if field is None or not given.values:
            return NOTHING
        found = field.to_q(given, asks)
        return found & Q(state__in=UNFINISHED) if field.is_of_open else found
    if isinstance(given, Not):
        return ~as_q(given.part, asks)
    found = Q()
    for part in given.parts:
        found = found & as_q(part, asks) if isinstance(given, All) else found | as_q(part, asks)
    return found if given.parts or isinstance(given, All) else NOTHING


def filtered(given: Filter, *, agent: Agent, now: datetime) -> CaseQuerySet:
    """The tickets that a filter finds for this person: never one that they may not see."""
    return Case.objects.standing().visible_to(agent).filter(as_q(given, asking(agent, now)))


def gone_from(given: Filter, *, known: Sequence[Word]) -> list[Test]:
    """The tests that name what is not there any more: a field that nobody offers, a value that was taken away."""
    by_key = {word.key: word for word in known}
    return [test for test in each_test(given) if not _is_there(test, by_key.get(test.field))]


def _is_there(test: Test, word: Word | None) -> bool:
    if word is None or word.kind != "choice":
        return word is not None
    return set(test.values) <= {option.value for option in word.options()}


def may_hold(given: Filter, states: Iterable[str]) -> bool:
    """Whether a filter can find tickets in these states at all, going by what it says of them."""
    return any(_can(given, state) is not False for state in states)


def _can(given: Filter, state: str) -> bool | None:
    """Whether the filter finds tickets in this state: yes, no, or some (None)."""
    if isinstance(given, Test):
        field = field_named(given.field)
        if given.field == "state":
            return any(state in STATES.get(value, ()) for value in given.values)
        return False if field and field.is_of_open and state not in UNFINISHED else None
    if isinstance(given, Not):
        inner = _can(given.part, state)
        return None if inner is None else not inner
    found = [_can(part, state) for part in given.parts]
    if isinstance(given, All):
        return False if False in found else None if None in found else True
    return True if True in found else None if None in found else False


def count_filtered(given: Filter, *, agent: Agent, now: datetime) -> int:
    """How many a filter finds, capped at COUNT_CAP + 1."""
    return count_each([given], agent=agent, now=now)[0]


def count_each(filters: Sequence[Filter], *, agent: Agent, now: datetime, is_shared: bool | None = False) -> list[int]:
    """How many each filter finds, capped at COUNT_CAP + 1, in one statement.

    `is_shared`: True counts what is in reach and public, None what is seen by name beside it, False both.
    """
    if not filters:
        return []
    standing = Case.objects.standing()
    cases = standing.visible_to(agent)
    if is_shared is not False:
        cases = standing.in_reach(agent).public() if is_shared else standing.seen_by_name(agent)
    asks = asking(agent, now)
    pieces: list[str] = []
    params: list[Anything] = []
    for given in filters:
        sql, args = _counted(cases, given, asks)
        pieces.append(sql)
        params += args
    (row,) = ask(f"SELECT {', '.join(pieces)}", params, is_planned_anew=True)
    return [min(int(count), COUNT_CAP + 1) for count in row]


def _counted(cases: CaseQuerySet, given: Filter, asks: Asking) -> tuple[str, list[Anything]]:
    """The count of a filter as a piece of SQL, in halves that have indexes of their own."""
    condition = as_q(given, asks)
    pieces: list[str] = []
    params: list[Anything] = []
    for half in HALVES:
        limited = cases.filter(condition, state__in=half).order_by().values("id")[: COUNT_CAP + 1]
        try:
            sql, args = limited.query.sql_with_params() if may_hold(given, half) else ("", ())
        except EmptyResultSet:
            continue
        if sql:
            pieces.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 - SQL of the ORM
            params += args
    return " + ".join(pieces) or "0", params
