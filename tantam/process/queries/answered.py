"""What the cases of a process were answered in the past: the values that are known, else the ways they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.db import connection

from tantam.core.values.instants import VIETNAM
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.graph import Graph
from tantam.process.models import Instance, Process
from tantam.process.rehearsal.answering import Observation
from tantam.process.rehearsal.deciding import START, Question, givers_of, ways_of

#: As many of the newest cases are asked before a trial, to see what has to be asked of the person.
MOST_LOOKED_AT: Final = 2_000

#: A case, and of one of its stays the node, the way it came by, how it was left and when.
Row = tuple[int, str, str, str, datetime]
Stay = tuple[str, str, str, datetime]


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """A case that began on a process: whose it is, its dimensions, the values it has now."""

    id: int
    subject: str
    labels: Mapping[str, str]
    variables: Mapping[str, object]
    started_at: datetime


@dataclass(frozen=True, kw_only=True)
class Answered:
    """By case of the past, in the order asked for, what each node was answered; and how many went by which arrow."""

    runs: Sequence[Mapping[str, Sequence[Observation]]] = ()
    flows: Mapping[str, int] = field(default_factory=dict)


def past_runs(process: Process, *, since: datetime, most: int) -> list[PastRun]:
    """The newest cases that began on a process since then, over all its versions, the oldest first."""
    began = Instance.objects.filter(version__process=process, parent=None, started_at__gte=since)
    rows = began.order_by("-started_at").values_list("id", "subject", "labels", "variables", "started_at")[:most]
    return [
        PastRun(id=id_, subject=subject, labels=labels, variables=variables, started_at=at)
        for id_, subject, labels, variables, at in reversed(rows)
    ]


def answered(
    runs: Sequence[PastRun], diagram: Diagram, graph: Graph, asked: Sequence[Question], *, known: Iterable[str]
) -> Answered:
    """What those cases were answered, read against a drawing: elements of the same id are taken for the same."""
    forks = {node.id: [arc.id for arc in ways_of(node)] for node in graph.nodes if len(ways_of(node)) > 1}
    reading = _Reading(
        asked=asked,
        givers=givers_of(diagram, graph, known=set(known)),
        gate_of={flow: gate for gate, flows in forks.items() for flow in flows},
        firsts={node.id for node in graph.nodes if node.split == "first"},
    )
    only_way = _only_ways(diagram, reading.gate_of)
    rows = _visits([one.id for one in runs], nodes=reading.nodes | set(only_way), flows=list(reading.gate_of))
    flows: Counter[str] = Counter()
    found: dict[int, dict[str, list[Observation]]] = {}
    of_run = {one.id: one for one in runs}
    for run_id, several in groupby(rows, key=lambda row: row[0]):
        stays = [(node, via or only_way.get(node, ""), outcome, left_at) for _, node, via, outcome, left_at in several]
        flows.update(via for _, via, _, _ in stays if via in reading.gate_of)
        found[run_id] = reading.of(of_run[run_id], stays)
    return Answered(runs=[found.get(one.id) or reading.of(one, ()) for one in runs], flows=flows)


def _only_ways(diagram: Diagram, gate_of: Mapping[str, str]) -> dict[str, str]:
    """Nodes to which one arrow alone leads, where that comes from a gateway: older stays do not say how they came."""
    ways: dict[str, list[str]] = {}
    for flow in diagram.sequence_flows():
        ways.setdefault(flow.target, []).append(flow.id)
    return {node: flows[0] for node, flows in ways.items() if len(flows) == 1 and flows[0] in gate_of}


_VISITS = """
    SELECT instance_id, node, via, outcome, left_at FROM process_visit
    WHERE instance_id = ANY(%s) AND (node = ANY(%s) OR via = ANY(%s)) ORDER BY instance_id, id
"""


def _visits(run_ids: list[int], *, nodes: set[str], flows: list[str]) -> list[Row]:
    if not run_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_VISITS, [run_ids, sorted(nodes), flows])
        found: list[Row] = cursor.fetchall()
    return found


class _Open:
    """An answer whose case has not come further yet."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.values: dict[str, object] = {}
        self.ways: dict[str, frozenset[str]] = {}

    def seen(self) -> Observation:
        return Observation(values=self.values, ways=self.ways, on=self.on)


class _Reading:
    """Goes over the stays of a case: an answer holds until its name is given anew, so what the case did until then
    tells of it."""

    def __init__(
        self,
        *,
        asked: Sequence[Question],
        givers: Mapping[str, set[str]],
        gate_of: Mapping[str, str],
        firsts: set[str],
    ) -> None:
        self.gate_of = gate_of
        self.firsts = firsts
        self.asked = {(one.node, one.name): one for one in asked}
        names = {one.name for one in asked}
        self.given: dict[str, set[str]] = {}
        for name in names:
            for node in givers.get(name, ()):
                self.given.setdefault(node, set()).add(name)
        self.nodes = set(self.given) - {START}

    def of(self, run: PastRun, stays: Iterable[Stay]) -> dict[str, list[Observation]]:
        """By node, what a case was answered each time."""
        found: dict[str, list[_Open]] = {}
        holds: dict[str, tuple[str, _Open]] = {}  # name → who gave it last, and the answer
        self._give(START, run.started_at, found, holds)
        for node, via, outcome, left_at in stays:
            if via in self.gate_of:
                self._went(via, holds)
            if outcome == "completed" and node in self.given:
                self._give(node, left_at, found, holds)
        for name, (node, answer) in holds.items():
            if name in run.variables and (node, name) in self.asked:
                answer.values[name] = run.variables[name]
        return {node: [one.seen() for one in several] for node, several in found.items()}

    def _give(
        self, node: str, at: datetime, found: dict[str, list[_Open]], holds: dict[str, tuple[str, _Open]]
    ) -> None:
        names = self.given.get(node, ())
        if not names:
            return
        answer = _Open(at.astimezone(VIETNAM).date())
        for name in names:
            if (node, name) in self.asked or node != START:
                holds[name] = (node, answer)
        if any((node, name) in self.asked for name in names):
            found.setdefault(node, []).append(answer)

    def _went(self, flow: str, holds: Mapping[str, tuple[str, _Open]]) -> None:
        gate = self.gate_of[flow]
        for name, (node, answer) in holds.items():
            question = self.asked.get((node, name))
            if question is None or gate not in question.gates:
                continue
            if gate not in self.firsts:
                answer.ways[gate] = answer.ways.get(gate, frozenset()) | {flow}
            elif gate not in answer.ways:
                answer.ways[gate] = frozenset({flow})
