"""What goes over with a merged ticket and comes back: lines of the stream, drafts, what was taken higher, followers.
Each is one statement, however much there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tantam.cases.models import Case, Following

Keys = list[int]


def move_lines(case: Case, into: Case) -> int:
    """The stream goes over, with who was called in it; each line remembers where it is at home. Return how many."""
    count = len(_ask(_LINES_OVER, {"case": case.pk, "into": into.pk}))
    _ask(_MENTIONS_OVER, {"case": case.pk, "into": into.pk})
    return count


_LINES_OVER = """
UPDATE cases_entry SET case_id = %(into)s, came_from_id = COALESCE(came_from_id, case_id)
WHERE case_id = %(case)s RETURNING id
"""
_MENTIONS_OVER = "UPDATE cases_mention SET case_id = %(into)s WHERE case_id = %(case)s RETURNING id"


def move_lines_back(case: Case, holder: Case, *, homes: Collection[int]) -> int:
    """The lines that are at home in these cases go from their holder to `case`; return how many."""
    values = {"case": case.pk, "holder": holder.pk, "homes": list(homes)}
    count = len(_ask(_LINES_BACK, values))
    _ask(_MENTIONS_BACK, values)
    return count


_LINES_BACK = """
UPDATE cases_entry SET case_id = %(case)s, came_from_id = NULLIF(came_from_id, %(case)s)
WHERE case_id = %(holder)s AND came_from_id = ANY(%(homes)s) RETURNING id
"""
_MENTIONS_BACK = """
UPDATE cases_mention m SET case_id = e.case_id FROM cases_entry e
WHERE m.case_id = %(holder)s AND e.id = m.entry_id AND e.case_id = %(case)s RETURNING m.id
"""


def move_drafts(case: Case, into: Case) -> Keys:
    """What was sent off goes over, and what somebody is writing who writes nothing in the other; the rest stays."""
    return _ask(_DRAFTS_OVER, {"case": case.pk, "into": into.pk})


_DRAFTS_OVER = """
UPDATE cases_draft d SET case_id = %(into)s WHERE case_id = %(case)s AND (
    leaves_at IS NOT NULL OR held <> '' OR NOT EXISTS (
        SELECT 1 FROM cases_draft o
        WHERE o.case_id = %(into)s AND o.author_id = d.author_id AND o.leaves_at IS NULL AND o.held = ''
    )
) RETURNING id
"""


def move_drafts_back(case: Case, holder: Case, keys: Sequence[int]) -> None:
    """Those of these drafts that are there yet, but for what somebody writes who writes something else here."""
    _ask(_DRAFTS_BACK, {"case": holder.pk, "into": case.pk, "keys": list(keys)})


_DRAFTS_BACK = _DRAFTS_OVER.replace("WHERE case_id", "WHERE id = ANY(%(keys)s) AND case_id")


def move_escalations(case: Case, into: Case) -> Keys:
    """Who was told higher up looks after what lives on."""
    return _ask(_ESCALATIONS_OVER, {"case": case.pk, "into": into.pk})


_ESCALATIONS_OVER = """
UPDATE cases_escalation SET case_id = %(into)s WHERE case_id = %(case)s AND settled_at IS NULL RETURNING id
"""


def move_escalations_back(case: Case, holder: Case, keys: Sequence[int]) -> None:
    """Settled meanwhile or not, they are of the case that they were about."""
    _ask(_ESCALATIONS_BACK, {"case": case.pk, "holder": holder.pk, "keys": list(keys)})


_ESCALATIONS_BACK = """
UPDATE cases_escalation SET case_id = %(case)s WHERE id = ANY(%(keys)s) AND case_id = %(holder)s RETURNING id
"""


def let_follow(case: Case, into: Case, *, now: datetime) -> Keys:
    """Who follows the case follows the other as well; return who did not before."""
    return _ask(_FOLLOW, {"case": case.pk, "into": into.pk, "now": now})


_FOLLOW = """
INSERT INTO cases_following (case_id, agent_id, since) SELECT %(into)s, agent_id, %(now)s FROM cases_following
WHERE case_id = %(case)s ON CONFLICT DO NOTHING RETURNING agent_id
"""


def let_follow_no_longer(case: Case, agent_ids: Sequence[int]) -> bool:
    """Take these off; whether anybody is left."""
    if agent_ids:
        Following.objects.filter(case=case, agent__in=agent_ids).delete()
    return Following.objects.filter(case=case).exists()


def point_at(case: Case, into: Case, *, only: Collection[int] | None = None) -> None:
    """Whatever points at `case` points at `into`; of these cases `only`, where they are named."""
    pointing = Case.objects.filter(merged_into=case)
    (pointing if only is None else pointing.filter(pk__in=only)).update(merged_into=into)


def _ask(sql: str, values: Mapping[str, Any]) -> Keys:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
