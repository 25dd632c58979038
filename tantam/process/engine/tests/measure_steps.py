"""How long one step takes: `python -m tantam.process.engine.tests.measure_steps [ROUNDS]`, one line of JSON.

The loop is a step as cases have it: a person completes a task with data, a condition over eight values of the case is
asked, the next task is offered with a response and a resolution time reckoned on a real calendar with a lunch break,
and a timer and a message wait at its border.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from itertools import count
from statistics import median
from time import perf_counter

from tantam.core.values.business_time import Calendar
from tantam.core.values.instants import VIETNAM
from tantam.process.engine import run
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Id
from tantam.process.engine.tests.drawing import MONDAY, Drawing, after

_DAY = (("08:00", "12:00"), ("13:30", "17:30"))


class _Host:
    zone: tzinfo = VIETNAM

    def __init__(self) -> None:
        self.now = MONDAY
        self.calendar = Calendar("Asia/Ho_Chi_Minh", dict.fromkeys(range(6), _DAY), holidays={date(2026, 4, 30)})
        self._ids = count(1)
        self._data = {
            "kind": "complaint",
            "urgency": "high",
            "channel": "email",
            "segment": "vip",
            "team": "ho-tro",
            "tien": 350_000,
            "tags": ["xe", "sạc"],
            "khach": {"hang": "vàng", "diem": 1200},
        }

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        return self.calendar.due(start, seconds) if business else start + timedelta(seconds=seconds)

    def context(self) -> Mapping[str, object]:
        return self._data

    def new_id(self) -> Id:
        return next(self._ids)


def process() -> Graph:
    """Two tasks in a loop with a choice between them."""
    drawing = Drawing()
    drawing.start()
    for name in ("a", "b"):
        drawing.user(name, extension='<t:time response="PT30M" resolution="PT4H"/>')
        drawing.boundary(f"{name}t", name, after("PT2H"), extension='<t:timer time="business"/>', interrupting=False)
        drawing.boundary(f"{name}m", name, drawing.message("customer.message"))
        drawing.path(f"{name}t", drawing.end(f"{name}e"))
        drawing.path(f"{name}m", drawing.end(f"{name}f"))
    drawing.gateway("g", default="g-e")
    drawing.path("s", "a", "g")
    drawing.flow(
        "g", "b", condition='kind = "complaint" and tien > 300000 and vong >= 0 and khach.diem in [1000..2000]'
    )
    drawing.flow("g", drawing.end())
    drawing.flow("b", "a")
    return drawing.graph()


def main(rounds: int = 5_000) -> dict[str, float]:
    """Median and 95th percentile of a step, in microseconds."""
    graph, host = process(), _Host()
    result = run.start(graph, host)
    taken = []
    for number in range(rounds):
        token = next(iter(result.state.positions()))
        host.now += timedelta(seconds=1)
        begun = perf_counter()
        result = run.complete(graph, result.state, token.id, host, data={"vong": number})
        taken.append((perf_counter() - begun) * 1e6)
    taken.sort()
    return {"steps": rounds, "median_us": round(median(taken), 1), "p95_us": round(taken[int(rounds * 0.95)], 1)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:]))) + "\n")
