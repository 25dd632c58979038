"""The diagram interchange part of a file (BPMNDiagram): where shapes and lines are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from tantam.process.engine.diagram import Bounds, Edge, Point, Shape
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.xml import Element

BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
_FILL: Final = ("background-color", "fill")
_STROKE: Final = ("border-color", "stroke")


@dataclass(slots=True)
class Layout:
    """Shapes and edges in document order."""

    shapes: list[Shape] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def read_layout(root: Element, *, resolve: Callable[[str], str], report: Callable[[Problem], None]) -> Layout:
    """All pages of the file; `resolve` turns a written reference into an id."""
    layout = Layout()
    for plane in _named(root, "BPMNDiagram", "BPMNPlane"):
        page = resolve(plane.get("bpmnElement"))
        for drawn in plane.children:
            try:
                _read(drawn, page=page, element=resolve(drawn.get("bpmnElement")), layout=layout)
            except ValueError:
                report(problem("bad_layout", element=drawn.get("bpmnElement"), line=drawn.line, severity="warning"))
    return layout


def _named(root: Element, outer: str, inner: str) -> Iterator[Element]:
    for page in root.children:
        if page.name == outer:
            yield from (child for child in page.children if child.name == inner)


def _read(drawn: Element, *, page: str, element: str, layout: Layout) -> None:
    if drawn.name == "BPMNShape":
        bounds = _bounds(drawn)
        if bounds is None:
            raise ValueError(drawn.name)
        layout.shapes.append(
            Shape(
                element=element,
                bounds=bounds,
                label=_label(drawn),
                plane=page,
                is_horizontal=_flag(drawn, "isHorizontal"),
                is_expanded=_flag(drawn, "isExpanded"),
                is_marker_visible=bool(_flag(drawn, "isMarkerVisible")),
                stroke=_color(drawn, _STROKE),
                fill=_color(drawn, _FILL),
            )
        )
    elif drawn.name == "BPMNEdge":
        waypoints = tuple(
            Point(_number(point.get("x")), _number(point.get("y")))
            for point in drawn.children
            if point.name == "waypoint"
        )
        layout.edges.append(
            Edge(element=element, waypoints=waypoints, label=_label(drawn), plane=page, stroke=_color(drawn, _STROKE))
        )


def _bounds(element: Element) -> Bounds | None:
    for child in element.children:
        if child.name == "Bounds":
            x, y, width, height = (_number(child.get(name)) for name in ("x", "y", "width", "height"))
            return Bounds(x, y, width, height)
    return None


def _label(element: Element) -> Bounds | None:
    label = next((child for child in element.children if child.name == "BPMNLabel"), None)
    return _bounds(label) if label is not None else None


def _number(text: str) -> float:
    value = float(text)
    if not isfinite(value) or abs(value) > 1e7:  # what no canvas holds would only break whoever draws it
        raise ValueError(text)
    return value


def _flag(element: Element, name: str) -> bool | None:
    text = element.get(name)
    return text in ("true", "1") if text else None


def _color(element: Element, names: tuple[str, ...]) -> str:
    for key, value in element.attributes.items():
        if key.startswith("{") and key.rpartition("}")[2] in names:
            return value
    return ""
