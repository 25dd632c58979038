"""Fifty agents at their desks at once, each doing something every five seconds, against the product's own server."""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from tantam.bench.report import Figure, missing
from tantam.command.bench_memory import serving
from tantam.command.database import ROOT
from tantam.command.words import Trouble

AGENTS = 50
EVERY_SECONDS = 5.0
FOR_SECONDS = 60.0
AT_MOST_MS = 250
WORDS = ("máy lọc nước", "bảo hành", "hoàn tiền", "chưa nhận được hàng")
#: What somebody does at the desk, and how often of twenty times.
HABITS = {"open the inbox": 3, "the list anew": 4, "open a case": 8, "search": 2, "reply": 3}

SIGN_IN = f"""
import json
from tantam.bench.pages import at_desks
print(json.dumps(at_desks({AGENTS})))
"""


@dataclass
class Desk:
    """One agent: an open browser, the cases to work on, and what each answer took (milliseconds)."""

    session: str
    secret: str
    numbers: list[str]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


def measure(data: Path, *, url: str, on: str) -> list[Figure]:
    """Serve the database at `url` as `tantam serve` does, pages only, and let the agents work for a minute."""
    data.mkdir(parents=True, exist_ok=True)
    try:
        with serving(data, database=url, only="web") as (_, port, variables):
            desks = _desks(variables)
            _work(desks, port=port)
    except (OSError, Trouble, subprocess.SubprocessError) as error:
        return [missing(f"{AGENTS} agents at once", on=on, note=str(error)[:100])]
    return _figures(desks, on=on)


def _desks(variables: dict[str, str]) -> list[Desk]:
    command = [sys.executable, "-m", "tantam", "manage", "shell", "-v0", "-c", SIGN_IN]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=variables, check=True)  # noqa: S603
    return [Desk(**row) for row in json.loads(done.stdout.strip().splitlines()[-1])]


def _work(desks: list[Desk], *, port: int) -> None:
    end = time.monotonic() + FOR_SECONDS
    threads = [
        threading.Thread(target=_sit, args=(desk, port, Random(seat), end))  # noqa: S311
        for seat, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sit(desk: Desk, port: int, random: Random, end: float) -> None:
    """One action every five seconds, the first at a moment of one's own, until the time is over."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    names, weights = list(HABITS), list(HABITS.values())
    due = time.monotonic() + random.random() * EVERY_SECONDS
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        what = random.choices(names, weights)[0]
        begun = time.perf_counter()
        try:
            _do(line, desk, what, random)
            desk.took[what].append((time.perf_counter() - begun) * 1000)
        except (OSError, http.client.HTTPException, RuntimeError) as error:
            desk.faults.append(f"{what}: {error}")
            line.close()
        due = max(due + EVERY_SECONDS, time.monotonic())


def _do(line: http.client.HTTPConnection, desk: Desk, what: str, random: Random) -> None:
    number = random.choice(desk.numbers)
    path = {
        "open the inbox": "/inbox/?view=all",
        "the list anew": "/inbox/rows/?view=all",
        "open a case": f"/cases/{number}/?view=all",
        "search": "/search/?" + urlencode({"q": random.choice(WORDS)}),
        "reply": f"/cases/{number}/say/",
    }[what]
    headers = {"Cookie": f"sessionid={desk.session}; csrftoken={desk.secret}", "Accept-Encoding": "gzip"}
    if what in {"the list anew", "open a case", "reply"}:
        headers["HX-Request"] = "true"
    if what == "reply":
        text = f"Dạ em đã kiểm tra phiếu {number} và xin trả lời anh chị như sau ạ."
        headers |= {"X-CSRFToken": desk.secret, "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", path, urlencode({"mode": "reply", "text": text}), headers)
    else:
        line.request("GET", path, headers=headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def _figures(desks: list[Desk], *, on: str) -> list[Figure]:
    found = []
    everything: list[float] = []
    for what in HABITS:
        took = [value for desk in desks for value in desk.took[what]]
        everything += took
        found.append(_percentile(f"{AGENTS} agents: {what}, 95th percentile", took, on=on))
    found.append(_percentile(f"{AGENTS} agents: all, 95th percentile", everything, on=on))
    faults = [fault for desk in desks for fault in desk.faults]
    what, note = f"{AGENTS} agents: refused or failed", "; ".join(faults[:2])[:120]
    return [*found, Figure(what=what, on=on, unit="answers", value=len(faults), at_most=0, note=note)]


def _percentile(what: str, took: list[float], *, on: str) -> Figure:
    if len(took) < 2:
        return missing(what, on=on, note=f"{len(took)} answers")
    value, middle = statistics.quantiles(took, n=20)[18], statistics.median(took)
    note = f"by the clock, client and server on the same cores; {len(took)} answers, median {middle:.0f}"
    return Figure(what=what, on=on, unit="ms wall", value=value, at_most=AT_MOST_MS, note=note)
