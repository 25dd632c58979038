"""What was said and what hangs on it: entries, clocks, closures, scores, promises, approvals, the ten conversations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tantam.cases.actions.approving import APPROVAL, key_of
from tantam.cases.models import AnswerPromise, Case, Clock, Closure, Draft, Entry, Escalation, Outcome, ProblemCase
from tantam.channels.models import Message
from tantam.core.models import FactRow
from tantam.customers.models import SegmentMembership
from tantam.demo.content.conversations import conversations, said_at, words_of
from tantam.demo.content.history import History
from tantam.demo.loading.business import House
from tantam.organisation import queries as organisation
from tantam.organisation.models import Approval
from tantam.process.models import Token
from tantam.process.queries import compiled, work_of
from tantam.surveys.models import Answer, Invitation

Pair = tuple[History, Case]


def load_streams(pairs: Sequence[Pair], house: House, *, now: datetime) -> None:
    """Write it all in a handful of statements."""
    told = {entry["number"]: entry for entry in conversations()}
    plain = [pair for pair in pairs if pair[0].conversation is None]
    Entry.objects.bulk_create([entry for one, case in plain for entry in _entries(one, case, house)], batch_size=1000)
    for one, case in pairs:
        if one.conversation is not None:
            _tell(told[one.conversation], case, house, now=now)
    promised = _promised_minutes()
    works = _works()
    clocks = [clock for one, case in pairs for clock in _clocks(one, case, promised, works.get(case.fact_subject))]
    Clock.objects.bulk_create(clocks, batch_size=1000)
    Closure.objects.bulk_create([_closure(one, case, house) for one, case in pairs if not one.is_open], batch_size=1000)
    _load_scores([pair for pair in pairs if pair[0].csat is not None], house)
    _load_promises_and_approvals(pairs, house, now=now)
    ProblemCase.objects.bulk_create(
        ProblemCase(problem=house.problems[one.problem], case=case, at=one.opened_at)
        for one, case in pairs
        if one.problem
    )
    FactRow.objects.bulk_create([fact for one, case in pairs for fact in _facts(one, case)], batch_size=1000)


def _entries(one: History, case: Case, house: House) -> Iterator[Entry]:
    missed = Entry.Kind.CALL if one.is_missed_call else Entry.Kind.RECORDED_IN
    data = {"missed": True} if one.is_missed_call else {}
    yield Entry(case=case, kind=missed, at=one.opened_at, channel_kind=one.channel, text=one.words, data=data)
    if one.reply and one.first_responded_at and one.answered_by:
        yield Entry(
            case=case,
            kind=Entry.Kind.RECORDED_OUT,
            at=one.first_responded_at,
            channel_kind=one.channel,
            text=one.reply,
            author=house.agents[one.answered_by],
        )
    if one.asked_at:
        yield Entry(
            case=case,
            kind=Entry.Kind.RECORDED_OUT,
            at=one.asked_at,
            channel_kind=one.channel,
            text=one.asked,
            author=house.agents[one.assignee],
        )
    if one.closed_at:
        values = {"what": "closed", "by": "process", "outcome": _outcome(one)}
        yield Entry(case=case, kind=Entry.Kind.CHANGE, at=one.closed_at, data=values)


def _tell(told: dict[str, Any], case: Case, house: House, *, now: datetime) -> None:
    """One of the ten conversations, every line as written; a mail is a message of its channel."""
    case.subject = told["title"]["vi"]
    spoken = zip(told["messages"], said_at(told, now=now), words_of(told, now=now), strict=True)
    for said, when, text in spoken:
        if said["kind"] == "draft":
            _draft(said, case, house, now=now)
            continue
        author = house.agents.get(said["by"])
        Entry.objects.create(
            case=case,
            kind=_kind_of(said),
            at=when,
            channel_kind=told["channel"] if said["kind"] in {"message", "call"} else "",
            author=author,
            message=_mail(said, case, house, text=text, when=when) if told["channel"] == "email" else None,
            text="" if told["channel"] == "email" and said["by"] == "customer" else text,
            data={"visibility": said["visibility"]} if said["visibility"] == "public" else {},
        )
        case.last_entry_at = when
        case.preview = " ".join(text.split())[:160]
        if said["by"] == "customer":
            case.last_inbound_at = when
    case.awaits_answer = bool(told.get("awaits_answer", case.awaits_answer))
    case.save(update_fields=["subject", "last_entry_at", "last_inbound_at", "preview", "awaits_answer"])
    if "escalation" in told:
        asked = told["escalation"]
        at = min(now, case.last_entry_at + timedelta(minutes=8))
        Escalation.objects.create(case=case, at=at, to=house.agents[asked["to"]], reason=asked["reason"]["vi"])


def _kind_of(said: dict[str, Any]) -> Entry.Kind:
    if said["kind"] in {"note", "side"}:
        return Entry.Kind.NOTE
    if said["by"] == "customer":
        return Entry.Kind.RECORDED_IN
    if said["kind"] == "record":
        return Entry.Kind.RECORDED_IN
    if said["by"] == "system" or said["kind"] == "event":
        return Entry.Kind.CHANGE
    return Entry.Kind.RECORDED_OUT


def _draft(said: dict[str, Any], case: Case, house: House, *, now: datetime) -> None:
    Draft.objects.create(case=case, author=house.agents[said["by"]], text=said["text"], changed_at=now)


def _mail(said: dict[str, Any], case: Case, house: House, *, text: str, when: datetime) -> Message | None:
    if said["by"] != "customer":
        return None
    point = case.customer.contact_points.filter(kind="email").first()
    return Message.objects.create(
        channel=house.channels["email"],
        customer=case.customer,
        direction=Message.Direction.INBOUND,
        at=when,
        external_id=f"demo-{case.pk}@benlua.example",
        content_key=sha256(text.encode()).hexdigest(),
        sender_name=case.customer.name,
        sender_address=point.value if point else "",
        recipients={"to": [{"name": "", "address": house.channels["email"].address}], "cc": []},
        subject=said.get("subject", ""),
        text=text,
    )


def _works() -> dict[str, Token]:
    """The token of the work that waits for somebody, by subject: its step clock stands on the step card."""
    waiting = Token.objects.filter(state=Token.State.WAITING).select_related("instance")
    return {token.instance.subject: token for token in waiting}


def _clocks(one: History, case: Case, minutes: dict[int, int], work: Token | None) -> Iterator[Clock]:
    calendar_id = case.team.calendar_id if case.team else 1
    promised = 300 if case.urgency == Case.Urgency.CRITICAL else minutes.get(case.customer_id, 30) * 60
    due_at = organisation.calendar(calendar_id).due(one.opened_at, promised)
    waiting = one.first_responded_at is None
    if waiting and one.is_open:
        due_at = one.due_at or due_at
    stopped_at = one.first_responded_at or one.closed_at
    yield Clock(
        case=case,
        kind=Clock.Kind.FIRST_RESPONSE,
        calendar_id=calendar_id,
        promised_seconds=promised,
        started_at=one.opened_at,
        due_at=due_at,
        stopped_at=stopped_at,
        is_met=stopped_at <= due_at if stopped_at else None,
        breached_at=due_at if stopped_at and stopped_at > due_at else None,
    )
    step_due_at = case.due_at or (work.response_due_at if work and work.paused_at else None)
    if one.is_open and step_due_at and work:
        yield _of_step(one, case, work, calendar_id=calendar_id, promised=promised, due_at=step_due_at)


def _of_step(one: History, case: Case, work: Token, *, calendar_id: int, promised: int, due_at: datetime) -> Clock:
    times = compiled(work.version_id).diagram.node(work.node).care.times
    remaining = organisation.calendar(calendar_id).seconds_between(work.paused_at, due_at) if work.paused_at else None
    return Clock(
        case=case,
        kind=Clock.Kind.STEP,
        node=one.step,
        token_id=work.pk,
        calendar_id=calendar_id,
        promised_seconds=promised,
        started_at=one.visits[-1].entered_at,
        due_at=due_at,
        paused_at=work.paused_at,
        remaining_seconds=remaining,
        waits_for_customer=times is not None and times.waits_for_customer,
    )


def _promised_minutes() -> dict[int, int]:
    """Minutes to the first response by customer, the strictest of their segments."""
    memberships = SegmentMembership.objects.exclude(segment__first_response_minutes=None)
    rows = memberships.order_by("-segment__first_response_minutes")
    pairs = rows.values_list("customer_id", "segment__first_response_minutes")
    return {customer_id: minutes for customer_id, minutes in pairs if minutes is not None}


def _outcome(one: History) -> str:
    return one.outcome if one.outcome in set(Outcome.values) else Outcome.RESOLVED.value


def _closure(one: History, case: Case, house: House) -> Closure:
    return Closure(
        case=case,
        at=one.closed_at or case.last_entry_at,
        by=house.agents[one.assignee],
        outcome=_outcome(one),
        note=one.cause or "",
        compensation_vnd=one.goodwill_vnd,
    )


def _load_scores(pairs: Sequence[Pair], house: House) -> None:
    invitations = Invitation.objects.bulk_create(
        [
            Invitation(
                survey=house.survey,
                case=case,
                customer=case.customer,
                token_sha256=sha256(f"demo:{case.pk}".encode()).hexdigest(),
                channel_kind=one.channel,
                sent_at=(one.rated_at or one.opened_at) - timedelta(hours=1),
                expires_at=(one.rated_at or one.opened_at) + timedelta(days=14),
            )
            for one, case in pairs
        ],
        batch_size=1000,
    )
    Answer.objects.bulk_create(
        [
            Answer(
                invitation=invitation,
                score=one.csat or 1,
                answered_at=one.rated_at or one.opened_at,
                changed_at=one.rated_at or one.opened_at,
            )
            for (one, _), invitation in zip(pairs, invitations, strict=True)
        ],
        batch_size=1000,
    )


def _load_promises_and_approvals(pairs: Sequence[Pair], house: House, *, now: datetime) -> None:
    for one, case in pairs:
        if one.promise_at and one.is_open:
            AnswerPromise.objects.create(
                case=case,
                by=house.agents[one.assignee],
                made_at=one.first_responded_at or one.opened_at,
                due_at=one.promise_at,
            )
        if one.awaits_approval_of and one.is_open:
            Approval.objects.create(
                subject=case.fact_subject,
                waits=_step_of(case),
                amount_vnd=one.goodwill_vnd or None,
                reason=case.subject,
                asked_by=house.agents[one.assignee],
                approver=house.agents[one.awaits_approval_of],
                asked_at=one.visits[-1].entered_at,
            )  # without a time: it shall wait for whoever looks at the sample days later, too


def _step_of(case: Case) -> str:
    """What the answer lets go on: the step of the drawing where the case waits for it."""
    steps = [work.token.pk for work in work_of(case.fact_subject) if work.node.care.done == APPROVAL]
    return key_of(steps[0]) if steps else ""


def _facts(one: History, case: Case) -> Iterator[FactRow]:
    data: dict[str, Any] = {
        "case_id": case.pk, "customer_id": case.customer_id, "team_id": case.team_id, "assignee_id": case.assignee_id,
        "branch_id": case.branch_id, "channel": one.channel, "kind": one.kind, "urgency": one.urgency,
    }  # fmt: skip
    rows: list[tuple[str, datetime, str, int | None, dict[str, Any]]] = [
        ("case.opened", one.opened_at, "customer", case.customer_id, data)
    ]
    if one.first_responded_at:
        replied = data | {"entry_id": 0, "is_first": True}
        rows.append(("case.replied", one.first_responded_at, "agent", case.assignee_id, replied))
    if one.closed_at:
        rows.append(("case.closed", one.closed_at, "process", None, data | {"outcome": _outcome(one)}))
    for name, at, actor_kind, actor_id, values in rows:
        yield FactRow(
            name=name,
            version=1,
            at=at,
            actor_kind=actor_kind,
            actor_id=actor_id,
            subject=case.fact_subject,
            data=values,
        )
