"""What customers answer about the version of a process that their ticket ran on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.process.registry import Measure, offer_measures
from tantam.surveys.models import Survey

_HINT = _("Of those who answered.")


def _answers(kind: str, value: str) -> str:
    """The last answer to a survey of this kind about each ticket."""
    return f"""
    SELECT DISTINCT ON (run.id) run.id, ({value})::float8
    FROM run JOIN surveys_invitation i ON run.subject_kind = 'case' AND i.case_id = run.subject_id
    JOIN surveys_survey s ON s.id = i.survey_id AND s.kind = '{kind}'
    JOIN surveys_answer a ON a.invitation_id = i.id
    ORDER BY run.id, a.answered_at DESC
    """  # noqa: S608 - statements of ours


#: A promoter counts 100, who would rather not recommend −100: the mean is the net promoter score (F. Reichheld, 2003).
_NPS = "CASE WHEN a.score >= 9 THEN 100 WHEN a.score <= 6 THEN -100 ELSE 0 END"

offer_measures(
    Measure(
        key="surveys.csat",
        label=_("Satisfaction (CSAT)"),
        unit="points",
        good="up",
        order=60,
        hint=_HINT,
        select=_answers(Survey.Kind.CSAT.value, "a.score"),
    ),
    Measure(
        key="surveys.nps",
        label=_("Recommendation (NPS)"),
        unit="points",
        good="up",
        order=60,
        hint=_HINT,
        select=_answers(Survey.Kind.NPS.value, _NPS),
    ),
    Measure(
        key="surveys.ces",
        label=_("Effort (CES)"),
        unit="points",
        good="up",
        order=60,
        hint=_HINT,
        select=_answers(Survey.Kind.CES.value, "a.score"),
    ),
)
