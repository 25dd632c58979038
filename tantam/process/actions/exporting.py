"""Taking an event log away: as a stream of any length, and kept as a fact who took what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process.facts import LogExported
from tantam.process.mining.log import Log
from tantam.process.mining.ocel import write_ocel_json
from tantam.process.mining.table import write_csv
from tantam.process.mining.xes import write_xes
from tantam.process.models import Instance, Version
from tantam.process.queries.event_log import LogPart, event_log
from tantam.process.queries.filtering import DIMENSIONS, HANOI

#: The forms of a log: what each is called and whom it is for.
LOG_KINDS: Final[Mapping[str, tuple[str, str | Promise]]] = {
    "xes": ("XES", _("IEEE 1849, for every process-mining program")),
    "csv": ("CSV", _("A table, one line for each beginning and end of a step; for spreadsheets")),
    "ocel": ("OCEL 2.0 (JSON)", _("Tickets and people as objects of their own")),
}
_ENDINGS: Final = {"xes": "xes", "csv": "csv", "ocel": "jsonocel"}
_TYPES: Final = {"xes": "application/xml", "csv": "text/csv; charset=utf-8", "ocel": "application/json"}


@dataclass(frozen=True, kw_only=True)
class LogWish:
    """A log to be taken away: of cases that began on these days (the last one too), in Hà Nội; `names` are the
    elements it tells of, in the language of whoever takes it."""

    version: Version
    kind: str
    since: date
    until: date
    states: tuple[str, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class LogFile:
    """A file being written: read it piece by piece, a few hundred cases are held at a time."""

    name: str
    content_type: str
    pieces: Iterator[bytes]


@unit()
def export_log(wish: LogWish, *, by: Agent, now: datetime) -> LogFile:
    """The log as a file, and the fact that it was taken. It holds no personal text: elements, times, dimensions, the
    numbers of tickets and the keys of agents."""
    part = LogPart(
        version_id=wish.version.pk,
        since=datetime.combine(wish.since, time.min, tzinfo=HANOI),
        until=datetime.combine(wish.until + timedelta(days=1), time.min, tzinfo=HANOI),
        states=wish.states,
    )
    cases = Instance.objects.filter(
        version_id=part.version_id, started_at__gte=part.since, started_at__lt=part.until, state__in=part.states
    ).count()
    fact = LogExported(
        process_id=wish.version.process_id,
        version_id=wish.version.pk,
        number=wish.version.number,
        kind=wish.kind,
        since=wish.since.isoformat(),
        until=wish.until.isoformat(),
        cases=cases,
    )
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{wish.version.process_id}")
    key = wish.version.process.key
    name = f"{key}-v{wish.version.number}_{wish.since}_{wish.until}.{_ENDINGS[wish.kind]}"
    pieces = _pieces(wish.kind, partial(event_log, part, names=wish.names), name=f"{key} v{wish.version.number}")
    return LogFile(name=name, content_type=_TYPES[wish.kind], pieces=pieces)


def _pieces(kind: str, log: Callable[[], Log], *, name: str) -> Iterator[bytes]:
    if kind == "xes":
        return write_xes(log(), name=name)
    if kind == "csv":
        return write_csv(log(), of_case=("instance", "subject", *DIMENSIONS), attributes=("team",))
    return write_ocel_json(log)
