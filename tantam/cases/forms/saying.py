"""What is said: answers, notes, drafts, what somebody tells at the counter or on the phone."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tantam.cases.actions.refused import MOST_LETTERS, MOST_MARKUP
from tantam.cases.models import MOST_UNDO_SECONDS, Case, Outcome
from tantam.channels.models import ChannelKind
from tantam.channels.values.addresses import is_usable
from tantam.channels.writing import clean_written, has_looks, text_of
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.ui.forms import MomentField

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
