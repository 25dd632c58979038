"""Every word of the drawing tool is the reader's: bar, palette, the menu beside each kind of element, searching."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import Open

pytestmark = pytest.mark.browser

#: One of each kind that QT-03 draws: a step, a system's, a message, a sub-process, events, a gateway, a flow.
KINDS = ["nhan_xe", "dong_phieu", "nhac_lich", "sua", "nhac_truoc", "khach_duyet"]
VIETNAMESE = re.compile(r"[à-ỹăâđêôơưÀ-ỸĂÂĐÊÔƠƯ]")
SAID = """() => [...document.querySelectorAll(
  ":is(.djs-palette, .djs-context-pad, .djs-popup) :is([title], [aria-label]), .djs-popup .djs-popup-label")]
  .flatMap((one) => [one.title, one.getAttribute("aria-label"), one.matches(".djs-popup-label") ? one.textContent : ""])
  .map((text) => (text ?? "").trim()).filter(Boolean)"""
CUT = """() => [...document.querySelectorAll(".djs-popup .djs-popup-label, .djs-popup-title")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""
MENU = "document.querySelector('.djs-context-pad [data-action=replace]').click()"


def _choose(page: Page, element: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    page.keyboard.type(element)
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=id]")).to_have_value(element)


def test_every_menu_of_every_kind_is_vietnamese_and_nothing_is_cut(draw: Open) -> None:
    page = draw("QT-03")
    said: set[str] = set()
    for kind in KINDS:
        _choose(page, kind)
        page.wait_for_selector(".djs-context-pad.open [data-action=replace]")
        page.evaluate(MENU)
        page.wait_for_selector(".djs-popup")
        said |= set(page.evaluate(SAID))
        assert page.evaluate(CUT) == []
        page.keyboard.press("Escape")
        expect(page.locator(".djs-popup")).to_have_count(0)
    assert len(said) > 50
    assert sorted(text for text in said if not VIETNAMESE.search(text)) == []


@pytest.mark.parametrize(
    ("language", "typed", "found", "count", "none"),
    [
        ("vi", "he thong", "Bước hệ thống", "1 kết quả", "Không có mục nào tên như vậy."),
        ("en", "serv", "Service task", "1 result found", "Nothing is called so."),
    ],
)
def test_a_kind_is_found_without_its_marks_and_the_menu_says_how_many(
    draw: Open, language: str, typed: str, found: str, count: str, none: str
) -> None:
    page = draw("QT-03", language=language)
    _choose(page, "nhan_xe")
    page.wait_for_selector(".djs-context-pad.open [data-action=replace]")
    page.evaluate(MENU)
    field = page.locator(".djs-popup-search input")
    field.press_sequentially(typed)
    expect(page.locator(".djs-popup-label")).to_have_text([found])
    expect(page.locator(".djs-popup-search-count")).to_have_text(count)
    field.press_sequentially("qqq")
    expect(page.locator(".djs-popup-no-results")).to_have_text(none)
