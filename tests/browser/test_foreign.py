"""Drawings of other tools are opened in the studio and saved: nothing is lost, and what cannot run is named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import Open, choose
from tests.browser.same import element_of, lost, said_by

pytestmark = pytest.mark.browser

CORPORA: Final = Path(os.environ.get("TANTAM_CORPORA") or Path(__file__).parents[3] / "shared" / "corpora")
FILES: Final = sorted(CORPORA.rglob("*.bpmn"))
#: All of them take minutes: the interchange set, and every so-many-th of the others. `TANTAM_ALL_FOREIGN=1` takes all.
SPREAD: Final = 12
PUT: Final = """async (xml) => {
  const { saveUrl } = document.querySelector("[data-studio]").dataset;
  const token = document.querySelector("meta[name=csrf]").content;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(saveUrl, { method: "POST", headers, body: JSON.stringify({ xml, force: true }) });
  return [answer.status, await answer.text()];
}"""
STORED: Final = "fetch(document.querySelector('[data-studio]').dataset.xmlUrl).then((got) => got.text())"


def _chosen() -> list[Path]:
    models = [one for one in FILES if "miwg" in one.parts]
    others = [one for one in FILES if "miwg" not in one.parts]
    return FILES if os.environ.get("TANTAM_ALL_FOREIGN") else models + others[::SPREAD]


def _through_the_studio(page: Page, file: Path) -> list[str]:
    """What a file lost between the server's text and what the studio saved of it; one line each."""
    status, said = page.evaluate(PUT, file.read_text(encoding="utf-8-sig"))
    if status != 200:
        return [f"refused with {status}: {said[:200]}"]
    before = page.evaluate(STORED)
    page.reload()
    page.wait_for_selector("[data-studio][data-ready], .studio-broken", timeout=30_000)
    if page.locator(".studio-broken").count():
        return [f"not opened: {page.locator('.studio-broken').inner_text()}"]
    page.wait_for_selector(".studio-summary:not([data-checking])", state="attached", timeout=30_000)
    with page.expect_response("**/edit/save/") as answer:
        page.keyboard.press("Control+s")
    if answer.value.status != 200:
        return [f"not saved: {answer.value.status} {answer.value.text()[:200]}"]
    expect(page.locator(".studio-state [data-state=saved]")).to_be_visible()
    return lost(before, page.evaluate(STORED))


@pytest.mark.skipif(not FILES, reason="the drawings of other tools are not here (TANTAM_CORPORA)")
def test_drawings_of_other_tools_are_opened_and_saved_without_a_loss(draw: Open) -> None:
    page = draw()
    page.on("dialog", lambda asked: asked.accept())
    losses = {f"{file.parent.name}/{file.name}": _through_the_studio(page, file) for file in _chosen()}
    assert len(losses) >= 14
    assert {name: lines for name, lines in losses.items() if lines} == {}


FLOWS = frozenset({"incoming", "outgoing"})  # written or not
OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:flowable="http://flowable.org/bpmn" xmlns:signavio="http://www.signavio.com" id="d" targetNamespace="t">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="b"/>
<bpmn:serviceTask id="hoi_kho" name="Hỏi kho" camunda:class="a.B" flowable:async="true"><bpmn:extensionElements>
<zeebe:taskDefinition type="kho" retries="3"/><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffe"/>
<camunda:inputOutput><camunda:inputParameter name="x">1</camunda:inputParameter></camunda:inputOutput>
</bpmn:extensionElements><bpmn:ioSpecification id="io"><bpmn:dataInput id="vao"/>
<bpmn:inputSet id="bo"><bpmn:dataInputRefs>vao</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet id="ra"/>
</bpmn:ioSpecification><bpmn:multiInstanceLoopCharacteristics camunda:collection="ds"><bpmn:extensionElements>
<zeebe:loopCharacteristics inputCollection="=ds"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
</bpmn:serviceTask>
<bpmn:scriptTask id="tinh" name="Tính" scriptFormat="js" camunda:resultVariable="r"><bpmn:script>x = 1</bpmn:script>
</bpmn:scriptTask><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="b" targetRef="hoi_kho"/>
<bpmn:sequenceFlow id="f2" sourceRef="hoi_kho" targetRef="tinh"/>
<bpmn:sequenceFlow id="f3" sourceRef="tinh" targetRef="e"/></bpmn:process></bpmn:definitions>"""


def _become(page: Page, element: str, kind: str) -> None:
    choose(page, element)
    page.locator(".djs-context-pad [data-action=replace]").click()
    page.locator(f".djs-popup [data-id=replace-with-{kind}]").click()
    expect(page.locator(".djs-popup")).to_have_count(0)


def _saved(page: Page) -> str:
    page.locator(".djs-container").first.hover(position={"x": 600, "y": 20})
    with page.expect_response("**/edit/save/"):
        page.keyboard.press("Control+s")
    expect(page.locator(".studio-state [data-state=saved]")).to_be_visible()
    return str(page.evaluate(STORED))


def test_a_step_of_another_tool_becomes_one_of_another_kind_and_keeps_its_words(draw: Open) -> None:
    page = draw()
    assert page.evaluate(PUT, OTHERS)[0] == 200
    page.reload()
    page.wait_for_selector("[data-studio][data-ready]")
    before = page.evaluate(STORED)
    _become(page, "hoi_kho", "user-task")
    expect(page.locator(".studio-panel [data-of-others]")).to_contain_text("không có tác dụng ở đây")
    expect(page.locator(".studio-others")).to_contain_text("kho, 3 zeebe:taskDefinition")
    expect(page.locator(".toast")).to_have_count(0)  # nothing of it was lost
    _become(page, "tinh", "user-task")
    expect(page.locator(".toast")).to_contain_text("phần tử bỏ lại: đoạn mã của nó (x = 1). Bấm Ctrl+Z để lấy lại")
    after = _saved(page)
    was, now = element_of(before, "hoi_kho"), element_of(after, "hoi_kho")
    assert now.tag.endswith("}userTask")
    assert said_by(now, without=FLOWS)[1:] == said_by(was, without=FLOWS)[1:]
    assert element_of(after, "tinh").get("{http://camunda.org/schema/1.0/bpmn}resultVariable") == "r"
    for _ in range(2):
        page.keyboard.press("Control+z")
    back = _saved(page)
    for element in ("hoi_kho", "tinh"):
        first, last = (said_by(element_of(xml, element), without=FLOWS) for xml in (before, back))
        assert last == first
