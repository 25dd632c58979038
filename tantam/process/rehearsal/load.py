"""Many cases against the clock: a discrete event simulation of a compiled process and the people who work it.

Each case is run by the engine itself, so that every gateway, timer and table counts; what is simulated is only when
things happen. Work waits in one queue a crew, first come first served; a crew has so many people who work on its
calendar, each at one thing at a time. How long the hands-on work takes is drawn from a spread around a mean. The same
seed gives every case the same luck whatever version it runs on, so that two versions meet the same days.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from math import exp, log, sqrt
from random import Random
from typing import Final, Literal

from tantam.core.values.business_time import Calendar, NeverOpen
from tantam.process.engine import changes as did
from tantam.process.engine import run
from tantam.process.engine.graph import Graph
from tantam.process.engine.moving import Budget
from tantam.process.engine.seen import Seen
from tantam.process.engine.state import NoSuchStart, NothingWaits, State, Token
from tantam.process.engine.virtual import VirtualHost
from tantam.process.rehearsal.answering import Answers
from tantam.process.rehearsal.deciding import START

#: What one step of one case may do before it counts as stuck, and how many steps one case may take.
_BUDGET: Final = Budget(entries=2_000, pending=500)
MOST_STEPS: Final = 400
#: How long after the last arrival the desks go on, for what is still under way then.
AFTERWARDS: Final = timedelta(days=30)
_LOOKS: Final = 32  # events between two looks at the watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long something takes: `mean` seconds, spread exponentially, evenly like real work (log-normal), or not.

    `share` is how often it happens at all: a customer's answer may never come.
    """

    mean: float
    spread: Literal["exponential", "lognormal", "fixed"] = "lognormal"
    variation: float = 0.8  # standard deviation over mean, of the log-normal spread
    share: float = 1.0

    def draw(self, random: Random) -> float:
        """Seconds by chance."""
        if self.mean <= 0 or self.spread == "fixed":
            return max(0.0, self.mean)
        if self.spread == "exponential":
            return random.expovariate(1 / self.mean)
        sigma = sqrt(log(1 + self.variation**2))
        return exp(random.gauss(log(self.mean) - sigma**2 / 2, sigma))


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """People who take from one queue; `calendar` None works day and night."""

    people: int
    calendar: Calendar | None = None

    def due(self, start: datetime, seconds: float) -> datetime:
        """When so much work is done that begins now, or when the desk opens."""
        if self.calendar is None:
            return start + timedelta(seconds=seconds)
        try:
            return self.calendar.due(start, max(1, round(seconds)))
        except (NeverOpen, OverflowError):
            return start + timedelta(days=3_650)

    def worked(self, start: datetime, end: datetime) -> float:
        """Working seconds between two instants."""
        if end <= start:
            return 0.0
        if self.calendar is None:
            return (end - start).total_seconds()
        return float(self.calendar.seconds_between(start, end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A case that comes in: its data, and which case of the past it is like (its place among those; None: none)."""

    at: datetime
    case: Mapping[str, object] = field(default_factory=dict)
    past: int | None = None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Who comes when, who works when, and what takes how long.

    `crew_of` says for a node whose work it is (a node without one is done at once); `efforts` the hands-on time of
    work, `waits` what others take (messages by node, called processes); `answers` what steps and messages are answered.
    """

    arrivals: Sequence[Arriving]
    crews: Mapping[str, Crew]
    crew_of: Mapping[str, str] = field(default_factory=dict)
    efforts: Mapping[str, Effort] = field(default_factory=dict)
    waits: Mapping[str, Effort] = field(default_factory=dict)
    answers: Answers | None = None
    clock: Calendar | None = None
    seed: int = 0


@dataclass(slots=True, kw_only=True)
class StepLoad:
    """What one node saw: `waits` in working seconds from offered to begun, `stays` in plain seconds until done."""

    entered: int = 0
    done: int = 0
    waits: list[float] = field(default_factory=list)
    stays: list[float] = field(default_factory=list)
    promised: int = 0
    kept: int = 0
    standing: int = 0
    longest_queue: int = 0


@dataclass(slots=True, kw_only=True)
class CrewLoad:
    """What one crew did until the last arrival: working seconds used of those there were."""

    busy: float = 0.0
    there: float = 0.0
    done: int = 0
    waits: list[float] = field(default_factory=list)
    longest_queue: int = 0


@dataclass(slots=True, kw_only=True)
class Load:
    """What came of a scenario. `is_cut`: the budget was spent before all had come in."""

    arrived: int = 0
    finished: int = 0
    failed: int = 0
    stuck: int = 0
    running: int = 0
    is_cut: bool = False
    until: datetime | None = None
    steps: dict[str, StepLoad] = field(default_factory=dict)
    flows: Counter[str] = field(default_factory=Counter)
    crews: dict[str, CrewLoad] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)  # of how many cases: each counts once
    lengths: list[float] = field(default_factory=list)


def run_load(graph: Graph, scenario: Scenario, *, may_go_on: Callable[[float], bool] = lambda share: True) -> Load:
    """Run all cases of a scenario; `may_go_on` is asked now and then, with the share of cases that have come in."""
    return _Simulation(graph, scenario, may_go_on).result()


@dataclass(slots=True)
class _Case:
    number: int
    host: VirtualHost
    arriving: Arriving
    state: State = field(default_factory=State)
    steps: int = 0
    visits: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Job:
    """Work offered: whose it is, since when, and the person's hands once they are on it."""

    case: _Case
    token: Token
    crew: str
    offered: datetime
    begun: datetime | None = None


class _Simulation:
    def __init__(self, graph: Graph, scenario: Scenario, may_go_on: Callable[[float], bool]) -> None:
        self.graph = graph
        self.scenario = scenario
        self.may_go_on = may_go_on
        self.load = Load()
        self.order = count()
        self.agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self.queues: dict[str, deque[_Job]] = {name: deque() for name in scenario.crews}
        self.free = {name: crew.people for name, crew in scenario.crews.items()}
        self.jobs: dict[tuple[int, object], _Job] = {}
        self.running = 0
        self.first = min((one.at for one in scenario.arrivals), default=None)
        self.last = max((one.at for one in scenario.arrivals), default=None)
        self.now = self.first

    def result(self) -> Load:
        if self.first is None or self.last is None:
            return self.load
        for number, arriving in enumerate(self.scenario.arrivals):
            self._at(arriving.at, lambda n=number, one=arriving: self._arrive(n, one))  # type: ignore[misc]
        end, looks = self.last + AFTERWARDS, 0
        while self.agenda:
            at, _, deed = heapq.heappop(self.agenda)
            if at > end:
                break
            looks += 1
            if looks % _LOOKS == 0 and not self.may_go_on(self.load.arrived / len(self.scenario.arrivals)):
                self.load.is_cut = True
                break
            self.now = at
            deed()
        self._close(self.last)
        return self.load

    def _at(self, instant: datetime, deed: Callable[[], None]) -> None:
        heapq.heappush(self.agenda, (instant, next(self.order), deed))

    def _random(self, case: _Case, node: str) -> Random:
        """The luck of a case at its so-manieth visit of a node, the same in every version."""
        return Random(f"{self.scenario.seed}:{case.number}:{node}:{case.visits[node]}")  # noqa: S311

    def _arrive(self, number: int, arriving: Arriving) -> None:
        host = VirtualHost(now=arriving.at, calendar=self.scenario.clock, case=arriving.case)
        case = _Case(number, host, arriving)
        self.load.arrived += 1
        starts = self.graph.starts
        plain = not starts or any(one.kind == "none" for one in starts)
        node = "" if plain else self.graph.nodes[starts[0].node].id
        brought = self._answers(case, START)
        try:
            begun = run.start(
                self.graph, host, node=node, definition=0 if plain else None, variables=brought, budget=_BUDGET
            )
        except (NoSuchStart, NeverOpen, OverflowError):
            self.load.stuck += 1
            return
        self.running += 1
        self._note(case, begun)

    def _note(self, case: _Case, result: did.Result) -> None:
        case.steps += 1
        case.state = result.state
        case.host.count(result)
        for change in result.changes:
            self._follow(case, change)
        if case.state.ending is not None:
            self._end(case)
        elif case.steps >= MOST_STEPS:
            self.load.stuck += 1
            self._stop(case)

    def _follow(self, case: _Case, change: did.Change) -> None:
        match change:
            case did.NodePassed(node=node, flow=flow):
                self._step(node).entered += 1
                self._step(node).done += 1
                self.load.flows[flow] += 1
                case.visits[node] += 1
                if self.graph.by_id[node].kind == "endEvent" and case.visits[node] == 1:
                    self.load.ends[node] += 1
            case did.TokenEntered(token=token):
                self._enter(case, token)
            case did.TaskOffered(token=token):
                self._offer(case, token)
            case did.ActionRequested(token=token):
                self._at(case.host.now, lambda: self._finish(case, token, run.action_done, "action"))
            case did.CallRequested(token=token):
                self._later(case, token, lambda: self._finish(case, token, run.called_done, "calling"))
            case did.TimerSet(wait=wait):
                self._set_timer(case, wait)
            case did.MessageAwaited(wait=wait):
                self._await_message(case, wait)
            case did.TokenLeft(token=token, at=at, outcome=outcome):
                self._leave(case, token, at, outcome)

    def _enter(self, case: _Case, token: Token) -> None:
        case.visits[token.node] += 1
        self._step(token.node).entered += 1
        self.load.flows[token.flow] += 1
        if token.state == "timer":
            self._set_timer(case, token)
        elif token.state == "message":
            self._await_message(case, token)

    def _set_timer(self, case: _Case, token: Token) -> None:
        if token.due_at is not None:
            self._at(token.due_at, lambda: self._fire(case, token))

    def _fire(self, case: _Case, token: Token) -> None:
        found = case.state.tokens.get(token.id)
        if found is not None and found.state == "timer" and found.due_at == token.due_at and self._is_on(case):
            self._take(case, lambda: run.timer(self.graph, case.state, token.id, case.host, budget=_BUDGET))

    def _await_message(self, case: _Case, token: Token) -> None:
        """The message comes after its time, where it comes at all."""
        effort = self.scenario.waits.get(token.node)
        case.visits[f"{token.node}?"] += 1  # awaited once more: another round, another luck
        random = self._random(case, f"{token.node}?")
        if effort is None or random.random() >= effort.share:
            return
        at = case.host.now + timedelta(seconds=effort.draw(random))
        self._at(at, lambda: self._hear(case, token))

    def _hear(self, case: _Case, token: Token) -> None:
        found = case.state.tokens.get(token.id)
        if found is None or found.state != "message" or not self._is_on(case):
            return
        payload = self._answers(case, token.node)
        self._take(
            case,
            lambda: run.message(
                self.graph, case.state, found.wait_key, case.host, payload=payload, token=found.id, budget=_BUDGET
            ),
        )

    def _later(self, case: _Case, token: Token, deed: Callable[[], None]) -> None:
        effort = self.scenario.waits.get(token.node)
        seconds = effort.draw(self._random(case, token.node)) if effort is not None else 0.0
        self._at(case.host.now + timedelta(seconds=seconds), deed)

    def _finish(self, case: _Case, token: Token, finishing: Callable[..., did.Result], state: str) -> None:
        found = case.state.tokens.get(token.id)
        if found is None or found.state != state or not self._is_on(case):
            return
        data = self._answers(case, token.node)
        self._take(case, lambda: finishing(self.graph, case.state, token.id, case.host, data=data, budget=_BUDGET))

    def _take(self, case: _Case, step: Callable[[], did.Result]) -> None:
        if self.now is not None:
            case.host.now = max(case.host.now, self.now)
        try:
            self._note(case, step())
        except (NeverOpen, OverflowError, NothingWaits):
            self.load.stuck += 1
            self._stop(case)

    def _offer(self, case: _Case, token: Token) -> None:
        crew = self.scenario.crew_of.get(token.node, "")
        job = _Job(case, token, crew, case.host.now)
        self.jobs[case.number, token.id] = job
        if crew not in self.queues:
            self._at(case.host.now, lambda: self._complete(job))
            return
        self.queues[crew].append(job)
        self._serve(crew)
        waiting = len(self.queues[crew])
        self._crew(crew).longest_queue = max(self._crew(crew).longest_queue, waiting)
        step = self._step(token.node)
        mine = sum(1 for one in self.queues[crew] if one.token.node == token.node) if waiting < 200 else waiting
        step.longest_queue = max(step.longest_queue, mine)

    def _serve(self, name: str) -> None:
        """Whoever is free takes what has waited longest."""
        queue, crew = self.queues[name], self.scenario.crews[name]
        while queue and self.free[name] > 0 and self.now is not None:
            job = queue.popleft()
            if (job.case.number, job.token.id) not in self.jobs:
                continue
            self.free[name] -= 1
            job.begun = self.now
            effort = self.scenario.efforts.get(job.token.node, Effort(mean=0))
            seconds = effort.draw(self._random(job.case, job.token.node))
            waited = crew.worked(job.offered, self.now)
            self._step(job.token.node).waits.append(waited)
            self._crew(name).waits.append(waited)
            self._at(crew.due(self.now, seconds), lambda one=job: self._complete(one))  # type: ignore[misc]

    def _complete(self, job: _Job) -> None:
        if (job.case.number, job.token.id) in self.jobs:
            self._finish(job.case, job.token, run.complete, "waiting")

    def _leave(self, case: _Case, token: Token, at: datetime, outcome: str) -> None:
        step = self._step(token.node)
        job = self.jobs.pop((case.number, token.id), None)
        if token.attached_to is not None and token.flow:
            self.load.flows[token.flow] += 1  # the event that came first goes on by its arrow
        if outcome == "completed":
            step.done += 1
            step.stays.append((at - token.entered_at).total_seconds())
        if job is None:
            return
        due = token.resolution_due_at or token.response_due_at
        if due is not None:
            step.promised += 1
            step.kept += at <= due
        if job.begun is not None:
            self._release(job, at)

    def _release(self, job: _Job, at: datetime) -> None:
        crew, found = self.scenario.crews[job.crew], self._crew(job.crew)
        assert job.begun is not None  # noqa: S101
        assert self.last is not None  # noqa: S101
        found.busy += crew.worked(job.begun, min(at, self.last))
        found.done += 1
        self.free[job.crew] += 1
        self._at(at, lambda: self._serve(job.crew))

    def _answers(self, case: _Case, node: str) -> dict[str, object]:
        """What is answered at a node, as the past or a person says: another round, another answer."""
        answers = self.scenario.answers
        if answers is None:
            return {}
        times = case.answered[node]
        case.answered[node] += 1
        return answers.of(
            node,
            run=case.arriving.past,
            times=times,
            context=Seen(case.state.variables, case.host.context()),
            now=case.host.now,
            random=Random(f"{self.scenario.seed}:{case.number}:{node}!:{times}"),  # noqa: S311
        )

    def _is_on(self, case: _Case) -> bool:
        return case.state.ending is None and case.steps < MOST_STEPS

    def _end(self, case: _Case) -> None:
        if case.state.ending == "finished":
            self.load.finished += 1
        else:
            self.load.failed += 1
        self.load.lengths.append((case.host.now - case.arriving.at).total_seconds())
        self.running -= 1

    def _stop(self, case: _Case) -> None:
        """It goes round and round: whoever works on it is free again, and it counts as stuck."""
        self.running -= 1
        for token in list(case.state.tokens.values()):
            job = self.jobs.pop((case.number, token.id), None)
            if job is not None and job.begun is not None:
                self._release(job, case.host.now)

    def _close(self, last: datetime) -> None:
        self.load.running, self.load.until = self.running, self.now
        for job in self.jobs.values():
            self._step(job.token.node).standing += 1
            if job.begun is not None:
                self._crew(job.crew).busy += self.scenario.crews[job.crew].worked(job.begun, last)
        for name, crew in self.scenario.crews.items():
            assert self.first is not None  # noqa: S101
            until = min(last, self.now) if self.now is not None else last
            self._crew(name).there = crew.people * crew.worked(self.first, until)

    def _step(self, node: str) -> StepLoad:
        return self.load.steps.setdefault(node, StepLoad())

    def _crew(self, name: str) -> CrewLoad:
        return self.load.crews.setdefault(name, CrewLoad())
