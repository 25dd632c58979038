"""What a diagram may call: ask for a score."""

from __future__ import annotations

from tantam.cases.models import Case
from tantam.process.registry import StepFailed, StepRun, step
from tantam.surveys.actions import invite
from tantam.surveys.models import Survey


@step("surveys.send")
def send(run: StepRun) -> None:
    """Send the survey named in the settings to the case's customer."""
    survey = Survey.objects.filter(key=run.settings.get("survey", "csat")).first()
    if survey is None:
        raise StepFailed("unknown-survey", run.settings.get("survey", ""))
    case = Case.objects.select_related("customer__brand").get(pk=run.subject_id)
    invite(case, survey=survey, now=run.now)
