"""Messages of other systems to the processes that run for cases: found by key, by case or by customer."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from tantam.cases import actions
from tantam.cases.api.reading import living
from tantam.cases.api.routers import process_messages
from tantam.cases.models import Case
from tantam.core.values.documents import is_storable
from tantam.customers.models import Customer
from tantam.organisation.api import Line, Number, Problem, Strict, access, agent_of
from tantam.organisation.models import Scope
from tantam.process.actions import correlate, wake_one_of

MOST_CASES = 500


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    if not is_storable(data):
        raise ValueError(_("at most 16,000 characters as JSON and 8 levels deep, without U+0000."))
    return data


Name = Annotated[Line, StringConstraints(min_length=1)]


class ProcessMessageGiven(Strict):
    """A message by its name in the diagram, and for whom: `key` as the waiting event asks for it, a case's number or a
    customer's code. `data` become variables of the process."""

    message: Name
    key: Line = ""
    case: Number = ""
    customer: Number = ""
    data: Annotated[dict[Line, Any], AfterValidator(_kept)] = Field(default_factory=dict)


class ProcessMessageTaken(Schema):
    """Which case took the message. `did`: `woken` where something waited for it; else what the process says of
    messages nothing waits for: `reopened` or `noted`."""

    case: str
    did: str


@process_messages.post(
    "", auth=access("case.step", Scope.PROCESSES_WRITE), response=ProcessMessageTaken, url_name="process_messages"
)
def send(request: HttpRequest, given: ProcessMessageGiven) -> dict[str, str]:
    """Give a message to the process that waits for it.

    By key, or by customer, something must wait (409 `nothing-waits` otherwise: send it again later, with the same
    Idempotency-Key). By case it is always taken.
    """
    if bool(given.case) + bool(given.customer) + bool(given.key and not given.case and not given.customer) != 1:
        detail = _("Name a case, a customer or a key.")
        raise Problem(422, "invalid", _("Some values are not usable"), detail)
    if given.case:
        case = living(request, given.case)
        did = actions.hear(case, message=given.message, key=given.key, payload=given.data, now=timezone.now())
        return {"case": case.number, "did": did}
    subject = _by_customer(request, given) if given.customer else _by_key(request, given)
    if subject is None:
        raise Problem(409, "nothing-waits", _("Nothing waits for this message"), _("Send it again later."))
    return {"case": Case.objects.values_list("number", flat=True).get(pk=_case_id(subject)), "did": "woken"}


def _by_key(request: HttpRequest, given: ProcessMessageGiven) -> str | None:
    reach = Case.objects.visible_to(agent_of(request))

    def may(subject: str) -> bool:
        return subject.startswith("case:") and reach.filter(pk=_case_id(subject)).exists()

    return correlate(given.message, key=given.key, payload=given.data, may=may, now=timezone.now())


def _by_customer(request: HttpRequest, given: ProcessMessageGiven) -> str | None:
    agent = agent_of(request)
    customer = Customer.objects.standing().visible_to(agent).filter(code=given.customer).first()
    if customer is None:
        raise Http404
    cases = Case.objects.visible_to(agent).filter(customer=customer).order_by("-last_entry_at", "-id")
    subjects = [f"case:{key}" for key in cases.values_list("pk", flat=True)[:MOST_CASES]]
    return wake_one_of(subjects, given.message, payload=given.data, key=given.key, now=timezone.now())


def _case_id(subject: str) -> int:
    return int(subject.partition(":")[2])
