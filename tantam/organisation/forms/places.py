"""The business, its teams and branches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tantam.organisation.actions import BranchPlan, TeamPlan
from tantam.organisation.models import Agent, Branch, Team, WorkingCalendar
from tantam.organisation.registry import process_choices


def _calendars() -> Any:
    return forms.ModelChoiceField(
        label=_("Working hours"), queryset=WorkingCalendar.objects.open().order_by("id"), empty_label=None
    )


class BusinessForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the business"), max_length=200, help_text=_("Customers read it in what is sent to them.")
    )
    intake_team = forms.ModelChoiceField(
        label=_("Requests come first to"),
        queryset=Team.objects.open().order_by("id"),
        empty_label=None,
        help_text=_("Where nothing says otherwise, a new ticket stands in this team's queue."),
    )
    intake_process = forms.ChoiceField(
        label=_("New requests run on"),
        required=False,
        help_text=_("A process that is published. Without one here, the process that names the request's touchpoint."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["intake_process"]
        chosen.choices = [("", _("What the processes themselves say")), *process_choices(), *self._gone()]

    def _gone(self) -> list[tuple[str, str]]:
        """What is set stays choosable though it can no longer be: saving another field changes nothing."""
        key = self.initial.get("intake_process", "")
        is_known = not key or any(key == known for known, _name in process_choices())
        return [] if is_known else [(key, _("%(key)s (takes no new requests now)") % {"key": key})]


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    head = forms.ModelChoiceField(
        label=_("Head of the team"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Late tickets are taken to them."),
    )
    branch = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.open().order_by("id"),
        required=False,
        empty_label=_("No particular branch"),
    )
    calendar = _calendars()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["head"]
        chosen.queryset = Agent.objects.working().order_by("full_name")

    def plan(self) -> TeamPlan:
        """What was filled in, after `is_valid()`."""
        return TeamPlan(**self.cleaned_data)


class BranchForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=12, help_text=_("Short, such as CH1."))
    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    calendar = _calendars()

    def plan(self) -> BranchPlan:
        """What was filled in, after `is_valid()`."""
        return BranchPlan(**self.cleaned_data)
