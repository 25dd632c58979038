"""Surveys: what was asked, of whom, and what they answered."""

from tantam.surveys.models.survey import Answer, Invitation, Survey

__all__ = ["Answer", "Invitation", "Survey"]
