"""Forms of a draft's life before it is published: who looks it over, what they say, remarks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent
from tantam.ui.forms import DayField


class AskReviewForm(forms.Form):
    """Who shall look a draft over, and until which day."""

    reviewers = forms.ModelMultipleChoiceField(queryset=Agent.objects.none())
    due_on = DayField(required=False)

    def __init__(self, *args: Any, people: QuerySet[Agent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].queryset = people  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """What a reviewer says of the drawing they saw."""

    verdict = forms.ChoiceField(choices=[("approved", ""), ("changes", "")])
    note = forms.CharField(max_length=2000, required=False)
    revision = forms.IntegerField(min_value=0)


class PublishingRuleForm(forms.Form):
    """What a business asks for before a version is published."""

    needs_review = forms.BooleanField(
        label=_("Publish only what somebody else has approved"),
        required=False,
        help_text=_("Somebody who neither began the draft nor changed it last approves of it as it stands."),
    )


class RemarkForm(forms.Form):
    """A remark on an element of a drawing, or the answer to one; `to` is whom it is for beside those it names."""

    node = forms.CharField(label=_("About"), required=False, max_length=200)
    text = forms.CharField(label=_("Remark"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    answers = forms.IntegerField(required=False)
    to = forms.ModelChoiceField(queryset=Agent.objects.none(), required=False)

    def __init__(self, *args: Any, people: QuerySet[Agent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
