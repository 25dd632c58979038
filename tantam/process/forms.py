"""Forms of the process room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tantam.process.engine.xml import DEFAULT_LIMITS
from tantam.process.gallery import Ready
from tantam.process.models import Process
from tantam.process.queries import Filters
from tantam.process.queries.filtering import DIMENSIONS, PERIODS


class FilterForm(forms.Form):
    """What part of the cases a picture shows; what makes no sense falls back to everything."""

    days = forms.TypedChoiceField(coerce=int, choices=[(days, days) for days in PERIODS], required=False)
    version = forms.IntegerField(min_value=1, required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"channel": _("All channels"), "segment": _("All segments"), "team": _("All teams")}
        for name, offered in choices.items():
            self.fields[name].choices = [("", labels[name]), *offered.items()]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> list[BoundField]:
        """The fields that narrow the view."""
        return [self[name] for name in DIMENSIONS]

    @property
    def number(self) -> int | None:
        """The version asked for."""
        self.is_valid()
        return self.cleaned_data.get("version")

    @property
    def filters(self) -> Filters:
        """The filters that make sense."""
        self.is_valid()
        known = self.cleaned_data
        return Filters(
            days=known.get("days") or 30,
            channel=known.get("channel", ""),
            segment=known.get("segment", ""),
            team=known.get("team", ""),
        )


class CompareForm(forms.Form):
    """Which two versions stand side by side."""

    old = forms.IntegerField(min_value=1)
    new = forms.IntegerField(min_value=1)

    @property
    def numbers(self) -> tuple[int, int] | None:
        """The two numbers, the older first; None where not both are given."""
        if not self.is_valid():
            return None
        first, second = sorted((self.cleaned_data["old"], self.cleaned_data["new"]))
        return first, second


#: What a person says who wants an element to become nothing, though it is still there.
NOTHING = "-"


class ChangeoverForm(forms.Form):
    """From which version to which, and what becomes of the elements somebody has said something about."""

    old = forms.IntegerField(min_value=1, required=False)
    new = forms.IntegerField(min_value=1, required=False)
    seen = forms.CharField(max_length=20, required=False)

    @property
    def numbers(self) -> tuple[int | None, int | None]:
        """The two versions asked for."""
        self.is_valid()
        return self.cleaned_data.get("old"), self.cleaned_data.get("new")

    @property
    def said(self) -> dict[str, str]:
        """Element → what was chosen for it, where that is not itself."""
        asked = {name[3:]: str(value) for name, value in self.data.items() if name.startswith("to:")}
        return {node: target for node, target in asked.items() if target not in ("", node)}

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, without what is to become nothing."""
        return {node: target for node, target in self.said.items() if target != NOTHING}

    @property
    def left_out(self) -> list[str]:
        """What is to become nothing."""
        return [node for node, target in self.said.items() if target == NOTHING]

    @property
    def was_seen(self) -> str:
        """Which map the person has seen the preview of."""
        self.is_valid()
        return str(self.cleaned_data.get("seen", ""))


class ShareForm(forms.Form):
    """What part of new tickets a version on trial takes."""

    share = forms.IntegerField(
        label=_("Percent of new tickets"),
        min_value=1,
        max_value=99,
        error_messages={
            "min_value": _("From 1 to 99 percent."),
            "max_value": _("From 1 to 99 percent; for all, keep it."),
        },
    )


class BpmnField(forms.FileField):
    """A BPMN file as text; larger ones are refused before they are read."""

    default_error_messages = {"empty": _("The file is empty.")}

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > DEFAULT_LIMITS.size:
            limit = DEFAULT_LIMITS.size // (1024 * 1024)
            raise ValidationError(_("The file is too large: at most %(limit)s MB."), params={"limit": limit})
        return file.read()


class ProcessForm(forms.Form):
    """A new process, drawn from the beginning or taken from a file."""

    key = forms.RegexField(
        regex=r"^[A-Z0-9][A-Z0-9-]{1,19}$",
        label=_("Code"),
        help_text=_("Capital letters, digits and hyphens, for example QT-05."),
        error_messages={"invalid": _("Use capital letters, digits and hyphens, at most 20.")},
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    shape = forms.ChoiceField(label=_("Model"), choices=Process.Shape, widget=forms.RadioSelect, initial="linear")
    file = BpmnField(
        label=_("From a BPMN file"),
        required=False,
        help_text=_("Drawn in another tool? Choose the file; leave empty to begin with a first drawing."),
    )

    def clean_key(self) -> str:
        return _free_key(self.cleaned_data["key"])


def _free_key(key: str) -> str:
    if Process.objects.filter(key=key).exists():
        raise ValidationError(_("There is a process with this code already."))
    return key


class TakeForm(forms.Form):
    """A ready-made process taken over: under which code and name, and which team does what in it."""

    key = ProcessForm.declared_fields["key"]
    name = forms.CharField(label=_("Name"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)

    def __init__(
        self, data: Any = None, *, ready: Ready, teams: Mapping[str, str], code: str, said_in: str, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._asked = {"ready": ready, "teams": teams, "code": code, "said_in": said_in}
        process = ready.process
        self.initial = {"key": code, "name": process.name, "name_en": process.label("en")}
        self._named = {f"team_{number}": team.key for number, team in enumerate(ready.teams)}
        for (name, key), team in zip(self._named.items(), ready.teams, strict=True):
            choices = [("", _("Choose a team…")), *teams.items()]
            self.fields[name] = forms.ChoiceField(label=team.name(said_in), choices=choices)
            self.initial[name] = key if key in teams else next(iter(teams)) if len(teams) == 1 else ""

    def as_suggested(self) -> TakeForm:
        """The form as if it had been sent the way it is suggested."""
        return TakeForm(self.initial, **self._asked)

    def clean_key(self) -> str:
        return _free_key(self.cleaned_data["key"])

    @property
    def teams(self) -> dict[str, str]:
        """A team of the process → the one of the business that stands for it."""
        return {key: self.cleaned_data[name] for name, key in self._named.items()}

    @property
    def head_fields(self) -> list[BoundField]:
        """How it is called."""
        return [self[name] for name in ("key", "name", "name_en")]

    @property
    def team_fields(self) -> list[BoundField]:
        """Who does what."""
        return [self[name] for name in self._named]


class ImportForm(forms.Form):
    """A file that takes the place of the draft's drawing."""

    file = BpmnField(label=_("BPMN file"))


class RemarkForm(forms.Form):
    """A remark on an element of a drawing."""

    node = forms.CharField(label=_("About"), required=False, max_length=200)
    text = forms.CharField(label=_("Remark"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
