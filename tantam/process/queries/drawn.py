"""The drawing of a version, drafts included, read once per revision."""

from __future__ import annotations

from functools import lru_cache

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram
from tantam.process.models import Version
from tantam.process.queries.compiling import compiled


def diagram_of(version: Version) -> Diagram:
    """The version as read. Raises Unreadable, which only a draft can be."""
    if version.state == Version.State.DRAFT:
        return _read(version.sha256, version.bpmn)
    return compiled(version.pk).diagram


@lru_cache(maxsize=32)
def _read(sha256: str, bpmn: str) -> Diagram:
    return read(bpmn.encode())
