"""What a ticket says of itself, put right by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case
from tantam.customers.models import Customer
from tantam.customers.models.customer import CustomerQuerySet
from tantam.customers.queries import search_customers
from tantam.organisation.models import Branch


class WhomInput(forms.TextInput):
    """A customer as people name one; below it stands who is meant, as it is typed."""

    template_name = "cases/forms/whom.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The address that is asked who is meant."""
        context = super().get_context(name, value, attrs)
        context["widget"]["whom"] = reverse("case_whom")
        return context


class CorrectForm(forms.Form):
    """Subject, customer and branch of a ticket; the customer is one of `customers`, or stays who it is."""

    subject = forms.CharField(label=_("What it is about"), max_length=300, required=False)
    customer = forms.CharField(
        label=_("Customer"), max_length=254, widget=WhomInput, help_text=_("By name, phone, e-mail or code.")
    )
    branch = forms.ModelChoiceField(
        Branch.objects.none(), label=_("Branch"), required=False, empty_label=_("No branch")
    )

    def __init__(self, *args: Any, case: Case, customers: CustomerQuerySet, **kwargs: Any) -> None:
        kwargs["initial"] = {"subject": case.subject, "customer": case.customer.code, "branch": case.branch_id}
        super().__init__(*args, **kwargs)
        self.case, self.customers = case, customers
        places: Any = self.fields["branch"]
        places.queryset = Branch.objects.filter(Q(closed_at=None) | Q(pk=case.branch_id)).order_by("name")

    def clean_customer(self) -> Customer:
        """The one who is meant; two who may be are none."""
        typed = str(self.cleaned_data["customer"])
        if typed == self.case.customer.code:
            return self.case.customer
        found = search_customers(self.customers, typed, limit=2)
        if not found:
            raise ValidationError(_("Nobody is found by this. Try a name, a phone number, an e-mail or a code."))
        if len(found) > 1:
            raise ValidationError(_("Several are found by this. Choose one of them, or type the code."))
        return found[0]
