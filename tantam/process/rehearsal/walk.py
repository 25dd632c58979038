"""One case walked through: what the person chose, step by step, played again from the beginning each time.

A walk is nothing but its choices, so it needs no place on the server: the same walk over the same drawing always comes
to the same place, and the walk without its last choice is one step back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from tantam.core.values.business_time import Calendar, NeverOpen
from tantam.process.engine import run
from tantam.process.engine.changes import Change, Result, VariableSet
from tantam.process.engine.graph import Graph, GraphNode
from tantam.process.engine.state import NothingWaits, State, Token
from tantam.process.engine.virtual import VirtualHost

#: As many choices, steps of the engine and firings of timers at one go, as a walk may cost.
MOST_CHOICES, MOST_STEPS, MOST_FIRINGS = 200, 4_000, 300

Deed = Literal["done", "fails", "comes", "due", "learns", "waits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the person lets happen, `seconds` of working time after the last thing.

    done: the work, action or called process of `token` is done and brings `data`; fails: its action fails with the
    code `name`; comes: the message or signal `name` comes with `data`; due: the clock goes to the time of timer
    `token`; learns: the data of the case change; waits: only time passes.
    """

    do: Deed
    token: int = 0
    name: str = ""
    seconds: int = 0
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """When it starts, by which event ("" where the process begins by itself), and what is chosen on the way.

    `subject` is the case of the past whose data it takes ("": an invented one); `case` what is said of it by hand.
    """

    start: datetime
    node: str = ""
    subject: str = ""
    case: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    def with_choice(self, choice: Choice) -> Walk:
        """The walk one step further."""
        return replace(self, choices=(*self.choices, choice))

    def back(self) -> Walk:
        """The walk one step back."""
        return replace(self, choices=self.choices[:-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened: when, what, and what conditions saw right then."""

    at: datetime
    change: Change
    seen: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What followed from one choice (None: from the start). `is_missed`: it came too late, nothing waited for it."""

    choice: Choice | None
    happened: tuple[Happening, ...]
    is_missed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """Where a walk has come to. `is_stopped`: it went on and on, and was stopped."""

    state: State
    now: datetime
    turns: tuple[Turn, ...]
    case: Mapping[str, object]
    is_stopped: bool = False

    def waiting(self, *states: str) -> list[Token]:
        """The tokens in one of these states, in order of their number."""
        return sorted((one for one in self.state.tokens.values() if one.state in states), key=lambda one: int(one.id))


GoesByItself = Callable[[GraphNode], bool]


def walked(
    graph: Graph,
    walk: Walk,
    *,
    case: Mapping[str, object],
    calendar: Calendar | None,
    goes_by_itself: GoesByItself = lambda node: True,
) -> Walked:
    """Play the walk again for a case with these data. Actions of nodes that go by themselves are done at once, without
    data; others wait for a choice. Raises NoSuchStart."""
    return _Walking(graph, walk, case=case, calendar=calendar, goes_by_itself=goes_by_itself).to_the_end()


class _Walking:
    def __init__(
        self,
        graph: Graph,
        walk: Walk,
        *,
        case: Mapping[str, object],
        calendar: Calendar | None,
        goes_by_itself: GoesByItself,
    ) -> None:
        self.graph = graph
        self.walk = walk
        self.host = VirtualHost(now=walk.start, calendar=calendar, case=dict(case))
        self.goes_by_itself = goes_by_itself
        self.state = State()
        self.happened: list[Happening] = []
        self.steps = 0

    def to_the_end(self) -> Walked:
        turns = [Turn(choice=None, happened=self._taken(lambda: self._note(self._begun())))]
        for choice in self.walk.choices[:MOST_CHOICES]:
            missed: list[bool] = []
            happened = self._taken(lambda one=choice, said=missed: said.append(not self._choose(one)))  # type: ignore[misc]
            turns.append(Turn(choice=choice, happened=happened, is_missed=bool(missed and missed[0])))
        return Walked(
            state=self.state,
            now=self.host.now,
            turns=tuple(turns),
            case=self.host.case,
            is_stopped=self.steps >= MOST_STEPS,
        )

    def _taken(self, deed: Callable[[], object]) -> tuple[Happening, ...]:
        """What happens by a deed, the actions that go by themselves included."""
        self.happened = []
        deed()
        self._act()
        return tuple(self.happened)

    def _begun(self) -> Result:
        graph, node = self.graph, self.walk.node
        plain = not graph.starts or any(one.kind == "none" for one in graph.starts)
        if not node and not plain:
            node = graph.nodes[graph.starts[0].node].id
        return run.start(graph, self.host, node=node, definition=None if node else 0)

    def _choose(self, choice: Choice) -> bool:
        """Whether what was chosen could be done."""
        if self._is_over():
            return False
        if choice.do == "due":
            return self._jump(choice)
        self._pass_until(self._later(choice.seconds))
        if self._is_over():
            return choice.do == "waits"
        if choice.do == "learns":
            self.host.case = {**self.host.case, **choice.data}
            self._note(run.look_again(self.graph, self.state, self.host))
        elif choice.do == "comes":
            return self._let_come(choice)
        elif choice.do in ("done", "fails"):
            return self._finish(choice)
        return True

    def _is_over(self) -> bool:
        return self.state.ending is not None or self.steps >= MOST_STEPS

    def _later(self, seconds: int) -> datetime:
        try:
            return self.host.due(self.host.now, seconds, business=True)
        except (NeverOpen, OverflowError):
            return self.host.now + timedelta(seconds=seconds)

    def _jump(self, choice: Choice) -> bool:
        found = self.state.tokens.get(choice.token)
        if found is None or found.state != "timer" or found.due_at is None:
            return False
        self._pass_until(found.due_at)
        return True

    def _pass_until(self, instant: datetime) -> None:
        """Let time pass; what comes due on the way fires in its order, of things due together what was set first."""
        for _ in range(MOST_FIRINGS):
            dues = [
                (one.due_at, int(one.id))
                for one in self.state.tokens.values()
                if one.state == "timer" and one.due_at is not None and one.due_at <= instant
            ]
            if not dues or self._is_over():
                break
            due, token = min(dues)
            self.host.now = max(self.host.now, due)
            self._note(run.timer(self.graph, self.state, token, self.host))
            self._act()
        self.host.now = max(self.host.now, instant) if self.state.ending is None else self.host.now

    def _let_come(self, choice: Choice) -> bool:
        bring = run.signal if choice.name in self.graph.signals else run.message
        try:
            self._note(bring(self.graph, self.state, choice.name, self.host, payload=choice.data))
        except NothingWaits:
            return self._comes_by_key(choice)
        return True

    def _comes_by_key(self, choice: Choice) -> bool:
        """A message that is awaited with a key comes with that key."""
        awaiting = [one for one in self.state.tokens.values() if one.state == "message" and one.wait_key == choice.name]
        if not awaiting:
            return False
        first = min(awaiting, key=lambda one: int(one.id))
        self._note(run.message(self.graph, self.state, choice.name, self.host, payload=choice.data, token=first.id))
        return True

    def _finish(self, choice: Choice) -> bool:
        found = self.state.tokens.get(choice.token)
        if found is None:
            return False
        if choice.do == "fails" and found.state == "action":
            said = choice.name or "failed"
            self._note(
                run.action_failed(
                    self.graph, self.state, found.id, self.host, code=said, message_vi=said, message_en=said
                )
            )
            return True
        finishing = {"waiting": run.complete, "action": run.action_done, "calling": run.called_done}.get(found.state)
        if finishing is None or choice.do == "fails":
            return False
        self._note(finishing(self.graph, self.state, found.id, self.host, data=choice.data))
        return True

    def _act(self) -> None:
        """Do, as if, the actions that need no word from a person."""
        while not self._is_over():
            asked = [
                one
                for one in self.state.tokens.values()
                if one.state == "action" and self.goes_by_itself(self.graph.by_id[one.node])
            ]
            if not asked:
                return
            first = min(asked, key=lambda one: int(one.id))
            self._note(run.action_done(self.graph, self.state, first.id, self.host))

    def _note(self, result: Result) -> None:
        self.steps += 1
        variables = dict(self.state.variables)
        self.state = result.state
        for change in result.changes:
            if isinstance(change, VariableSet):
                variables[change.name] = change.value
            self.happened.append(Happening(at=self.host.now, change=change, seen={**self.host.case, **variables}))
        self.host.count(result)


__all__: Final = ["Choice", "Happening", "Turn", "Walk", "Walked", "walked"]
