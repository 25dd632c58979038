"""Why a ticket is left as it is, as codes that are kept (`cases.context.bulk` has the words)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tantam.cases.models import Case

#: What was filled in, and how a ticket stood when it was chosen.
Said = Mapping[str, Any]
Seen = Mapping[str, Any]

GONE, REACH, RIGHT, CLOSED, SAME, CHANGED, WROTE, APPROVAL, TAGS, TO_GONE, FAILED = (
    "gone", "reach", "right", "closed", "same", "changed", "wrote", "approval", "tags", "to-gone", "failed",
)  # fmt: skip
#: What is written of a ticket when it is chosen; `instant` writes the last one alike.
SEEN_SQL = """jsonb_build_object(
    'team', team_id, 'assignee', assignee_id, 'urgency', urgency,
    'inbound', to_char(last_inbound_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
)"""


def instant(at: datetime | None) -> str | None:
    """An instant as it stands in what was seen."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") if at else None


def changed_since(case: Case, seen: Seen, holds: Collection[str]) -> str:
    """Why a ticket is no longer what somebody looked at, in what matters to a verb; "" where it is."""
    if "inbound" in holds and instant(case.last_inbound_at) != seen.get("inbound"):
        return WROTE
    now = {"team": case.team_id, "assignee": case.assignee_id, "urgency": case.urgency}
    return CHANGED if any(now[one] != seen.get(one) for one in holds if one in now) else ""


def those_gone(cases: Sequence[Case]) -> dict[int, str]:
    """Those merged into another or put away as spam meanwhile."""
    return {case.pk: GONE for case in cases if case.merged_into_id is not None or case.state == Case.State.SPAM}


def those_closed(cases: Sequence[Case]) -> dict[int, str]:
    return {case.pk: CLOSED for case in cases if not case.is_open}
