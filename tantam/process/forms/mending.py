"""The form that changes what a failed step reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tantam.process.actions.mending_values import MOST_REASON, Value
from tantam.process.engine.carrying import MOST_SIZE
from tantam.ui.forms import DayField

#: What a value that no form asks for may be.
KINDS = {
    "text": _("Plain text"),
    "number": pgettext_lazy("kind of value", "Number"),
    "boolean": _("Yes or no"),
    "json": _("List or object (JSON)"),
    "nothing": _("Nothing"),
}


class ReadField(forms.CharField):
    """A value that no form asks for: nobody can say whether the step can do without it."""

    says_optional = False


class MendForm(forms.Form):
    """The values that a failed step reads, each as what it is, and why they are changed; `called` are their names."""

    reason = forms.CharField(
        label=_("Why they are changed"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, values: Sequence[Value], seen: str, called: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._values = list(values)
        self.initial["seen"] = seen
        for at, one in enumerate(self._values):
            kind = kind_of(one)
            self.fields[f"value_{at}"] = _value_field(one, kind=kind, called=called.get(one.name, one.name))
            self.initial[f"value_{at}"] = _as_typed(one.value, kind=kind)
            if one.field is None:
                choices = list(KINDS.items())
                self.fields[f"kind_{at}"] = forms.ChoiceField(label=_("Kind"), choices=choices)
                self.initial[f"kind_{at}"] = kind

    @property
    def rows(self) -> list[tuple[Value, BoundField, BoundField | None]]:
        """Each value with its fields."""
        return [
            (one, self[f"value_{at}"], self[f"kind_{at}"] if one.field is None else None)
            for at, one in enumerate(self._values)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self.changes: dict[str, object] = {}
        for at, one in enumerate(self._values):
            if f"value_{at}" not in cleaned:
                continue
            typed, kind = cleaned[f"value_{at}"], cleaned.get(f"kind_{at}") or kind_of(one)
            try:
                value = _as_value(typed, kind=kind, old=one.value)
            except ValueError:
                self.add_error(f"value_{at}", _("This is not of the chosen kind."))
                continue
            if (not one.is_there and value is not None) or (one.is_there and not _is_same(value, one.value)):
                self.changes[one.name] = value
        return cleaned

    def as_seen(self, seen: str) -> None:
        """What was typed stays, beside what stands there now."""
        self.data = {**self.data.dict(), "seen": seen} if hasattr(self.data, "dict") else {**self.data, "seen": seen}


def kind_of(one: Value) -> str:
    """What a value is: as the form that asks for it says, else as it stands there."""
    if one.field is not None:
        return {"money": "number", "number": "number", "boolean": "boolean", "date": "date"}.get(one.field.kind, "text")
    if one.value is None:
        return "text" if not one.is_there else "nothing"
    if isinstance(one.value, bool):
        return "boolean"
    return "number" if isinstance(one.value, int | float) else "text" if isinstance(one.value, str) else "json"


def _value_field(one: Value, *, kind: str, called: str) -> forms.Field:
    language = get_language() or "vi"
    # what its form demands may not be taken away here; what nobody has answered yet is asked for there
    asked: dict[str, Any] = {
        "label": called,
        "required": one.is_there and one.field is not None and one.field.is_required,
    }
    if one.field is not None and one.field.kind == "choice":
        shown = [(key, one.field.option_label(key, language=language)) for key in one.field.options]
        others = [(str(one.value), str(one.value))] if one.value and one.value not in one.field.options else []
        return forms.ChoiceField(choices=[("", "–"), *shown, *others], **asked)
    if one.field is not None and kind == "date":
        return DayField(**asked)
    if one.field is not None and kind == "boolean":
        return forms.ChoiceField(choices=[("", "–"), ("true", _("yes")), ("false", _("no"))], **asked)
    is_long = kind == "json" or (isinstance(one.value, str) and len(one.value) > SHORT)
    widget = forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput()
    made = forms.CharField if one.field is not None else ReadField
    return made(max_length=MOST_SIZE, strip=False, widget=widget, **asked)


#: Longer texts get several lines.
SHORT = 80


def _as_typed(value: object, *, kind: str) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, indent=1)
    if kind == "date":
        with suppress(ValueError):
            return date.fromisoformat(str(value))
    return value


def _as_value(typed: Any, *, kind: str, old: object) -> object:
    """What was typed as the kind of value it is to be. Raises ValueError."""
    if isinstance(typed, date):
        return typed.isoformat()
    text = "" if typed is None else str(typed)
    if kind == "nothing":
        return None
    if kind == "text":
        return text if text or old is not None else None
    if not text.strip():
        return None
    if kind == "boolean":
        return _TRUTH[text.strip().lower()]
    if kind == "number":
        return _number(text.strip())
    found = json.loads(text, parse_constant=_refuse)
    if not isinstance(found, list | dict):
        raise ValueError(text)
    return found


class _Truth(dict[str, bool]):
    def __missing__(self, key: str) -> bool:
        raise ValueError(key)


_TRUTH = _Truth({"true": True, "yes": True, "có": True, "false": False, "no": False, "không": False})


def _number(text: str) -> int | float:
    """With a point or a comma before the decimals, without signs between thousands."""
    if not re.fullmatch(r"-?[0-9]{1,15}([.,][0-9]{1,10})?", text):
        raise ValueError(text)
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def _refuse(name: str) -> None:
    raise ValueError(name)


def _is_same(new: object, old: object) -> bool:
    """1 and true are two things."""
    return new == old and isinstance(new, bool) == isinstance(old, bool)
