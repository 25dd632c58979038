"""What a diagram may call: ask for a score."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case
from tantam.process.registry import Setting, StepFailed, StepRun, message, step
from tantam.surveys.actions import invite
from tantam.surveys.models import Survey


def survey_choices() -> list[tuple[str, str]]:
    return [(survey.key, str(survey)) for survey in Survey.objects.order_by("key")]


@step(
    "surveys.send",
    label=_("Send a survey"),
    settings=[Setting(name="survey", label=_("Survey"), kind="choice", choices=survey_choices, default="csat")],
)
def send(run: StepRun) -> None:
    """Send the survey named in the settings to the case's customer."""
    survey = Survey.objects.filter(key=run.settings.get("survey", "csat")).first()
    if survey is None:
        raise StepFailed("unknown-survey", run.settings.get("survey", ""))
    case = Case.objects.select_related("customer__brand").get(pk=run.subject_id)
    invite(case, survey=survey, now=run.now)


message("survey.answered", label=_("The survey is answered"))
