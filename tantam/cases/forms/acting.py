"""What is done with a ticket from its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.cases.forms.saying import key_field
from tantam.cases.models import Case, Outcome
from tantam.organisation.models import Agent, Approval, Team
from tantam.ui.forms import MomentField, MomentInput, MoneyField, SuggestingInput
from tantam.ui.values import formatting


class AssignForm(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.open().order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )
    assignee = forms.ModelChoiceField(
        Agent.objects.none(), label=_("Agent"), required=False, empty_label=_("Nobody yet: the team's queue")
    )

    note = forms.CharField(
        label=_("A word for whoever takes it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("An internal note: the customer does not see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["assignee"]
        people.queryset = Agent.objects.working().order_by("full_name")


class AccessForm(forms.Form):
    """One change of who sees a case; whom, where somebody is named or taken off."""

    do = forms.ChoiceField(choices=[(one, one) for one in ("private", "public", "give", "take")])
    agent = forms.ModelChoiceField(Agent.objects.none(), label=_("Agent"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["agent"]
        people.queryset = Agent.objects.order_by("full_name")
        people.error_messages["invalid_choice"] = _("Choose somebody from the list.")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("do") in {"give", "take"} and not said.get("agent") and "agent" not in self.errors:
            self.add_error("agent", _("Choose somebody from the list."))
        return said


class UnlockForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ClassifyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Case.Kind, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Case.Urgency, widget=forms.RadioSelect)


class TagForm(forms.Form):
    """The tags of a ticket: those it keeps, and names of those that come, between commas."""

    add = forms.CharField(
        label=_("Add"), required=False, max_length=900, widget=SuggestingInput, help_text=_("Several between commas.")
    )
    keep = forms.MultipleChoiceField(label=_("On this ticket"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, named: Mapping[int, str], offers: Sequence[str], **kwargs: Any) -> None:
        kwargs["initial"] = {"keep": list(named)}
        super().__init__(*args, **kwargs)
        self.named = named
        fields: dict[str, Any] = self.fields
        fields["add"].widget.offers = offers
        fields["keep"].choices = list(named.items())
        if not named:
            del self.fields["keep"]

    def clean_add(self) -> list[str]:
        """The names, one by one."""
        return [name for name in map(str.strip, str(self.cleaned_data["add"]).split(",")) if name]

    @property
    def gone(self) -> list[int]:
        """The keys of those that are taken off."""
        kept = {int(key) for key in self.cleaned_data.get("keep", ())}
        return [key for key in self.named if key not in kept]


class EscalateForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome, widget=forms.RadioSelect, initial=Outcome.RESOLVED)
    compensation_vnd = MoneyField(label=_("Compensation given"), required=False, max_length=40)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, limit_vnd: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = formatting.money(limit_vnd, language=get_language() or "vi")
        hint = _("Your own limit is %(limit)s. With more the ticket stays open until the person above you approves.")
        self.fields["compensation_vnd"].help_text = hint % {"limit": limit}


class PromiseForm(forms.Form):
    due_at = MomentField(label=_("Answer by"), widget=MomentInput(attrs={"data-said-in": "id_words"}))
    words = forms.CharField(
        label=_("Tell the customer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    key = key_field()

    def clean_due_at(self) -> datetime:
        due: datetime = self.cleaned_data["due_at"]
        if due <= timezone.now():
            raise ValidationError(_("Choose a time that is still to come."))
        return due


class ApprovalForm(forms.Form):
    amount_vnd = MoneyField(label=_("Amount"), required=False, max_length=40)
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(forms.Form):
    decision = forms.ChoiceField(choices=Approval.Decision)
    comment = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        """Who is told no is told why."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("decision") == Approval.Decision.REFUSED and not said.get("comment"):
            raise forms.ValidationError(_("Say in a few words why not: whoever asked reads them."))
        return said
