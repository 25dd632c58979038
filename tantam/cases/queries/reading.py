"""All that a case's page shows, in a counted number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from tantam.cases.models import (
    AnswerPromise,
    Case,
    CaseAccess,
    CaseLink,
    Clock,
    Closure,
    ClosureRequest,
    Draft,
    DraftFile,
    Entry,
    Escalation,
    Following,
    ProblemCase,
)
from tantam.channels.models import Attachment
from tantam.core.queries import Kept
from tantam.core.values.text import sort_key
from tantam.customers.models import (
    Asset,
    ContactPoint,
    Customer,
    DismissedContact,
    Order,
    SegmentMembership,
    ServiceNote,
)
from tantam.organisation.models import Agent, Approval, Asker, Sight
from tantam.process.models import Instance, Visit
from tantam.process.queries import Work, work_of

ENTRIES_SHOWN = 200
VISITS_READ = 100
RELATED = ("customer", "customer__owner", "brand", "branch", "team", "team__head", "assignee")
#: What a line of the stream shows; people are named, nothing more of them is read.
SHOWN = (
    "kind", "at", "channel_kind", "text", "data", "case", "came_from", "author__full_name", "message__direction",
    "message__sender_name", "message__nature", "message__text", "message__quoted_text", "message__html",
    "message__problems", "message__author__full_name", "message__dispatch__state", "message__dispatch__error",
    "message__dispatch__message",
)  # fmt: skip
#: What few cases or customers have: the question for the case tells whether it is worth asking for them.
SELDOM: dict[str, QuerySet[Any]] = {
    "promises": AnswerPromise.objects.filter(case=OuterRef("pk")),
    "escalations": Escalation.objects.filter(case=OuterRef("pk"), settled_at=None),
    "links": CaseLink.objects.filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk"))),
    "problems": ProblemCase.objects.filter(case=OuterRef("pk")),
    "service_notes": ServiceNote.objects.filter(customer=OuterRef("customer"), ended_at=None),
    "orders": Order.objects.filter(customer=OuterRef("customer")),
    "assets": Asset.objects.filter(customer=OuterRef("customer")),
}


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """A case with its stream, clocks, place on the diagram and customer."""

    case: Case
    entries: list[Entry]
    files: Mapping[int, list[Attachment]]
    is_cut: bool
    clocks: list[Clock]
    work: list[Work]
    promises: list[AnswerPromise]
    escalations: list[Escalation]
    approvals: list[Approval]
    closure: Closure | None
    closing: ClosureRequest | None
    problems: list[ProblemCase]
    draft: Draft | None
    enclosed: list[DraftFile]
    leaving: list[Draft]
    contact_points: list[ContactPoint]
    segments: list[SegmentMembership]
    service_notes: list[ServiceNote]
    orders: list[Order]
    assets: list[Asset]
    other_cases: list[Case]
    named: list[CaseAccess]


def read_case(number: str, *, agent: Agent) -> CasePage:
    """Load the page of a case the agent may see. Raises Case.DoesNotExist."""
    case = _case.first(agent.sight, number=number, me=agent.pk)
    if case is None:
        raise Case.DoesNotExist
    has = case.__dict__
    entries = _entries(case=case.pk)
    pk, customer = case.pk, case.customer_id
    draft = _draft.first(case=pk, me=agent.pk) if has["has_draft"] else None
    approvals = _approvals(subject=case.fact_subject)
    return CasePage(
        case=case,
        entries=entries[:ENTRIES_SHOWN][::-1],
        files=_files_of(entries),
        is_cut=len(entries) > ENTRIES_SHOWN,
        clocks=_clocks(case=pk),
        work=work_of(case.fact_subject),
        promises=_promises(case=pk) if has["has_promises"] else [],
        escalations=_escalations(case=pk) if has["has_escalations"] else [],
        approvals=approvals,
        closure=None if case.is_open else _closure.first(case=pk),
        closing=_closing_asked(approvals),
        problems=_problems(case=pk) if has["has_problems"] else [],
        draft=draft,
        enclosed=_enclosed_in(draft),
        leaving=_leaving_in(pk) if has["has_leaving"] else [],
        contact_points=_points(customer=customer),
        segments=_segments(customer=customer),
        service_notes=_service_notes(customer=customer) if has["has_service_notes"] else [],
        orders=_orders(customer=customer) if has["has_orders"] else [],
        assets=_assets(customer=customer) if has["has_assets"] else [],
        other_cases=_others(agent.sight, customer=customer, case=pk, me=agent.pk),
        named=named_in(case) if case.is_private or case.is_shared else [],
    )


def named_in(case: Case) -> list[CaseAccess]:
    """Who may see the case by name, by name."""
    held = CaseAccess.objects.holding().filter(case=case).select_related("agent", "by")
    return sorted(held, key=lambda one: sort_key(one.agent.full_name))


def _closing_asked(approvals: Sequence[Approval]) -> ClosureRequest | None:
    """The closing that one of these waits for; hardly a case has one, the others are not asked about."""
    waiting = [one.pk for one in approvals if one.is_open and one.waits.startswith("closing:")]
    return ClosureRequest.objects.filter(approval__in=waiting).first() if waiting else None


def closing_asked_last(case: Case) -> ClosureRequest | None:
    """What was typed to close this case and has not closed it: to be shown again when it is closed after all."""
    requests = ClosureRequest.objects.filter(case=case).select_related("approval__asked_by", "approval__approver")
    last = requests.order_by("-id").first()
    if last is None or Closure.objects.filter(case=case, at__gte=last.approval.asked_at).exists():
        return None
    return last


def seen_case(number: str, *, agent: Agent) -> Case | None:
    """The case of this number with what verbs need of its surroundings; None out of the agent's reach."""
    return _seen.first(agent.sight, number=number, me=agent.pk)


