"""What the head's first page shows: the state of the desk at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce

from tantam.cases.models import AnswerPromise, Case, CaseQuerySet, CaseTally, Entry
from tantam.cases.queries import FullTeam, Load, end_of_day, full_teams
from tantam.core.queries import Kept
from tantam.core.values.lunar import to_lunar
from tantam.customers.models import Customer
from tantam.insight.queries.figures import Scope, volumes
from tantam.organisation.models import Agent, Approval, Asker, Reach, Sight

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = timedelta(minutes=30)
TREND_DAYS = 14
PROMISES_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class PersonsLoad(Load):
    """How much one person has open."""

    agent_id: int
    name: str


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
    loads: list[PersonsLoad]
    full_teams: list[FullTeam]
    promises: list[AnswerPromise]
    promises_due: int
    birthdays: list[Customer]
    anniversaries: list[Customer]
    missed_calls: list[Entry]
    trend: list[tuple[date, int]]
    lunar: str

    @property
    def promises_more(self) -> int:
        """How many of today's promises are not among those shown."""
        return self.promises_due - len(self.promises)

    @property
    def overloaded(self) -> list[PersonsLoad]:
        return [load for load in self.loads if load.is_over]


def look_at_today(agent: Agent, *, now: datetime) -> Today:
    """Look at the desk through this agent's eyes, in a counted number of queries."""
    mine = {} if agent.reach == Reach.ALL else {"me": agent.pk}  # figures count what is private too, and name nothing
    held = _held(agent.sight, **mine)
    due = _due(agent.sight, now=now, soon=now + SOON, **mine)
    angriest = _angriest(agent)
    promises = list(_promises(agent.sight, end=end_of_day(now), me=agent.pk))
    return Today(
        **{name: sum(row[name] for row in held) for name in ("open", "waiting")},
        **{name: sum(row[name] for row in due) for name in ("overdue", "soon")},
        unassigned=sum(row["open"] for row in held if row["assignee"] is None),
        approvals=_approvals(agent),
        angriest=angriest,
        angriest_words=_words_of(angriest),
        loads=_loads(held, due),
        full_teams=_full_teams(agent),
        promises=promises,
        promises_due=promises[0].of if promises else 0,
        birthdays=_born_today(now=now),
        anniversaries=_founded_today(now=now),
        missed_calls=_missed_calls(agent.sight, me=agent.pk),
        trend=_trend(agent, now=now),
        lunar=str(to_lunar(now.astimezone(HANOI).date())),
    )


def _open(sight: Sight, me: int) -> CaseQuerySet:
    return Case.objects.standing().visible_to(Asker(me, sight)).open()


def _ask_held(sight: Sight, *, me: int = 0) -> Any:
    """How many open cases each person holds, nobody included: summed up from the tally."""
    rows: Any = CaseTally.objects.in_reach(Asker(me, sight)).values("assignee")
    waiting = Coalesce(Sum("cases", filter=Q(state=Case.State.WAITING)), 0)
    return rows.annotate(open=Sum("cases"), waiting=waiting).filter(open__gt=0)


def _ask_due(sight: Sight, *, now: datetime, soon: datetime, me: int = 0) -> Any:
    """How many of each person's open cases are late or will be `soon`: the beginning of an index."""
    counted = Case.objects.standing().in_reach(Asker(me, sight)).open()
    rows: Any = counted.filter(due_at__lt=soon).values("assignee")
    return rows.annotate(
        overdue=Count("state", filter=Q(due_at__lt=now)), soon=Count("state", filter=Q(due_at__gte=now))
    )


_held: Kept[dict[str, Any]] = Kept(_ask_held)
_due: Kept[dict[str, Any]] = Kept(_ask_due)


def _approvals(agent: Agent) -> list[tuple[Approval, Case]]:
    """What waits for this person's word, with its case."""
    waiting = Approval.objects.waiting_for(agent.pk).filter(subject__startswith="case:")
    approvals = list(waiting.select_related("asked_by").order_by("asked_at")[:20])
    ids = [int(approval.subject.partition(":")[2]) for approval in approvals]
    cases = Case.objects.not_hidden_from(agent).select_related("customer").in_bulk(ids)
    return [(approval, cases[case_id]) for approval, case_id in zip(approvals, ids, strict=True) if case_id in cases]


