"""Which processes call a connection, and in which state their versions are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Instance, Process, Version
from tantam.process.queries.compiling import compiled

#: The setting of an action that names a connection.
SETTING = "connection"


@dataclass(frozen=True, kw_only=True)
class Use:
    """A version with the steps that name a connection. Where it `holds`, what runs now or begins tomorrow needs it; a
    draft is told at its next check that it is gone."""

    process: Process
    version: Version
    diagram: Diagram
    nodes: tuple[Node, ...]
    is_draft: bool

    @property
    def holds(self) -> bool:
        return not self.is_draft


def uses_of(key: str) -> list[Use]:
    """The versions that name a connection: in force, on trial, still run by cases, or drafts; by process."""
    runs = Instance.objects.filter(version=OuterRef("pk"), state=Instance.State.RUNNING)
    rows = (
        Version.objects.filter(bpmn__contains=key)
        .filter(~Q(state=Version.State.RETIRED) | Exists(runs))
        .select_related("process")
        .order_by("process__key", "number")
    )
    found = []
    for version in rows:
        is_draft = version.state == Version.State.DRAFT
        diagram = _read(version.bpmn) if is_draft else compiled(version.pk).diagram
        nodes = tuple(node for node in diagram.nodes if key in connections_of(node)) if diagram else ()
        if diagram and nodes:
            use = Use(process=version.process, version=version, diagram=diagram, nodes=nodes, is_draft=is_draft)
            found.append(use)
    return found


def connections_of(node: Node) -> set[str]:
    """The keys of the connections that a step names."""
    action = node.care.action
    return {value.strip() for name, value in action.settings if name == SETTING} if action else set()


def _read(bpmn: str) -> Diagram | None:
    try:
        return read(bpmn.encode())
    except Unreadable:
        return None
