"""What a ticket says of itself, put right: a sheet beside it, and who is meant while a customer is typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tantam.cases import actions
from tantam.cases.forms import CorrectForm
from tantam.cases.models import Case
from tantam.cases.views.acting import Sheet, use_sheet
from tantam.cases.views.asking import agent_of, case_of
from tantam.customers.models import ContactPoint, Customer, reached_at
from tantam.customers.queries import search_customers
from tantam.organisation.models import Agent
from tantam.organisation.rights import may

SHOWN = 5


@may("case.classify")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Give the ticket another subject, customer or branch."""
    case = case_of(request, number)
    customers = Customer.objects.standing().visible_to(agent_of(request))
    form = CorrectForm(request.POST or None, case=case, customers=customers)

    def do(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
        return actions.correct(
            case, subject=said["subject"], customer=said["customer"], branch=said["branch"], by=by, now=now
        )

    sheet = Sheet(
        title=gettext_lazy("Put the ticket right"), button=gettext_lazy("Save"), icon="pencil", done=_("Saved."), do=do,
        note=gettext_lazy("What was promised stays promised."),
    )  # fmt: skip
    return use_sheet(request, case, form, sheet)


@may("case.classify")
@require_GET
def whom(request: HttpRequest) -> HttpResponse:
    """Who is meant by what is being typed."""
    typed = request.GET.get("customer", "")[:254]
    points = ContactPoint.objects.filter(customer=OuterRef("pk"), ended_at=None).order_by("-is_primary", "id")
    visible = Customer.objects.standing().visible_to(agent_of(request))
    visible = visible.annotate(reached_at=reached_at(""), point=Subquery(points.values("value")[:1]))
    found = search_customers(visible, typed, limit=SHOWN)
    return render(request, "cases/parts/whom.html", {"found": found, "typed": typed.strip()})
