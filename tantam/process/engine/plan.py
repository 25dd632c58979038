"""The input of a simulation: when it starts, what is known, who answers what and when.

One JSON object; every key is optional:

    start        instant of the start, ISO 8601 (default 2026-01-05T08:00:00+07:00, a Monday)
    start_event  id of the start event (default: the none start event; where events begin the process, the first that
                 comes: a timer's time, a message of the plan; else its only one, at the start)
    case         object: data of the case, as conditions see it
    variables    object: variables of the instance at its start
    tasks        node id → answer, or list of answers (first visit, second …; the last one repeats);
                 "*" answers for all others; null: nobody ever does it. Default: done at once, with no data
    actions      node id, action name or key of a called process → answer likewise, "*" for all others. Default: done
                 at once
    messages     list of {"at": instant or duration after the start, "name": of a message or signal, "key": by which
                 it is correlated, "data": object}
    calendar     working hours: {"zone": …, "weekly": {"0": [["08:00", "12:00"], …], … "6": []} (0 = Monday),
                 "holidays": ["2026-04-30"], "special_days": {"2026-02-28": [["08:00", "12:00"]]}};
                 default: always open
    until        instant or duration after the start at which to stop looking (default P365D)
    steps        most steps to take (default 10000)
    seed         whole number for what is drawn by chance (default 0)

An answer is {"after": duration, or [shortest, longest] to draw between, "time": "business" or "calendar" (default),
"data": object of variables it sets, "fails": sentence (actions only: it fails and becomes an incident)}.
Durations are ISO 8601 without years and months, such as PT30M or P2D.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from tantam.core.values.business_time import Calendar
from tantam.core.values.durations import parse_seconds
from tantam.core.values.instants import parse_instant
from tantam.process.engine.wording_plans import said_of_plan

_START: Final = "2026-01-05T08:00:00+07:00"
_KEYS: Final = frozenset(
    (
        "start",
        "start_event",
        "case",
        "variables",
        "tasks",
        "actions",
        "messages",
        "calendar",
        "until",
        "steps",
        "seed",
    )
)
_FAR: Final = timedelta(days=365 * 50)


class BadPlan(ValueError):
    """The input of a simulation is wrong: a stable `code`, and `said`, where and why in Vietnamese and English."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        self.said = said_of_plan(code, **params)
        super().__init__(self.said[1])


@dataclass(frozen=True, slots=True)
class Answer:
    """What happens to a task or action: between `shortest` and `longest` seconds later it is done or fails."""

    shortest: int = 0
    longest: int = 0
    is_business: bool = False
    data: Mapping[str, object] = field(default_factory=dict)
    fails: str = ""


