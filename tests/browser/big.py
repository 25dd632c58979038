"""A drawing of three hundred elements, and what the browser does while somebody works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="big" targetNamespace="big">'
    '<bpmn:process id="P" name="Lớn" isExecutable="true">'
)
#: What the browser lays out anew is told by the second, who asked for it in the middle of a script by the third.
TRACED = ",".join(
    [
        "devtools.timeline",
        "disabled-by-default-devtools.timeline.invalidationTracking",
        "disabled-by-default-devtools.timeline.stack",
    ]
)
SIZES = {"startEvent": (36, 36), "endEvent": (36, 36), "exclusiveGateway": (50, 50), "userTask": (120, 80)}


def big_drawing(*, rows: int = 10, columns: int = 15) -> str:
    """BPMN of `rows` × `columns` nodes in one line of flow, and as many flows less one."""
    nodes: list[str] = []
    flows: list[str] = []
    shapes: list[str] = []
    edges: list[str] = []
    before = ("", 0, 0)
    for at in range(rows * columns):
        row, column = divmod(at, columns)
        kind = _kind(at, last=rows * columns - 1, column=column)
        width, height = SIZES[kind]
        x, middle, name = 120 + column * 170, 140 + row * 140, f"s{row}_{column}"
        nodes.append(f'<bpmn:{kind} id="{name}" name="Bước {row}.{column} hỏi khách"/>')
        shapes.append(
            f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}">'
            f'<dc:Bounds x="{x}" y="{middle - height // 2}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
        )
        if at:
            source, right, level = before
            flows.append(f'<bpmn:sequenceFlow id="f_{name}" sourceRef="{source}" targetRef="{name}"/>')
            edges.append(
                f'<bpmndi:BPMNEdge id="f_{name}_di" bpmnElement="f_{name}"><di:waypoint x="{right}" y="{level}"/>'
                f'<di:waypoint x="{x}" y="{middle}"/></bpmndi:BPMNEdge>'
            )
        before = (name, x + width, middle)
    plane = '</bpmn:process><bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="L" bpmnElement="P">'
    foot = "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    return "".join([HEAD, *nodes, *flows, plane, *shapes, *edges, foot])


def _kind(at: int, *, last: int, column: int) -> str:
    if at in {0, last}:
        return "startEvent" if at == 0 else "endEvent"
    return "exclusiveGateway" if column % 7 == 3 else "userTask"


@dataclass(frozen=True)
class Work:
    """What the browser did: how often it styled and laid out, how many elements it styled, the most at once; how often
    a script asked for a measure and made it lay out at once; how many names in the drawing it laid out anew though
    nothing about them changed."""

    styled: int
    most: int
    recalculations: int
    layouts: int
    forced: int
    names: int


class Watch:
    """Counts the work behind what is done on a page. Counts do not depend on how busy the machine is."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._seen: list[dict[str, Any]] = []
        self._ended = False
        self._session.on("Tracing.dataCollected", lambda said: self._seen.extend(said["value"]))
        self._session.on("Tracing.tracingComplete", lambda _: self._end())

    def during(self, act: Callable[[], object]) -> Work:
        """Do it, and say what it cost."""
        self._seen.clear()
        self._ended = False
        self._session.send("Tracing.start", {"categories": TRACED, "transferMode": "ReportEvents"})
        act()
        self._session.send("Tracing.end")
        while not self._ended:
            self._page.wait_for_timeout(20)
        return _work(self._seen)

    def _end(self) -> None:
        self._ended = True


def _work(seen: list[dict[str, Any]]) -> Work:
    done = [event for event in seen if event.get("ph") == "X"]
    styled = [event["args"].get("elementCount", 0) for event in done if event["name"] == "UpdateLayoutTree"]
    layouts = [event["args"].get("beginData", {}) for event in done if event["name"] == "Layout"]
    invalid = [event["args"]["data"] for event in seen if event["name"] == "LayoutInvalidationTracking"]
    return Work(
        styled=sum(styled),
        most=max(styled, default=0),
        recalculations=len(styled),
        layouts=len(layouts),
        forced=sum("stackTrace" in begin for begin in layouts),
        names=sum(said["reason"] == "SVG changed" and said["nodeName"].startswith("text ") for said in invalid),
    )
