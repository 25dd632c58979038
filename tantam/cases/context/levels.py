"""Service levels in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.models import Case, LevelEdition, ServiceLevel
from tantam.cases.queries.levels import NEXT_RESPONSE_MINUTES
from tantam.cases.values.levels import shadows
from tantam.channels.models import ChannelKind
from tantam.ui.values import formatting


def conditions_of(level: ServiceLevel) -> list[str]:
    """For whom it is, each condition in words; none where it is for all."""
    said = []
    if level.segment is not None:
        is_english = (get_language() or "vi").startswith("en")
        said.append(level.segment.name_en if is_english and level.segment.name_en else level.segment.name)
    if level.urgency:
        said.append(str(Case.Urgency(level.urgency).label))
    if level.kind:
        said.append(str(Case.Kind(level.kind).label))
    if level.channel_kind:
        said.append(str(ChannelKind(level.channel_kind).label))
    return said


def called(level: ServiceLevel | None) -> str:
    """What a level is called: by its conditions."""
    if level is None:
        return _("where no level says more")
    return " · ".join(conditions_of(level)) or _("All tickets")


def minutes_said(minutes: int | None) -> str:
    """A time of a level, a dash where it says none."""
    return formatting.working_time(minutes * 60, language=get_language() or "vi") if minutes else "–"


def typed(minutes: int | None) -> str:
    """A time as it stands in the form."""
    return minutes_said(minutes).replace("\N{NO-BREAK SPACE}", " ") if minutes else ""


def level_rows(levels: Sequence[ServiceLevel]) -> list[dict[str, Any]]:
    """The levels in the order in which they are asked; one that never holds says which is in its way."""
    hidden = shadows(levels)
    return [
        {
            "level": level,
            "place": place + 1,
            "conditions": conditions_of(level),
            "times": [
                minutes_said(one)
                for one in (
                    level.first_response_minutes,
                    level.next_response_minutes or NEXT_RESPONSE_MINUTES,
                    level.resolution_minutes,
                )
            ],
            "hidden_by": called(hidden[place]) if place in hidden else "",
        }
        for place, level in enumerate(levels)
    ]


def edition_rows(editions: Sequence[LevelEdition]) -> list[dict[str, Any]]:
    """What was changed lately: what ended and what began in each edition."""
    return [
        {"edition": one, "ended": [_said(level) for level in one.ended.all()],
         "begun": [_said(level) for level in one.begun.all()]}
        for one in editions
    ]  # fmt: skip


def _said(level: ServiceLevel) -> str:
    times = (level.first_response_minutes, level.next_response_minutes, level.resolution_minutes)
    return f"{called(level)}: {' · '.join(minutes_said(one) for one in times)}"
