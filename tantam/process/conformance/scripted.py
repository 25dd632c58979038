"""A world for models with scripts: a virtual clock, instances that send each other messages and signals, words run."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from itertools import count
from typing import Final

from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.diagram import Expression
from tantam.process.engine.feel import compile_expression
from tantam.process.engine.formulas import Language
from tantam.process.engine.graph import Formula, Graph, Start
from tantam.process.engine.state import Id, NothingWaits, State, Token

_CALL: Final = re.compile(r"""(!?)\s*(\w+)\.(contains|startsWith|endsWith|equals)\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
_SAID: Final = {
    "contains": 'contains({0}, "{1}")',
    "startsWith": 'starts with({0}, "{1}")',
    "endsWith": 'ends with({0}, "{1}")',
    "equals": '({0} = "{1}")',
}
_NOT: Final = re.compile(r"!(?=\s*\()")
_OPERATORS: Final = (("==", "="), ("&&", " and "), ("||", " or "))
#: How long a script takes that waits or that stamps its beginning and its end.
_LONG: Final = timedelta(seconds=10)
_SLOW: Final = ("WAIT_TEN_SECONDS", "CREATE_TIMESTAMP_LOG_")
_STAMP: Final = "CREATE_TIMESTAMP_LOG_"
#: The business error that a throwing script raises.
_ERROR: Final = "ERR_CODE"
_DATA: Final = "String"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect(Language):
    """Conditions such as `${test.contains("a")}`, said in FEEL."""

    def speaks(self, language: str) -> bool:
        """Whatever it is called: it is read as what it looks like."""
        return True

    def formula(self, expression: Expression) -> Formula:
        """Compile one expression; raises FeelError."""
        return compile_expression(in_feel(expression.text))


def in_feel(text: str) -> str:
    """The expression in FEEL; a stray ">" after it, as one model has it, is dropped."""
    text = text.strip().rstrip(">").strip()
    if text.startswith("${") and text.endswith("}"):
        text = text[2:-1].strip()
    text = _NOT.sub("not", _CALL.sub(_call, text))
    for theirs, ours in _OPERATORS:
        text = text.replace(theirs, ours)
    return text


def _call(found: re.Match[str]) -> str:
    said = _SAID[found[3]].format(found[2], found[4] if found[4] is not None else found[5])
    return f"not({said})" if found[1] else said


def _begins_by_events(graph: Graph) -> bool:
    return bool(graph.starts) and all(start.kind != "none" for start in graph.starts)


DIALECT: Final = Dialect(runs_scripts=True)


@dataclass(slots=True)
class _Instance:
    graph: Graph
    state: State