def _ask_seen(sight: Sight, *, number: str, me: int) -> QuerySet[Case]:
    seen = Case.objects.visible_to(Asker(me, sight)).filter(number=number)
    return seen.select_related("customer__brand", "team__head", "assignee", "branch")


_seen = Kept(_ask_seen)


def holders_of(phones: Sequence[str], *, agent: Agent) -> dict[str, Customer | None]:
    """To whom these numbers (E.164) lead already; None for a customer out of the agent's reach."""
    seen = Customer.objects.visible_to(agent).filter(pk=OuterRef("customer"))
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, value__in=phones, ended_at=None)
    found = points.annotate(is_seen=Exists(seen)).select_related("customer__merged_into")
    return {
        point.value: (point.customer.merged_into or point.customer) if point.__dict__["is_seen"] else None
        for point in found
    }


def dismissed_phones(customer_id: int, phones: Sequence[str]) -> set[str]:
    """Those of these numbers (E.164) of which somebody said that they are not this customer's."""
    dismissed = DismissedContact.objects.filter(customer=customer_id, kind=ContactPoint.Kind.PHONE, value__in=phones)
    return set(dismissed.values_list("value", flat=True))


def visits_of(subject: str) -> list[Visit]:
    """The stays behind a subject, oldest first, at most the last VISITS_READ."""
    return sorted(_visits(subject=subject), key=lambda visit: (visit.left_at, visit.pk))


def _enclosed_in(draft: Draft | None) -> list[DraftFile]:
    """The files of a draft; most have none and cost no question."""
    return _enclosed(draft=draft.pk) if draft is not None and draft.__dict__["has_files"] else []


def _leaving_in(case_id: int) -> list[Draft]:
    """What was sent and has not left, with its files; few cases have any."""
    waiting = _leaving(case=case_id)
    prefetch_related_objects(waiting, "files__file")
    return waiting


def _files_of(entries: Sequence[Entry]) -> dict[int, list[Attachment]]:
    """The files of each message that has any; most streams have none and cost no question."""
    messages = [entry.message_id for entry in entries if entry.__dict__["has_files"]]
    found: dict[int, list[Attachment]] = {}
    if messages:
        for file in Attachment.objects.select_related("file").filter(message__in=messages).order_by("id"):
            found.setdefault(file.message_id, []).append(file)
    return found


