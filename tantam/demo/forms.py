"""The form that turns the sample business into a real one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tantam.core.values.text import fold
from tantam.demo.actions import Beginning
from tantam.demo.queries import is_sample_account, sample_brand
from tantam.organisation.models import Agent


class BeginningForm(forms.Form):
    """Whose business it is from now on, who goes on as administrator, and the word that shows it is meant."""

    business_name = forms.CharField(label=gettext_lazy("Name of your business"), max_length=120)
    full_name = forms.CharField(label=gettext_lazy("Your full name"), max_length=120)
    password = forms.CharField(
        label=gettext_lazy("Your new password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters. Whoever else is signed in to this account is signed out."),
    )
    word = forms.CharField(label=gettext_lazy("Type the name of the sample business to confirm"), max_length=60)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agent = agent
        self.fields["business_name"].widget.attrs["autocomplete"] = "organization"
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.fields["word"].widget.attrs.update(autocomplete="off", autocapitalize="off", placeholder=sample_brand())
        if not is_sample_account(agent):
            del self.fields["password"]
            self.fields["full_name"].initial = agent.full_name

    def clean_password(self) -> str:
        """As strong as any other."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self._agent)
        return password

    def clean_business_name(self) -> str:
        """The sample's own name would go on standing in every script."""
        name = str(self.cleaned_data["business_name"]).strip()
        if fold(name) == fold(sample_brand()):
            raise ValidationError(_("This is the name of the sample business. Give the name of yours."))
        return name

    def clean_word(self) -> str:
        """With or without diacritics."""
        word = str(self.cleaned_data["word"])
        if fold(word.strip()) != fold(sample_brand()):
            raise ValidationError(_("Type “%(name)s” to confirm.") % {"name": sample_brand()})
        return word

    def beginning(self) -> Beginning:
        """What is wanted, after `is_valid()`."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "word"}
        return Beginning(**given)
