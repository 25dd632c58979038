"""When people work: their week, their leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.core.values.openings import NotOpenings, Opening, parse_shifts, write_openings
from tantam.organisation.actions.working import DaysOff, WorkingWeek
from tantam.organisation.forms.hours import WEEKDAYS
from tantam.organisation.models import Absence, Agent, Hours, Shift
from tantam.ui.forms import DayField

#: Longer than this is no absence but another contract; a year typed wrongly shows by it.
MOST_DAYS_OFF = 366


class ShiftsField(forms.CharField):
    """The shifts of a day; the value is a list of (minute, minute)."""

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value))
        try:
            return parse_shifts(typed)
        except NotOpenings:
            raise ValidationError(
                _("Write shifts as 8:00–12:00, 13:30–17:30, or 22:00–6:00 into the next day; none overlap.")
            ) from None


class WorkingWeekForm(forms.Form):
    """When a person is given work, and the shifts of their seven days."""

    hours = forms.ChoiceField(
        label=_("Is given work"),
        choices=Hours,
        help_text=_("Own hours rest on the holidays of their team. By hand they can be given work at any time."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Agent) -> None:
        super().__init__(data, initial={"hours": person.hours})
        week = week_of(person)
        for weekday, label in enumerate(WEEKDAYS):
            self.fields[f"day_{weekday}"] = ShiftsField(
                label=label,
                required=False,
                max_length=120,
                initial=write_openings(week[weekday]),
                widget=forms.TextInput(attrs={"placeholder": _("free"), "autocomplete": "off"}),
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the week, to be laid out beside each other."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        days = [found.get(f"day_{weekday}") for weekday in range(7)]
        if found.get("hours") == Hours.OWN and None not in days and not any(days):
            raise ValidationError(_("Hours of their own need at least one shift, or they would never be given work."))
        return found

    def week(self) -> WorkingWeek:
        """What was filled in, after `is_valid()`."""
        shifts = [self.cleaned_data[f"day_{weekday}"] for weekday in range(7)]
        return WorkingWeek(hours=Hours(self.cleaned_data["hours"]), shifts=shifts)


class DaysOffForm(forms.Form):
    """Days on which somebody does not work."""

    kind = forms.ChoiceField(label=_("Why"), choices=Absence.Kind)
    since = DayField(label=_("From day"))
    until = DayField(label=_("Until day"), required=False, help_text=_("Empty: that one day."))
    deputy = forms.ModelChoiceField(
        label=_("Stands in"),
        queryset=Agent.objects.none(),
        required=False,
        help_text=_("Takes new tickets of the customers this person looks after."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Agent) -> None:
        super().__init__(data, prefix="off")
        chosen: Any = self.fields["deputy"]
        chosen.queryset = Agent.objects.working().exclude(pk=person.pk).order_by("full_name")
        chosen.empty_label = person.deputy.full_name if person.deputy else _("Nobody in particular")

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        since: date | None = found.get("since")
        until: date | None = found.get("until") or since
        if since and until:
            if until < since:
                self.add_error("until", _("The last day comes before the first."))
            elif (until - since).days >= MOST_DAYS_OFF:
                self.add_error("until", _("These are more than 366 days. Is the year right?"))
        found["until"] = until
        return found

    def days_off(self) -> DaysOff:
        """The days, after `is_valid()`."""
        found = self.cleaned_data
        return DaysOff(
            since=found["since"], until=found["until"], kind=Absence.Kind(found["kind"]), deputy=found["deputy"]
        )


def week_of(person: Agent) -> dict[int, list[Opening]]:
    """The shifts of a person by weekday."""
    week: dict[int, list[Opening]] = defaultdict(list)
    for shift in Shift.objects.filter(agent=person).order_by("begins_minute"):
        week[shift.weekday].append((shift.begins_minute, shift.ends_minute))
    return week
