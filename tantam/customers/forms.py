"""What people write about customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.core.values.forms_of_address import FORMS
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.customers.models import ContactPoint
from tantam.ui.forms import DayField


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    address_form = forms.CharField(
        label=_("Form of address"),
        max_length=60,
        required=False,
        help_text=_("What the customer is called and what we call ourselves, such as bác/cháu. Empty: anh/chị."),
        widget=forms.TextInput(attrs={"list": "forms-of-address", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    born_on = DayField(label=_("Birthday"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    offered = [form.key for form in FORMS]


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Service note"), max_length=300)


class ContactForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in ContactPoint.Kind if kind != ContactPoint.Kind.CHAT],
    )
    value = forms.CharField(label=_("Number or address"), max_length=254)

    def clean(self) -> dict[str, Any]:
        """A phone becomes E.164, an e-mail lower case, as they are looked up."""
        cleaned = self.cleaned_data
        kind, value = cleaned.get("kind"), str(cleaned.get("value") or "").strip()
        if kind == ContactPoint.Kind.PHONE and value:
            try:
                value = parse_phone(value).e164
            except NotAPhoneNumber:
                self.add_error("value", ValidationError(_("This is not a phone number. Check its digits.")))
        elif kind == ContactPoint.Kind.EMAIL:
            value = value.lower()
            if "@" not in value.strip("@"):
                self.add_error("value", ValidationError(_("This is not an e-mail address.")))
        cleaned["value"] = value
        return cleaned
