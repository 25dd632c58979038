"""What is done to many tickets at once; `said` is what was filled in, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case, Outcome
from tantam.organisation.models import Agent, Team
from tantam.ui.forms import SuggestingInput


class GiveManyForm(forms.Form):
    assignee = forms.ModelChoiceField(
        Agent.objects.none(), label=_("Agent"), required=False, empty_label=_("Nobody yet: the team's queue")
    )
    team = forms.ModelChoiceField(
        Team.objects.open().order_by("name"), label=_("Team"), required=False, empty_label=_("Each keeps its team")
    )
    note = forms.CharField(
        label=_("A word for whoever takes them"),
        required=False,
        max_length=160,
        help_text=_("It stands in the notice that they get, not in the tickets."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["assignee"]
        people.queryset = Agent.objects.working().order_by("full_name")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("team") and not said.get("assignee"):
            raise ValidationError(_("Choose a person or a team."))
        return said

    def said(self) -> dict[str, Any]:
        team, assignee = self.cleaned_data["team"], self.cleaned_data["assignee"]
        return {
            "team": team.pk if team else None,
            "assignee": assignee.pk if assignee else None,
            "note": self.cleaned_data["note"].strip(),
        }


class TagManyForm(forms.Form):
    """Names of tags that come, between commas, and those of what stands on some of the tickets that go."""

    add = forms.CharField(
        label=_("Add"), required=False, max_length=900, widget=SuggestingInput, help_text=_("Several between commas.")
    )
    remove = forms.MultipleChoiceField(label=_("Take off"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, named: Mapping[int, str], offers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["add"].widget.offers = offers
        fields["remove"].choices = list(named.items())
        if not named:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("add", "").strip(" ,") and not said.get("remove"):
            raise ValidationError(_("Say which tags come or go."))
        return said

    def said(self) -> dict[str, Any]:
        add = [name for name in map(str.strip, self.cleaned_data["add"].split(",")) if name]
        return {"add": add, "remove": [int(key) for key in self.cleaned_data.get("remove", ())]}


class UrgencyManyForm(forms.Form):
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Case.Urgency, widget=forms.RadioSelect)

    def said(self) -> dict[str, Any]:
        return {"urgency": self.cleaned_data["urgency"]}


class CloseManyForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome, widget=forms.RadioSelect, initial=Outcome.RESOLVED)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def said(self) -> dict[str, Any]:
        return {"outcome": self.cleaned_data["outcome"], "note": self.cleaned_data["note"]}


ManyForm = GiveManyForm | TagManyForm | UrgencyManyForm | CloseManyForm
