"""What the head's first page shows: the state of the desk at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from tantam.cases.models import AnswerPromise, Case, CaseQuerySet, Entry
from tantam.core.values.lunar import to_lunar
from tantam.customers.models import Customer
from tantam.insight.queries.figures import Scope, volumes
from tantam.organisation.models import Agent, Approval

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = timedelta(minutes=30)
TREND_DAYS = 14
#: Whoever has this many overdue tickets does not get to them, however few they hold.
LATE_IS_TOO_MUCH = 3
#: In the evening the promises of the next morning count as well.
PROMISES_AHEAD = timedelta(hours=15)


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much one person has open."""

    agent_id: int
    name: str
    open: int
    overdue: int
    capacity: int

    @property
    def is_over(self) -> bool:
        """Overloaded: more open than this person can carry, or too many of them late."""
        return self.open > self.capacity or self.overdue >= LATE_IS_TOO_MUCH


@dataclass(frozen=True, kw_only=True)
class Today:
    """The desk now."""

    open: int
    overdue: int
    soon: int
    unassigned: int
    waiting: int
    approvals: list[tuple[Approval, Case]]
    angriest: Case | None
    angriest_words: str
    loads: list[Load]
    promises: list[AnswerPromise]
    birthdays: list[Customer]
    anniversaries: list[Customer]
    missed_calls: list[Entry]
    trend: list[tuple[date, int]]
    lunar: str

    @property
    def overloaded(self) -> list[Load]:
        return [load for load in self.loads if load.is_over]


def look_at_today(agent: Agent, *, now: datetime) -> Today:
    """Look at the desk through this agent's eyes, in a counted number of queries."""
    cases = Case.objects.standing().visible_to(agent)
    counted = _count(cases, now=now)
    angriest = _angriest(cases)
    return Today(
        **counted,
        approvals=_approvals(agent),
        angriest=angriest,
        angriest_words=_words_of(angriest),
        loads=_loads(cases, now=now),
        promises=_promises(cases, now=now),
        birthdays=_born_today(now=now),
        anniversaries=_founded_today(now=now),
        missed_calls=_missed_calls(cases),
        trend=_trend(agent, now=now),
        lunar=str(to_lunar(now.astimezone(HANOI).date())),
    )


def _count(cases: CaseQuerySet, *, now: datetime) -> dict[str, int]:
    return cases.open().aggregate(
        open=Count("id"),
        overdue=Count("id", filter=Q(due_at__lt=now)),
        soon=Count("id", filter=Q(due_at__gte=now, due_at__lt=now + SOON)),
        unassigned=Count("id", filter=Q(assignee=None)),
        waiting=Count("id", filter=Q(state=Case.State.WAITING)),
    )


def _approvals(agent: Agent) -> list[tuple[Approval, Case]]:
    """What waits for this person's word, with its case."""
    waiting = Approval.objects.waiting_for(agent.pk).filter(subject__startswith="case:")
    approvals = list(waiting.select_related("asked_by").order_by("asked_at")[:20])
    ids = [int(approval.subject.partition(":")[2]) for approval in approvals]
    cases = Case.objects.select_related("customer").in_bulk(ids)
    return [(approval, cases[case_id]) for approval, case_id in zip(approvals, ids, strict=True) if case_id in cases]


def _angriest(cases: CaseQuerySet) -> Case | None:
    """The gravest open complaint: safety first, then urgency, then what was escalated, the newest of them."""
    grave = cases.open().filter(Q(kind=Case.Kind.SAFETY) | Q(kind=Case.Kind.COMPLAINT))
    ranked = grave.annotate(
        critical=Count("id", filter=Q(urgency=Case.Urgency.CRITICAL)), taken_up=Count("escalations")
    ).order_by("-critical", "-taken_up", "-opened_at")
    return ranked.select_related("customer", "assignee").first()


def _words_of(case: Case | None) -> str:
    if case is None:
        return ""
    said = Entry.objects.filter(case=case, kind__in=[Entry.Kind.INBOUND, Entry.Kind.RECORDED_IN])
    first = said.select_related("message").order_by("id").first()
    return (first.message.text if first.message else first.text) if first else ""


def _loads(cases: CaseQuerySet, *, now: datetime) -> list[Load]:
    rows = (
        cases.open()
        .exclude(assignee=None)
        .values("assignee", "assignee__full_name", "assignee__capacity")
        .annotate(open=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
        .order_by("-open", "assignee")
    )
    return [
        Load(
            agent_id=row["assignee"],
            name=row["assignee__full_name"],
            open=row["open"],
            overdue=row["late"],
            capacity=row["assignee__capacity"],
        )
        for row in rows
    ]


def _promises(cases: CaseQuerySet, *, now: datetime) -> list[AnswerPromise]:
    midnight = now.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = max(midnight, now + PROMISES_AHEAD)
    outstanding = AnswerPromise.objects.filter(kept_at=None, due_at__lt=end, case__in=cases.open())
    return list(outstanding.select_related("case__customer", "by").order_by("due_at")[:12])


def _born_today(*, now: datetime) -> list[Customer]:
    today = now.astimezone(HANOI).date()
    born = Customer.objects.standing().filter(born_on__month=today.month, born_on__day=today.day)
    return list(born.in_segment("vip").order_by("id")[:8])


def _founded_today(*, now: datetime) -> list[Customer]:
    today = now.astimezone(HANOI).date()
    founded = Customer.objects.standing().filter(founded_on__month=today.month, founded_on__day=today.day)
    return list(founded.order_by("id")[:8])


def _missed_calls(cases: CaseQuerySet) -> list[Entry]:
    missed = Entry.objects.filter(kind=Entry.Kind.CALL, data__missed=True, case__in=cases.open())
    return list(missed.select_related("case__customer").order_by("-at")[:8])


def _trend(agent: Agent, *, now: datetime) -> list[tuple[date, int]]:
    until = now.astimezone(HANOI).date()
    since = until - timedelta(days=TREND_DAYS - 1)
    opened = volumes(Scope(since=since, until=until), agent=agent)
    days = [since + timedelta(days=count) for count in range(TREND_DAYS)]
    return [(day, opened.get(day, 0)) for day in days]
