"""The cases behind a figure."""

from __future__ import annotations

from django.db.models import Q

from tantam.cases.models import Case, CaseQuerySet, Clock, ProblemCase
from tantam.insight.queries.figures import Scope
from tantam.organisation.models import Agent
from tantam.surveys.models import Answer

_ANSWERED = Q(first_responded_at__isnull=False)
_OF_OPENED = {
    "complaints": Q(kind__in=[Case.Kind.COMPLAINT, Case.Kind.SAFETY]),
    "frt": _ANSWERED,
    "frt_p90": _ANSWERED,
}


def cases_behind(metric: str, scope: Scope, *, agent: Agent) -> CaseQuerySet:
    """Those cases that were counted for a metric; an unknown metric counts as the volume."""
    cases = Case.objects.standing().visible_to(agent).filter(is_practice=False)
    if scope.team:
        cases = cases.filter(team=scope.team)
    if scope.channel:
        cases = cases.filter(channel_kind=scope.channel)
    if scope.kind:
        cases = cases.filter(kind=scope.kind)
    if metric == "problem":
        return cases.filter(pk__in=ProblemCase.objects.filter(problem__number=scope.problem).values("case"))
    period = (scope.start, scope.end)
    opened = cases.filter(opened_at__gte=period[0], opened_at__lt=period[1])
    if metric in _OF_OPENED:
        return opened.filter(_OF_OPENED[metric])
    if metric == "resolution":
        return cases.closed().filter(closed_at__gte=period[0], closed_at__lt=period[1])
    if metric in {"sla", "missed"}:
        clocks = Clock.objects.filter(kind=Clock.Kind.FIRST_RESPONSE).exclude(stopped_at=None, breached_at=None)
        if metric == "missed":
            clocks = clocks.exclude(breached_at=None)
        return opened.filter(pk__in=clocks.values("case"))
    if metric == "csat":
        answers = Answer.objects.filter(answered_at__gte=period[0], answered_at__lt=period[1])
        return cases.filter(pk__in=answers.filter(invitation__survey__kind="csat").values("invitation__case"))
    return opened
