"""What call activities call: a process or task of the file, or a published process by its key."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tantam.process.engine.diagram import Node
from tantam.process.engine.problem import Problem, problem
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
    for nodes in calls.values():
        for node in nodes:
            if _comes_back(node.called, owner[node.id], calls, key=part.process.care.key):
                yield problem("call_in_circle", element=node.id, line=node.line, name=_name(node))


def _call_problems(part: Part, node: Node, processes: Collection[str] | None) -> Iterator[Problem]:
    if not node.called:
        yield problem("nothing_called", element=node.id, line=node.line, name=_name(node))
    elif node.called in part.holders or node.called in part.global_tasks or processes is None:
        return
    elif node.called not in processes:
        yield problem("unknown_process", element=node.id, line=node.line, name=_name(node), process=node.called[:80])


def _comes_back(called: str, caller: str, calls: dict[str, list[Node]], *, key: str) -> bool:
    """Whether the called process comes to call its caller, itself included."""
    if key and called == key:
        return True
    seen: set[str] = set()
    waiting = [called]
    while waiting:
        process = waiting.pop()
        if process == caller:
            return True
        if process not in seen:
            seen.add(process)
            waiting.extend(node.called for node in calls.get(process, ()))
    return False


def _name(node: Node) -> str:
    return node.name or node.id
