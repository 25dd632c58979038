"""Why a clock stands where it stands: who promised it, on which hours it runs, when it stood still, who has heard."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.context.levels import called, conditions_of
from tantam.cases.models import Case, Clock
from tantam.ui.templatetags.values import moment
from tantam.ui.values import formatting

TO_ANSWER = (Clock.Kind.FIRST_RESPONSE, Clock.Kind.NEXT_RESPONSE)


def why_of(clock: Clock, case: Case) -> list[str]:
    """What a clock has to say for itself, a sentence each."""
    return [_promised(clock), *_level(clock), _hours(clock), *_told(clock), *_stood_still(clock, case), *_ended(clock)]


def _length(seconds: int) -> str:
    return formatting.working_time(seconds, language=get_language() or "vi")


def _promised(clock: Clock) -> str:
    said = {"time": _length(clock.promised_seconds), "at": moment(clock.started_at)}
    return _("%(time)s of working time from %(at)s") % said


def _level(clock: Clock) -> list[str]:
    if clock.level is None:
        return []
    if not conditions_of(clock.level):
        return [_("Service level for all tickets")]
    return [_("Service level: %(name)s") % {"name": called(clock.level)}]


def _hours(clock: Clock) -> str:
    return _("Working hours: %(name)s") % {"name": clock.calendar.called}


def _told(clock: Clock) -> list[str]:
    if clock.told_due_at is None:
        return []
    return [_("The customer was told %(at)s: it may come nearer, never go farther") % {"at": moment(clock.told_due_at)}]


def _stood_still(clock: Clock, case: Case) -> list[str]:
    said = []
    if clock.paused_seconds:
        said.append(_("It stood still for %(time)s in all") % {"time": _length(clock.paused_seconds)})
    if clock.paused_at is not None:
        is_closed = clock.kind in TO_ANSWER and not case.is_open
        words = (
            _("It stands still since %(at)s: closed without an answer, neither kept nor missed")
            if is_closed and clock.breached_at is None
            else _("It stands still since %(at)s: closed without an answer")
            if is_closed
            else _("It stands still since %(at)s: the customer is waited for")
        )
        said.append(words % {"at": moment(clock.paused_at)})
    return said


def _ended(clock: Clock) -> list[str]:
    if clock.stopped_at is not None:
        words = _("Kept at %(at)s") if clock.is_met else _("Missed: done at %(at)s")
        return [words % {"at": moment(clock.stopped_at)}]
    if clock.breached_at is not None:
        said = [_("Missed: nothing that happens to the ticket renews it")]
        if clock.escalate_at is not None and clock.paused_at is None:
            said.append(_("It goes a step higher at %(at)s") % {"at": moment(clock.escalate_at)})
        return said
    return [_("Warned at %(at)s") % {"at": moment(clock.warned_at)}] if clock.warned_at else []
