"""What another system tells a case: to what waits for it in the process, else as the process says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tantam.cases.actions.at_hand import at_hand, take_up
from tantam.cases.actions.closing import reopen
from tantam.cases.actions.remarking import UNHEARD, remark
from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM
from tantam.process import actions as process
from tantam.process.queries import unmatched_rule


@unit()
def hear(case: Case, *, message: str, key: str, payload: Mapping[str, object], now: datetime) -> str:
    """Give a message to the case's process; return `woken`, or where nothing waited for it `reopened` or `noted`.

    A system's message opens no new case: where the process asks for one, it is noted.
    """
    case = take_up(case)
    if process.wake(case.fact_subject, message, payload=payload, key=key, now=now):
        return "woken"
    case = at_hand(case.pk)
    remark(case, UNHEARD, now=now, message=message[:80])
    if not case.is_open and unmatched_rule(case.fact_subject) == "reopen":
        reopen(case, by=SYSTEM, now=now)
        return "reopened"
    announce_case(case)
    return "noted"