Answers = Mapping[str, tuple[Answer | None, ...]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that comes."""

    at: datetime
    name: str
    data: Mapping[str, object]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The input of a simulation, read."""

    start: datetime
    start_event: str
    case: Mapping[str, object]
    variables: Mapping[str, object]
    tasks: Answers
    actions: Answers
    messages: tuple[Arrival, ...]
    calendar: Calendar | None
    until: datetime
    steps: int
    seed: int


def read_plan(raw: object) -> Plan:
    """The plan in decoded JSON; raises BadPlan."""
    given = _object(raw, "input")
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise BadPlan("unknown-key", key=unknown[0])
    start = _instant(given.get("start", _START), "start", start=None)
    return Plan(
        start=start,
        start_event=_text(given.get("start_event", ""), "start_event"),
        case=_object(given.get("case", {}), "case"),
        variables=_object(given.get("variables", {}), "variables"),
        tasks=_answers(given.get("tasks", {}), "tasks"),
        actions=_answers(given.get("actions", {}), "actions"),
        messages=tuple(_arrival(one, f"messages[{n}]", start) for n, one in enumerate(_list(given, "messages"))),
        calendar=_calendar(given["calendar"]) if "calendar" in given else None,
        until=_instant(given.get("until", "P365D"), "until", start=start),
        steps=_whole(given.get("steps", 10_000), "steps", most=1_000_000),
        seed=_whole(given.get("seed", 0), "seed", most=2**63),
    )


def _answers(raw: object, where: str) -> Answers:
    found: dict[str, tuple[Answer | None, ...]] = {}
    for name, one in _object(raw, where).items():
        several = one if isinstance(one, list) else [one]
        if not several:
            raise BadPlan("no-answers", where=f"{where}.{name}")
        found[name] = tuple(None if each is None else _answer(each, f"{where}.{name}") for each in several)
    return found


def _answer(raw: object, where: str) -> Answer:
    given = _object(raw, where)
    after = given.get("after", "PT0S")
    limits = after if isinstance(after, list) else [after, after]
    if len(limits) != 2:
        raise BadPlan("one-or-two", where=f"{where}.after")
    shortest, longest = (_seconds(limit, f"{where}.after") for limit in limits)
    if shortest > longest:
        raise BadPlan("longest-second", where=f"{where}.after")
    time = given.get("time", "calendar")
    if time not in ("calendar", "business"):
        raise BadPlan("time-kind", where=f"{where}.time")
    return Answer(
        shortest=shortest,
        longest=longest,
        is_business=time == "business",
        data=_object(given.get("data", {}), f"{where}.data"),
        fails=_text(given.get("fails", ""), f"{where}.fails"),
    )


def _arrival(raw: object, where: str, start: datetime) -> Arrival:
    given = _object(raw, where)
    at = _instant(given.get("at", "PT0S"), f"{where}.at", start=start)
    name = _text(given.get("name", ""), f"{where}.name")
    key = _text(given.get("key", ""), f"{where}.key")
    return Arrival(at, name, _object(given.get("data", {}), f"{where}.data"), key)


def _calendar(raw: object) -> Calendar:
    given = _object(raw, "calendar")
    weekly = _object(given.get("weekly", {}), "calendar.weekly")
    special = _object(given.get("special_days", {}), "calendar.special_days")
    try:
        return Calendar(
            zone=_text(given.get("zone", "Asia/Ho_Chi_Minh"), "calendar.zone"),
            weekly={int(day): _openings(openings) for day, openings in weekly.items()},
            holidays=frozenset(date.fromisoformat(str(day)) for day in _list(given, "holidays")),
            special_days={date.fromisoformat(day): _openings(openings) for day, openings in special.items()},
        )
    except (LookupError, OSError) as error:
        raise BadPlan("zone", where="calendar.zone", text=repr(given.get("zone"))) from error
    except (ValueError, TypeError) as error:
        raise BadPlan("calendar", where="calendar") from error


def _openings(raw: object) -> list[tuple[str, str]]:
    if not isinstance(raw, list):
        raise BadPlan("calendar", where="calendar")
    return [(str(opens), str(closes)) for opens, closes in raw]


def _object(raw: object, where: str) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise BadPlan("object", where=where)
    return raw


def _list(given: Mapping[str, object], key: str) -> list[object]:
    raw = given.get(key, [])
    if not isinstance(raw, list):
        raise BadPlan("list", where=key)
    return raw


def _text(raw: object, where: str) -> str:
    if not isinstance(raw, str):
        raise BadPlan("text", where=where)
    return raw


def _whole(raw: object, where: str, *, most: int) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= most:
        raise BadPlan("whole-number", where=where, most=most)
    return raw


def _seconds(raw: object, where: str) -> int:
    seconds = parse_seconds(_text(raw, where))
    if seconds is None or seconds > _FAR.total_seconds():
        raise BadPlan("duration", where=where)
    return seconds


def _instant(raw: object, where: str, *, start: datetime | None) -> datetime:
    text = _text(raw, where)
    if start is not None and text.startswith("P"):
        return start + timedelta(seconds=_seconds(text, where))
    instant = parse_instant(text)
    if instant is None or not 1900 <= instant.year <= 2200:
        raise BadPlan("instant", where=where, sample=_START)
    return instant
