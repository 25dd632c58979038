"""The list of customers and the profile of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.core.facts import Actor
from tantam.customers import actions, queries
from tantam.customers.context import profile_context, rows_of
from tantam.customers.forms import ContactForm, NoteForm, ProfileForm
from tantam.customers.models import Customer, Segment, ServiceNote
from tantam.organisation.models import Agent
from tantam.organisation.rights import may


def _agent(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees it
    return request.user


def _customer(request: HttpRequest, code: str) -> Customer:
    """The customer, or the one into whom they were merged, if within reach."""
    visible = Customer.objects.visible_to(_agent(request)).select_related("owner", "branch", "merged_into")
    customer = visible.filter(code=code).first()
    if customer is None:
        raise Http404
    return customer.merged_into or customer


@may("customer.see")
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """All, of one segment, or those meant by what was typed."""
    text, segment = request.GET.get("q", "")[:100].strip(), request.GET.get("segment", "")
    visible = Customer.objects.standing().visible_to(_agent(request))
    if segment:
        visible = visible.in_segment(segment)
    if text:
        found = queries.CustomerPage(rows=queries.search_customers(visible, text, limit=50), next="")
    else:
        found = queries.list_customers(visible, after=request.GET.get("after", ""))
    context = {
        "rows": rows_of(found.rows),
        "next": found.next,
        "text": text,
        "segment": segment,
        "segments": list(Segment.objects.order_by("rank")),
    }
    template = "customers/parts/rows.html" if request.headers.get("HX-Request") else "customers/customers.html"
    return render(request, template, context)


@may("customer.see")
@require_GET
def customer(request: HttpRequest, code: str) -> HttpResponse:
    """Who they are, what they have, and what the apps above know of them."""
    found = _customer(request, code)
    if found.code != code:
        return redirect("customer", code=found.code)
    return _show(request, found)


def _show(request: HttpRequest, found: Customer, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = profile_context(found, agent=_agent(request), now=timezone.now())
    initial = {field: getattr(found, field) for field in ProfileForm.base_fields}
    defaults = {"form": ProfileForm(initial=initial), "note_form": NoteForm(), "contact_form": ContactForm()}
    return render(request, "customers/customer.html", {**context, **defaults, **forms}, status=status)


@may("customer.change")
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Name, forms of address, language, address, birthday."""
    found, form = _customer(request, code), ProfileForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form, is_changing=True, status=422)
    actions.change_profile(found, profile=actions.Profile(**form.cleaned_data), by=_agent(request), now=timezone.now())
    messages.success(request, _("Profile kept."))
    return redirect("customer", code=found.code)


@may("customer.change")
@require_POST
def write_note(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody must know before they speak."""
    found, form = _customer(request, code), NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, note_form=form, status=422)
    actions.write_service_note(found, text=form.cleaned_data["text"], by=_agent(request), now=timezone.now())
    return redirect("customer", code=found.code)


@may("customer.change")
@require_POST
def end_note(request: HttpRequest, code: str, note_id: int) -> HttpResponse:
    """The note no longer holds."""
    found = _customer(request, code)
    note = ServiceNote.objects.filter(pk=note_id, customer=found).first()
    if note is not None:
        actions.end_service_note(note, by=_agent(request), now=timezone.now())
    return redirect("customer", code=found.code)


@may("customer.change")
@require_POST
def add_contact(request: HttpRequest, code: str) -> HttpResponse:
    """One more way to reach them."""
    found, form = _customer(request, code), ContactForm(request.POST)
    if form.is_valid():
        by = Actor.agent(_agent(request).pk)
        try:
            actions.add_contact_point(found, **form.cleaned_data, by=by, now=timezone.now())
        except actions.BelongsToAnother:
            form.add_error("value", _("This already leads to another customer."))
    if form.errors:
        return _show(request, found, contact_form=form, status=422)
    return redirect("customer", code=found.code)
