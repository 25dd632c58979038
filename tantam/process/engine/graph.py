"""A published process as it runs: compiled once per version, immutable, shared by every instance.

Nodes stand in one tuple and know each other by index; conditions and timers are closures, decisions compiled tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

Context: TypeAlias = dict[str, object]

Behaviour = Literal[
    "pass", "work", "action", "throw", "timer", "message", "decide", "join", "choose", "inside", "terminate"
]
Split = Literal["straight", "all", "first", "conditional", "none"]


class Formula(Protocol):
    """A compiled expression (`feel.compile_expression`, or a test host's own)."""

    def __call__(self, context: Context, /, *, now: datetime) -> object:
        """The value; raises FeelError."""


class Decisions(Protocol):
    """Compiled decision tables (`dmn.compile_decisions`)."""

    def decide_with_rules(self, name: str, context: Context, /, *, now: datetime) -> tuple[object, list[int]]:
        """The value of a decision and the numbers of the rules hit; raises FeelError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A sequence flow: its id, the index of its target, its condition where it has one."""

    id: str
    target: int
    condition: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRule:
    """When a timer fires: a duration (months, seconds; in business time or plain), an instant, or a formula for either.

    `window` is (from, to) in minutes of the day, in the business's zone.
    """

    kind: Literal["duration", "instant", "formula"]
    months: int = 0
    seconds: int = 0
    instant: str = ""
    formula: Formula | None = None
    is_business: bool = False
    window: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """A decision to ask and the variable its outputs go to."""

    name: str
    variable: str
    decisions: Decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """One node. `behaviour` is what happens on entering, `split` how its outgoing flows are chosen.

    `parent` is the index of the sub-process it stands in (-1: the process); `boundaries` are indexes of its boundary
    events; `inner` the indexes where a sub-process begins; `joins` the ids of the flows a parallel join waits for.
    """

    index: int
    id: str
    kind: str
    name: str
    behaviour: Behaviour
    split: Split
    outgoing: tuple[Arc, ...] = ()
    default: Arc | None = None
    parent: int = -1
    host: int = -1
    boundaries: tuple[int, ...] = ()
    inner: tuple[int, ...] = ()
    joins: tuple[str, ...] = ()
    is_interrupting: bool = True
    timer: TimerRule | None = None
    message: str = ""
    lane: str = ""
    stage: str = ""
    done: str = ""
    response: int | None = None
    resolution: int | None = None
    action: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    decision: DecisionRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start event of the process: kind none, message or timer."""

    node: int
    kind: Literal["none", "message", "timer"]
    message: str = ""
    timer: TimerRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A compiled process. `messages` are the names it can wait for; `unmatched` the rule for others."""

    process: str
    key: str
    nodes: tuple[GraphNode, ...]
    by_id: Mapping[str, GraphNode]
    starts: tuple[Start, ...]
    messages: frozenset[str]
    unmatched: str = ""

    def node(self, node_id: str) -> GraphNode:
        """The node with this id; KeyError if there is none."""
        return self.by_id[node_id]
