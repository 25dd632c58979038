"""The demo's diagrams and marks on them, for the tests of the pictures."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tantam.process.drawing import Mark
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.kinds import TASKS

FOLDER = Path(__file__).resolve().parents[3] / "demo" / "content" / "processes"
DEMOS = ("qt-01-v2", "qt-01-v3", "qt-02", "qt-03", "qt-04")


@cache
def demo(name: str) -> Diagram:
    """One of the demo's diagrams."""
    return read((FOLDER / f"{name}.bpmn").read_bytes())


def busy_marks(diagram: Diagram) -> dict[str, Mark]:
    """The fullest picture there can be: figures and three badges on every step, numbers on events, shares on flows."""
    marks = {
        node.id: Mark(heat=0.9, count=1234, overdue=56, incidents=7, lines=("3 giờ 10 ph", "p90 26 giờ"))
        if node.kind in TASKS
        else Mark(count=12)
        for node in diagram.nodes
        if node.kind != "startEvent"
    }
    return marks | {flow.id: Mark(share=0.625) for flow in diagram.sequence_flows()}


def small(body: str, *, shapes: str = "") -> Diagram:
    """A diagram written in a test: the inside of a process, and of its plane."""
    return read(
        f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
          xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
          xmlns:dd="http://www.omg.org/spec/DD/20100524/DI" xmlns:tantam="urn:tantam:bpmn:1">
          <process id="p" name="P">{body}</process>
          <di:BPMNDiagram id="dia"><di:BPMNPlane id="pl" bpmnElement="p">{shapes}</di:BPMNPlane></di:BPMNDiagram>
        </definitions>""".encode()
    )


def shape(element: str, x: float, y: float, width: float = 120, height: float = 80) -> str:
    """A BPMNShape."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<di:BPMNShape id="{element}_di" bpmnElement="{element}">{bounds}</di:BPMNShape>'


def edge(element: str, *points: tuple[float, float]) -> str:
    """A BPMNEdge."""
    waypoints = "".join(f'<dd:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<di:BPMNEdge id="{element}_di" bpmnElement="{element}">{waypoints}</di:BPMNEdge>'


def foreign() -> list[Path]:
    """Diagrams drawn in other tools (the reference models of the BPMN interchange group), where they are at hand."""
    base = Path(__file__).resolve().parents[4]
    corpora = Path(os.environ.get("TANTAM_CORPORA", base.parent / "shared" / "corpora"))
    return sorted(corpora.glob("miwg/**/*.bpmn"))