def _ask_case(sight: Sight, *, number: str, me: int) -> QuerySet[Case]:
    has = {f"has_{name}": Exists(rows) for name, rows in SELDOM.items()}
    draft = Exists(Draft.objects.being_written().filter(case=OuterRef("pk"), author=me))
    leaving = Exists(Draft.objects.sent_off().filter(case=OuterRef("pk")))
    follows = Exists(Following.objects.filter(case=OuterRef("pk"), agent=me))
    seen = Case.objects.visible_to(Asker(me, sight)).select_related(*RELATED)
    return seen.filter(number=number).annotate(**has, has_draft=draft, has_leaving=leaving, follows=follows)


def _ask_draft(*, case: int, me: int) -> QuerySet[Draft]:
    has_files = Exists(DraftFile.objects.filter(draft=OuterRef("pk")))
    return Draft.objects.being_written().filter(case=case, author=me).annotate(has_files=has_files)


def _ask_leaving(*, case: int) -> QuerySet[Draft]:
    waiting = Draft.objects.sent_off().filter(case=case).select_related("author")
    return waiting.order_by("leaves_at", "id")


def _ask_entries(*, case: int) -> QuerySet[Entry]:
    entries = Entry.objects.filter(case=case).select_related("author", "message__author", "message__dispatch")
    has_files = Exists(Attachment.objects.filter(message=OuterRef("message")))
    return entries.only(*SHOWN).annotate(has_files=has_files).order_by("-at", "-id")[: ENTRIES_SHOWN + 1]


def _ask_others(sight: Sight, *, customer: int, case: int, me: int) -> QuerySet[Case]:
    others = Case.objects.standing().visible_to(Asker(me, sight)).filter(customer=customer).exclude(pk=case)
    return others.only("number", "subject", "channel_kind", "state", "opened_at").order_by("-last_entry_at", "-id")[:6]


def _ask_visits(*, subject: str) -> QuerySet[Visit]:
    instances = Instance.objects.filter(subject=subject).values("id")
    newest = Visit.objects.filter(instance_id__in=instances).order_by("-id")[:VISITS_READ]
    return newest.only("version_id", "node", "entered_at", "left_at", "outcome")


def _ask_approvals(*, subject: str) -> QuerySet[Approval]:
    return Approval.objects.filter(subject=subject).select_related("approver", "asked_by").order_by("-id")


def _ask_closure(*, case: int) -> QuerySet[Closure]:
    return Closure.objects.filter(case=case, reopened_at=None).select_related("approved_by").order_by("-id")[:1]


def _ask_points(*, customer: int) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(customer=customer, ended_at=None).order_by("-is_primary", "id")


def _ask_segments(*, customer: int) -> QuerySet[SegmentMembership]:
    members = SegmentMembership.objects.filter(customer=customer)
    return members.select_related("segment").order_by("segment__rank")


_case = Kept(_ask_case)
_entries = Kept(_ask_entries)
_others = Kept(_ask_others)
_visits = Kept(_ask_visits)
_approvals = Kept(_ask_approvals)
_closure = Kept(_ask_closure)
_points = Kept(_ask_points)
_segments = Kept(_ask_segments)
_clocks = Kept(
    lambda case: (
        Clock.objects.filter(case=case).select_related("level__segment", "calendar").order_by("stopped_at", "due_at")
    )
)
_promises = Kept(lambda case: AnswerPromise.objects.filter(case=case).order_by("-due_at"))
_escalations = Kept(
    lambda case: Escalation.objects.filter(case=case, settled_at=None).select_related("to", "by").order_by("id")
)
_problems = Kept(lambda case: ProblemCase.objects.filter(case=case).select_related("problem"))
_draft = Kept(_ask_draft)
_leaving = Kept(_ask_leaving)
_enclosed = Kept(lambda draft: DraftFile.objects.filter(draft=draft).select_related("file").order_by("id"))
_service_notes = Kept(lambda customer: ServiceNote.objects.filter(customer=customer, ended_at=None).order_by("id"))
_orders = Kept(lambda customer: Order.objects.filter(customer=customer).order_by("-placed_at")[:5])
_assets = Kept(lambda customer: Asset.objects.filter(customer=customer).order_by("id")[:5])
