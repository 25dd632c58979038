"""Service levels, how work is given out, and saved views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.cases.actions import RulePlan, ViewPlan
from tantam.cases.actions.levels import LevelWords
from tantam.cases.forms.saying import OWN
from tantam.cases.models import AssignmentRule, Case, Mode
from tantam.channels.models import ChannelKind
from tantam.core.values.worded_minutes import parse_minutes
from tantam.customers.models import Segment
from tantam.organisation.models import Skill, Team

LEVEL_WORDS = (
    "segment", "urgency", "kind", "channel_kind", "first_response_minutes", "next_response_minutes",
    "resolution_minutes",
)  # fmt: skip


class MinutesField(forms.CharField):
    """A length of working time as people write it: 30 phút, 2 giờ 30; the value is whole minutes."""

    def __init__(self, *, least: int = 1, most: int = 60 * 24 * 60, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)
        self.least, self.most = least, most

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        minutes = parse_minutes(typed)
        if minutes is None or not self.least <= minutes <= self.most:
            raise ValidationError(_("Write a time such as 30 minutes or 2 hours 30."))
        return minutes


class LevelForm(forms.Form):
    """What a service level says, where it stands, and whether tickets that are open follow it."""

    segment = forms.ModelChoiceField(
        Segment.objects.order_by("rank", "id"), label=_("Customers"), required=False, empty_label=_("All customers")
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=[("", _("Any")), *Case.Urgency.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Case.Kind.choices], required=False)
    channel_kind = forms.ChoiceField(label=_("Channel"), choices=[("", _("Any")), *ChannelKind.choices], required=False)
    first_response_minutes = MinutesField(label=_("First response"))
    next_response_minutes = MinutesField(
        label=_("Next response"), required=False, help_text=_("Empty: within an hour.")
    )
    resolution_minutes = MinutesField(label=_("Resolution"), required=False, help_text=_("Empty: none is promised."))
    before = forms.ChoiceField(label=_("Asked before"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
    reckons_open = forms.BooleanField(label=_("Tickets that are open follow as well"), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["before"]
        field.choices = [*places, ("", _("At the end"))]

    def words(self) -> LevelWords:
        """What was typed, as a level."""
        said = {name: self.cleaned_data[name] for name in LEVEL_WORDS}
        before = self.cleaned_data["before"]
        return LevelWords(**said, before_id=int(before) if before else None)


class LevelEndForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
    reckons_open = forms.BooleanField(label=_("Open tickets go over to the next level as well"), required=False)


class StepsUpForm(forms.Form):
    """When a missed promise goes up the line; the first step follows the missed time, each other the one before it."""

    first = MinutesField(
        label=_("To the head of the team"), least=0, help_text=_("After the time is missed; 0: at once.")
    )
    second = MinutesField(label=_("To who is above the head"), required=False, help_text=_("Empty: not further up."))
    third = MinutesField(label=_("To who is above them"), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("third") and not said.get("second") and "second" not in self.errors:
            self.add_error("second", _("Say this one first."))
        return said

    def minutes(self) -> list[int]:
        """The steps that were filled in."""
        return [one for one in (self.cleaned_data[name] for name in ("first", "second", "third")) if one is not None]


class RuleForm(forms.Form):
    """How a team gives its work out, and which skill each kind of ticket needs."""

    mode = forms.ChoiceField(label=_("Tickets go to"), choices=Mode)
    owner_first = forms.BooleanField(
        label=_("The customer's own agent comes first"),
        required=False,
        help_text=_("While they are on leave, who stands in for them."),
    )
    waits = forms.BooleanField(
        label=_("Wait where nobody fits"),
        required=False,
        help_text=_("Where nobody with the skill or of the territory is free, the ticket waits in the team's queue."),
    )

    def __init__(self, data: Any = None, *, rule: AssignmentRule) -> None:
        super().__init__(data, initial={"mode": rule.mode, "owner_first": rule.owner_first, "waits": rule.waits})
        known = [(str(one.pk), one.called) for one in Skill.objects.order_by("name")]
        for kind in Case.Kind:
            need = forms.ChoiceField(
                label=kind.label,
                choices=[("", _("No particular skill")), *known],
                required=False,
                initial=str(rule.needs.get(kind, "")),
            )
            self.fields[f"need_{kind}"] = need

    @property
    def needs(self) -> list[forms.BoundField]:
        """The fields of the kinds, to be laid out beside each other."""
        return [self[f"need_{kind}"] for kind in Case.Kind]

    def plan(self) -> RulePlan:
        """What was filled in, after `is_valid()`."""
        found = self.cleaned_data
        needs = {str(kind): int(found[f"need_{kind}"]) for kind in Case.Kind if found[f"need_{kind}"]}
        return RulePlan(mode=Mode(found["mode"]), owner_first=found["owner_first"], waits=found["waits"], needs=needs)


class ViewForm(forms.Form):
    """A saved view: what it is called, and for whom it is."""

    name = forms.CharField(label=_("Name"), max_length=60)
    whom = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, teams: Sequence[Team], may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        choices: list[tuple[str, Any]] = [(OWN, _("Only for me"))]
        choices += [(key, team.called) for key, team in self.teams.items()]
        whom: Any = self.fields["whom"]
        whom.choices = [*choices, *([("all", _("For everybody"))] if may_share else [])]

    def plan(self, **more: Any) -> ViewPlan:
        """What was typed, for the verb."""
        whom = self.cleaned_data["whom"]
        return ViewPlan(
            name=self.cleaned_data["name"].strip(), team=self.teams.get(whom), for_all=whom == "all", **more
        )