@dataclass(slots=True)
class World:
    """All that runs of one model; `trace` is what its scripts wrote.

    A script begins the moment the engine asks for it, whatever else runs meanwhile; what it takes passes on the
    virtual clock. Two stamping scripts that run at the same time are seen by the spans they took.
    """

    graphs: Sequence[Graph]
    variables: Mapping[str, object]
    now: datetime = datetime(2026, 1, 5, 8, tzinfo=UTC)
    zone: tzinfo = UTC
    trace: list[str] = field(default_factory=list)
    has_incident: bool = False
    _instances: list[_Instance] = field(default_factory=list)
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)
    _ids: count[int] = field(default_factory=lambda: count(1))
    _spans: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    # What the engine takes from outside

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        """Plain time: no model knows another."""
        return start + timedelta(seconds=seconds)

    def context(self) -> Mapping[str, object]:
        """All data are variables of the instance."""
        return {}

    def new_id(self) -> Id:
        """1, 2, 3 …"""
        return next(self._ids)

    # What happens

    def open(self) -> None:
        """What begins by a time or a condition may begin from now on."""
        for graph in self.graphs:
            for start in graph.starts:
                due = self._first_due(graph, start)
                if due is not None:
                    self._at(due, partial(self._start_by, graph, start))

    def _first_due(self, graph: Graph, start: Start) -> datetime | None:
        if start.kind == "timer":
            return engine.next_start(graph, start, self)
        holds = start.condition is not None and start.condition(dict(self.variables), now=self.now) is True
        return self.now if holds else None

    def _start_by(self, graph: Graph, start: Start, *, times: int = 1) -> None:
        """An event has come that begins a process, for the first time or again."""
        again, _times = engine.start_after(graph, start, self, last=self.now, times=times)
        if again is not None:
            self._at(again, partial(self._start_by, graph, start, times=times + 1))
        self.start(graph, node=graph.nodes[start.node].id, definition=start.definition)

    def start(self, graph: Graph, *, node: str = "", definition: int = 0) -> None:
        """Start an instance of a process, by itself or by an event; one that only an event begins waits for it."""
        if not node and _begins_by_events(graph):
            return
        result = engine.start(graph, self, node=node, definition=definition, variables=self.variables)
        instance = _Instance(graph, State())
        self._instances.append(instance)
        self._note(instance, result)
        self._do_due(self.now)

    def pass_time(self, span: timedelta) -> None:
        """Let everything happen that is due within `span`."""
        self._do_due(self.now + span)
        spans = [(begin, end) for _, begin, end in self._spans]
        if any(a[0] < b[1] and b[0] < a[1] for number, a in enumerate(spans) for b in spans[:number]):
            self.trace.append("EXECUTION_parallel")

    def _do_due(self, until: datetime) -> None:
        while self._agenda and self._agenda[0][0] <= until:
            at, _, do = heapq.heappop(self._agenda)
            self.now = max(self.now, at)
            do()
        self.now = max(self.now, until)

    def _at(self, instant: datetime, do: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (instant, next(self._order), do))

    def _note(self, instance: _Instance, result: did.Result) -> None:
        """Keep what a step led to, and do what it asks for."""
        instance.state = result.state
        for change in result.changes:
            if isinstance(change, did.ActionRequested):
                self._begin(instance, change.token, dict(change.settings).get("script", "").strip())
            elif isinstance(change, did.TokenEntered):
                self._set(instance, change.token)
            elif isinstance(change, did.TimerSet):
                self._set(instance, change.wait)
            elif isinstance(change, did.MessageThrown):
                self._at(self.now, partial(self._deliver, instance, change.name))
            elif isinstance(change, did.SignalThrown):
                self._at(self.now, partial(self._broadcast, instance, change.name))
            elif isinstance(change, did.IncidentRaised):
                self.has_incident = True
            elif isinstance(change, did.ErrorThrown) and not change.caught:
                self.trace.append("ERROR_thrownErrorEvent")

    def _set(self, instance: _Instance, token: Token) -> None:
        if token.due_at is not None:
            self._at(token.due_at, lambda: self._fire(instance, token))

    def _fire(self, instance: _Instance, token: Token) -> None:
        standing = instance.state.tokens.get(token.id)
        if standing is not None and standing.state == "timer" and standing.due_at == token.due_at:
            self._note(instance, engine.timer(instance.graph, instance.state, token.id, self))

    def _deliver(self, sender: _Instance, name: str) -> None:
        """A message goes to one receiver: an instance that waits for it, else a process that it starts."""
        for instance in sorted(self._instances, key=lambda one: one is sender):
            if instance.state.ending is None:
                try:
                    result = engine.message(instance.graph, instance.state, name, self)
                except NothingWaits:
                    continue
                self._note(instance, result)
                return
        for graph in self.graphs:
            for start in graph.starts:
                if start.kind == "message" and start.message == name:
                    self._start_by(graph, start)
                    return

    def _broadcast(self, sender: _Instance, name: str) -> None:
        """A signal goes to everybody: the sender heard it already, others go on, processes start. Who has begun by
        another event and waits for this one beside it takes it: no second one starts."""
        begun = {token.node for one in self._instances for token in one.state.tokens.values() if token.wait_key == name}
        for instance in list(self._instances):
            if instance is not sender and instance.state.ending is None:
                try:
                    result = engine.signal(instance.graph, instance.state, name, self)
                except NothingWaits:
                    continue
                self._note(instance, result)
        for graph in self.graphs:
            for start in graph.starts:
                if start.kind == "signal" and start.signal == name and graph.nodes[start.node].id not in begun:
                    self._start_by(graph, start)

    # Scripts

    def _begin(self, instance: _Instance, token: Token, word: str) -> None:
        takes = _LONG if word.startswith(_SLOW) else timedelta()
        begun = self.now
        self._at(begun + takes, lambda: self._end(instance, token, word, begun))

    def _end(self, instance: _Instance, token: Token, word: str, begun: datetime) -> None:
        standing = instance.state.tokens.get(token.id)
        if standing is None or standing.state != "action":
            return  # stopped meanwhile
        if word == "THROW_ERROR":
            self._note(instance, engine.throw(instance.graph, instance.state, token.id, self, code=_ERROR))
            return
        data = self._do(instance, token, word, begun)
        self._note(instance, engine.action_done(instance.graph, instance.state, token.id, self, data=data))

    def _do(self, instance: _Instance, token: Token, word: str, begun: datetime) -> Mapping[str, object]:
        """Do what the word says; the variables it sets."""
        if word.startswith("SCRIPT_"):
            self.trace.append(word)
        elif word == "CREATE_MARKER_FILE":
            self.trace.append("MARKER_exists")
        elif word.startswith("INCREMENT_INTEGER_VARIABLE"):
            if word.endswith("_AND_LOG"):
                self.trace.append("INCREMENT_correct")
            return {"integerVariable": int(str(_seen(instance, token, "integerVariable"))) + 1}
        elif word == "SET_STRING_DATA":
            return {"data": _DATA}
        elif word == "LOG_DATA" and _seen(instance, token, "data") == _DATA:
            self.trace.append("DATA_correct")
        elif word.startswith(_STAMP):
            self._spans.append((word, begun, self.now))
        return {}


def _seen(instance: _Instance, token: Token, name: str) -> object:
    """The value of a variable as it is seen where a token stands: the innermost of that name."""
    scope = instance.state.scopes.get(token.scope)
    while scope is not None:
        if name in scope.variables:
            return scope.variables[name]
        scope = instance.state.scopes.get(scope.parent) if scope.parent is not None else None
    return instance.state.variables.get(name)
