"""What a stored step takes from outside: the clock, business time, the subject's data, fresh ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tantam.core.actions.keys import next_key
from tantam.organisation import queries as organisation
from tantam.process import registry
from tantam.process.engine.seen import Seen
from tantam.process.models import Token
from tantam.process.queries import HOW_OFTEN, how_often

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class StoredHost:
    """The host of one step of one stored instance.

    `counted_instance_id` is given where a condition asks how often a step was entered.
    """

    now: datetime
    subject: str
    counted_instance_id: int | None = None
    zone: tzinfo = HANOI

    def calendar_id(self) -> int | None:
        """The subject's own calendar as it stands now (a step may have changed its team), else that of the team which
        takes requests in; None before the business is set up."""
        return registry.calendar_of(self.subject) or organisation.intake_calendar_id()

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        """Business time runs on that calendar; without one it is plain time."""
        calendar_id = self.calendar_id() if business else None
        if calendar_id is None:
            return start + timedelta(seconds=seconds)
        return organisation.calendar(calendar_id).due(start, seconds)

    def context(self) -> Mapping[str, object]:
        """The subject's data, read only when a condition asks."""
        data = registry.data_of(self.subject)
        if self.counted_instance_id is None:
            return data
        return Seen({HOW_OFTEN: how_often(self.counted_instance_id)}, data)

    def new_id(self) -> int:
        """The next key of the token table."""
        return next_key(Token)
