"""Opening, answering and changing cases: each endpoint is one verb."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from tantam.cases import actions
from tantam.cases.actions import Answer, Refused, Words
from tantam.cases.actions.refused import NothingWritten
from tantam.cases.api.reading import agent_named, case_shown, living, team_named
from tantam.cases.api.routers import cases
from tantam.cases.api.schemas import (
    AssignmentGiven,
    CaseGiven,
    CaseShown,
    ClassificationGiven,
    ClosureGiven,
    EntryShown,
    ReplyGiven,
    ReplyShown,
    TextGiven,
    entry_shown,
    replied_shown,
)
from tantam.cases.models import Case, Closure, Entry
from tantam.channels.models import ChannelKind
from tantam.core.facts import Actor
from tantam.customers.api import address_key, met
from tantam.customers.models import Customer
from tantam.organisation.api import Number, Problem, access, agent_of
from tantam.organisation.models import Scope

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _write(right: str) -> Any:
    return access(right, Scope.CASES_WRITE)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A verb that was refused, in its own words; the type is its name: `case-is-closed`."""
    kind = _HUMP.sub("-", type(error).__name__).lower()
    return Problem(409, kind, _("This cannot be done now."), str(error.message)).response()


@cases.post("", auth=_write("case.intake"), response={201: CaseShown}, url_name="cases")
def open_(request: HttpRequest, given: CaseGiven) -> dict[str, Any]:
    """Open a case for a customer; its process begins as for a mail."""
    agent = agent_of(request)
    words = Words(
        channel_kind=ChannelKind.API,
        subject=given.subject,
        text=given.text,
        entry_kind=Entry.Kind.RECORDED_IN,
        author=agent,
        kind=given.kind.value if given.kind else "",
    )
    if not given.text.strip():
        raise NothingWritten
    case = actions.open_case(_customer(request, given), words=words, by=Actor.agent(agent.pk), now=timezone.now())
    return _shown(case)


def _customer(request: HttpRequest, given: CaseGiven) -> Customer:
    if given.contact is not None and given.customer is None:
        return met(
            kind=given.contact.kind,
            value=address_key(given.contact.kind, given.contact.value),
            name=given.contact.name,
            by=agent_of(request),
        )[0]
    if given.customer is None or given.contact is not None:
        raise Problem(422, "invalid", _("Some values are not usable"), _("Name either a customer or a contact."))
    reachable = Customer.objects.standing().visible_to(agent_of(request)).select_related("brand", "branch")
    customer = reachable.filter(code=given.customer).first()
    if customer is None:
        raise Http404
    return customer


def _shown(case: Case) -> dict[str, Any]:
    loaded = Case.objects.select_related("customer", "team", "assignee", "merged_into")
    return case_shown(loaded.get(pk=case.pk))


@cases.post("/{number}/replies", auth=_write("case.reply"), response={201: ReplyShown}, url_name="case_replies")
def reply(request: HttpRequest, number: Number, given: ReplyGiven) -> ReplyShown:
    """Answer the customer by the case's channel; the answer leaves even where the step that it finishes still needs
    something: then the step stays, and `step_needs` names what is missing."""
    cc = [address_key("email", address) for address in given.cc]
    answer = Answer(text=given.text, cc=cc)
    case, agent = living(request, number), agent_of(request)
    return replied_shown(actions.reply(case, answer=answer, by=agent, now=timezone.now()), case.number)


@cases.post("/{number}/notes", auth=_write("case.note"), response={201: EntryShown}, url_name="case_notes")
def note(request: HttpRequest, number: Number, given: TextGiven) -> EntryShown:
    """Write a note that only colleagues see."""
    case = living(request, number)
    return entry_shown(actions.write_note(case, text=given.text, by=agent_of(request), now=timezone.now()), case.number)


@cases.post("/{number}/assignment", auth=_write("case.assign"), response=CaseShown, url_name="case_assignment")
def assign(request: HttpRequest, number: Number, given: AssignmentGiven) -> dict[str, Any]:
    """Give the case to a team and a person."""
    case = living(request, number)
    team, assignee = team_named(given.team), agent_named(given.assignee)
    actor = Actor.agent(agent_of(request).pk)
    return _shown(actions.assign(case, team=team, assignee=assignee, by=actor, now=timezone.now()))


@cases.post(
    "/{number}/classification", auth=_write("case.classify"), response=CaseShown, url_name="case_classification"
)
def classify(request: HttpRequest, number: Number, given: ClassificationGiven) -> dict[str, Any]:
    """Say what the case is about and how urgent it is; its promises follow."""
    case, team, actor = living(request, number), team_named(given.team), Actor.agent(agent_of(request).pk)
    kind, urgency = given.kind.value, given.urgency.value
    return _shown(actions.classify(case, kind=kind, urgency=urgency, team=team, by=actor, now=timezone.now()))


@cases.post(
    "/{number}/closure",
    auth=_write("case.close"),
    response={200: CaseShown, 202: CaseShown},
    url_name="case_closure",
)
def close(request: HttpRequest, number: Number, given: ClosureGiven) -> Status[dict[str, Any]]:
    """Close the case with its outcome. `compensation_vnd` above one's own limit waits for the nearest person above
    whose limit covers it: then the answer is 202, the case stays open, and `closure_request` says whom it waits for."""
    case = living(request, number)
    did = actions.close_by_hand(
        case,
        outcome=given.outcome,
        note=given.note,
        compensation_vnd=given.compensation_vnd,
        by=agent_of(request),
        now=timezone.now(),
    )
    return Status(200 if isinstance(did, Closure) else 202, _shown(case))


@cases.post("/{number}/reopening", auth=_write("case.close"), response=CaseShown, url_name="case_reopening")
def reopen(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Open a closed case again."""
    case = living(request, number)
    actions.reopen(case, by=Actor.agent(agent_of(request).pk), now=timezone.now())
    return _shown(case)
