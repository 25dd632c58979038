"""What the director reads on one page: a week's figures, the three sorest matters, one thing to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as When
from django.db.models import Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models import When as If
from django.db.models.expressions import Combinable

from tantam.cases.models import AnswerPromise, Case, CaseQuerySet, Closure, Entry, Escalation, ProblemCase
from tantam.insight.queries.figures import HANOI, Figures, Scope, measure
from tantam.organisation.models import Agent
from tantam.process.queries import Bottleneck, Filters, Stander, bottleneck, longest_waiting
from tantam.surveys.models import Answer

WEEK = 7
SORE = 3
LOOKED_AT = 40
LOW_SCORE = 2
LONGEST_QUOTE = 220
FILTERS = Filters(days=30)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """The problem that several cases have in common, and when they came."""

    number: str
    title: str
    cases: int
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Something that hurts: one case, or the problem that several share; `words` are the customer's own."""

    case: Case
    words: str
    because: list[str]
    shared: Shared | None


@dataclass(frozen=True, kw_only=True)
class Director:
    """One page. `waiting` is who stands the longest at the bottleneck."""

    scope: Scope
    figures: Figures
    before: Figures
    matters: list[Matter]
    bottleneck: Bottleneck | None
    waiting: Stander | None


def week_until(day: date) -> Scope:
    """The seven days that end with this one."""
    return Scope(since=day - timedelta(days=WEEK - 1), until=day)


def yesterday(*, now: datetime) -> date:
    """The last day that is over."""
    return now.astimezone(HANOI).date() - timedelta(days=1)


def look_for_director(scope: Scope, *, agent: Agent, now: datetime) -> Director:
    """Look at a week through this person's eyes, in a counted number of queries; what is slow, at the last 30 days."""
    figures, before = (measure(one, agent=agent, now=now) for one in (scope, scope.before()))
    given, given_before = _goodwill(scope, agent=agent)
    found = bottleneck(filters=FILTERS, now=now)
    waiting = None
    if found and found.step.standing:
        waiting = longest_waiting(found.version.pk, node=found.step.node.id, agent=agent, filters=FILTERS)
    return Director(
        scope=scope,
        figures=replace(figures, total={**figures.total, "goodwill": given}),
        before=replace(before, total={**before.total, "goodwill": given_before}),
        matters=_matters(scope, agent=agent, now=now),
        bottleneck=found,
        waiting=waiting,
    )


def _goodwill(scope: Scope, *, agent: Agent) -> tuple[int, int]:
    """What was given in the period and in the one before, in VND."""
    cases = Case.objects.standing().in_reach(agent).filter(is_practice=False)
    given = Closure.objects.filter(compensation_vnd__gt=0, at__gte=scope.before().start, at__lt=scope.end)
    given = given.filter(case__in=cases)
    sums = given.aggregate(
        given=Sum("compensation_vnd", filter=Q(at__gte=scope.start)),
        before=Sum("compensation_vnd", filter=Q(at__lt=scope.start)),
    )
    return sums["given"] or 0, sums["before"] or 0


#: Why a matter is sore, with its weight; the names are said in words by the page.
WEIGHTS = {
    "safety": 6,
    "complaint": 3,
    "critical": 3,
    "escalated": 2,
    "low-score": 3,
    "open": 3,
    "overdue": 2,
    "broken-promise": 2,
}


def _matters(scope: Scope, *, agent: Agent, now: datetime) -> list[Matter]:
    cases = _sore(Case.objects.standing().visible_to(agent).filter(is_practice=False), scope, now=now)
    chosen = _different(cases)
    shared = _shared([problem for case in chosen if (problem := _problem_of(case))], agent)
    words = _words([case.pk for case in chosen])
    return [
        Matter(
            case=case,
            words=words.get(case.pk, ""),
            because=[name for name in WEIGHTS if getattr(case, _field(name))],
            shared=shared.get(_problem_of(case) or 0),
        )
        for case in chosen
    ]


