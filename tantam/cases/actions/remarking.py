"""What the process could not do as drawn, though the case goes on: a quiet line in its stream, never silence."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.models import Case, Entry
from tantam.core.actions.rows import insert_late

NOT_SENT = "script-not-sent"
NOT_ASKED = "survey-not-sent"
UNKNOWN_TEAM = "unknown-team"
NO_PROCESS = "no-process"
NOBODY_ASKED = "nobody-asked"
CLOSING_LEFT = "closing-left"
OUTSIDE_DONE = "outside-done"
OUTSIDE_LATE = "outside-late"
UNHEARD = "message-unheard"
LOST = "message-lost"
MENDED = "values-mended"
SKIPPED = "path-left"
BEGUN = "begun-by-itself"


def remark(case: Case, what: str, *, now: datetime, text: str = "", **values: str | int) -> Entry:
    """Write the line; `values` are ids, numbers and enums, `text` the words of it that a person needs."""
    data: dict[str, str | int] = {"what": what, "by": "process", **values}
    return insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, data=data, text=text))
