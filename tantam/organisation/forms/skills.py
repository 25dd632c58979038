"""Skills and territories, each with its people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.organisation.actions.skills import SkillPlan, TerritoryPlan
from tantam.organisation.models import (
    Agent,
    AgentSkill,
    AgentTerritory,
    Branch,
    Skill,
    Team,
    Territory,
    TerritoryBranch,
)

MOST_PROVINCES = 63


class _People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


def _people(label: Any, help_text: Any = "") -> _People:
    return _People(
        label=label,
        help_text=help_text,
        queryset=Agent.objects.working().order_by("full_name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SkillForm(forms.Form):
    """A skill's names and who has it."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as “English” or “Electric vehicles”."))
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    people = _people(_("Who has it"))

    def __init__(self, data: Any = None, *, skill: Skill | None = None) -> None:
        initial: dict[str, Any] = {}
        if skill is not None:
            held = AgentSkill.objects.filter(skill=skill).values_list("agent", flat=True)
            initial = {"name": skill.name, "name_en": skill.name_en, "people": list(held)}
        super().__init__(data, initial=initial)

    def plan(self) -> SkillPlan:
        """What was filled in, after `is_valid()`."""
        return SkillPlan(**self.cleaned_data)


class ProvincesField(forms.CharField):
    """Names of provinces, parted by commas or lines; the value is a list."""

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).replace("\n", ",")
        names = list(dict.fromkeys(" ".join(part.split()) for part in typed.split(",") if part.strip()))
        if len(names) > MOST_PROVINCES or any(len(name) > 60 for name in names):
            raise ValidationError(_("Write names of provinces, parted by commas; at most 63."))
        return names


class TerritoryForm(forms.Form):
    """A territory's provinces and branches, and who looks after it."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as “The north”."))
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    provinces = ProvincesField(
        label=_("Provinces"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As they stand at the end of a customer's address: Hà Nội, Bắc Ninh."),
    )
    branches = forms.ModelMultipleChoiceField(
        label=_("Branches"),
        queryset=Branch.objects.open().order_by("id"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A ticket's branch, else its customer's, goes before the address."),
    )
    team = forms.ModelChoiceField(
        label=_("Goes to the team"),
        queryset=Team.objects.open().order_by("id"),
        required=False,
        empty_label=_("Whichever it is in"),
    )
    people = _people(_("Who looks after it"), _("Nobody ticked: everybody of the team."))

    def __init__(self, data: Any = None, *, territory: Territory | None = None) -> None:
        initial: dict[str, Any] = {}
        if territory is not None:
            initial = {name: getattr(territory, name) for name in ("name", "name_en", "team")} | {
                "provinces": ", ".join(territory.provinces),
                "branches": list(TerritoryBranch.objects.filter(territory=territory).values_list("branch", flat=True)),
                "people": list(AgentTerritory.objects.filter(territory=territory).values_list("agent", flat=True)),
            }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "provinces" in found and not found["provinces"] and not found.get("branches"):
            self.add_error("provinces", _("Name at least one province or one branch."))
        if "people" in found and not found["people"] and not found.get("team"):
            self.add_error("people", _("Choose who looks after it, or a team."))
        return found

    def plan(self) -> TerritoryPlan:
        """What was filled in, after `is_valid()`."""
        return TerritoryPlan(**self.cleaned_data)
