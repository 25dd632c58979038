"""Cases like those of the set, made at random and worked out a second time from openings laid out in real time."""

import json
import random
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tantam.process.conformance.sla import WEEKDAYS, run

Case = dict[str, Any]
ZONES = ["UTC", "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kathmandu"]
PLANS = {
    "lunch": {day: [["08:00", "12:00"], ["13:30", "17:30"]] for day in WEEKDAYS[:5]},
    "half_saturday": {**{day: [["08:00", "17:00"]] for day in WEEKDAYS[:5]}, "sat": [["08:00", "11:45"]]},
    "night": {day: [["21:30", "05:15"]] for day in WEEKDAYS[:6]},
    "split_night": {day: [["00:00", "06:00"], ["10:00", "10:30"], ["22:00", "24:00"]] for day in WEEKDAYS},
    "always": {day: [["00:00", "24:00"]] for day in WEEKDAYS},
    "once": {"wed": [["10:00", "10:45"]]},
}
FIRST, LAST = date(2025, 12, 1), date(2028, 2, 1)


def openings(case: Case) -> list[tuple[datetime, datetime]]:
    """Every opening of two years as real time, joined; a clock time shown twice is taken as the first."""
    zone, plan = ZoneInfo(case["time_zone"]), PLANS[case["plan"]]
    spans = []
    for place in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=place)
        usual = [] if day.isoformat() in case["holidays"] else plan.get(WEEKDAYS[day.weekday()], [])
        for opens, closes in case["holiday_hours"].get(day.isoformat(), usual):
            until = day if "24:00" != closes > opens else day + timedelta(days=1)
            clock = time(0) if closes == "24:00" else time.fromisoformat(closes)
            ends = (datetime.combine(day, time.fromisoformat(opens), zone), datetime.combine(until, clock, zone))
            spans.append(tuple(end.astimezone(UTC) for end in ends))
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


def worked_out(case: Case) -> Case:
    """The case with its answers."""
    spans, zone = openings(case), ZoneInfo(case["time_zone"])
    start, end = (datetime.fromisoformat(case[key]).astimezone(UTC) for key in ("start", "end"))
    between = sum((max(timedelta(0), min(end, last) - max(start, first)) for first, last in spans), timedelta(0))
    place = bisect_right([last for _, last in spans], start)
    is_open = spans[place][0] <= start
    left, due = timedelta(seconds=case["seconds"]), start
    for first, last in spans[place:]:
        due = max(start, first) + left
        if due <= last:
            break
        left -= last - max(start, first)
    return {
        **case,
        "working_seconds_between": int(between.total_seconds()),
        "due": due.astimezone(zone).isoformat(),
        "in_working_hours": is_open,
        "next_working_time": (start if is_open else spans[place][0]).astimezone(zone).isoformat(),
    }


def made(chance: random.Random) -> Case:
    zone = chance.choice(ZONES)
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(365 * 86_400))
    days = [(date(2025, 12, 20) + timedelta(days=chance.randrange(500))).isoformat() for _ in range(14)]
    return {
        "plan": chance.choice(sorted(PLANS)),
        "time_zone": zone,
        "holidays": sorted(days[:9]),
        "holiday_hours": {day: chance.choice([[["09:00", "11:30"]], [["20:00", "02:00"]], []]) for day in days[7:]},
        "start": start.astimezone(ZoneInfo(zone)).isoformat(),
        "end": (start + timedelta(seconds=chance.randrange(60 * 86_400))).astimezone(ZoneInfo(zone)).isoformat(),
        "seconds": chance.choice([1, 600, 7_200, 86_400, 400_000]) + chance.randrange(600),
    }


def test_cases_made_at_random_are_right_to_the_second(tmp_path):
    chance = random.Random(20261122)  # noqa: S311 - no secret
    cases = [made(chance) for _ in range(150)]
    for case in cases:
        if case["plan"] == "once":
            case["seconds"] %= 60_000
    material = {"plans": PLANS, "cases": [worked_out(case) for case in cases]}
    (tmp_path / "made.json").write_text(json.dumps(material), "utf-8")
    verdict = run(tmp_path)
    assert (verdict.notes, verdict.passed, verdict.total) == ((), 150, 150)
