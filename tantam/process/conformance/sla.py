"""Business time: every `*.json` of the folder holds weekly plans and cases that were worked out independently."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from tantam.core.values.business_time import Calendar

from .verdict import Verdict

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Case = Mapping[str, Any]


def run(folder: Path) -> Verdict:
    """Every case of every file; one passes if all its four answers are right to the second."""
    results = [result for path in sorted(folder.rglob("*.json")) for result in _run_file(path)]
    failed = [(name, wrong) for name, wrong in results if wrong]
    return Verdict(
        set="sla",
        passed=len(results) - len(failed),
        total=len(results),
        failed=[name for name, _ in failed],
        notes=tuple(f"{name}: {line}" for name, wrong in failed for line in wrong),
    )


def _run_file(path: Path) -> Iterator[tuple[str, list[str]]]:
    material = json.loads(path.read_text("utf-8"))
    for number, case in enumerate(material["cases"], 1):
        yield f"{path.stem}/{number}", wrong_answers(case, plan=material["plans"][case["plan"]])


def calendar_of(case: Case, *, plan: Mapping[str, Sequence[Sequence[str]]]) -> Calendar:
    """The calendar a case describes."""
    return Calendar(
        case["time_zone"],
        {WEEKDAYS.index(day[:3].lower()): _openings(openings) for day, openings in plan.items()},
        holidays={date.fromisoformat(day) for day in case.get("holidays", ())},
        special_days={date.fromisoformat(day): _openings(hours) for day, hours in _special(case).items()},
    )


def _special(case: Case) -> Mapping[str, Sequence[Sequence[str]]]:
    special: Mapping[str, Sequence[Sequence[str]]] = case.get("holiday_hours", {})
    return special


def _openings(openings: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    return [(opens, closes) for opens, closes in openings]


def wrong_answers(case: Case, *, plan: Mapping[str, Sequence[Sequence[str]]]) -> list[str]:
    """What the calendar says other than the case expects, one line each."""
    try:
        return list(_compared(case, calendar_of(case, plan=plan)))
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]


def _compared(case: Case, calendar: Calendar) -> Iterator[str]:
    start = _instant(case["start"])
    found: dict[str, object] = {"in_working_hours": calendar.is_open(start)}
    if "end" in case:
        found["working_seconds_between"] = calendar.seconds_between(start, _instant(case["end"]))
    if case.get("due") is not None:
        found["due"] = calendar.due(start, case["seconds"])
    if case.get("next_working_time") is not None:
        found["next_working_time"] = calendar.next_open(start)
    for key, value in found.items():
        expected = case.get(key, value)
        if isinstance(value, datetime):
            expected = expected if isinstance(expected, datetime) else _instant(expected)
        if expected != value:
            yield f"{key}: expected {expected}, found {value}"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
