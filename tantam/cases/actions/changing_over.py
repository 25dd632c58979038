"""What the stream of each case says when its process goes on in another version."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from tantam.cases.actions.telling import announce_case
from tantam.cases.models import Case, Entry
from tantam.process.registry import ChangedOver

#: So many at once are told to the pages that show them; more would only make everybody's page fetch itself anew.
FEW = 50


def note_changed_over(case_ids: Sequence[int], what: ChangedOver, now: datetime) -> None:
    """A line in each stream, with one statement; one more says which of them wait for something to be true."""
    said = "taken-back" if what.is_taken_back else "changed-over"
    data = {"what": said, "by": "process", "process": what.process, "old": what.old, "new": what.new}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [Entry.Kind.CHANGE, now, json.dumps(data), list(case_ids)])
    if what.awaiting is not None:
        waiting = [case_id for case_id in case_ids if f"case:{case_id}" in what.awaiting]
        with connection.cursor() as cursor:
            cursor.execute(_AWAIT, [waiting, list(case_ids), waiting])
    if len(case_ids) <= FEW:
        for case in Case.objects.filter(pk__in=case_ids).only("pk", "team_id", "assignee_id", "branch_id"):
            announce_case(case)


_AWAIT = """
UPDATE cases_case SET awaits_condition = id = ANY(%s::bigint[])
WHERE id = ANY(%s::bigint[]) AND awaits_condition <> (id = ANY(%s::bigint[]))
"""
_WRITE = """
INSERT INTO cases_entry (case_id, kind, at, channel_kind, text, data)
SELECT told.id, %s, %s, '', '', %s::jsonb
FROM unnest(%s::bigint[]) AS told (id) JOIN cases_case ON cases_case.id = told.id
"""
