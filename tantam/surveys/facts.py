"""What happens to surveys."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SurveySent(Fact):
    name = "survey.sent"
    label = _("A survey was sent")
    invitation_id: int
    case_id: int
    survey: str


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Fact):
    name = "survey.answered"
    label = _("A survey was answered")
    invitation_id: int
    case_id: int
    survey: str
    score: int
    old_score: int | None


@dataclass(frozen=True, kw_only=True)
class SurveyChanged(Fact):
    """What is asked was set or changed."""

    name = "business.survey-changed"
    survey_id: int
    survey: str
