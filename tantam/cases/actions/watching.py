"""Follow a case, or no longer: whoever follows hears of it, and sees it no more than before."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.actions.at_hand import take_up
from tantam.cases.models import Case, Following
from tantam.core.actions import announce
from tantam.core.actions.rows import update
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent


@unit()
def follow_case(case: Case, *, by: Agent, now: datetime) -> None:
    """Hear from now on what happens to it; the same again changes nothing."""
    case = take_up(case)
    Following.objects.bulk_create([Following(case=case, agent=by, since=now)], ignore_conflicts=True)
    _note(case, by)


@unit()
def leave_alone(case: Case, *, by: Agent) -> None:
    """Hear of it no longer."""
    case = take_up(case, or_merged=True)
    Following.objects.filter(case=case, agent=by).delete()
    _note(case, by)


def _note(case: Case, by: Agent) -> None:
    is_followed = Following.objects.filter(case=case).exists()
    if is_followed != case.is_followed:
        case.is_followed = is_followed
        update(case, "is_followed")
    announce("case", id=case.pk, only=[by.pk])  # the lists of this person alone
