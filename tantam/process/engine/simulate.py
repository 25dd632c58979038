"""Run one instance with a virtual clock: nothing waits in real time, people and actions answer as the plan says."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count
from random import Random
from typing import Final

from tantam.core.values.business_time import NeverOpen
from tantam.process.engine import changes as did
from tantam.process.engine import run
from tantam.process.engine.graph import Graph
from tantam.process.engine.opening import opening
from tantam.process.engine.plan import Answer, Answers, Arrival, Plan
from tantam.process.engine.state import Id, NothingWaits, State, Token
from tantam.process.engine.trace import Entry, entries, standing
from tantam.process.engine.virtual import VirtualHost

_AT_ONCE: Final = (Answer(),)
_TIMED: Final = (did.TokenEntered, did.TimerSet)

Do = Callable[[State], did.Result | None]


class Simulation:
    """One run of a graph by a plan; `take` gives the trace."""

    def __init__(self, graph: Graph, plan: Plan) -> None:
        self._graph = graph
        self._plan = plan
        self._host = VirtualHost(now=plan.start, calendar=plan.calendar, case=plan.case)
        self._random = Random(plan.seed)  # noqa: S311  chance in a simulation must be repeatable
        self._agenda: list[tuple[datetime, int, Do]] = []
        self._order = count()
        self._visits: dict[str, int] = {}
        self._trace: list[Entry] = []
        self._state = State()
        self._steps = 0

    def take(self) -> Entry:
        """Run until the end, the plan's last instant or its last step; raises NoSuchStart."""
        plan = self._plan
        first = opening(self._graph, plan, self._host)
        self._host.now = first.at
        for arrival in plan.messages:
            if arrival.at < first.at:
                self._miss(arrival, at=arrival.at)
            elif arrival is not first.arrival:
                self._at(arrival.at, self._deliver(arrival))
        begun = run.start(
            self._graph, self._host, node=first.node, definition=first.definition, variables=first.variables
        )
        self._note(begun)
        while self._agenda and self._state.ending is None and self._steps < plan.steps:
            at, _, do = heapq.heappop(self._agenda)
            if at > plan.until:
                break
            self._host.now = max(self._host.now, at)
            result = do(self._state)
            if result is not None:
                self._note(result)
        return self._told()

    def _told(self) -> Entry:
        return {
            "process": self._graph.process,
            "outcome": self._state.ending or "waiting",
            "started_at": self._plan.start.isoformat(),
            "ended_at": self._host.now.isoformat(),
            "steps": self._steps,
            "trace": self._trace,
            "variables": dict(self._state.variables),
            "standing": standing(self._state, self._graph),
        }

    def _note(self, result: did.Result) -> None:
        """Keep what happened, and put on the agenda what follows from it."""
        self._steps += 1
        self._state = result.state
        self._host.count(result)
        for change in result.changes:
            self._trace.append(entries(change, at=self._host.now, graph=self._graph))
            if isinstance(change, did.TaskOffered):
                self._ask(change.token, self._answer(self._plan.tasks, change.token.node), self._done)
            elif isinstance(change, did.ActionRequested):
                self._ask(change.token, self._answer(self._plan.actions, change.token.node, change.name), self._acted)
            elif isinstance(change, did.CallRequested):
                answer = self._answer(self._plan.actions, change.token.node, change.process)
                self._ask(change.token, answer, self._called)
            elif isinstance(change, _TIMED):
                self._set(change.token if isinstance(change, did.TokenEntered) else change.wait)

    def _answer(self, answers: Answers, *names: str) -> Answer | None:
        """The answer for this visit: by node, by action, or for all."""
        node = names[0]
        visit = self._visits[node] = self._visits.get(node, 0) + 1
        planned = next((answers[name] for name in (*names, "*") if name in answers), _AT_ONCE)
        return planned[min(visit, len(planned)) - 1]

    def _ask(self, token: Token, answer: Answer | None, do: Callable[[Id, Answer], Do]) -> None:
        if answer is not None:
            seconds = self._random.randint(answer.shortest, answer.longest)
            try:
                due = self._host.due(self._host.now, seconds, business=answer.is_business)
            except (NeverOpen, OverflowError):
                return  # the working hours never come in which it would be done
            self._at(due, do(token.id, answer))

    def _set(self, token: Token) -> None:
        if token.due_at is not None:
            self._at(token.due_at, self._fire(token.id))

    def _at(self, instant: datetime, do: Do) -> None:
        heapq.heappush(self._agenda, (instant, next(self._order), do))

    def _done(self, token: Id, answer: Answer) -> Do:
        def do(state: State) -> did.Result | None:
            if not _is(state, token, "waiting"):
                return None
            return run.complete(self._graph, state, token, self._host, data=answer.data)

        return do

    def _acted(self, token: Id, answer: Answer) -> Do:
        def do(state: State) -> did.Result | None:
            if not _is(state, token, "action"):
                return None
            if answer.fails:
                said = answer.fails
                return run.action_failed(
                    self._graph, state, token, self._host, code="planned", message_vi=said, message_en=said
                )
            return run.action_done(self._graph, state, token, self._host, data=answer.data)

        return do

    def _called(self, token: Id, answer: Answer) -> Do:
        """Another process is not run along: it takes the time and brings the data that the plan says."""

        def do(state: State) -> did.Result | None:
            if not _is(state, token, "calling"):
                return None
            if answer.fails:
                said = answer.fails
                return run.called_failed(
                    self._graph, state, token, self._host, code="planned", message_vi=said, message_en=said
                )
            return run.called_done(self._graph, state, token, self._host, data=answer.data)

        return do

    def _fire(self, token: Id) -> Do:
        def do(state: State) -> did.Result | None:
            if not _is(state, token, "timer") or self._is_set_later(state, token):
                return None
            return run.timer(self._graph, state, token, self._host)

        return do

    def _is_set_later(self, state: State, token: Id) -> bool:
        """Whether a repeating timer has fired at this instant already and is set for the next time."""
        due = state.tokens[token].due_at
        return due is not None and due > self._host.now

    def _deliver(self, arrival: Arrival) -> Do:
        name, data = arrival.name, arrival.data

        def do(state: State) -> did.Result | None:
            try:
                if name in self._graph.signals:
                    return run.signal(self._graph, state, name, self._host, payload=data)
                return run.message(self._graph, state, name, self._host, payload=data, key=arrival.key)
            except NothingWaits:
                self._miss(arrival, at=self._host.now)
                return None

        return do

    def _miss(self, arrival: Arrival, *, at: datetime) -> None:
        rule = self._graph.unmatched
        self._trace.append({"at": at.isoformat(), "event": "message unmatched", "message": arrival.name, "rule": rule})


def _is(state: State, token: Id, wanted: str) -> bool:
    found = state.tokens.get(token)
    return found is not None and found.state == wanted


def simulate(graph: Graph, plan: Plan) -> Entry:
    """Run one instance by `plan` and tell what happened, as plain data for JSON (see `plan` for the input).

    The answer: "process", "outcome" (finished, cancelled, or waiting where it still stands), "started_at",
    "ended_at", "steps", "trace" (every change with its virtual instant), "variables", and "standing".
    """
    return Simulation(graph, plan).take()
