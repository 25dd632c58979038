"""What a step asks, and leaving the path."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.cases.forms.saying import PhoneField
from tantam.process.engine.diagram import Care, FormField
from tantam.ui.forms import DayField, MoneyField


class LeaveForm(forms.Form):
    to = forms.ChoiceField(label=_("Go to"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, targets: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [("", _("Skip this step, go on behind it")), *targets]


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