def _sore(cases: CaseQuerySet, scope: Scope, *, now: datetime) -> Iterable[Case]:
    """Complaints and what went wrong, open now or opened in the period, the sorest first; what came since the last
    day that is over belongs to the week that ends with it."""
    until = now if scope.until == yesterday(now=now) else scope.end
    of_case = {"case": OuterRef("pk")}
    answers = Answer.objects.filter(invitation__case=OuterRef("pk"), score__lte=LOW_SCORE)
    marks: dict[str, Any] = {
        "safety": Q(kind=Case.Kind.SAFETY),
        "complaint": Q(kind=Case.Kind.COMPLAINT),
        "critical": Q(urgency=Case.Urgency.CRITICAL),
        "escalated": Exists(Escalation.objects.filter(**of_case)),
        "low-score": Exists(answers.filter(invitation__survey__kind="csat")),
        "open": Q(state__in=[Case.State.OPEN, Case.State.WAITING]),
        "overdue": Q(state__in=[Case.State.OPEN, Case.State.WAITING], due_at__lt=now),
        "broken-promise": Exists(AnswerPromise.objects.filter(**of_case).exclude(broken_at=None)),
    }
    marked = cases.annotate(**{_field(name): _one_if(mark) for name, mark in marks.items()})
    score: Combinable = Value(0)
    for name, weight in WEIGHTS.items():
        score = score + F(_field(name)) * weight
    problem = ProblemCase.objects.filter(**of_case).order_by("id").values("problem")[:1]
    looked_at = Q(opened_at__gte=scope.start) | marks["open"]  # columns, not marks: both are found in an index
    bad = marks["safety"] | marks["complaint"] | Q(mark_low_score=1) | Q(mark_broken_promise=1)
    ranked = marked.filter(looked_at, bad, opened_at__lt=until)
    ranked = ranked.annotate(score=score, problem_id=Subquery(problem)).order_by("-score", "-opened_at")
    return ranked.select_related("customer", "assignee")[:LOOKED_AT]


def _problem_of(case: Case) -> int | None:
    found: int | None = getattr(case, "problem_id", None)
    return found


def _field(name: str) -> str:
    return f"mark_{name.replace('-', '_')}"


def _one_if(condition: Q | Exists) -> When:
    return When(If(condition, then=1), default=0, output_field=IntegerField())


def _different(cases: Iterable[Case]) -> list[Case]:
    """The first three that share neither problem nor customer."""
    chosen: list[Case] = []
    seen: set[tuple[str, int]] = set()
    for case in cases:
        problem = _problem_of(case)
        keys = {("customer", case.customer_id), *([("problem", problem)] if problem else [])}
        if not keys & seen:
            chosen.append(case)
            seen |= keys
    return chosen[:SORE]


def _shared(problem_ids: Sequence[int], agent: Agent) -> dict[int, Shared]:
    """Of each problem its name, how many cases it has and when they came."""
    if not problem_ids:
        return {}
    rows = ProblemCase.objects.filter(problem__in=problem_ids, case__in=Case.objects.standing().visible_to(agent))
    counted = rows.values("problem", "problem__number", "problem__title").annotate(
        count=Count("id"), first=Min("case__opened_at"), last=Max("case__opened_at")
    )
    return {
        row["problem"]: Shared(
            number=row["problem__number"],
            title=row["problem__title"],
            cases=row["count"],
            since=row["first"].astimezone(HANOI).date(),
            until=row["last"].astimezone(HANOI).date(),
        )
        for row in counted
    }


def _words(case_ids: Sequence[int]) -> dict[int, str]:
    """What the customer said first in each case."""
    said = Entry.objects.filter(case__in=case_ids, kind__in=[Entry.Kind.INBOUND, Entry.Kind.RECORDED_IN])
    firsts = said.select_related("message").order_by("case_id", "id").distinct("case_id")
    return {entry.case_id: quote(entry.message.text if entry.message else entry.text) for entry in firsts}


def quote(text: str) -> str:
    """The first sentences of what somebody said, as many as fit a quotation."""
    flat = " ".join(text.split())
    kept = ""
    for sentence in re.split(r"(?<=[.!?…])\s+", flat):
        if kept and len(kept) + len(sentence) >= LONGEST_QUOTE:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= LONGEST_QUOTE else kept[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
