"""Ghi nhận nhanh: a call, a visit to the counter, a chat on one's own phone becomes a case in fifteen seconds."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tantam.cases import actions
from tantam.cases.forms import IntakeForm
from tantam.cases.models import Case, Entry
from tantam.cases.views.asking import agent_of, is_fragment
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.customers.actions import find
from tantam.customers.models import ContactPoint, Customer
from tantam.customers.queries import search_customers
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right, may

LEAST_DIGITS = 4
SHOWN = 4
OPEN_SHOWN = 3


@may("case.intake")
def quick_intake(request: HttpRequest) -> HttpResponse:
    """The form in the side sheet, or as a page of its own."""
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        heard = form.cleaned_data
        into = heard.pop("into")
        if not into:
            return _done(request, _taken_in(actions.QuickIntake(**heard), by=agent_of(request)))
        case = _open_cases(request, _caller(heard["phone"])).filter(number=into).first()
        if case is not None:
            return _done(request, _added_to(case, heard, by=agent_of(request)))
        form.add_error(None, _("This ticket of the caller is no longer open. Open a new one."))
    template = "cases/parts/intake.html" if is_fragment(request) else "cases/intake.html"
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


def _taken_in(heard: actions.QuickIntake, *, by: Agent) -> Case:
    def take_in() -> Case:
        return actions.quick_intake(heard, by=by, now=timezone.now())

    return actions.once(heard.key, take_in, again=lambda entry: entry.case, by=by)


def _added_to(case: Case, heard: dict[str, Any], *, by: Agent) -> Case:
    """What the caller said, noted in a ticket that they have open."""
    channel, said = heard["channel_kind"], actions.Answer(text=heard["text"], key=heard["key"])

    def record() -> Entry:
        kind, now = Entry.Kind.RECORDED_IN, timezone.now()
        return actions.record_said(case, kind=kind, channel_kind=channel, said=said, by=by, now=now)

    return actions.once(said.key, record, again=lambda entry: entry, by=by).case


def _caller(typed: str) -> Customer | None:
    return find(ContactPoint.Kind.PHONE, parse_phone(typed).e164)


def _open_cases(request: HttpRequest, customer: Customer | None) -> QuerySet[Case]:
    """The caller's open tickets that the person may see, newest first; none where they may not answer in them."""
    agent = agent_of(request)
    if customer is None or not has_right(agent, "case.reply"):
        return Case.objects.none()
    cases = Case.objects.standing().visible_to(agent).open().filter(customer=customer)
    return cases.select_related("customer").order_by("-last_entry_at", "-id")


def _done(request: HttpRequest, case: Case) -> HttpResponse:
    said = _("%(number)s is kept for %(name)s.") % {
        "number": case.number,
        "name": case.customer.called,
    }
    if not is_fragment(request):
        link = format_html('<a href="{}">{}</a>', reverse("case", args=[case.number]), said)
        messages.success(request, link)
        return redirect("inbox")
    response = render(request, "cases/parts/intake_done.html", {"case": case, "said": said})
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": said, "tone": "success"}})
    return response


@may("case.intake")
@require_GET
def known_customer(request: HttpRequest) -> HttpResponse:
    """Who has the number that is being typed; those with part of it while it is not whole."""
    typed = request.GET.get("phone", "")[:40]
    visible = Customer.objects.standing().visible_to(agent_of(request))
    try:
        phone = parse_phone(typed).e164
        customer = find(ContactPoint.Kind.PHONE, phone)
        context: dict[str, Any] = {"customer": customer, "is_new": customer is None, "phone": phone}
        if customer is not None:
            context["open_cases"] = found = list(_open_cases(request, customer)[:OPEN_SHOWN])
            context["into"] = next((one.number for one in found if one.number == request.GET.get("into")), "")
    except NotAPhoneNumber:
        is_enough = sum(char.isdigit() for char in typed) >= LEAST_DIGITS
        context = {"near": search_customers(visible, typed, limit=SHOWN) if is_enough else []}
    return render(request, "cases/parts/intake_customer.html", context)
