"""The cases behind a figure."""

from __future__ import annotations

from collections.abc import Callable

from tantam.cases.models import Case, CaseQuerySet, Clock, Closure, ProblemCase
from tantam.insight.queries.figures import Scope
from tantam.organisation.models import Agent
from tantam.surveys.models import Answer


def cases_behind(metric: str, scope: Scope, *, agent: Agent) -> CaseQuerySet:
    """Those cases that were counted for a metric; an unknown metric counts as the volume."""
    cases = Case.objects.standing().visible_to(agent).filter(is_practice=False)
    if scope.team:
        cases = cases.filter(team=scope.team)
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
    return cases.closed().filter(closed_at__gte=scope.start, closed_at__lt=scope.end)


def _promised(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    clocks = Clock.objects.filter(kind=Clock.Kind.FIRST_RESPONSE).exclude(stopped_at=None, breached_at=None)
    return _opened(cases, scope).filter(pk__in=clocks.values("case"))


def _missed(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    clocks = Clock.objects.filter(kind=Clock.Kind.FIRST_RESPONSE).exclude(breached_at=None)
    return _opened(cases, scope).filter(pk__in=clocks.values("case"))


def _rated(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    answers = Answer.objects.filter(answered_at__gte=scope.start, answered_at__lt=scope.end)
    return cases.filter(pk__in=answers.filter(invitation__survey__kind="csat").values("invitation__case"))


def _paid(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    given = Closure.objects.filter(at__gte=scope.start, at__lt=scope.end, compensation_vnd__gt=0)
    return cases.filter(pk__in=given.values("case"))


def _of_problem(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    """All that hang on the problem, whenever they came."""
    return cases.filter(pk__in=ProblemCase.objects.filter(problem__number=scope.problem).values("case"))


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
