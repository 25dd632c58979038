"""What a team, branch or calendar leaves behind when it is used no longer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Branch, Team, WorkingCalendar


class ClosingForm(forms.Form):
    """Where goes what hangs on it; asked for only where something living does."""

    successor = forms.ModelChoiceField(
        label=_("Everything goes to"), queryset=Team.objects.none(), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, place: Team | Branch | WorkingCalendar, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["successor"]
        chosen.queryset = type(place).objects.open().exclude(pk=place.pk).order_by("id")
        chosen.required = is_needed
