"""The outermost elements: the picture itself, and the group of one node."""

from __future__ import annotations

from html import escape

from tantam.process.drawing.geometry import Box
from tantam.process.drawing.mark import Link, Mark
from tantam.process.drawing.markup import number
from tantam.process.engine.diagram import Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS


def node_element(
    node: Node, inner: str, *, title: str, mark: Mark, is_focus: bool, link: Link | None, colour: str = ""
) -> str:
    """The group of a node with its classes, its title and, where `link` has one, its address; `colour` as
    `colours.COLOURS` names it."""
    family = "event" if node.kind in EVENTS else "gateway" if node.kind in GATEWAYS else "step"
    names = ["dg-node", f"dg-{family}"]
    if mark.state != "none":
        names.append(f"dg-{mark.state}")
    if mark.heat_level:
        names.append(f"dg-heat-{mark.heat_level}")
    if mark.verdict:
        names.append(f"dg-{mark.verdict}")
    if colour:
        names.append(f"dg-own-{colour}")
    if is_focus:
        names.append("dg-focus")
    heading = f"<title>{escape(title)}</title>" if title else ""
    group = f'<g class="{" ".join(names)}" data-node="{escape(node.id)}">{heading}{inner}</g>'
    address = link(node.id) if link else None
    if address is None:
        return group
    return f'<a class="dg-link" href="{escape(address)}" aria-label="{escape(title)}">{group}</a>'


def svg_element(
    inner: str, *, view: Box, size: tuple[float, float] | None, name: str, kind: str, is_image: bool
) -> str:
    """The outer element; with links inside it is a group for those who hear it, else one image."""
    measures = f' width="{number(size[0])}" height="{number(size[1])}"' if size else ""
    role = "img" if is_image else "group"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dg dg-{kind}" role="{role}" aria-label="{escape(name)}" '
        f'viewBox="{number(view.left)} {number(view.top)} {number(view.width)} {number(view.height)}"{measures} '
        f'fill="currentColor" stroke="none"><title>{escape(name)}</title>{inner}</svg>'
    )
