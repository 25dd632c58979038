"""The cases behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import F, Sum

from tantam.cases.models import Case, CaseQuerySet, Clock, Closure, ProblemCase
from tantam.insight.queries.scope import Scope
from tantam.organisation.models import Agent
from tantam.surveys.models import Answer


def cases_behind(metric: str, scope: Scope, *, agent: Agent) -> CaseQuerySet:
    """Those cases that were counted for a metric; one that is not in the catalogue counts as the volume."""
    cases = Case.objects.standing().visible_to(agent).filter(is_practice=False, is_outgoing=False)
    if scope.team:
        cases = cases.filter(team=scope.team)
    if scope.has_no_team:
        cases = cases.filter(team=None)
    if scope.channel:
        cases = cases.filter(channel_kind=scope.channel)
    if scope.kind:
        cases = cases.filter(kind=scope.kind)
    return _COUNTED.get(metric, _opened)(cases, scope)


def _opened(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    return cases.filter(opened_at__gte=scope.start, opened_at__lt=scope.end)


def _answered(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    return _opened(cases, scope).exclude(first_responded_at=None)


def _closed(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    """What closed in the period was opened before its end: there the walk through the newest opened begins."""
    return cases.closed().filter(closed_at__gte=scope.start, closed_at__lt=scope.end, opened_at__lt=scope.end)


def _promised(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    clocks = Clock.objects.filter(kind=Clock.Kind.FIRST_RESPONSE).exclude(stopped_at=None, breached_at=None)
    return _opened(cases, scope).filter(pk__in=clocks.values("case"))


def _missed(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    clocks = Clock.objects.filter(kind=Clock.Kind.FIRST_RESPONSE).exclude(breached_at=None)
    return _opened(cases, scope).filter(pk__in=clocks.values("case"))


def _rated(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    answers = Answer.objects.filter(answered_at__gte=scope.start, answered_at__lt=scope.end)
    rated = answers.filter(invitation__survey__kind="csat").values("invitation__case")
    return cases.filter(pk__in=rated, opened_at__lt=scope.end)


def _paid(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    given = Closure.objects.filter(at__gte=scope.start, at__lt=scope.end, compensation_vnd__gt=0)
    return cases.filter(pk__in=given.values("case"), opened_at__lt=scope.end)


def _of_problem(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    """All that hang on the problem, whenever they came."""
    return cases.filter(pk__in=ProblemCase.objects.filter(problem__number=scope.problem).values("case"))


def measured_of(metric: str, case_ids: Collection[int], *, scope: Scope) -> dict[int, float]:
    """What each of these cases adds to a metric, in its unit (a share: 1 kept, 0 missed); nothing for a mere count."""
    if metric not in _MEASURED:
        return {}
    return {case_id: float(value) for case_id, value in _MEASURED[metric](case_ids, scope) if value is not None}


_Pairs = Collection[tuple[int, float | None]]


def _first_response(case_ids: Collection[int], scope: Scope) -> _Pairs:
    return _lengths(case_ids, "first_responded_at")


def _resolution(case_ids: Collection[int], scope: Scope) -> _Pairs:
    return _lengths(case_ids, "closed_at")


def _lengths(case_ids: Collection[int], until: str) -> _Pairs:
    rows = Case.objects.filter(pk__in=case_ids).values_list("pk", "opened_at", until)
    return [(pk, _seconds(opened_at, ended_at)) for pk, opened_at, ended_at in rows]


def _seconds(since: datetime, until: datetime | None) -> float | None:
    return None if until is None else (until - since).total_seconds()


def _kept(case_ids: Collection[int], scope: Scope) -> _Pairs:
    clocks = Clock.objects.filter(kind=Clock.Kind.FIRST_RESPONSE, case__in=case_ids)
    return [(case_id, float(breached is None)) for case_id, breached in clocks.values_list("case", "breached_at")]


def _scores(case_ids: Collection[int], scope: Scope) -> _Pairs:
    answers = Answer.objects.filter(
        invitation__case__in=case_ids,
        invitation__survey__kind="csat",
        answered_at__gte=scope.start,
        answered_at__lt=scope.end,
    )
    return list(answers.order_by("answered_at").values_list(F("invitation__case"), "score"))


def _given(case_ids: Collection[int], scope: Scope) -> _Pairs:
    closures = Closure.objects.filter(case__in=case_ids, at__gte=scope.start, at__lt=scope.end)
    return list(closures.values("case").annotate(given=Sum("compensation_vnd")).values_list("case", "given"))


_MEASURED: dict[str, Callable[[Collection[int], Scope], _Pairs]] = {
    "frt": _first_response,
    "frt_p90": _first_response,
    "resolution": _resolution,
    "sla": _kept,
    "csat": _scores,
    "goodwill": _given,
}
_COUNTED: dict[str, Callable[[CaseQuerySet, Scope], CaseQuerySet]] = {
    "frt": _answered,
    "frt_p90": _answered,
    "resolution": _closed,
    "sla": _promised,
    "missed": _missed,
    "csat": _rated,
    "goodwill": _paid,
    "problem": _of_problem,
}
