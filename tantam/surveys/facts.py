"""What happens to surveys."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SurveySent(Fact):
    name = "survey.sent"
    invitation_id: int
    case_id: int
    survey: str


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Fact):
    name = "survey.answered"
    invitation_id: int
    case_id: int
    survey: str
    score: int
    old_score: int | None
