"""Which event begins a simulated process, and when, where no start event is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import Graph, Start
from tantam.process.engine.plan import Arrival, Plan
from tantam.process.engine.seen import Seen
from tantam.process.engine.starting import next_start
from tantam.process.engine.state import Host, WhichStart


@dataclass(frozen=True, slots=True)
class Opening:
    """The process begins at `at`, at `node` ("" where it begins by itself) by one of its events (None: all of them);
    `arrival` is the message of the plan that begins it, its data become variables."""

    at: datetime
    node: str = ""
    definition: int | None = 0
    variables: Mapping[str, object] = field(default_factory=dict)
    arrival: Arrival | None = None


def opening(graph: Graph, plan: Plan, host: Host) -> Opening:
    """How the simulation of `plan` begins: where it says, by itself, by the first event that comes, or by its only
    event. Raises WhichStart where several could begin it and none comes."""
    starts = {graph.nodes[start.node].id for start in graph.starts}
    if plan.start_event or not starts or any(start.kind == "none" for start in graph.starts):
        return Opening(plan.start, plan.start_event, variables=plan.variables)
    coming = [found for start in graph.starts for found in _coming(graph, start, plan, host) if found.at <= plan.until]
    if coming:
        return min(coming, key=lambda found: found.at)
    if len(starts) > 1:
        raise WhichStart(", ".join(sorted(starts)))
    return Opening(plan.start, starts.pop(), definition=None, variables=plan.variables)


def _coming(graph: Graph, start: Start, plan: Plan, host: Host) -> Iterator[Opening]:
    node = graph.nodes[start.node].id
    due = next_start(graph, start, host)
    if due is not None or _holds(start, plan):
        yield Opening(due or plan.start, node, start.definition, plan.variables)
    for arrival in plan.messages:
        if arrival.name and arrival.name in (start.message, start.signal):
            yield Opening(arrival.at, node, start.definition, {**plan.variables, **arrival.data}, arrival)


def _holds(start: Start, plan: Plan) -> bool:
    try:
        return start.condition is not None and start.condition(Seen(plan.variables, plan.case), now=plan.start) is True
    except FeelError:
        return False
