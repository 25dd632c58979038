"""Forms of the front door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent


class SignInForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(label=_("Password"), max_length=200, widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(autocomplete="username", autofocus=True, autocapitalize="none")
        self.fields["password"].widget.attrs.update(autocomplete="current-password")


class SetUpForm(forms.Form):
    business_name = forms.CharField(label=_("Name of the business"), max_length=200)
    full_name = forms.CharField(label=_("Your full name"), max_length=120)
    username = forms.RegexField(
        regex=r"^[A-Za-z0-9._-]{3,60}$",
        label=_("User name"),
        help_text=_("Letters, digits, dot, hyphen; at least 3."),
        error_messages={"invalid": _("Use letters, digits, dot and hyphen only; at least 3.")},
    )
    password = forms.CharField(
        label=_("Password"),
        min_length=10,
        max_length=200,
        widget=forms.PasswordInput,
        help_text=_("At least 10 characters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["business_name"].widget.attrs.update(autofocus=True, autocomplete="organization")
        self.fields["full_name"].widget.attrs.update(autocomplete="name")
        self.fields["username"].widget.attrs.update(autocomplete="username", autocapitalize="none")
        self.fields["password"].widget.attrs.update(autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if password := cleaned.get("password"):
            agent = Agent(username=cleaned.get("username", ""), full_name=cleaned.get("full_name", ""))
            try:
                validate_password(password, agent)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
