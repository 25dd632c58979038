"""A phone number that the customer wrote goes onto their card, or is waved away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tantam.cases.views.asking import agent_of, case_of, refuse, show_again
from tantam.core.facts import Actor
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.customers import actions as customers
from tantam.customers.models import ContactPoint
from tantam.organisation.rights import may


@may("customer.change")
@require_POST
def add_number(request: HttpRequest, number: str) -> HttpResponse:
    """One click; a second one changes nothing. A number of somebody else is never taken from them."""
    case = case_of(request, number)
    try:
        phone = parse_phone(request.POST.get("phone", "")[:40])
        customers.add_contact_point(
            case.customer,
            kind=ContactPoint.Kind.PHONE,
            value=phone.e164,
            by=Actor.agent(agent_of(request).pk),
            now=timezone.now(),
        )
    except NotAPhoneNumber:
        return refuse(request, _("This is not a phone number. Check its digits."))
    except customers.BelongsToAnother:
        return refuse(request, _("This already leads to another customer."), status=409)
    return show_again(request, number, said=_("%(phone)s stands on the customer's card.") % {"phone": phone})


@may("customer.change")
@require_POST
def dismiss_number(request: HttpRequest, number: str) -> HttpResponse:
    """Not theirs: it is not offered for this customer again, in whichever ticket; a second click changes nothing."""
    case = case_of(request, number)
    try:
        phone = parse_phone(request.POST.get("phone", "")[:40])
    except NotAPhoneNumber:
        return refuse(request, _("This is not a phone number. Check its digits."))
    customers.dismiss_contact(
        case.customer,
        kind=ContactPoint.Kind.PHONE,
        value=phone.e164,
        by=Actor.agent(agent_of(request).pk),
        now=timezone.now(),
    )
    return show_again(request, number, said=_("%(phone)s is not offered for this customer again.") % {"phone": phone})
