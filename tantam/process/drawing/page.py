"""What is on the first page of a file: shapes, lines and who belongs to whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from tantam.process.drawing.geometry import Box, box_of, segment_boxes, union
from tantam.process.engine.diagram import Diagram, Edge, Node, Shape
from tantam.process.engine.kinds import SUBPROCESSES


@dataclass(slots=True)
class Page:
    """The drawn part of a diagram: one shape per element, lines with at least two points."""

    diagram: Diagram
    shapes: dict[str, Shape]
    edges: dict[str, Edge]
    boxes: dict[str, Box] = field(default_factory=dict)
    pieces: dict[str, list[Box]] = field(default_factory=dict)  # of every line, by its own id
    near: dict[str, list[Box]] = field(default_factory=dict)  # pieces of the lines at a node, by the node's id
    guests: dict[str, list[Box]] = field(default_factory=dict)  # boundary events on a node

    def node_box(self, node: Node) -> Box:
        """Where the node is drawn."""
        return self.boxes[node.id]

    def is_expanded(self, node: Node) -> bool:
        """Whether a sub-process shows what is inside."""
        shape = self.shapes[node.id]
        if node.kind not in SUBPROCESSES or shape.is_expanded is False:
            return False
        return shape.is_expanded is True or any(child.id in self.shapes for child in self.diagram.children(node.id))

    def nodes(self) -> list[Node]:
        """What is drawn, in painting order: expanded sub-processes from the outside in, then the rest, then guests."""
        drawn = [node for node in self.diagram.nodes if node.id in self.shapes]
        ranks = {"boundaryEvent": 2}
        return sorted(drawn, key=lambda node: 0 if self.is_expanded(node) else ranks.get(node.kind, 1))


def read_page(diagram: Diagram) -> Page:
    """The first page; the pages of collapsed sub-processes are left out."""
    first = diagram.shapes[0].plane if diagram.shapes else ""
    page = Page(
        diagram=diagram,
        shapes={shape.element: shape for shape in diagram.shapes if shape.plane == first},
        edges={edge.element: edge for edge in diagram.edges if edge.plane == first and len(edge.waypoints) > 1},
    )
    page.boxes = {name: box_of(shape.bounds) for name, shape in page.shapes.items()}
    for flow in diagram.flows:
        if flow.id in page.edges:
            pieces = segment_boxes(page.edges[flow.id].waypoints)
            page.pieces[flow.id] = pieces
            page.near.setdefault(flow.source, []).extend(pieces)
            page.near.setdefault(flow.target, []).extend(pieces)
    for node in diagram.nodes:
        if node.attached_to and node.id in page.boxes:
            page.guests.setdefault(node.attached_to, []).append(page.boxes[node.id])
            page.near.setdefault(node.attached_to, []).extend(page.near.get(node.id, ()))
    return page


def extent(page: Page) -> Box:
    """The rectangle around everything but labels."""
    lines = (piece for pieces in page.pieces.values() for piece in pieces)
    return union([*page.boxes.values(), *lines]) or Box(0, 0, 100, 60)
