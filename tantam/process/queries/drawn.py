"""The drawing of a version, drafts included, read once per revision."""

from __future__ import annotations

from functools import lru_cache

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Process, Version
from tantam.process.queries.compiling import compiled


def diagram_of(version: Version) -> Diagram:
    """The version as read. Raises Unreadable, which only a draft can be."""
    if version.state == Version.State.DRAFT:
        return _read(version.sha256, version.bpmn)
    return compiled(version.pk).diagram


def diagram_in(bpmn: str) -> Diagram:
    """A drawing that is kept nowhere. Raises Unreadable."""
    return read(bpmn.encode("utf-8", "replace"))


def last_drawn_with(process: Process, element: str) -> Diagram | None:
    """The newest drawing of a process that has an element, among the last five that write of it."""
    found = process.versions.filter(bpmn__contains=f'id="{element}"').order_by("-number")[:5]
    return next((one for one in filter(None, map(_readable, found)) if element in one.nodes_by_id), None)


def _readable(version: Version) -> Diagram | None:
    try:
        return diagram_of(version)
    except Unreadable:
        return None


@lru_cache(maxsize=32)
def _read(sha256: str, bpmn: str) -> Diagram:
    return read(bpmn.encode())
