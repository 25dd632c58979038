"""The graph of any drawing, drafts and those of other tools too: what may follow what, whatever the conditions say."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tantam.process.engine.compiling import compile_outline
from tantam.process.engine.diagram import Diagram, Expression, Flow
from tantam.process.engine.graph import Graph

_OPEN: Final = Expression(text="true")
_CHOOSING: Final = ("inclusiveGateway", "complexGateway")


def outline_of(diagram: Diagram, *, process: str = "") -> Graph:
    """The graph of the drawing's process (the one with this id, where given) with every condition open; raises
    NotRunnable where it does not hang together (flows that lead nowhere, no start)."""
    defaults = {node.default for node in diagram.nodes if node.default}
    choosing = {node.id for node in diagram.nodes if node.kind in _CHOOSING and len(node.outgoing) > 1}
    flows = tuple(_opened(flow, flow.source in choosing and flow.id not in defaults) for flow in diagram.flows)
    return compile_outline(replace(diagram, flows=flows), process=process)


def _opened(flow: Flow, is_chosen: bool) -> Flow:
    return replace(flow, condition=_OPEN) if flow.condition is not None or is_chosen else flow
