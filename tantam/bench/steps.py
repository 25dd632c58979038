"""What a step of the engine costs, in pure Python and stored."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils import timezone

from tantam.bench.data.shop import PROCESSES
from tantam.bench.meter import each
from tantam.bench.report import Figure
from tantam.cases.models import Case
from tantam.organisation.models import Agent
from tantam.process.actions import complete_work
from tantam.process.engine import run as engine
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.state import State
from tantam.process.models import Token
from tantam.process.queries import compiled
from tantam.process.registry import LANGUAGE

STORED = 40
RUNS = 60
DATA = {"noi_dung": "Xe không sạc được", "loai": "warranty", "khan": "normal", "kenh": "email", "nhom": ["vip"]}


class _Host:
    """Everything a step takes from outside, without a database."""

    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    zone: tzinfo = UTC

    def __init__(self) -> None:
        self._last = 0

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        return start + timedelta(seconds=seconds)

    def context(self) -> dict[str, object]:
        return dict(DATA)

    def new_id(self) -> int:
        self._last += 1
        return self._last


def measure_pure() -> Iterator[Figure]:
    """One step of the published demo process in memory: conditions, decision table, next place."""
    graph = compile_graph(read((PROCESSES / "qt-01-v3.bpmn").read_bytes()), language=LANGUAGE)
    steps = 0
    seconds = 0.0
    for _ in range(RUNS):
        count, spent = _run_through(graph)
        steps, seconds = steps + count, seconds + spent
    note = f"mean of {steps} steps: start, actions and work of QT-01"
    yield Figure(
        what="engine step, pure", on="in memory", unit="ms", value=seconds * 1000 / steps, at_most=0.1, note=note
    )


def _run_through(graph: object) -> tuple[int, float]:
    """Start an instance, report its actions done and its work done, until it waits for something else."""
    host, steps = _Host(), 1
    begun = time.process_time()
    state: State = engine.start(graph, host, variables={}).state  # type: ignore[arg-type]
    while token := next((one for one in state.positions() if one.state in {"action", "waiting"}), None):
        done = engine.action_done if token.state == "action" else engine.complete
        state = done(graph, state, token.id, host, data={}).state  # type: ignore[arg-type]
        steps += 1
        if steps > 40:
            break
    return steps, time.process_time() - begun


def measure_stored(*, on: str) -> Iterator[Figure]:
    """A person's work done on a stored instance: lock, step, rows, facts, clocks; the verb without a page around it."""
    agent = Agent.objects.get(username="head-ho-tro-0")
    subjects = Case.objects.filter(state=Case.State.WAITING).order_by("-id").values_list("id", flat=True)
    waiting = Token.objects.positions().filter(state=Token.State.WAITING)
    rows = waiting.filter(instance__subject__in=[f"case:{pk}" for pk in subjects[: STORED * 2]])
    quick = [
        token_id
        for token_id, version_id, node in rows.values_list("id", "version_id", "node")
        if compiled(version_id).graph.node(node).done in {"reply", "button"}
    ]

    def step(number: int) -> None:
        complete_work(quick[number], by=agent, data={}, now=timezone.now())

    whole, database = each(step, times=min(STORED, len(quick) - 5))
    note = f"of which database {database:.1f}; lock, rows, facts, clocks included"
    yield Figure(what="engine step, stored", on=on, unit="ms", value=whole, at_most=5, note=note)
