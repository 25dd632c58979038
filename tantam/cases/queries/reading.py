"""All that a case's page shows, in a counted number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from tantam.cases.models import (
    AnswerPromise,
    Case,
    CaseQuerySet,
    Clock,
    Closure,
    Draft,
    Entry,
    ProblemCase,
)
from tantam.channels.models import Attachment
from tantam.customers.models import Asset, ContactPoint, Order, SegmentMembership, ServiceNote
from tantam.organisation.models import Agent, Approval
from tantam.process.models import Instance, Visit
from tantam.process.queries import Work, work_of

ENTRIES_SHOWN = 200
VISITS_READ = 100
RELATED = (
    "customer",
    "customer__owner",
    "brand",
    "branch",
    "team",
    "team__head",
    "assignee",
    "instance__version__process",
)


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """A case with its stream, clocks, place on the diagram and customer."""

    case: Case
    entries: list[Entry]
    is_cut: bool
    clocks: list[Clock]
    work: list[Work]
    promises: list[AnswerPromise]
    approvals: list[Approval]
    closure: Closure | None
    problems: list[ProblemCase]
    draft: Draft | None
    contact_points: list[ContactPoint]
    segments: list[SegmentMembership]
    service_notes: list[ServiceNote]
    orders: list[Order]
    assets: list[Asset]
    other_cases: list[Case]


def read_case(cases: CaseQuerySet, number: str, *, agent: Agent, now: datetime) -> CasePage:
    """Load the page of a case out of those the agent may see. Raises Case.DoesNotExist."""
    case = cases.select_related(*RELATED).get(number=number)
    entries = _stream(case)
    customer = case.customer
    segments = SegmentMembership.objects.filter(customer=customer).select_related("segment")
    points = ContactPoint.objects.filter(customer=customer, ended_at=None)
    approvals = Approval.objects.filter(subject=case.fact_subject).select_related("approver", "asked_by")
    return CasePage(
        case=case,
        entries=entries[:ENTRIES_SHOWN][::-1],
        is_cut=len(entries) > ENTRIES_SHOWN,
        clocks=list(Clock.objects.filter(case=case).order_by("stopped_at", "due_at")),
        work=work_of(case.fact_subject),
        promises=list(AnswerPromise.objects.filter(case=case).order_by("-due_at")),
        approvals=list(approvals.order_by("-id")),
        closure=None if case.is_open else Closure.objects.filter(case=case, reopened_at=None).order_by("-id").first(),
        problems=list(ProblemCase.objects.filter(case=case).select_related("problem")),
        draft=Draft.objects.filter(case=case, author=agent).first(),
        contact_points=list(points.order_by("-is_primary", "id")),
        segments=list(segments.order_by("segment__rank")),
        service_notes=list(ServiceNote.objects.filter(customer=customer, ended_at=None).order_by("id")),
        orders=list(Order.objects.filter(customer=customer).order_by("-placed_at")[:5]),
        assets=list(Asset.objects.filter(customer=customer).order_by("id")[:5]),
        other_cases=_others_of(case, agent),
    )


def visits_of(subject: str) -> list[Visit]:
    """The stays behind a subject, oldest first, at most the last VISITS_READ."""
    instances = Instance.objects.filter(subject=subject).values("id")
    newest = Visit.objects.filter(instance_id__in=instances).order_by("-id")[:VISITS_READ]
    return sorted(newest, key=lambda visit: (visit.left_at, visit.pk))


def _stream(case: Case) -> list[Entry]:
    """The newest entries, newest first, one more than is shown."""
    files = Prefetch("message__attachments", Attachment.objects.select_related("file"))
    entries = Entry.objects.filter(case=case).select_related("author", "message__author", "message__dispatch")
    return list(entries.prefetch_related(files).order_by("-at", "-id")[: ENTRIES_SHOWN + 1])


def _others_of(case: Case, agent: Agent) -> list[Case]:
    others = Case.objects.standing().visible_to(agent).filter(customer=case.customer_id).exclude(pk=case.pk)
    return list(others.order_by("-opened_at")[:6])
