"""What people type at the desk."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.cases.actions import RulePlan, ViewPlan
from tantam.cases.actions.levels import LevelWords
from tantam.cases.actions.refused import MOST_LETTERS, MOST_MARKUP
from tantam.cases.models import MOST_UNDO_SECONDS, AssignmentRule, Case, Mode, Outcome
from tantam.channels.models import ChannelKind
from tantam.channels.values.addresses import is_usable
from tantam.channels.writing import clean_written, has_looks, text_of
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.core.values.worded_minutes import parse_minutes
from tantam.customers.models import Segment
from tantam.organisation.models import Agent, Approval, Skill, Team
from tantam.process.engine.diagram import Care, FormField
from tantam.ui.forms import DayField, MomentField, MomentInput, MoneyField, SuggestingInput
from tantam.ui.values import formatting

MOST_COPIES = 50
OWN = "own"
MOST_DAYS_LATER = 366
INTAKE_CHANNELS = [
    ChannelKind.PHONE, ChannelKind.COUNTER, ChannelKind.ZALO, ChannelKind.FACEBOOK, ChannelKind.SMS,
    ChannelKind.CHAT, ChannelKind.INTERNAL,
]  # fmt: skip
PLAYED = [ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.CHAT]


def key_field() -> forms.UUIDField:
    """What makes a form known: sent twice, it does its verb once (`actions.once`)."""
    return forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))


class PhoneField(forms.CharField):
    """A phone number as people write it; the value stays as typed, so that a refused form shows it again."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            try:
                parse_phone(str(value))
            except NotAPhoneNumber:
                raise ValidationError(_("This is not a phone number. Check its digits.")) from None


class TextField(forms.CharField):
    """Text as it was typed, its lines ended alike however it was sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_LETTERS, required=False, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class WrittenField(forms.CharField):
    """How a text looks, cleaned (`channels.writing`); "" where it is lines alone, which the text says as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_MARKUP, required=False, strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        """What may leave."""
        safe = clean_written(super().clean(value) or "")
        return safe if has_looks(safe) else ""


class WrittenForm(forms.Form):
    """A text and, where it has looks, how it looks: then the text is what they say in words."""

    text = TextField()
    html = WrittenField()
    is_forward = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Text and looks never say two things."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("html"):
            said["text"] = text_of(said["html"])
            if len(said["text"]) > MOST_LETTERS:
                self.add_error("text", ValidationError("", code="max_length"))
        return said


