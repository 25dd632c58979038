"""What call activities call: a process or task of the file, or a published process by its key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tantam.process.engine.diagram import Node
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.reaching import closure
from tantam.process.engine.selecting import Part


def call_problems(part: Part, *, processes: Collection[str] | None) -> Iterator[Problem]:
    """Calls of nothing, of unknown processes (`processes`: the published keys, None: any) and in a circle."""
    owner: dict[str, str] = {}
    calls: dict[str, list[Node]] = {}
    for node in part.nodes:
        owner[node.id] = owner.get(node.parent, node.parent)
        if node.kind == "callActivity":
            yield from _call_problems(part, node, processes)
            calls.setdefault(owner[node.id], []).append(node)
    yield from _circles(part, calls)


def _circles(part: Part, calls: Mapping[str, Sequence[Node]]) -> Iterator[Problem]:
    """Calls whose process comes to call its caller, itself included."""
    names = list(dict.fromkeys([*calls, *(node.called for nodes in calls.values() for node in nodes)]))
    index = {name: number for number, name in enumerate(names)}
    called = [[index[node.called] for node in calls.get(name, ())] for name in names]
    leads = closure(called, passes=len(names) + 1)
    key = part.process.care.key
    for caller, nodes in calls.items():
        for node in nodes:
            other, own = index[node.called], index[caller]
            comes_back = other == own or (leads is not None and leads[other] >> own & 1)
            if comes_back or (key and node.called == key):
                yield problem("call_in_circle", element=node.id, line=node.line, name=_name(node))


def _call_problems(part: Part, node: Node, processes: Collection[str] | None) -> Iterator[Problem]:
    if not node.called:
        yield problem("nothing_called", element=node.id, line=node.line, name=_name(node))
    elif node.called in part.holders or node.called in part.global_tasks or processes is None:
        return
    elif node.called not in processes:
        yield problem("unknown_process", element=node.id, line=node.line, name=_name(node), process=node.called[:80])


def _name(node: Node) -> str:
    return node.name or node.id
