"""What the surveys keep: the questions, not the answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.core.registry import Holdings, hold
from tantam.surveys.models import Answer, Invitation, Survey

hold(
    Holdings(
        app="surveys",
        kept=(Survey,),
        emptied=(Invitation, Answer),
        names={Survey: _("Surveys"), Answer: _("Survey answers")},
    )
)