def _ask_gravest(sight: Sight, *, me: int) -> Any:
    grave = _open(sight, me).filter(kind__in=[Case.Kind.SAFETY, Case.Kind.COMPLAINT])
    critical = Count("urgency", filter=Q(urgency=Case.Urgency.CRITICAL))
    ranked = grave.values("id").annotate(critical=critical, taken_up=Count("escalations"))
    return ranked.order_by("-critical", "-taken_up", "-opened_at").values_list("id")[:1]


_gravest: Kept[tuple[int]] = Kept(_ask_gravest)
_with_people = Kept(lambda case: Case.objects.select_related("customer", "assignee").filter(pk=case))


def _angriest(agent: Agent) -> Case | None:
    """The gravest open complaint: safety first, then urgency, then what was escalated, the newest of them.

    Only the one that was found is joined with whom it is about.
    """
    found = _gravest.first(agent.sight, me=agent.pk)
    return _with_people.first(case=found[0]) if found else None


def _ask_first_said(case: int) -> QuerySet[Entry]:
    said = Entry.objects.filter(case=case, kind__in=[Entry.Kind.INBOUND, Entry.Kind.RECORDED_IN])
    return said.select_related("message").only("text", "message__text").order_by("id")[:1]


_first_said = Kept(_ask_first_said)


def _words_of(case: Case | None) -> str:
    first = _first_said.first(case=case.pk) if case else None
    return (first.message.text if first.message else first.text) if first else ""


def _loads(held: Sequence[Mapping[str, Any]], due: Sequence[Mapping[str, Any]]) -> list[PersonsLoad]:
    """Who holds something, the most first."""
    people = Agent.objects.in_bulk([row["assignee"] for row in held if row["assignee"]])
    late = {row["assignee"]: row["overdue"] for row in due}
    loads = [
        PersonsLoad(
            agent_id=person.pk,
            name=person.full_name,
            open=row["open"],
            overdue=late.get(person.pk, 0),
            capacity=person.capacity,
        )
        for row in held
        if (person := people.get(row["assignee"]))
    ]
    return sorted(loads, key=lambda load: -load.open)


def _full_teams(agent: Agent) -> list[FullTeam]:
    """The teams in this person's reach of which nobody can be given more; who sees only their own cases sees none."""
    if agent.reach not in {Reach.ALL, Reach.TEAM, Reach.BRANCH}:
        return []
    return full_teams(team_ids=None if agent.reach == Reach.ALL else agent.team_ids)


def _ask_promises(sight: Sight, *, end: datetime, me: int) -> Any:
    """What is to be heard from us before `end`, the overdue first; `of` says how many there are in all."""
    outstanding = AnswerPromise.objects.filter(kept_at=None, due_at__lt=end, case__in=_open(sight, me))
    counted = outstanding.annotate(of=Window(Count("id")))
    return counted.select_related("case__customer", "by").order_by("due_at", "id")[:PROMISES_SHOWN]


_promises: Kept[Any] = Kept(_ask_promises)


def _born_today(*, now: datetime) -> list[Customer]:
    today = now.astimezone(HANOI).date()
    born = Customer.objects.standing().born_on_a(today)
    return list(born.in_segment("vip").order_by("id")[:8])


def _founded_today(*, now: datetime) -> list[Customer]:
    today = now.astimezone(HANOI).date()
    founded = Customer.objects.standing().founded_on_a(today)
    return list(founded.order_by("id")[:8])


def _ask_missed_calls(sight: Sight, *, me: int) -> QuerySet[Entry]:
    missed = Entry.objects.filter(kind=Entry.Kind.CALL, data__missed=True, case__in=_open(sight, me))
    return missed.select_related("case__customer").order_by("-at")[:8]


_missed_calls = Kept(_ask_missed_calls)


def _trend(agent: Agent, *, now: datetime) -> list[tuple[date, int]]:
    until = now.astimezone(HANOI).date()
    since = until - timedelta(days=TREND_DAYS - 1)
    opened = volumes(Scope(since=since, until=until), agent=agent, now=now)
    days = [since + timedelta(days=count) for count in range(TREND_DAYS)]
    return [(day, opened.get(day, 0)) for day in days]
