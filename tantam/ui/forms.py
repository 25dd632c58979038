"""Forms look right with a bare `{{ form }}`: set `FORM_RENDERER = "tantam.ui.forms.Renderer"`. Fields of the house.

Days are typed as 22/11/2026 in every browser; a native date input would follow the browser's language instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from tantam.core.values.days import NotADay, NotATime, parse_day, parse_moment, write_day, write_moment
from tantam.core.values.money import parse_vnd

MEGABYTE = 1024 * 1024

#: What Django's forms say by themselves, said in the house's words: our catalogue comes before theirs.
SAID_BY_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("This password is too common."),
    ngettext_lazy(
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
        "min_length",
    ),
)


class Renderer(TemplatesSetting):
    """Django's fields and widgets in the house's dress; needs `django.forms` after `tantam.ui` in INSTALLED_APPS."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"


class DayInput(forms.TextInput):
    """A day, typed or picked; without script it is typed."""

    template_name = "ui/forms/day.html"
    marker = "data-day"
    placeholder = _("dd/mm/yyyy")
    keyboard = "numeric"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": self.keyboard, "autocomplete": "off", "placeholder": self.placeholder, self.marker: True}
        super().__init__(usual | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        return write_day(value) if isinstance(value, date) else value


class MomentInput(DayInput):
    """A day with a time of day."""

    marker = "data-moment"
    placeholder = _("dd/mm/yyyy hh:mm")
    keyboard = "text"

    def format_value(self, value: Any) -> str | None:
        return write_moment(timezone.localtime(value)) if isinstance(value, datetime) else value


class DayField(forms.Field):
    """A day as people write it, day first; the value is a `date`."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value), today=timezone.localdate())
        except NotADay:
            raise ValidationError(_("Write a day as 22/11/2026: day, month, year.")) from None


class MomentField(forms.Field):
    """A day with a time as people write it; a time alone is today. The value is an aware `datetime`."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        try:
            return parse_moment(str(value), now=timezone.localtime())
        except (NotADay, NotATime):
            raise ValidationError(_("Write day and time as 22/11/2026 16:00.")) from None


class GroupedChecks(forms.CheckboxSelectMultiple):
    """Many things to tick, under headings: searched by typing, and all of a heading at once."""

    template_name = "ui/forms/checks.html"


class SuggestingInput(forms.TextInput):
    """A text with names to choose from, as the browser shows them; anything else may be typed as well."""

    template_name = "ui/forms/suggested.html"
    offers: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The names, and the key by which the field finds them."""
        context = super().get_context(name, value, attrs)
        key = f"offers-{name}"
        context["widget"]["attrs"] |= {"list": key, "autocomplete": "off"}
        context["widget"] |= {"list": key, "offers": self.offers}
        return context


class FileInput(forms.FileInput):
    """A file, chosen or dropped; `refusals` are what the browser says of one that the server would not take."""

    template_name = "ui/forms/file.html"
    refusals: Mapping[str, ValidationError] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The words in the language of the page, which a form's class does not know."""
        context = super().get_context(name, value, attrs)
        said = {f"data-file-{key}": refusal.messages[0] for key, refusal in self.refusals.items()}
        context["widget"]["attrs"] |= said
        return context


class FileField(forms.FileField):
    """A file of at most `most` bytes whose name ends in one of `kinds` (".bpmn"); none given: any.

    The browser says beforehand what the server would refuse, in the same words.
    """

    widget = FileInput
    default_error_messages = {
        "empty": _("The file is empty."),
        "too-large": _("The file is too large: at most %(limit)s MB."),
        "kind": _("Choose a file whose name ends in %(kinds)s."),
    }

    def __init__(self, *, most: int, kinds: Sequence[str] = (), **options: Any) -> None:
        self.most, self.kinds = most, tuple(kinds)
        super().__init__(**options)
        limit, named = {"limit": most // MEGABYTE}, {"kinds": ", ".join(kinds)}
        self.refused = {
            "too-large": ValidationError(self.error_messages["too-large"], params=limit),
            "wrong-kind": ValidationError(self.error_messages["kind"], params=named),
        }
        self.widget.refusals = self.refused
        self.widget.attrs |= {"data-file-most": str(most)} | ({"accept": ",".join(kinds)} if kinds else {})

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > self.most:
            raise self.refused["too-large"]
        if self.kinds and not str(file.name).lower().endswith(self.kinds):
            raise self.refused["wrong-kind"]
        return file


class MoneyField(forms.CharField):
    """An amount in đồng as people write it: 300.000, 300k, 1,2 triệu."""

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        try:
            amount = parse_vnd(typed)
        except ValueError:
            raise ValidationError(_("Write an amount in đồng, such as 300.000 or 300k.")) from None
        if amount < 0:
            raise ValidationError(_("An amount cannot be less than nothing."))
        return amount