class AddressesField(forms.CharField):
    """E-mail addresses as people write them one behind the other; the value is a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=6000, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        return [one for one in re.split(r"[\s,;]+", str(super().to_python(value))) if one]

    def run_validators(self, value: Any) -> None:
        super().run_validators(" ".join(value))

    def validate(self, value: Any) -> None:
        if wrong := next((one for one in value if not is_usable(one)), None):
            raise ValidationError(_("“%(address)s” is not an e-mail address."), params={"address": wrong[:80]})
        if len(value) > MOST_COPIES:
            raise ValidationError(_("At most 50 people can get a copy."))


class TypedAddressesField(AddressesField):
    """Addresses that are still being typed."""

    def validate(self, value: Any) -> None:
        """Nothing is wrong yet."""


class SayForm(WrittenForm):
    """The composer; `close` is the outcome with which the case is closed once the answer is sent, "" to go on."""

    mode = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note"), ("record", "record")])
    to = AddressesField()
    cc = AddressesField()
    bcc = AddressesField()
    said_on = forms.ChoiceField(choices=ChannelKind, required=False)
    said_by = forms.ChoiceField(choices=[("customer", "customer"), ("us", "us")], required=False)
    close = forms.ChoiceField(choices=Outcome, required=False)
    key = forms.UUIDField(required=False)
    #: When an answer leaves, "" for now: a moment, or OWN for the one typed into `later_at`.
    later = forms.CharField(required=False, max_length=40)
    later_at = MomentField(required=False)

    def clean(self) -> dict[str, Any]:
        """What is sent later leaves within a year, and not in the past."""
        said = super().clean()
        if said.get("mode") != "reply":
            said["html"] = ""
        said["leaves_at"] = None
        if said.get("later") and "later_at" not in self.errors:
            said["leaves_at"] = self._moment(said)
        return said

    def _moment(self, said: dict[str, Any]) -> datetime | None:
        typed = said.get("later_at") if said["later"] == OWN else MomentField().clean(said["later"])
        if typed is None or not timezone.now() < typed < timezone.now() + timedelta(days=MOST_DAYS_LATER):
            self.add_error("later", _("Choose a time that is still to come, within a year."))
        return typed


class DraftForm(WrittenForm):
    """What is being typed, going on from this `revision` of the draft; what does not fit is not kept, and said."""

    to = TypedAddressesField()
    cc = TypedAddressesField()
    bcc = TypedAddressesField()
    mode = forms.CharField(required=False)
    key = forms.UUIDField(required=False)
    revision = forms.IntegerField(required=False, min_value=0)


class WriteFirstForm(forms.Form):
    """What a mail of ours to a customer is about."""

    subject = forms.CharField(max_length=200, strip=True)
    key = key_field()


class UndoForm(forms.Form):
    undo_seconds = forms.IntegerField(
        label=_("Seconds in which I can take an answer back"), min_value=0, max_value=MOST_UNDO_SECONDS,
        help_text=_("0 to 30. With 0 an answer leaves at once."),
    )  # fmt: skip


class PlayForm(forms.Form):
    """What the pretended customer says, and how."""

    text = forms.CharField(max_length=4000, required=False)
    channel = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in PLAYED])
    key = forms.UUIDField(required=False)


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


class LeaveForm(forms.Form):
    to = forms.ChoiceField(label=_("Go to"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, targets: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [("", _("Skip this step, go on behind it")), *targets]


class IntakeForm(forms.Form):
    """Ghi nhận nhanh: fifteen seconds by keyboard."""

    phone = PhoneField(
        label=_("Phone"), max_length=40,
        widget=forms.TextInput(attrs={"data-phone": True, "inputmode": "tel", "autocomplete": "off", "autofocus": ""}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    channel_kind = forms.ChoiceField(
        label=_("Where from"),
        choices=[(kind.value, kind.label) for kind in INTAKE_CHANNELS],
        widget=forms.RadioSelect,
        initial=ChannelKind.PHONE,
    )
    kind = forms.ChoiceField(
        label=_("About"), choices=[("", _("Let the process classify it")), *Case.Kind.choices], required=False
    )
    text = forms.CharField(
        label=_("What was said"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    keep_for_me = forms.BooleanField(label=_("Keep it for me"), required=False, initial=True)
    #: The number of the caller's open ticket in which it is noted, "" for a new one.
    into = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    key = key_field()


class StepForm(forms.Form):
    """The form and checklist that a step of the diagram asks for, made from the drawing; values come out typed."""

    def __init__(self, *args: Any, care: Care, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in care.form:
            self.fields[field.key] = _field_of(field)
        self.checks = [item.key for item in care.checklist]
        for key in self.checks:
            self.fields[f"check_{key}"] = forms.BooleanField(required=False)

    def missing(self) -> list[str]:
        """What the step needs and was left empty, by name."""
        return [str(self.fields[key].label) for key, errors in self.errors.as_data().items() if _is_empty(errors)]

    def missing_in_words(self) -> str:
        """What the step needs and was left empty, "" for nothing."""
        missing = ", ".join(self.missing())
        return _("Still missing: %(fields)s.") % {"fields": missing} if missing else ""

    def wrong(self) -> str:
        """What was typed and cannot be read, each with its name and why, "" where all can."""
        wrong = {key: errors for key, errors in self.errors.as_data().items() if not _is_empty(errors)}
        return " ".join(f"{self.fields[key].label}: {errors[0].messages[0]}" for key, errors in wrong.items())

    def data_for_process(self) -> dict[str, object]:
        """The typed values by key; what was left empty is not named. Dates as ISO text, as FEEL reads them."""
        checks = {f"check_{key}" for key in self.checks}
        found: dict[str, object] = {
            key: _plain(value)
            for key, value in self.cleaned_data.items()
            if key not in checks and value is not None and value != ""
        }
        if self.checks:
            found["danh_muc"] = {key: bool(self.cleaned_data.get(f"check_{key}")) for key in self.checks}
        return found


def _is_empty(errors: list[ValidationError]) -> bool:
    return all(error.code == "required" for error in errors)


def _plain(value: Any) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _field_of(field: FormField) -> forms.Field:
    in_vietnamese = field.labels.in_language("vi", default=field.key)
    label = field.labels.in_language(get_language() or "vi", default=in_vietnamese)
    if field.kind == "boolean":
        return forms.BooleanField(label=label, required=False)
    if field.kind == "number":
        return forms.FloatField(label=label, required=field.is_required, localize=True)
    if field.kind == "money":
        return MoneyField(label=label, required=field.is_required, max_length=40)
    if field.kind == "date":
        return DayField(label=label, required=field.is_required)
    if field.kind == "phone":
        return PhoneField(label=label, required=field.is_required, max_length=40)
    if field.kind == "choice":
        choices = [(option, option) for option in field.options]
        empty = [] if field.is_required else [("", "")]
        return forms.ChoiceField(label=label, required=field.is_required, choices=[*empty, *choices])
    return forms.CharField(label=label, required=field.is_required, max_length=4000)


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


LEVEL_WORDS = (
    "segment", "urgency", "kind", "channel_kind", "first_response_minutes", "next_response_minutes",
    "resolution_minutes",
)  # fmt: skip


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
