"""What a diagram may call: ask for a score."""

from __future__ import annotations

from collections import Counter

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.cases.actions.remarking import NOT_ASKED, remark
from tantam.cases.models import Case
from tantam.process.registry import Setting, StepFailed, StepRun, Text, message, step
from tantam.surveys.actions import QuestionUnfinished, invite, was_asked_recently
from tantam.surveys.models import Survey


def survey_choices() -> list[tuple[str, str]]:
    found = list(Survey.objects.order_by("key"))
    alike = Counter(survey.kind for survey in found)
    return [
        (one.key, one.get_kind_display() if alike[one.kind] == 1 else f"{one.get_kind_display()} · {one.key}")
        for one in found
    ]


def survey_doubt(key: str) -> Text:
    """What is wrong with the key of a survey."""
    is_known = not key or Survey.objects.filter(key=key).exists()
    return "" if is_known else format_lazy(_("There is no survey “{key}”."), key=key[:80])


@step(
    "surveys.send",
    label=_("Send a survey"),
    settings=[
        Setting(
            name="survey",
            label=_("Survey"),
            kind="choice",
            choices=survey_choices,
            default="csat",
            doubt=survey_doubt,
        )
    ],
)
def send(run: StepRun) -> None:
    """Send the survey named in the settings to the case's customer; whoever is not asked, the stream says why."""
    survey = Survey.objects.filter(key=run.settings.get("survey", "csat")).first()
    if survey is None:
        raise StepFailed("unknown-survey", survey_doubt(run.settings.get("survey", "csat")))
    case = Case.objects.select_related("customer__brand").get(pk=run.subject_id)
    try:
        asked = invite(case, survey=survey, now=run.now)
    except QuestionUnfinished as error:
        words = format_lazy(_("Nobody filled in {names}."), names=str(error))
        raise StepFailed("variables-unresolved", words) from error
    if asked is None:
        reason = "asked-recently" if was_asked_recently(case, survey=survey, now=run.now) else "no-address"
        remark(case, NOT_ASKED, now=run.now, reason=reason)


message("survey.answered", label=_("The survey is answered"))
