"""Places for a BPMN file that says what happens but not where it is drawn (BPMN 2.0.2, 12.1 leaves that open).

Other programs write such files; a drawing program shows them empty. Pools stand below each other, each laid out from
left to right, in its lanes where it has some; a sub-process is folded, and what it holds stands on a page of its own.
A process with lanes and no pool gets one: lanes are drawn in pools.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import quoteattr

from tantam.process.engine.diagram import Diagram, Flow, Lane, Node, Pool
from tantam.process.mining.banding import HEAD, Ways, banded
from tantam.process.mining.layering import Spacing, lay_out
from tantam.process.mining.messaging import messages

_NAMES: Final = (
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
_STEP: Final = (120.0, 80.0)
_EVENT: Final = (36.0, 36.0)
_GATEWAY: Final = (50.0, 50.0)
_HEAD, _MARGIN, _LEAST, _WIDE = 30.0, 60.0, 120.0, 600.0
_SPACING: Final = Spacing(across=60.0, down=60.0, passing=30.0)
_HOLDS: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_CLOSING: Final = re.compile(r"</((?:[\w.-]+:)?)definitions\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_COLLABORATION: Final = re.compile(r"""<(?:[\w.-]+:)?collaboration\b[^>]*?\sid\s*=\s*["']([\w.-]+)["']""")
_DRAWN: Final = re.compile(r"<((?:[\w.-]+:)?BPMNDiagram)\b(?:[^>]*/>|.*?</\1\s*>)\s*", re.DOTALL)
_PAGES: Final = re.compile(r"""<(?:[\w.-]+:)?(?:collaboration|choreography)\b[^>]*?\sid\s*=\s*["']([\w.-]+)["']""")
_Box = tuple[float, float, float, float]


def placed(text: str, diagram: Diagram) -> str:
    """The file `text`, read as `diagram`, with a drawing at its end where it has none, or one that shows no step."""
    if not diagram.nodes or _is_drawn(text, diagram):
        return text
    text = _DRAWN.sub("", text)  # pages without a step on them: beside ours they would be opened first
    end = _CLOSING.search(text)
    if end is None:
        return text
    together = _COLLABORATION.search(text)
    placing = _Placing(diagram, together=together[1] if together else "")
    pool = placing.pool_for_lanes(taken=text)
    return (
        text[: end.start()]
        + _said_of(pool, together=placing.together, prefix=end[1])
        + "".join(placing.pages())
        + text[end.start() :]
    )


def _is_drawn(text: str, diagram: Diagram) -> bool:
    """Whether any step stands on a page of something that is there: else a drawing program shows nothing."""
    pages = {process.id for process in diagram.processes} | diagram.nodes_by_id.keys() | set(_PAGES.findall(text))
    return any(shape.element in diagram.nodes_by_id and shape.plane in pages for shape in diagram.shapes)


class _Placing:
    def __init__(self, diagram: Diagram, *, together: str) -> None:
        self.together = together
        self.processes = {process.id: process for process in diagram.processes}
        self.lanes: defaultdict[str, list[Lane]] = defaultdict(list)
        for lane in diagram.lanes:
            self.lanes[lane.process].append(lane)
        self.nodes: defaultdict[str, list[Node]] = defaultdict(list)
        for node in diagram.nodes:
            self.nodes[node.parent].append(node)
        self.flows = diagram.flows
        self.pools = [pool for pool in diagram.pools if pool.id]
        self.steps: dict[str, _Box] = {}  # where those of the page stand
        self.first = next(process.id for process in diagram.processes if self.nodes[process.id])

    def pool_for_lanes(self, *, taken: str) -> Pool | None:
        """The pool that a process with lanes is given where the file has none for anything; `taken` holds its ids."""
        if self.together or not self.lanes[self.first]:
            return None
        self.together, own = (_free(f"{self.first}_{what}", taken) for what in ("collaboration", "pool"))
        pool = Pool(id=own, name=self.processes[self.first].name, process=self.first)
        self.pools = [pool]
        return pool

    def pages(self) -> Iterator[str]:
        parts: list[str] = []
        if self.together and any(pool.process == self.first for pool in self.pools):
            top, boxes = 0.0, {}
            for pool in self.pools:
                boxes[pool.id] = self.pool(pool, top=top, parts=parts)
                top += boxes[pool.id][3] + _MARGIN
            parts += [_line(*drawn) for drawn in messages(self.flows, pools=boxes, steps=self.steps)]
            yield _page(self.together, "".join(parts))
        else:
            self.room(self.first, left=0.0, top=0.0, parts=parts)
            yield _page(self.first, "".join(parts))
        for scope in [node.id for room in self.nodes.values() for node in room if node.kind in _HOLDS]:
            parts = []
            self.room(scope, left=0.0, top=0.0, parts=parts)
            yield _page(scope, "".join(parts))

    def pool(self, pool: Pool, *, top: float, parts: list[str]) -> _Box:
        """The pool with what it holds; returns its place."""
        inside: list[str] = []
        right, bottom = self.room(pool.process, left=_HEAD, top=top, parts=inside) if pool.process else (0.0, 0.0)
        width, height = max(right, _WIDE), max(bottom - top, _LEAST)
        box = (0.0, top, width, height)
        parts += [_shape(pool.id, box, ' isHorizontal="true"'), *inside]
        return box

    def room(self, scope: str, *, left: float, top: float, parts: list[str]) -> tuple[float, float]:
        """All that stands directly in a process or sub-process; returns its right and lower edge in pixels."""
        nodes = self.nodes[scope]
        hosts = {node.id: node.attached_to or node.id for node in nodes}
        own = [node for node in nodes if not node.attached_to]
        flows = [flow for flow in self.flows if flow.source in hosts and flow.target in hosts]
        boxes, bends = _lay(own, [(hosts[flow.source], hosts[flow.target]) for flow in flows])
        if not boxes:
            return left, top
        x, y = min(box[0] for box in boxes.values()), min(box[1] for box in boxes.values())
        right, down = left + _MARGIN - x, top + _MARGIN - y
        boxes = {key: (box[0] + right, box[1] + down, *box[2:]) for key, box in boxes.items()}
        if self.lanes[scope]:
            return self.lanes_of(scope, flows=flows, boxes=boxes, left=left, top=top, parts=parts)
        boxes |= _attached(nodes, boxes)
        self.steps |= boxes
        parts += [_shape(node.id, boxes[node.id], _look(node)) for node in nodes]
        for flow, points in zip(flows, bends, strict=True):
            parts.append(_edge(flow, boxes, [(one + right, other + down) for one, other in points]))
        return (
            max(box[0] + box[2] for box in boxes.values()) + _MARGIN,
            max(box[1] + box[3] for box in boxes.values()) + _MARGIN,
        )

    def lanes_of(
        self, scope: str, *, flows: Sequence[Flow], boxes: Mapping[str, _Box], left: float, top: float, parts: list[str]
    ) -> tuple[float, float]:
        """A process with lanes, its steps in `boxes` as if it had none; returns its right and lower edge in pixels."""
        nodes = self.nodes[scope]
        moved, bands = banded(boxes, self.lanes[scope])
        heads = HEAD * (1 + max((band.depth for band in bands), default=0))
        own = {key: (box[0] + heads, box[1] + top, *box[2:]) for key, box in moved.items()}
        right = max(_WIDE, max(box[0] + box[2] for box in own.values()) + _MARGIN)
        for band in bands:
            begin = left + HEAD * band.depth
            place = (begin, top + band.top, right - begin, band.height)
            parts.append(_shape(band.lane, place, ' isHorizontal="true"'))
        places = own | _attached(nodes, own)
        self.steps |= places
        parts += [_shape(node.id, places[node.id], _look(node)) for node in nodes]
        ways = Ways(places, own=own)
        hosts = {node.id: node.attached_to or node.id for node in nodes}
        parts += [_line(flow, ways.of(flow, hosts[flow.source])) for flow in flows]
        lowest = max(box[1] + box[3] for box in own.values()) + _MARGIN / 2
        return right, max(lowest, top + max((band.top + band.height for band in bands), default=0.0))


def _free(wanted: str, taken: str) -> str:
    while f'"{wanted}"' in taken or f"'{wanted}'" in taken:
        wanted += "_"
    return wanted


def _said_of(pool: Pool | None, *, together: str, prefix: str) -> str:
    if pool is None:
        return ""
    own = f"{quoteattr(pool.id)} name={quoteattr(pool.name)} processRef={quoteattr(pool.process)}"
    return f"<{prefix}collaboration id={quoteattr(together)}><{prefix}participant id={own}/></{prefix}collaboration>"


def _lay(
    nodes: Sequence[Node], edges: Sequence[tuple[str, str]]
) -> tuple[dict[str, _Box], list[tuple[tuple[float, float], ...]]]:
    sizes = {node.id: _size(node) for node in nodes}
    laid = lay_out(_in_order([node.id for node in nodes], edges), edges, sizes=sizes, spacing=_SPACING)
    boxes = {key: (x - sizes[key][0] / 2, y - sizes[key][1] / 2, *sizes[key]) for key, (x, y) in laid.centres.items()}
    return boxes, laid.bends


def _in_order(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[str]:
    """As the flows go rather than as the file was written: first those that nothing leads to."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        after[source].append(target)
    led_to = {target for source, target in edges if source != target}
    seen: set[str] = set()
    done: list[str] = []
    for start in [*(key for key in keys if key not in led_to), *keys]:
        ways = [(start, iter(after[start]))] if start not in seen else []
        seen.add(start)
        while ways:
            _key, following = ways[-1]
            onward = next((one for one in following if one not in seen), None)
            if onward is None:
                done.append(ways.pop()[0])
            else:
                seen.add(onward)
                ways.append((onward, iter(after[onward])))
    return done[::-1]


def _attached(nodes: Sequence[Node], boxes: Mapping[str, _Box]) -> dict[str, _Box]:
    """Events on the lower edge of their step, from right to left."""
    count: defaultdict[str, int] = defaultdict(int)
    found: dict[str, _Box] = {}
    for node in nodes:
        if node.attached_to in boxes:
            x, y, width, height = boxes[node.attached_to]
            count[node.attached_to] += 1
            found[node.id] = (x + width - 42.0 * count[node.attached_to], y + height - 18.0, *_EVENT)
        elif node.attached_to:
            found[node.id] = (0.0, 0.0, *_EVENT)
    return found


def _size(node: Node) -> tuple[float, float]:
    kind = node.kind.lower()
    return _EVENT if kind.endswith("event") else _GATEWAY if kind.endswith("gateway") else _STEP


def _look(node: Node) -> str:
    return ' isExpanded="false"' if node.kind in _HOLDS else ""


def _page(element: str, drawn: str) -> str:
    plane = f"<bpmndi:BPMNPlane bpmnElement={quoteattr(element)}>{drawn}</bpmndi:BPMNPlane>"
    return f"<bpmndi:BPMNDiagram{_NAMES}>{plane}</bpmndi:BPMNDiagram>"


def _shape(element: str, box: _Box, look: str) -> str:
    x, y, width, height = box
    bounds = f'<dc:Bounds x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'
    return f"<bpmndi:BPMNShape bpmnElement={quoteattr(element)}{look}>{bounds}</bpmndi:BPMNShape>"


def _edge(flow: Flow, boxes: Mapping[str, _Box], bends: Sequence[tuple[float, float]]) -> str:
    source, target = boxes[flow.source], boxes[flow.target]
    ahead = source[0] <= target[0]
    begin = (source[0] + (source[2] if ahead else 0), source[1] + source[3] / 2)
    end = (target[0] + (0 if ahead else target[2]), target[1] + target[3] / 2)
    points = [begin, *bends, end]
    corners = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):  # at right angles
        middle = (x + to_x) / 2
        corners += [(middle, y), (middle, to_y)] if abs(y - to_y) > 1 else []
        corners.append((to_x, to_y))
    return _line(flow, corners)


def _line(flow: Flow, corners: Sequence[tuple[float, float]]) -> str:
    drawn = "".join(f'<di:waypoint x="{x:g}" y="{y:g}"/>' for x, y in corners)
    return f"<bpmndi:BPMNEdge bpmnElement={quoteattr(flow.id)}>{drawn}</bpmndi:BPMNEdge>"
