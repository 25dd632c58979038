"""What a stored step takes from outside: the clock, business time, the subject's data, fresh ids."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import connection

from tantam.organisation import queries as organisation
from tantam.process import registry
from tantam.process.engine.seen import Seen
from tantam.process.models import Token
from tantam.process.queries import HOW_OFTEN, how_often

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
IDS_AT_ONCE = 64
_drawn = threading.local()


@dataclass
class StoredHost:
    """The host of one step of one stored instance.

    `counted_instance_id` is given where a condition asks how often a step was entered.
    """

    now: datetime
    subject: str
    counted_instance_id: int | None = None
    zone: tzinfo = HANOI

    @cached_property
    def calendar_id(self) -> int | None:
        """The calendar of the team that takes requests in; asked only when something runs in business time, None
        before the business is set up."""
        return organisation.intake_calendar_id()

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        """Business time runs on that calendar; without one it is plain time."""
        if business and self.calendar_id is not None:
            return organisation.calendar(self.calendar_id).due(start, seconds)
        return start + timedelta(seconds=seconds)

    def context(self) -> Mapping[str, object]:
        """The subject's data, read only when a condition asks."""
        data = registry.data_of(self.subject)
        if self.counted_instance_id is None:
            return data
        return Seen({HOW_OFTEN: how_often(self.counted_instance_id)}, data)

    def new_id(self) -> int:
        """The next id of the token table; many are drawn at once, gaps do not matter."""
        ids: list[int] = getattr(_drawn, "ids", [])
        if not ids:
            _drawn.ids = ids = _draw()
        return ids.pop()


def _draw() -> list[int]:
    sequence = f"pg_get_serial_sequence('{Token._meta.db_table}', 'id')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [IDS_AT_ONCE])  # noqa: S608
        return [row[0] for row in reversed(cursor.fetchall())]


def forget_drawn_ids() -> None:
    """Drop the ids drawn for this thread: tests that empty the tables restart the sequence."""
    _drawn.ids = []


# A forked process must not deal out the ids that its parent drew.
os.register_at_fork(after_in_child=forget_drawn_ids)
