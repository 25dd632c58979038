"""A mail to a customer that nobody has asked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tantam.cases import actions
from tantam.cases.forms import WriteFirstForm
from tantam.cases.models import Case
from tantam.cases.views.asking import agent_of
from tantam.customers.models import Customer
from tantam.organisation.rights import may


@may("case.reply")
@require_POST
def write_first(request: HttpRequest, code: str) -> HttpResponse:
    """Open the ticket and go there; the same form again finds the one it opened."""
    by = agent_of(request)
    customer = Customer.objects.standing().visible_to(by).select_related("brand", "branch").filter(code=code).first()
    if customer is None:
        raise Http404
    form = WriteFirstForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what the mail is about."))
        return redirect("customer", code=code)
    key = form.cleaned_data["key"]

    def write() -> Case:
        subject = form.cleaned_data["subject"]
        return actions.write_first(customer, subject=subject, by=by, now=timezone.now(), key=key)

    try:
        case = actions.once(key, write, again=lambda entry: entry.case, by=by)
    except actions.Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("customer", code=code)
    return redirect("case", number=case.number)
