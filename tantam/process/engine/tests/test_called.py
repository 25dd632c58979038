"""What elements without a name are called: the server's half of the cases that the studio's words are held to too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tantam.process.engine.bpmn import read
from tantam.process.engine.called import both_names, name_in, names_of
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.kinds import BPMN

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("called_cases.json").read_text(encoding="utf-8"))


def drawn(text: str) -> Diagram:
    """A drawing in short: `<F a b Yes/>` is an arrow from a to b named "Yes"."""
    flow = r"<sequenceFlow id='\1-\2' sourceRef='\1' targetRef='\2' name='\3'/>"
    inner = re.sub(r"<F (\w+) (\w+) ?([^/]*)/>", flow, text)
    return read(f"<definitions xmlns='{BPMN}'><process id='P'>{inner}</process></definitions>".encode())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_an_element_without_a_name_is_called_by_what_it_is_and_where_it_stands(case: dict[str, Any], language: str):
    found = names_of(drawn(case["drawn"]), language=language)
    assert {node: found[node] for node in case[language]} == case[language]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_names_are_unique_within_a_drawing(case: dict[str, Any]):
    found = list(names_of(drawn(case["drawn"]), language="vi").values())
    assert len(set(found)) == len(found)


def test_an_arrow_without_a_name_is_told_by_its_ends_and_what_is_gone_by_that_it_is():
    diagram = drawn(CASES[0]["drawn"])
    assert name_in(diagram, "q-d", language="vi") == "Cổng song song gộp trước ‘Báo khách’ → Báo khách"
    assert both_names(diagram, "nowhere") == ("bước không còn trong sơ đồ", "a step no longer in the drawing")
