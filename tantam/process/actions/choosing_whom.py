"""For whom of a list a start begins: the next few of them, those of whom its conditions are true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from tantam.process.engine.feel import FeelError
from tantam.process.models import ArmedStart, Firing, StandsTrue
from tantam.process.queries import version_for
from tantam.process.queries.beginning import most_of
from tantam.process.queries.conditions import Why, conditions_of, said_of
from tantam.process.registry.crowds import Beginning, Crowd


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a batch found: for whom it begins, of whom nothing could be said and why, up to whom it looked.

    `asked` were asked whether the conditions are true, `unsaid` are those of whom they are neither true nor false, with
    why. `left_over` would have come if more were allowed; `has_come_round`: the end of the list was reached, and those
    at its beginning are next; `is_last`: nobody is left.
    """

    whom: Sequence[int]
    cursor: int
    faults: Mapping[int, FeelError] = field(default_factory=dict)
    asked: int = 0
    unsaid: Mapping[int, Why] = field(default_factory=dict)
    left_over: int = 0
    has_come_round: bool = False
    is_last: bool = False


def chosen_for(firing: Firing, crowd: Crowd, beginning: Beginning, *, version_id: int, size: int) -> Chosen:
    """The next `size` members of the list at most, each looked at once."""
    found = [one for one in crowd.selecting(beginning, firing.cursor, size) if not _is_past(firing, one)]
    ours = [one for one in found if version_for(beginning.process_key, f"{firing.of}:{one}") == version_id]
    conditions = conditions_of(version_id, firing.node, firing.definition)
    said = said_of(conditions, crowd, ours, now=beginning.now)
    new = said.true if firing.kind == ArmedStart.Kind.TIME else _newly_true(firing, ours, said.true, said.faults)
    most = most_of(version_id, firing.node)
    allowed = new if most is None else new[: max(0, most - firing.begun)]
    if firing.kind == ArmedStart.Kind.CONDITION:
        _stand(firing, allowed, now=beginning.now)
    is_full = most is not None and firing.begun + len(allowed) >= most and firing.kind == ArmedStart.Kind.TIME
    cursor = _cursor(firing, found, allowed, is_cut=is_full and len(allowed) < len(new))
    is_short = len(found) < size
    comes_round = is_short and not is_full and firing.first > 0 and not firing.is_around
    return Chosen(
        whom=allowed,
        faults=said.faults,
        asked=len(ours) if conditions else 0,
        unsaid=said.unsaid,
        cursor=cursor,
        left_over=_left_over(firing, crowd, beginning, cursor, is_full=is_full) + _kept_waiting(firing, new, allowed),
        has_come_round=comes_round,
        is_last=is_full or (is_short and not comes_round),
    )


def _is_past(firing: Firing, one: int) -> bool:
    """Whether the round has come to where it began."""
    return firing.is_around and one > firing.first


def _cursor(firing: Firing, found: Sequence[int], allowed: Sequence[int], *, is_cut: bool) -> int:
    if is_cut:
        return allowed[-1] if allowed else firing.cursor
    return found[-1] if found else firing.cursor


def _left_over(firing: Firing, crowd: Crowd, beginning: Beginning, cursor: int, *, is_full: bool) -> int:
    """About how many more would come: the rest of the list, before conditions."""
    if not is_full:
        return 0
    behind = crowd.counting(beginning, cursor)
    if firing.is_around:
        return max(0, behind - crowd.counting(beginning, firing.first))
    return behind + (crowd.counting(beginning, 0) - crowd.counting(beginning, firing.first) if firing.first else 0)


def _kept_waiting(firing: Firing, new: Sequence[int], allowed: Sequence[int]) -> int:
    """Of whom a condition became true and for whom it begins only at one of the next looks."""
    return len(new) - len(allowed) if firing.kind == ArmedStart.Kind.CONDITION else 0


_TRUE_AGAIN = """
UPDATE process_standstrue SET seen = %s
WHERE process_id = %s AND node = %s AND definition = %s AND whom = ANY(%s) RETURNING whom
"""
_FALSE_NOW = """
DELETE FROM process_standstrue WHERE process_id = %s AND node = %s AND definition = %s AND whom = ANY(%s)
"""


def _newly_true(firing: Firing, ours: Sequence[int], true: Sequence[int], faults: Mapping[int, object]) -> list[int]:
    """Those of whom it was not true before; of whom it is true no more, that is forgotten. Of whom nothing can be said
    it stays as it was."""
    place = (firing.process_id, firing.node, firing.definition)
    said = set(true)
    false = [f"{firing.of}:{one}" for one in ours if one not in said and one not in faults]
    with connection.cursor() as cursor:
        kept = [f"{firing.of}:{one}" for one in (*true, *faults)]
        cursor.execute(_TRUE_AGAIN, (firing.pk, *place, kept))
        stood = {int(row[0].partition(":")[2]) for row in cursor.fetchall()}
        cursor.execute(_FALSE_NOW, (*place, false))
    return [one for one in true if one not in stood]


def _stand(firing: Firing, whom: Sequence[int], *, now: datetime) -> None:
    rows = [
        StandsTrue(
            process_id=firing.process_id,
            node=firing.node,
            definition=firing.definition,
            whom=f"{firing.of}:{one}",
            since=now,
            seen=firing.pk,
        )
        for one in whom
    ]
    StandsTrue.objects.bulk_create(rows, ignore_conflicts=True)


def forget_unseen(firing: Firing, process_key: str, *, version_id: int) -> None:
    """Who has left the list is no longer one of whom it is true; those of the other version are looked at by it."""
    rows = StandsTrue.objects.filter(
        process=firing.process_id, node=firing.node, definition=firing.definition, whom__startswith=f"{firing.of}:"
    ).exclude(seen=firing.pk)
    ours = [pk for pk, whom in rows.values_list("pk", "whom") if version_for(process_key, whom) == version_id]
    StandsTrue.objects.filter(pk__in=ours).delete()
