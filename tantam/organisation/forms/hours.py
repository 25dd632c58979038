"""Working hours, closed days, days with other hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tantam.core.values.openings import NotOpenings, Opening, parse_openings, write_openings
from tantam.organisation.actions import Days, Week
from tantam.organisation.models import WorkingCalendar
from tantam.ui.forms import DayField

MOST_DAYS = 60
WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


class OpeningsField(forms.CharField):
    """The openings of a day; the value is a list of (minute, minute)."""

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value))
        try:
            return parse_openings(typed)
        except NotOpenings:
            raise ValidationError(
                _("Write hours as 8:00–12:00, 13:30–17:30: each ends after it begins, none overlap. Empty: closed.")
            ) from None


class WeekForm(forms.Form):
    """A calendar's names and the openings of its seven days."""

    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, calendar: WorkingCalendar | None = None) -> None:
        super().__init__(data, initial={"name": calendar.name, "name_en": calendar.name_en} if calendar else None)
        week: dict[int, list[Opening]] = defaultdict(list)
        for hours in calendar.hours.order_by("opens_minute") if calendar else []:
            week[hours.weekday].append((hours.opens_minute, hours.closes_minute))
        for weekday, label in enumerate(WEEKDAYS):
            self.fields[f"day_{weekday}"] = OpeningsField(
                label=label,
                required=False,
                max_length=120,
                initial=write_openings(week[weekday]),
                widget=forms.TextInput(attrs={"placeholder": _("closed"), "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        days = [found.get(f"day_{weekday}") for weekday in range(7)]
        if None not in days and not any(days):
            raise ValidationError(_("A week without any hours would never let a promise run out. Write some."))
        return found

    def week(self) -> Week:
        """What was filled in, after `is_valid()`."""
        openings = [self.cleaned_data[f"day_{weekday}"] for weekday in range(7)]
        found = self.cleaned_data
        return Week(name=found["name"], name_en=found["name_en"], openings=openings)


class _DaysForm(forms.Form):
    since = DayField(label=_("From day"))
    until = DayField(label=_("Until day"), required=False, help_text=_("Empty: that one day."))
    calendar = forms.ModelChoiceField(
        label=_("Whose"),
        queryset=WorkingCalendar.objects.open().order_by("id"),
        required=False,
        empty_label=_("Everybody's"),
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        since: date | None = found.get("since")
        until: date | None = found.get("until") or since
        if since is None or until is None:
            return found
        if until < since:
            self.add_error("until", _("The last day is before the first."))
        elif (until - since).days >= MOST_DAYS:
            self.add_error("until", _("At most 60 days at once."))
        elif until < timezone.localdate():
            self.add_error("since", _("These days are over: choose days that are still to come."))
        found["until"] = until
        return found

    def offer(self, calendars: Iterable[WorkingCalendar]) -> None:
        """Show these calendars to choose from, without asking for them again."""
        chosen: Any = self.fields["calendar"]
        nobody = [] if chosen.required else [("", chosen.empty_label)]
        chosen.choices = [*nobody, *((calendar.pk, calendar.called) for calendar in calendars)]

    def days(self) -> Days:
        """The days, after `is_valid()`."""
        found = self.cleaned_data
        return Days(since=found["since"], until=found["until"], calendar=found["calendar"])


class ClosedDaysForm(_DaysForm):
    """Days on which nobody works."""

    name = forms.CharField(label=_("Why"), max_length=120)
    field_order = ["name", "since", "until", "calendar"]


class SpecialDaysForm(_DaysForm):
    """Days with other hours than the week says."""

    hours = OpeningsField(label=_("Hours"), max_length=120, help_text=_("Such as 9:00–17:00."))
    field_order = ["hours", "since", "until", "calendar"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["calendar"]
        chosen.required, chosen.empty_label = True, None
