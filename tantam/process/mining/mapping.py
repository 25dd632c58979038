"""A compiled process as a workflow net (Dijkman, Dumas, Ouyang: Semantics and analysis of business process models in
BPMN, 2008), and where that is not exact.

Exact: tasks, exclusive, parallel and event-based gateways, inclusive joins whose split they belong to, loops,
sub-processes and called processes of the file, boundary events, terminate, event sub-processes. Conditions are left
open: each branch may be taken.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final

from tantam.process.engine.graph import Arc, Graph, GraphNode
from tantam.process.engine.kinds import TASKS
from tantam.process.mining.net import Net
from tantam.process.mining.regions import Region, regions_of
from tantam.process.mining.scoped import finished
from tantam.process.mining.sketch import MOST_BESIDE, ROOT, Beside, Scope, Sketch, Stop

#: Up to so many branches of an inclusive choice each set of them is a transition of its own.
_MOST_SETS: Final = 4
_JOINS: Final = frozenset(("join", "merge", "complex"))
#: Where a token stands for a while, shown or not.
_WAITING: Final = frozenset(
    ("work", "action", "timer", "message", "signal", "condition", "events", "choose", "call", "gather")
)
_ENDING: Final = frozenset(("terminate", "error", "cancel"))


def is_step(node: GraphNode) -> bool:
    """What a log of ours is aligned on: tasks, and calls of other processes."""
    return node.kind in TASKS and not node.body


def node_id(node: GraphNode) -> str:
    """The id of the element, as our own logs have it."""
    return node.id


def node_name(node: GraphNode) -> str:
    """The name of the element, as logs from outside have it; its id where it has none."""
    return node.name.strip() or node.id


def net_of(
    graph: Graph,
    *,
    visible: Callable[[GraphNode], bool] = is_step,
    label: Callable[[GraphNode], str] = node_id,
) -> Net:
    """The net of a process. `visible` says which nodes the log tells of, `label` what it calls them."""
    mapping = _Mapping(graph, visible=visible, label=label)
    mapping.draw()
    hidden = frozenset(label(node) for node in graph.nodes if not visible(node) or node.body)
    shown = frozenset(move.label for move in mapping.sketch.moves if move.label)
    return finished(mapping.sketch, hidden=hidden - shown)


class _Mapping:
    def __init__(
        self, graph: Graph, *, visible: Callable[[GraphNode], bool], label: Callable[[GraphNode], str]
    ) -> None:
        self.graph = graph
        self.visible = visible
        self.label = label
        self.sketch = Sketch()
        self.regions: dict[str, Region] = regions_of(graph)
        self.undoing = [graph.nodes[node.undo] for node in graph.nodes if node.undo >= 0]

    def draw(self) -> None:
        root = self.sketch.scope(self.graph.process, parent=-1)
        _Level(self, scope=root, key=self.graph.process, path=(self.graph.process,)).draw_process()

    def shown(self, node: GraphNode) -> str:
        """What the log calls a node, "" where it does not tell of it."""
        return self.label(node) if self.visible(node) else ""

    def shown_within(self, node: GraphNode) -> list[GraphNode]:
        """All visible nodes inside a node, itself with them."""
        found, waiting, seen = [], [node], set()
        while waiting:
            here = waiting.pop()
            if here.id in seen:
                continue
            seen.add(here.id)
            if here.body:
                waiting += [one for one in self.graph.nodes if self.graph.container(one) == here.body]
            elif self.visible(here):
                found.append(here)
        return found


class _Level:
    """One body, drawn in its scope; `path` are the bodies around it, so that what calls itself is found."""

    def __init__(self, mapping: _Mapping, *, scope: Scope, key: str, path: tuple[str, ...]) -> None:
        self.mapping = mapping
        self.graph = mapping.graph
        self.sketch = mapping.sketch
        self.scope = scope
        self.key = key
        self.path = path
        self.inner: dict[int, Scope] = {}
        self._places: dict[str, int] = {}

    def place(self, name: str) -> int:
        """A place of this level by name."""
        if name not in self._places:
            self._places[name] = self.sketch.place(f"{self.scope.index}/{name}", self.scope.index)
        return self._places[name]

    def draw_process(self) -> None:
        """The outermost level: it begins by any of its starts."""
        begin = self.place("begin")
        self.scope.begins = (begin,)
        together = {index for group in self.graph.together for index in group}
        starts = dict.fromkeys(start.node for start in self.graph.starts)
        for index in starts:
            if index not in together:
                self.sketch.move([begin], [self.entry(index)], scope=ROOT)
        for group in self.graph.together:
            self.sketch.move([begin], [self.entry(index) for index in group], scope=ROOT)
        if not starts:
            self.sketch.move([begin], [self.entry(index) for index in self.graph.bodies[self.key].begin], scope=ROOT)
        self.draw_body()

    def draw_inside(self) -> None:
        """A level within another: it begins as its body says."""
        self.scope.begins = tuple(self.entry(index) for index in self.graph.bodies[self.key].begin)
        self.draw_body()
        body = self.graph.bodies[self.key]
        if body.is_adhoc and body.done is not None:
            self.scope.stops.append(Stop("done"))
            self.sketch.approximate("ad_hoc", self.key)

    def entry(self, index: int) -> int:
        """Where a token comes to a node by nothing in particular."""
        return self.place(f"in@{self.graph.nodes[index].id}")

    def target(self, arc: Arc) -> int:
        """Where a flow leads: a place of its own before a gateway that joins."""
        node = self.graph.nodes[arc.target]
        return (
            self.place(f"by@{arc.id}") if node.behaviour in _JOINS and arc.id in node.joins else self.entry(arc.target)
        )

    def draw_body(self) -> None:
        body = self.graph.bodies[self.key]
        handlers = dict(body.handlers)
        for node in self.graph.nodes:
            if self.graph.container(node) != self.key:
                continue
            if node.index in handlers:
                self.draw_handler(node, self.graph.nodes[handlers[node.index]])
            elif not node.is_aside:
                self.draw_node(node)

    def draw_node(self, node: GraphNode) -> None:
        entry = self.entry(node.index)
        if node.behaviour in _JOINS:
            self.draw_join(node, entry)
        if node.start_quantity > 1:
            gathered = self.place(f"gathered@{node.id}")
            self.sketch.move([entry] * node.start_quantity, [gathered], scope=self.scope.index)
            entry = gathered
        after = self.place(f"after@{node.id}")
        if node.boundaries or node.catches:
            self.draw_guarded(node, entry, after)
        else:
            self.draw_activity(node, entry, after)
        self.draw_split(node, after)

    def draw_guarded(self, node: GraphNode, entry: int, after: int) -> None:
        """An activity with events on its border stands in a scope of its own, which they stop or come beside."""
        scope = self.sketch.scope(f"{self.scope.index}/{node.id}", parent=self.scope.index)
        scope.work, scope.after = entry, after
        level = _Level(self.mapping, scope=scope, key=self.key, path=self.path)
        done = level.place("done")
        scope.begins = (level.place("work"),)
        scope.ends.append((done, ""))
        level.draw_activity(node, scope.begins[0], done)
        for index in (*node.boundaries, *node.catches):
            self.draw_border(scope, self.graph.nodes[index])

    def draw_border(self, scope: Scope, event: GraphNode) -> None:
        gives = self.entry(event.index)
        if not event.is_interrupting:
            self.draw_beside(scope, event, gives=gives, place_scope=self.scope, is_inside=False)
            return
        if {trigger.kind for trigger in event.triggers} == {"cancel"}:
            cancelled = tuple(place for inner in self.sketch.under(scope.index) for place in self.cancels(inner))
            if cancelled:
                scope.stops.append(Stop("out", gives=(gives,), takes=cancelled, node=event.id))
            return
        scope.stops.append(Stop("out", gives=(gives,), node=event.id))

    def cancels(self, scope: int) -> list[int]:
        """Where tokens stand at cancel end events."""
        return [
            number
            for number, place in enumerate(self.sketch.places)
            if place.scope == scope and place.name.split("/", 1)[1].startswith("cancel@")
        ]

    def draw_beside(self, scope: Scope, event: GraphNode, *, gives: int, place_scope: Scope, is_inside: bool) -> None:
        comes_once = [trigger.kind for trigger in event.triggers] == ["timer"] and (
            event.timer is None or event.timer.kind != "cycle"
        )
        most = 1 if comes_once else MOST_BESIDE
        armed = self.sketch.memory(f"armed@{event.id}", place_scope.index)
        spent = self.sketch.memory(f"spent@{event.id}", place_scope.index)
        scope.beside.append(Beside(gives, armed, spent, most, place_scope.index, is_inside))

    def draw_handler(self, holder: GraphNode, start: GraphNode) -> None:
        """An event sub-process: its start stops what goes on, or comes beside it; its last token ends here."""
        scope = self.sketch.scope(f"{self.scope.index}/{holder.id}", parent=self.scope.index)
        scope.work, scope.after = self.place(f"taken@{holder.id}"), self.place(f"handled@{holder.id}")
        self.scope.ends.append((scope.after, ""))
        level = _Level(self.mapping, scope=scope, key=holder.body, path=(*self.path, holder.body))
        scope.begins = (level.entry(start.index),)
        level.draw_body()
        if start.is_interrupting:
            self.scope.stops.append(Stop("in", gives=(scope.work,), node=start.id, handler=scope.index))
        else:
            self.draw_beside(self.scope, start, gives=scope.work, place_scope=self.scope, is_inside=True)

    def draw_activity(self, node: GraphNode, entry: int, after: int) -> None:
        """What is done at a node, as often as it is done."""
        if node.loop is None:
            self.draw_work(node, entry, after)
            return
        work, done = self.place(f"turn@{node.id}"), self.place(f"turned@{node.id}")
        self.sketch.move([entry], [work], scope=self.scope.index)
        if node.loop.kind == "parallel" and node.body:
            self.draw_anything(node, self.mapping.shown_within(node), work, done)
            self.sketch.approximate("several_instances_at_once", node.id)
        else:
            self.draw_work(node, work, done)
            self.sketch.move([done], [work], scope=self.scope.index)
        if node.loop.kind != "standard":
            self.sketch.approximate("several_instances", node.id)
        if node.loop.kind != "standard" or node.loop.is_tested_before:
            self.sketch.move([entry], [done], scope=self.scope.index)
        self.sketch.move([done], [after], scope=self.scope.index)

    def draw_anything(self, node: GraphNode, shown: list[GraphNode], entry: int, after: int) -> None:
        """Any of these steps, in any order and number."""
        self.sketch.places[entry].waits = True
        for one in shown:
            label = self.mapping.label(one)
            self.sketch.move([entry], [entry], scope=self.scope.index, label=label, node=one.id)
        self.sketch.move([entry], [after], scope=self.scope.index, node=node.id)

    def draw_work(self, node: GraphNode, entry: int, after: int) -> None:
        self.sketch.places[entry].waits = not node.body and (
            bool(self.mapping.shown(node)) or node.behaviour in _WAITING
        )
        kinds = {trigger.kind for trigger in node.triggers} if node.behaviour == "throw" else set()
        if node.body:
            self.draw_sub_process(node, entry, after)
        elif kinds & _ENDING:
            self.draw_ending(node, entry, next(kind for kind in ("terminate", "cancel", "error") if kind in kinds))
        elif "compensate" in kinds:
            within = [one for undo in self.mapping.undoing for one in self.mapping.shown_within(undo)]
            self.draw_anything(node, within, entry, after)
            self.sketch.approximate("compensation", node.id)
        else:
            label = self.mapping.shown(node)
            self.sketch.move([entry], [after], scope=self.scope.index, label=label, node=node.id)

    def draw_sub_process(self, node: GraphNode, entry: int, after: int) -> None:
        if node.body in self.path:
            label = self.mapping.label(node)
            self.sketch.move([entry], [after], scope=self.scope.index, label=label, node=node.id)
            self.sketch.approximate("recursion", node.id)
            return
        scope = self.sketch.scope(f"{self.scope.index}/{node.id}", parent=self.scope.index)
        scope.work, scope.after = entry, after
        _Level(self.mapping, scope=scope, key=node.body, path=(*self.path, node.body)).draw_inside()

    def draw_ending(self, node: GraphNode, entry: int, kind: str) -> None:
        """An end that stops what is around it: it waits there until a border takes it away; where none does, the
        process ends."""
        stuck = self.place(f"{kind}@{node.id}")
        self.sketch.places[stuck].waits = True
        self.sketch.move([entry], [stuck], scope=self.scope.index, label=self.mapping.shown(node), node=node.id)
        if kind == "terminate":
            self.scope.stops.append(Stop("done", takes=(stuck,), node=node.id))
        elif not self.is_caught(kind):
            self.sketch.scopes[ROOT].stops.append(Stop("done", takes=(stuck,), node=node.id))

    def is_caught(self, kind: str) -> bool:
        """Whether something around catches such an event (a code that differs is taken to match)."""
        for key in self.path:
            if any(self._catches(start, kind) for _, start in self.graph.bodies[key].handlers):
                return True
            around = (node for node in self.graph.nodes if node.body == key)
            if any(self._catches(index, kind) for node in around for index in node.catches):
                return True
        return False

    def _catches(self, index: int, kind: str) -> bool:
        return any(trigger.kind == kind for trigger in self.graph.nodes[index].triggers)

    def draw_join(self, node: GraphNode, entry: int) -> None:
        """What has come by the flows of a gateway goes on as one."""
        flows = [self.place(f"by@{flow}") for flow in node.joins]
        for flow in flows:
            self.sketch.places[flow].waits = True
        region = self.mapping.regions.get(node.id)
        if node.behaviour == "join" or (region is not None and region.kind != "first"):
            self.sketch.move(flows, [entry], scope=self.scope.index)
            return
        if region is not None:
            sets: list[tuple[int, ...]] = [(flow,) for flow in flows]
        else:
            sizes = range(1, len(flows) + 1) if len(flows) <= _MOST_SETS else (1, len(flows))
            sets = [found for size in sizes for found in combinations(flows, size)]
            self.sketch.approximate("complex_gateway" if node.behaviour == "complex" else "inclusive_join", node.id)
        for found in sets:
            self.sketch.move(list(found), [entry], scope=self.scope.index)
        if node.behaviour == "complex":
            for flow in flows:  # what comes after it has gone on only resets it
                self.sketch.move([flow], [], scope=self.scope.index)

    def draw_split(self, node: GraphNode, after: int) -> None:
        quantity = node.completion_quantity
        if quantity > 1:
            many = self.place(f"many@{node.id}")
            self.sketch.move([after], [many] * quantity, scope=self.scope.index)
            after = many
        arcs = [*node.outgoing, *([node.default] if node.default is not None else [])]
        if node.split == "none" or not arcs:
            self.scope.ends.append((after, node.id))
        elif node.behaviour == "choose" or node.split == "first":
            for arc in arcs:
                self.sketch.move([after], [self.target(arc)], scope=self.scope.index)
        elif node.split == "conditional" or (node.behaviour == "complex" and len(arcs) > 1):
            self.draw_choice(node, after)
        else:
            self.sketch.move([after], [self.target(arc) for arc in arcs], scope=self.scope.index)

    def draw_choice(self, node: GraphNode, after: int) -> None:
        """Any of the branches with a condition, at least one (or the default), and all without."""
        past = self.past(node)
        always = [arc for arc in node.outgoing if arc.condition is None and node.behaviour != "complex"]
        maybe = [arc for arc in node.outgoing if arc not in always]
        base = [self.target(arc) for arc in always]
        if node.default is not None:
            skipped = [past[arc.id] for arc in maybe if arc.id in past]
            self.sketch.move([after], [*base, self.target(node.default), *skipped], scope=self.scope.index)
            base += [past[node.default.id]] if node.default.id in past else []
        if len(maybe) <= _MOST_SETS:
            least = 0 if always and node.default is None else 1
            for size in range(least, len(maybe) + 1):
                for taken in combinations(maybe, size):
                    gives = [self.target(arc) if arc in taken else past.get(arc.id, -1) for arc in maybe]
                    self.sketch.move([after], base + [one for one in gives if one >= 0], scope=self.scope.index)
            return
        self.draw_one_by_one(node, after, maybe, past=past, base=base, needs_one=not always or node.default is not None)

    def draw_one_by_one(
        self, node: GraphNode, after: int, maybe: list[Arc], *, past: dict[str, int], base: list[int], needs_one: bool
    ) -> None:
        """Many branches: asked one behind the other, remembering whether any was taken."""
        some, none = after, after
        for number, arc in enumerate(maybe):
            next_some = self.place(f"some{number}@{node.id}")
            next_none = self.place(f"none{number}@{node.id}")
            over = [past[arc.id]] if arc.id in past else []
            self.sketch.move([none], [next_none, *over], scope=self.scope.index)
            self.sketch.move([none], [next_some, self.target(arc)], scope=self.scope.index)
            if number:
                self.sketch.move([some], [next_some, *over], scope=self.scope.index)
                self.sketch.move([some], [next_some, self.target(arc)], scope=self.scope.index)
            some, none = next_some, next_none
        self.sketch.move([some], base, scope=self.scope.index)
        if not needs_one:
            self.sketch.move([none], base, scope=self.scope.index)

    def past(self, node: GraphNode) -> dict[str, int]:
        """Branches not taken, and where each goes instead: past all of it, to the join it would have come to."""
        region = next((one for one in self.mapping.regions.values() if one.split == node.id), None)
        if region is None or region.kind != "conditional":
            return {}
        return {arc: self.place(f"by@{flow}") for arc, flow in region.flows}
