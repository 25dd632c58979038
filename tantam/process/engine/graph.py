"""A published process as it runs: compiled once per version, immutable, shared by every instance.

Nodes stand in one tuple and know each other by index; conditions and timers are closures, decisions compiled tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from tantam.process.engine.days import Days
from tantam.process.engine.diagram import Role

Context: TypeAlias = Mapping[str, object]

Behaviour = Literal[
    "pass",
    "work",
    "action",
    "throw",
    "timer",
    "message",
    "signal",
    "condition",
    "events",
    "decide",
    "join",
    "merge",
    "complex",
    "choose",
    "inside",
    "call",
    "loop",
    "gather",
]
Split = Literal["straight", "all", "first", "conditional", "none"]
TriggerKind = Literal[
    "message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel", "link", "terminate"
]


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
    """A sequence flow: its id, the index of its target, its condition where it has one.

    `is_for_reset`: its condition asks whether a complex gateway starts or resets.
    """

    id: str
    target: int
    condition: Formula | None = None
    is_for_reset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRule:
    """When a timer fires: a duration (months, seconds; in business time or plain), an instant, or a formula for either.

    `window` is (from, to) in minutes of the day, in the business's zone. A cycle fires first at `instant`, if given,
    else after its duration, and `repeats` times in all (-1: for ever); with `days`, on those.
    """

    kind: Literal["duration", "instant", "formula", "cycle"]
    months: int = 0
    seconds: int = 0
    instant: str = ""
    formula: Formula | None = None
    is_business: bool = False
    window: tuple[int, int] | None = None
    repeats: int = 1
    days: Days | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One event definition: what it is about, and by which name, code, time or condition.

    `key` is the name of a message or signal, the code of an error or escalation ("" catches all), the id of the
    activity to compensate ("" for all). `correlation` gives the key by which a message finds this wait; `carry` what
    goes along with what is thrown, by variable; `waits` is whether a compensation is waited for.
    """

    kind: TriggerKind
    key: str = ""
    timer: TimerRule | None = None
    condition: Formula | None = None
    correlation: Formula | None = None
    carry: tuple[tuple[str, Formula], ...] = ()
    waits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopRule:
    """How an activity repeats. A standard loop has a condition or a maximum; several instances have a number or a
    collection.

    `done` ends a multi-instance activity early; `thrown` are events that completing instances throw: upon which of
    them ("first", "each", or when its condition holds), and what.
    """

    kind: Literal["standard", "parallel", "sequential"]
    condition: Formula | None = None
    is_tested_before: bool = False
    maximum: int | None = None
    number: Formula | None = None
    collection: str = ""
    item: str = ""
    results: str = ""
    result: str = ""
    done: Formula | None = None
    thrown: tuple[tuple[Literal["first", "each"] | Formula, Trigger | None], ...] = ()

    @property
    def is_handed(self) -> bool:
        """Whether a turn is handed its value when it begins, later than the loop."""
        return self.kind == "sequential" and bool(self.collection and self.item)

    @property
    def is_gathered(self) -> bool:
        """Whether what the turns give is collected."""
        return bool(self.results and self.result)

    @property
    def is_kept(self) -> bool:
        """Whether something is kept for its turns, or of them."""
        return self.is_handed or self.is_gathered


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The inside of a process or sub-process: where it begins, its event sub-processes as (holder, start event).

    `own` are the names of its data objects: variables that begin and end with it, seen only inside.
    `undo` is the event sub-process that compensates it as a whole (-1: none); an ad-hoc one has its activities in
    `begin`, begun one by one where `is_sequential`, and ends when `done` holds.
    """

    begin: tuple[int, ...] = ()
    handlers: tuple[tuple[int, int], ...] = ()
    own: tuple[str, ...] = ()
    undo: int = -1
    is_handler: bool = False
    is_transaction: bool = False
    is_adhoc: bool = False
    is_sequential: bool = False
    done: Formula | None = None
    cancels_rest: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """A decision to ask and the variable its outputs go to."""

    name: str
    variable: str
    decisions: Decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """One node. `behaviour` is what happens on entering (`entry` first, where it gathers tokens or repeats), `split`
    how its outgoing flows are chosen.

    `parent` is the index of the sub-process it stands in (-1: `process`, which may be a called one of the file);
    `boundaries` are indexes of boundary events that are waited for, `catches` of those that what goes on inside
    triggers; `body` is the key of what runs inside; `joins` the ids of the flows a gateway joins, `reach` which nodes
    lead to each of them (bits by index).
    `undo` is the index of its compensation activity (-1: none); `is_aside`: it is one, or an event sub-process, to
    which no way leads. `each` says for which members of a list it begins the process.
    """

    index: int
    id: str
    kind: str
    name: str
    behaviour: Behaviour
    entry: Behaviour
    split: Split
    outgoing: tuple[Arc, ...] = ()
    default: Arc | None = None
    parent: int = -1
    host: int = -1
    boundaries: tuple[int, ...] = ()
    catches: tuple[int, ...] = ()
    body: str = ""
    process: str = ""
    joins: tuple[str, ...] = ()
    reach: tuple[int, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    needs_all: bool = False
    is_interrupting: bool = True
    loop: LoopRule | None = None
    start_quantity: int = 1
    completion_quantity: int = 1
    activation: Formula | None = None
    undo: int = -1
    is_compensable: bool = False
    is_aside: bool = False
    calls: str = ""
    timer: TimerRule | None = None
    message: str = ""
    lane: str = ""
    role: Role | None = None
    stage: str = ""
    done: str = ""
    response: int | None = None
    resolution: int | None = None
    action: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    decision: DecisionRule | None = None
    each: Formula | None = None

    @property
    def promised(self) -> int | None:
        """In which time the step is to be done, in seconds of business time, as `Times.promised` says it."""
        return self.resolution or self.response


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A way to begin the process: its none start event, or one event definition of a node that begins it."""

    node: int
    kind: Literal["none", "message", "timer", "signal", "conditional"]
    message: str = ""
    signal: str = ""
    timer: TimerRule | None = None
    condition: Formula | None = None
    definition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A compiled process. `messages` and `signals` are the names it can wait for; `unmatched` the rule for other
    messages; `bodies` what runs inside, by the id of the process or sub-process; `together` the nodes that begin it
    with one event and then wait for the others; `has_conditions` and the like spare looking where there are none."""

    process: str
    key: str
    nodes: tuple[GraphNode, ...]
    by_id: Mapping[str, GraphNode]
    bodies: Mapping[str, Body]
    starts: tuple[Start, ...]
    messages: frozenset[str]
    signals: frozenset[str] = frozenset()
    unmatched: str = ""
    together: tuple[tuple[int, ...], ...] = ()
    has_conditions: bool = False
    has_gates: bool = False
    has_adhoc: bool = False
    has_records: bool = False

    def container(self, node: GraphNode) -> str:
        """The key of the body that `node` stands in."""
        return self.nodes[node.parent].body if node.parent >= 0 else node.process

    def node(self, node_id: str) -> GraphNode:
        """The node with this id; KeyError if there is none."""
        return self.by_id[node_id]
