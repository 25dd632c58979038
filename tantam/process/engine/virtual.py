"""The world of a run that happens nowhere: its clock is moved by hand, its case is what somebody says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import count

from tantam.core.values.business_time import Calendar
from tantam.core.values.instants import VIETNAM
from tantam.process.engine.changes import NodePassed, Result, TokenEntered
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.engine.state import Id


class VirtualHost:
    """A `Host` with a virtual clock: `now` is moved by hand, business time runs on `calendar` (None: always open)."""

    zone: tzinfo = VIETNAM

    def __init__(self, *, now: datetime, calendar: Calendar | None, case: Mapping[str, object]) -> None:
        self.now = now
        self.calendar = calendar
        self.case = case
        self.entered: Counter[str] = Counter()
        self._ids = count(1)

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        """As `Host.due`; raises NeverOpen, OverflowError."""
        if business and self.calendar is not None:
            return self.calendar.due(start, seconds)
        return start + timedelta(seconds=seconds)

    def context(self) -> Mapping[str, object]:
        """The data of the case, and how often each step was entered, as a stored run counts it."""
        return {HOW_OFTEN: self.entered, **self.case}

    def new_id(self) -> Id:
        """The next number."""
        return next(self._ids)

    def count(self, result: Result) -> None:
        """Count what a step entered."""
        for change in result.changes:
            if isinstance(change, NodePassed):
                self.entered[change.node] += 1
            elif isinstance(change, TokenEntered):
                self.entered[change.token.node] += 1
