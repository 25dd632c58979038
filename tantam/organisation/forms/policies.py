"""The form of a policy's edition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.ui.forms import DayField


class PolicyForm(forms.Form):
    """The words of an edition in both languages, when it holds, who answers for it, why it is written."""

    title = forms.CharField(label=_("Title"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    text = forms.CharField(label=_("Words"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    text_en = forms.CharField(
        label=_("Words in English"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    owner = forms.ModelChoiceField(
        label=_("Who answers for it"), queryset=Agent.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    valid_from = DayField(label=_("Holds from"))
    valid_until = DayField(
        label=_("Holds until"), required=False, help_text=_("That day included; leave empty where no end is known.")
    )
    reason = forms.CharField(label=_("What changes and why"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Agent.objects.working().order_by("full_name")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        since, until = found.get("valid_from"), found.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", ValidationError(_("It cannot end before it begins.")))
        return found


class EndPolicyForm(forms.Form):
    """On which day a policy ends."""

    on = DayField(label=_("Holds until"))
