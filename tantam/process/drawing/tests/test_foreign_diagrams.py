from pathlib import Path
from xml.etree import ElementTree

import pytest

from tantam.process.drawing import draw, draw_mini, draw_thumbnail
from tantam.process.drawing.full import Picture
from tantam.process.drawing.tests.world import busy_marks, foreign
from tantam.process.engine.bpmn import read

FILES = foreign()


@pytest.mark.skipif(not FILES, reason="the reference models are not here (TANTAM_CORPORA)")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_diagram_of_another_tool_is_drawn_with_every_node_once(path: Path):
    diagram = read(path.read_bytes())
    svg = draw(diagram, language="en", marks=busy_marks(diagram))
    nodes = [name for element in ElementTree.fromstring(svg).iter() if (name := element.get("data-node"))]  # noqa: S314
    picture = Picture(diagram, language="en", marks={})
    assert sorted(nodes) == sorted(node.id for node in diagram.nodes if node.id in picture.page.shapes)
    assert len(nodes) > 2
    ElementTree.fromstring(draw_thumbnail(diagram, language="en"))  # noqa: S314
    for node in diagram.nodes:
        ElementTree.fromstring(draw_mini(diagram, language="vi", focus=node.id))  # noqa: S314
