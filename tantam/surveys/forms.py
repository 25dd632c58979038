"""What customers are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.core.values.scripts import render_script
from tantam.surveys.actions import QUESTION, QUESTION_EN, SurveyPlan

#: What a question may name: how the customer is called, what we call ourselves, the customer's name, the ticket.
PLACES = {"kh": "-", "toi": "-", "ten": "-", "ma": "-"}


class SurveyForm(forms.Form):
    """One question in both languages, and when it is asked."""

    question = forms.CharField(
        label=_("Question in Vietnamese"),
        max_length=300,
        initial=QUESTION,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "{kh} is how the customer is called (bác Hòa), {toi} what we call ourselves (cháu), {ma} the ticket."
        ),
    )
    question_en = forms.CharField(
        label=_("Question in English"), max_length=300, required=False, initial=QUESTION_EN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    valid_days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=365,
        initial=14,
        help_text=_("After that the link in the mail says that the question is closed."),
    )
    quarantine_days = forms.IntegerField(
        label=_("Days of peace"),
        min_value=0,
        max_value=365,
        initial=30,
        help_text=_("Who was asked anything is not asked again for so many days; 0: after every ticket."),
    )

    def clean_question(self) -> str:
        return _finished(self.cleaned_data["question"])

    def clean_question_en(self) -> str:
        return _finished(self.cleaned_data["question_en"])

    def plan(self) -> SurveyPlan:
        """What was filled in, after `is_valid()`."""
        filled: dict[str, Any] = self.cleaned_data
        return SurveyPlan(**filled)


def _finished(question: str) -> str:
    missing = render_script(question, variables=PLACES).unresolved
    if missing:
        raise ValidationError(_("Nobody fills in %(places)s here.") % {"places": ", ".join(missing)})
    return question
