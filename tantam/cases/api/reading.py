"""Reading cases and messages."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Schema
from pydantic import ConfigDict

from tantam.cases.api.routers import cases, messages
from tantam.cases.api.schemas import (
    CaseList,
    CaseShown,
    Kind,
    MessageList,
    State,
    Urgency,
    closure_request_shown,
    closure_shown,
    entry_shown,
    row_of,
)
from tantam.cases.models import Case, CaseQuerySet, Closure, Entry
from tantam.cases.queries import closing_asked_last, list_cases, search_cases
from tantam.channels.api import MessageShown, message_shown
from tantam.organisation.api import Line, Listed, Number, When, access, agent_of
from tantam.organisation.models import Agent, Scope, Team

Row = TypeVar("Row", bound=Model)
PAGE = 50
ENTRIES = 200
READ = access("case.see", Scope.CASES_READ)
READ_MESSAGES = access("case.see", Scope.MESSAGES_READ)
RELATED = ("customer", "team", "assignee", "merged_into")


class Wanted(Schema):
    """Which cases: all given conditions hold. `q` searches everything said, with or without diacritics."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    kind: Kind | None = None
    urgency: Urgency | None = None
    team: Number | None = None
    assignee: Number | None = None
    customer: Number | None = None
    awaits_answer: bool | None = None
    opened_since: When | None = None
    opened_before: When | None = None
    q: Line = ""
    after: Line = ""
    limit: Listed = PAGE


@cases.get("", auth=READ, response=CaseList, url_name="cases")
def list_(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """The cases within reach, newest change first."""
    found = Case.objects.standing().visible_to(agent_of(request)).filter(**_conditions(wanted))
    if wanted.q:
        found = search_cases(found, wanted.q)
    page = list_cases(found, after=wanted.after, size=wanted.limit)
    numbers = [row["id"] for row in page.rows]
    loaded = Case.objects.select_related(*RELATED).in_bulk(numbers)
    return {"items": [row_of(loaded[number]) for number in numbers], "next": page.next}


_FIELDS = {
    "state": "state",
    "kind": "kind",
    "urgency": "urgency",
    "team": "team__key",
    "assignee": "assignee__username",
    "customer": "customer__code",
    "awaits_answer": "awaits_answer",
    "opened_since": "opened_at__gte",
    "opened_before": "opened_at__lt",
}


def _conditions(wanted: Wanted) -> dict[str, Any]:
    given = {lookup: getattr(wanted, name) for name, lookup in _FIELDS.items()}
    return {lookup: value for lookup, value in given.items() if value is not None}


@cases.get("/{number}", auth=READ, response=CaseShown, url_name="case")
def get(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One case with its stream, oldest entry first; of a long one the newest 200."""
    return case_shown(case_of(request, number))


def visible(request: HttpRequest) -> CaseQuerySet:
    """The cases within the reach of the token's agent."""
    return Case.objects.visible_to(agent_of(request))


def case_of(request: HttpRequest, number: str) -> Case:
    """The case of this number, if it may be seen. Raises Http404."""
    case = visible(request).select_related(*RELATED).filter(number=number).first()
    if case is None:
        raise Http404
    return case


def living(request: HttpRequest, number: str) -> Case:
    """The case of this number to do something with: of a merged one that in which it lives on, if that may be seen.
    Raises Http404."""
    case = case_of(request, number)
    if case.merged_into_id is None:
        return case
    return visible(request).select_related(*RELATED).filter(pk=case.merged_into_id).first() or case


def case_shown(case: Case) -> dict[str, Any]:
    """The whole of a case."""
    entries = Entry.objects.filter(case=case).select_related("author", "message").order_by("-at", "-id")[: ENTRIES + 1]
    closure = Closure.objects.filter(case=case, reopened_at=None).select_related("by").order_by("-id").first()
    newest, asked = list(entries), closing_asked_last(case) if case.is_open else None
    return {
        **row_of(case),
        "uuid": case.uuid,
        "closed_at": case.closed_at,
        "closure": closure_shown(closure) if closure else None,
        "closure_request": closure_request_shown(asked) if asked and asked.approval.is_open else None,
        "merged_into": case.merged_into.number if case.merged_into and not case.merged_into.is_private else None,
        "entries": [entry_shown(entry, case.number) for entry in newest[:ENTRIES][::-1]],
        "entries_are_cut": len(newest) > ENTRIES,
    }


@cases.get("/{number}/messages", auth=READ_MESSAGES, response=MessageList, url_name="case_messages")
def list_messages(
    request: HttpRequest, number: Number, after: Annotated[uuid.UUID | None, Query()] = None, limit: Listed = PAGE
) -> dict[str, Any]:
    """The messages of a case, oldest first; `after` is the UUID of the last one seen."""
    entries = _said().filter(case=case_of(request, number)).order_by("id")
    if after is not None:
        last = entries.filter(message__uuid=after).values_list("id", flat=True).first()
        entries = entries.filter(id__gt=last or 0)
    rows = list(entries[: limit + 1])
    shown = [message_shown(entry.message) for entry in rows[:limit] if entry.message]
    return {"items": shown, "next": str(shown[-1].uuid) if len(rows) > limit else ""}


@messages.get("/{key}", auth=READ_MESSAGES, response=MessageShown, url_name="message")
def get_message(request: HttpRequest, key: uuid.UUID) -> MessageShown:
    """One message of a case within reach."""
    entry = _said().filter(message__uuid=key, case__in=visible(request)).first()
    if entry is None or entry.message is None:
        raise Http404
    return message_shown(entry.message)


def _said() -> Any:
    entries = Entry.objects.filter(message__isnull=False).select_related("message__channel", "message__dispatch")
    return entries.prefetch_related("message__attachments__file")


def team_named(key: str | None) -> Team | None:
    """The team of this key, None for none. Raises Http404 for an unknown one."""
    return None if key is None else _first(Team.objects.filter(key=key))


def agent_named(username: str | None) -> Agent | None:
    """The person of this user name, None for nobody. Raises Http404 for an unknown one."""
    return None if username is None else _first(Agent.objects.filter(username=username))


def _first(rows: QuerySet[Row]) -> Row:
    if (found := rows.first()) is None:
        raise Http404
    return found
