"""Drawings of other tools are opened in the studio and saved: nothing is lost, and what cannot run is named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import Open
from tests.browser.same import lost

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
