"""People, their accounts and their keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tantam.organisation.actions import Duties, NewPerson, Position
from tantam.organisation.models import Agent, Reach, Role, Scope, Team
from tantam.ui.forms import MoneyField
from tantam.ui.values import formatting

USERNAME = r"^[A-Za-z0-9._-]{3,60}$"
THEMES = [("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
LASTING = [("90", _("90 days")), ("365", _("One year")), ("", _("Until it is revoked"))]


class SignInForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(label=_("Password"), max_length=200, strip=False, widget=forms.PasswordInput)

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
        max_length=200,
        strip=False,
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


class PositionForm(forms.Form):
    """Role, team and whose tickets a person sees."""

    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.AGENT)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.open().order_by("id"),
        required=False,
        empty_label=_("No particular team"),
    )
    reach = forms.ChoiceField(label=_("Sees tickets of"), choices=Reach, initial=Reach.TEAM)

    def clean(self) -> dict[str, Any]:
        # Who sees a team's tickets and belongs to none would sign in to empty pages.
        chosen = self.cleaned_data
        if chosen.get("reach") in {Reach.TEAM, Reach.BRANCH} and "team" in chosen and chosen["team"] is None:
            words = _("Choose the team: whoever sees the tickets of a team or branch sees none without one.")
            self.add_error("team", words)
        return chosen

    def position(self) -> Position:
        """What was chosen, after `is_valid()`."""
        chosen = self.cleaned_data
        return Position(role=Role(chosen["role"]), team=chosen["team"], reach=Reach(chosen["reach"]))


class PersonForm(PositionForm):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    username = forms.RegexField(
        regex=USERNAME,
        label=_("User name"),
        help_text=_("Letters, digits, dot, hyphen; at least 3."),
        error_messages={"invalid": _("Use letters, digits, dot and hyphen only; at least 3.")},
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Tell it in person; they change it in their account."),
    )
    field_order = ["full_name", "username", "email", "password", "role", "team", "reach"]

    def person(self) -> NewPerson:
        """Who begins, after `is_valid()`."""
        names = ("full_name", "username", "email", "password")
        return NewPerson(**{name: self.cleaned_data[name] for name in names}, position=self.position())


class DutiesForm(forms.Form):
    """Who somebody is, how much they carry, what they may approve, who is above and who stands in."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    capacity = forms.IntegerField(
        label=_("Open tickets at once"),
        min_value=0,
        max_value=1000,
        help_text=_("With more than this they are overloaded, and the process gives new tickets to others."),
    )
    approval_limit_vnd = MoneyField(
        label=_("May approve up to"),
        max_length=40,
        required=False,
        help_text=_("In đồng, such as 300.000, 300k or 2 triệu. Empty: nothing; it is asked of whoever is above."),
    )
    reports_to = forms.ModelChoiceField(
        label=_("Answers to"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Is asked for approvals beyond the limit, and takes what is escalated."),
    )
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Whoever is above"),
        help_text=_("Is asked when an approval waits here for too long."),
    )

    def __init__(self, data: QueryDict | None = None, *, person: Agent, sets_limit: bool = True) -> None:
        limit = person.approval_limit_vnd
        initial = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(data, initial=initial | {"approval_limit_vnd": formatting.number(limit) if limit else ""})
        for name in ("reports_to", "deputy"):
            chosen: Any = self.fields[name]
            chosen.queryset = Agent.objects.working().exclude(pk=person.pk).order_by("full_name")
        if not sets_limit:
            for name in ("approval_limit_vnd", "reports_to"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Another administrator sets your limit.")

    def duties(self) -> Duties:
        """What was filled in, after `is_valid()`."""
        filled = self.cleaned_data | {"approval_limit_vnd": self.cleaned_data["approval_limit_vnd"] or 0}
        return Duties(**filled)


class LeavingForm(forms.Form):
    """Who takes over from somebody who leaves."""

    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Nobody in particular: tickets go back to the teams' queues"),
        help_text=_("Open tickets, customers looked after, approvals waited for and teams led go to them."),
    )

    def __init__(self, *args: Any, person: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["successor"]
        chosen.queryset = Agent.objects.working().exclude(pk=person.pk).order_by("full_name")


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    agent = forms.ModelChoiceField(
        label=_("Acts as"),
        queryset=Agent.objects.working().order_by("id"),
        empty_label=_("Choose somebody"),
        help_text=_("It may do what this person may do, within the scopes below."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    lasts = forms.ChoiceField(label=_("Works for"), choices=LASTING, initial="365", required=False)

    def wanted(self, *, now: datetime) -> dict[str, Any]:
        """What `issue_token` asks for, after `is_valid()`."""
        days = self.cleaned_data["lasts"]
        return {
            "agent": self.cleaned_data["agent"],
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "expires_at": now + timedelta(days=int(days)) if days else None,
        }


class LookForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    theme = forms.ChoiceField(label=_("Appearance"), choices=THEMES)


class PasswordForm(forms.Form):
    old_password = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters."),
    )
