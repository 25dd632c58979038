"""Where somebody who leaves the drawn path may go: the steps that make sense there, and what lies behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.ways import Ways, ways_of

_WORKING: Final = ("task", "callactivity", "subprocess", "transaction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A step to which one may go. `is_next`: the drawing itself leads there with no step between; `is_last`: no step
    comes behind it, so that the process ends; `closes_no_more`: what would close lies on the way from here and not
    behind it."""

    node: Node
    is_next: bool
    is_last: bool
    closes_no_more: bool


def targets(
    diagram: Diagram, *, source: Node, of: Callable[[Node], bool], closing: Callable[[Node], bool]
) -> list[Target]:
    """The steps `of` the kind looked for in the process or sub-process around `source`, those the drawing leads to
    first. What runs beside the way, behind an event that does not stop its step, is none from the way, for the whole
    would end there; from beside, the way is none, for it goes on by itself."""
    ways = ways_of(diagram)
    along = _along(diagram, ways)
    ahead = _reached(ways, [source.id])
    following = _reached(ways, [source.id], but={node.id for node in diagram.nodes if _is_work(node)})
    here = [node for node in diagram.children(source.parent) if node.id != source.id and of(node)]
    if source.id in along:
        here = [node for node in here if node.id in along]
    else:
        here = [node for node in here if node.id not in along and node.id in ahead | _leading_to(ways, source.id)]
    closed_ahead = any(closing(diagram.node(node)) for node in ahead)
    found = [_target(diagram, node, ways, following=following, closed_ahead=closed_ahead, of=closing) for node in here]
    return sorted(found, key=lambda one: not one.is_next)


def _target(
    diagram: Diagram, node: Node, ways: Ways, *, following: set[str], closed_ahead: bool, of: Callable[[Node], bool]
) -> Target:
    behind = [diagram.node(one) for one in _reached(_onward(diagram, ways), [node.id])]
    return Target(
        node=node,
        is_next=node.id in following,
        is_last=not any(_is_work(one) for one in behind),
        closes_no_more=closed_ahead and not of(node) and not any(of(one) for one in behind),
    )


def _is_work(node: Node) -> bool:
    return node.kind.lower().endswith(_WORKING)


def _along(diagram: Diagram, ways: Ways) -> set[str]:
    """What is come to from where the process begins, without what runs beside it."""
    starts = [node.id for node in diagram.nodes if node.kind == "startEvent" and not _is_aside(diagram, node)]
    starts += [node.id for node in diagram.nodes if not node.incoming and _begins_unsaid(diagram, node)]
    return {*starts, *_reached(_onward(diagram, ways), starts)}


def _begins_unsaid(diagram: Diagram, node: Node) -> bool:
    """A step that nothing leads to begins the process or sub-process, where that has no start event."""
    siblings = diagram.children(node.parent)
    is_plain = not node.attached_to and not node.is_for_compensation and not node.is_event_triggered
    return is_plain and _is_work(node) and not any(one.kind == "startEvent" for one in siblings)


def _is_aside(diagram: Diagram, node: Node) -> bool:
    """The start of an event sub-process that does not stop what is around it."""
    around = diagram.nodes_by_id.get(node.parent)
    return around is not None and around.is_event_triggered and not node.is_interrupting


def _onward(diagram: Diagram, ways: Ways) -> Ways:
    """The ways without those into what runs beside."""
    beside = {node.id for node in diagram.nodes if node.attached_to and not node.is_interrupting}
    return {source: [one for one in following if one not in beside] for source, following in ways.items()}


def _leading_to(ways: Ways, node: str) -> set[str]:
    return {source for source in ways if node in _reached(ways, [source])}


def _reached(ways: Ways, starts: Sequence[str], *, but: set[str] | frozenset[str] = frozenset()) -> set[str]:
    """All that can be come to, without going on behind any of `but`."""
    seen: set[str] = set()
    waiting = [one for start in starts for one in ways.get(start, ())]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            if here not in but:
                waiting.extend(ways.get(here, ()))
    return seen
