"""Cases as programs see them and what programs send."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import get_language
from ninja import Schema
from pydantic import Field

from tantam.cases.actions import Replied
from tantam.cases.models import Case, Closure, ClosureRequest, Entry, Outcome
from tantam.channels.api import MessageShown
from tantam.organisation.api import Line, Money, Number, Paragraph, Strict
from tantam.process.engine.diagram import FormField

Kind = Case.Kind
Urgency = Case.Urgency
State = Case.State


class CustomerNamed(Schema):
    code: str
    name: str


class CaseRow(Schema):
    """A case in a list. `team` is a team's key, `assignee` a user name, times are RFC 3339."""

    number: str
    subject: str
    preview: str
    kind: str
    urgency: str
    state: str
    channel: str
    customer: CustomerNamed
    team: str | None
    assignee: str | None
    opened_at: datetime
    last_entry_at: datetime
    first_responded_at: datetime | None
    due_at: datetime | None
    awaits_answer: bool


class CaseList(Schema):
    """`next` is what to send as `after` for the page that follows, empty on the last one."""

    items: list[CaseRow]
    next: str


class EntryShown(Schema):
    """A line of the case's stream; what was said on a channel names its message. `case` is the number of the case that
    it stands in: where the case that was asked for has been merged, that of the one it lives on in."""

    case: str
    kind: str
    at: datetime
    channel: str
    author: str | None
    text: str
    message: uuid.UUID | None
    data: dict[str, Any]


class StepField(Schema):
    """A field of a step's card; `label` in the language of the answer."""

    key: str
    label: str


class ReplyShown(EntryShown):
    """An answer that has left. `step_needs`: what the step that it would have finished still needs; then it stays."""

    step_needs: list[StepField]


class ClosureShown(Schema):
    outcome: str
    at: datetime
    by: str | None
    note: str
    compensation_vnd: int
    approved_by: str | None


class ClosureRequestShown(Schema):
    """A closing that waits for a yes because of its compensation."""

    outcome: str
    note: str
    compensation_vnd: int
    asked_at: datetime
    by: str
    approver: str


class CaseShown(CaseRow):
    uuid: uuid.UUID
    closed_at: datetime | None
    closure: ClosureShown | None
    closure_request: ClosureRequestShown | None
    merged_into: str | None
    entries: list[EntryShown]
    entries_are_cut: bool


class MessageList(Schema):
    items: list[MessageShown]
    next: str


class ContactGiven(Strict):
    """Who it is about, by phone or e-mail: found, or met for the first time under this name."""

    kind: Annotated[str, Field(pattern="^(phone|email)$")]
    value: Line
    name: Line = ""


class CaseGiven(Strict):
    """Either a known customer's code or a contact."""

    customer: Number | None = None
    contact: ContactGiven | None = None
    subject: Line
    text: Paragraph
    kind: Kind | None = None


class TextGiven(Strict):
    text: Paragraph


class ReplyGiven(Strict):
    text: Paragraph
    cc: Annotated[list[Line], Field(max_length=20)] = []


class AssignmentGiven(Strict):
    """A team's key and a user name; null for nobody yet."""

    team: Number | None
    assignee: Number | None


class ClassificationGiven(Strict):
    kind: Kind
    urgency: Urgency
    team: Number | None = None


class ClosureGiven(Strict):
    outcome: Outcome
    note: Paragraph = ""
    compensation_vnd: Money = 0


def row_of(case: Case) -> dict[str, Any]:
    """The fields of a list, of a case loaded with customer, team and assignee."""
    return {
        "number": case.number,
        "subject": case.subject,
        "preview": case.preview,
        "kind": case.kind,
        "urgency": case.urgency,
        "state": case.state,
        "channel": case.channel_kind,
        "customer": CustomerNamed(code=case.customer.code, name=case.customer.name),
        "team": case.team.key if case.team else None,
        "assignee": case.assignee.username if case.assignee else None,
        "opened_at": case.opened_at,
        "last_entry_at": case.last_entry_at,
        "first_responded_at": case.first_responded_at,
        "due_at": case.due_at,
        "awaits_answer": case.awaits_answer,
    }


def replied_shown(replied: Replied, number: str) -> ReplyShown:
    """What an answer left behind."""
    needs = [StepField(key=field.key, label=_label(field)) for field in replied.step_needs]
    return ReplyShown(**entry_shown(replied.entry, number).dict(), step_needs=needs)


def _label(field: FormField) -> str:
    return field.labels.in_language(get_language() or "vi", default=field.labels.in_language("vi", default=field.key))


def entry_shown(entry: Entry, number: str) -> EntryShown:
    return EntryShown(
        case=number,
        kind=entry.kind,
        at=entry.at,
        channel=entry.channel_kind,
        author=entry.author.username if entry.author else None,
        text=entry.message.text if entry.message else entry.text,
        message=entry.message.uuid if entry.message else None,
        data=entry.data,
    )


def closure_request_shown(request: ClosureRequest) -> ClosureRequestShown:
    """One whose approval is loaded with its people."""
    approval = request.approval
    return ClosureRequestShown(
        outcome=request.outcome,
        note=request.note,
        compensation_vnd=request.compensation_vnd,
        asked_at=approval.asked_at,
        by=approval.asked_by.username,
        approver=approval.approver.username,
    )


def closure_shown(closure: Closure) -> ClosureShown:
    return ClosureShown(
        outcome=closure.outcome,
        at=closure.at,
        by=closure.by.username if closure.by else None,
        note=closure.note,
        compensation_vnd=closure.compensation_vnd,
        approved_by=closure.approved_by.username if closure.approved_by else None,
    )
