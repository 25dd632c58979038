"""A BPMN file as read: frozen, vendor-neutral, with line numbers, layout and our care extensions.

Kinds are the local names of the standard ("userTask", "boundaryEvent", "timerEventDefinition" without
"EventDefinition"); references are resolved to plain ids; nothing here is judged (see `check`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tantam.process.engine.problem import Problem


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in several languages, as pairs (language, text) in document order."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def in_language(self, language: str, *, default: str = "") -> str:
        """The text in `language`, or `default`."""
        return next((text for key, text in self.pairs if key == language), default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Response and resolution time of a step, in seconds of business time; `pauses` names what stops the clock."""

    response: int | None = None
    resolution: int | None = None
    pauses: str = ""

    @property
    def promised(self) -> int | None:
        """In which time the step is to be done, since a stay ends when it is: the resolution time, else the response
        time."""
        return self.resolution or self.response

    @property
    def waits_for_customer(self) -> bool:
        """Whether it stands still from our answer until the customer speaks."""
        return self.pauses == "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One line of a step's checklist."""

    key: str
    texts: Texts = Texts()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a step's form; `kind` is text, number, money, date, choice, boolean or phone."""

    key: str
    kind: str = "text"
    is_required: bool = False
    options: tuple[str, ...] = ()
    option_labels: tuple[tuple[str, Texts], ...] = ()  # of the options that have names in other languages
    labels: Texts = Texts()

    def option_label(self, option: str, *, language: str) -> str:
        """How an option is called in `language`, the option itself where nobody says."""
        return dict(self.option_labels).get(option, Texts()).in_language(language, default=option)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a service or send step calls: a name from the catalogue and its settings as written."""

    name: str
    settings: tuple[tuple[str, str], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision table of a business-rule step: DMN XML as text; its outputs go to the variable `result`."""

    result: str
    xml: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Who works in a lane, or does one step: kind team, assignee, head or system, with the key of the team."""

    kind: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A formal expression: its text as written, the language the file names, and where it stands."""

    text: str
    language: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """A start event that begins for each member of a list: whose (`of`: an app above offers it), which of them
    (`settings` as written, `when` a condition over the data of one), at most how many at once, and at which hour a
    condition is looked at."""

    of: str
    settings: tuple[tuple[str, str], ...] = ()
    when: Expression | None = None
    most: str = ""
    at: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """What goes along with what an event throws: the variable it becomes for whoever catches it, and its value."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLink:
    """Where more is said about a step; `address` begins with https://."""

    address: str
    labels: Texts = Texts()

    def label(self, language: str) -> str:
        """What it is called, else the name of the site."""
        said = self.labels.in_language(language) or self.labels.in_language("vi")
        return said or urlsplit(self.address).netloc


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Everything of ours on one step (the `tantam:` extensions)."""

    scripts: Texts = Texts()
    guide: Texts = Texts()
    times: Times | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    form: tuple[FormField, ...] = ()
    role: Role | None = None  # who does it, whatever lane it stands in
    done: str = ""  # "reply": an answer to the customer completes the step; "approval": a yes or no; "button"; ""
    amount: str = ""  # of an approval: the variable with the amount
    result: str = ""  # of an approval: the variable that becomes true or false
    action: Action | None = None
    decision: Decision | None = None
    correlation: Expression | None = None  # of an event that waits for a message: the key it is found by
    carries: tuple[Carry, ...] = ()  # of an event that throws: what goes along
    stage: str = ""
    policies: tuple[str, ...] = ()  # keys of the policies it must obey
    help: HelpLink | None = None  # read, shown, runs nothing
    consulted: tuple[Role, ...] = ()  # who is asked for advice; said to people, runs nothing
    informed: tuple[Role, ...] = ()  # who is told of it, likewise
    each: Each | None = None  # of a start event: the list it begins for


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """What an event waits for or throws.

    `kind`: message, timer, signal, error, escalation, conditional, compensate, cancel, link, terminate.
    `ref` is the id of the message/signal/error/escalation, `name` and `code` what stands there (a link's own name too).
    A timer has `timer` (timeDuration, timeDate or timeCycle) with `expression`; `time` is calendar or business,
    `between` an optional window such as "08:00-20:00" in which it may fire; `at` an hour and `on` the days of a cycle
    that goes by the calendar (`days.read_days`).
    """

    kind: str
    id: str = ""
    ref: str = ""
    name: str = ""
    code: str = ""
    timer: str = ""
    expression: Expression | None = None
    time: str = "calendar"
    between: str = ""
    at: str = ""
    on: str = ""
    activity: str = ""
    waits_for_completion: bool = True
    links: tuple[str, ...] = ()  # ids of the definitions that a link leads to or comes from
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What completing instances of an activity throw: `event` (None: any signal) where `condition` holds."""

    condition: Expression | None = None
    event: EventDefinition | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """The loop marker of an activity: kind standard, parallel or sequential.

    `collection` and `results` name the variables whose values are gone through and gathered, `item` and `result` those
    of one instance. `behavior` is None, One, All or Complex, as written; `told` are its events.
    """

    kind: str
    cardinality: Expression | None = None
    condition: Expression | None = None
    is_tested_before: bool = False
    maximum: str = ""
    collection: str = ""
    item: str = ""
    results: str = ""
    result: str = ""
    behavior: str = "All"
    told: tuple[Told, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An activity, event or gateway. `parent` is the id of its process or sub-process; flows are ids.

    `lane` is the innermost lane it stands in. `attached_to` and `is_interrupting` belong to boundary events
    (and `is_interrupting` to start events of event sub-processes).
    """

    id: str
    kind: str
    name: str = ""
    labels: Texts = Texts()
    documentation: str = ""
    parent: str = ""
    lane: str = ""
    line: int = 0
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str = ""
    events: tuple[EventDefinition, ...] = ()
    is_parallel_multiple: bool = False
    attached_to: str = ""
    is_interrupting: bool = True
    loop: Loop | None = None
    message: str = ""  # name of the message of a send or receive task
    is_instantiating: bool = False
    is_event_triggered: bool = False
    is_for_compensation: bool = False
    gateway_type: str = "Exclusive"
    start_quantity: str = "1"
    completion_quantity: str = "1"
    called: str = ""
    activation: Expression | None = None
    completion: Expression | None = None
    ordering: str = ""
    cancels_rest: bool = True  # an ad-hoc sub-process that is complete stops what still runs in it
    script: str = ""
    script_format: str = ""
    care: Care = Care()

    def label(self, language: str) -> str:
        """The name in `language`, falling back to the BPMN name."""
        return self.labels.in_language(language, default=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A line between two things: kind sequenceFlow, messageFlow, association, dataInputAssociation or
    dataOutputAssociation. `condition` only on sequence flows."""

    id: str
    source: str
    target: str
    kind: str = "sequenceFlow"
    name: str = ""
    labels: Texts = Texts()
    condition: Expression | None = None
    parent: str = ""
    line: int = 0

    def label(self, language: str) -> str:
        """The name in `language`, falling back to the BPMN name."""
        return self.labels.in_language(language, default=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane, possibly inside another (`parent`); `nodes` are the ids it lists itself."""

    id: str
    name: str = ""
    labels: Texts = Texts()
    process: str = ""
    parent: str = ""
    nodes: tuple[str, ...] = ()
    role: Role | None = None
    line: int = 0

    def label(self, language: str) -> str:
        """The name in `language`, falling back to the BPMN name."""
        return self.labels.in_language(language, default=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What is drawn beside the flow: textAnnotation, group, dataObjectReference, dataObject, dataStoreReference,
    dataInput, dataOutput. `text` is the annotation's text or the name, `refers` the data object of a reference."""

    id: str
    kind: str
    text: str = ""
    refers: str = ""
    labels: Texts = Texts()
    parent: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal figure of the process: metric, target as written (ISO duration or number), share 0..1 as written."""

    metric: str
    target: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A unit example kept with the process: what is given and what must come of it, as JSON (see `examples`)."""

    key: str = ""
    labels: Texts = Texts()
    given: str = ""
    expected: str = ""
    line: int = 0

    def label(self, language: str) -> str:
        """Its name in `language`, else in Vietnamese, else its key."""
        return self.labels.in_language(language, default=self.labels.in_language("vi", default=self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCare:
    """Our settings of a process: its key, model, purpose, stages, where it runs, for whom, goals, unmatched messages,
    and the examples it is held against."""

    key: str = ""
    shape: str = ""
    purpose: Texts = Texts()
    stage_labels: tuple[tuple[str, Texts], ...] = ()
    touchpoints: tuple[str, ...] = ()
    takes_in: tuple[str, ...] = ()  # the touchpoints whose new requests begin with it
    segments: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    unmatched: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process of the file; `has_executable_mark` is None where the file says nothing."""

    id: str
    name: str = ""
    labels: Texts = Texts()
    documentation: str = ""
    has_executable_mark: bool | None = None
    care: ProcessCare = ProcessCare()
    line: int = 0

    def label(self, language: str) -> str:
        """The name in `language`, falling back to the BPMN name."""
        return self.labels.in_language(language, default=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A participant; `process` is empty for a black box."""

    id: str
    name: str = ""
    labels: Texts = Texts()
    process: str = ""
    line: int = 0

    def label(self, language: str) -> str:
        """The name in `language`, falling back to the BPMN name."""
        return self.labels.in_language(language, default=self.name)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle in drawing units (pixels in most tools)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    """A bend of a line."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where an element (node, lane, pool, artifact) is drawn. `plane` is the id its diagram page belongs to."""

    element: str
    bounds: Bounds
    label: Bounds | None = None
    plane: str = ""
    is_horizontal: bool | None = None
    is_expanded: bool | None = None
    is_marker_visible: bool = False
    stroke: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """How a flow is drawn, from source to target."""

    element: str
    waypoints: tuple[Point, ...]
    label: Bounds | None = None
    plane: str = ""
    stroke: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """One BPMN file. Everything in document order; `problems` are findings of the reader that did not stop it."""

    id: str = ""
    name: str = ""
    processes: tuple[Process, ...] = ()
    pools: tuple[Pool, ...] = ()
    lanes: tuple[Lane, ...] = ()
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    global_tasks: tuple[Node, ...] = ()
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()
    problems: tuple[Problem, ...] = ()
    nodes_by_id: dict[str, Node] = field(init=False, repr=False, compare=False)
    flows_by_id: dict[str, Flow] = field(init=False, repr=False, compare=False)
    lanes_by_id: dict[str, Lane] = field(init=False, repr=False, compare=False)
    names_kept: dict[str, Mapping[str, str]] = field(init=False, repr=False, compare=False)  # by language, see `called`

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes_by_id", {node.id: node for node in self.nodes})
        object.__setattr__(self, "flows_by_id", {flow.id: flow for flow in self.flows})
        object.__setattr__(self, "lanes_by_id", {lane.id: lane for lane in self.lanes})
        object.__setattr__(self, "names_kept", {})

    def node(self, node_id: str) -> Node:
        """The node with this id; KeyError if there is none."""
        return self.nodes_by_id[node_id]

    def sequence_flows(self) -> Iterator[Flow]:
        """The flows a token can take."""
        return (flow for flow in self.flows if flow.kind == "sequenceFlow")

    def role_of(self, node: Node) -> Role | None:
        """Who does a step: its own role, else that of a sub-process around it, else that of its lane or of a lane
        around that. A lane is where the standard draws it; what is said on the step itself goes before it."""
        inside: Node | None = node
        while inside is not None:
            if inside.care.role is not None:
                return inside.care.role
            inside = self.nodes_by_id.get(inside.parent)
        return self.role_of_lane(node.lane)

    def role_of_lane(self, lane_id: str) -> Role | None:
        """The role of a lane, else of a lane around it."""
        seen: set[str] = set()  # a file may put lanes into each other
        lane = self.lanes_by_id.get(lane_id)
        while lane is not None and lane.role is None and lane.id not in seen:
            seen.add(lane.id)
            lane = self.lanes_by_id.get(lane.parent)
        return lane.role if lane is not None else None

    def children(self, parent: str) -> Iterator[Node]:
        """The nodes directly inside a process or sub-process."""
        return (node for node in self.nodes if node.parent == parent)
