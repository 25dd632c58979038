"""What the studio offers to who writes: places of a script, fields of a table, text that needs no quotation marks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.drawing import Open, choose

pytestmark = pytest.mark.browser


def _script(page: Page) -> Locator:
    choose(page, "goi_dien")
    area = page.locator("[data-field=Script-vi]")
    area.click()
    area.press("End")
    return area


def test_an_open_brace_offers_the_places_and_the_words_are_read_as_the_customer_would(draw: Open) -> None:
    page = draw()
    area = _script(page)
    area.fill("{Kh} ơi, phiếu ")
    area.press("End")
    area.press_sequentially("{ma")
    options = page.locator(".script-place")
    expect(options.first).to_contain_text("mã phiếu")
    area.press("Enter")
    expect(area).to_have_value("{Kh} ơi, phiếu {ma}")
    area.press_sequentially(" xong {việc này}")
    preview = page.locator(".field", has=area).locator(".script-preview")
    expect(preview).to_contain_text("phiếu TT-26-000123 xong")
    expect(preview.locator("mark")).to_have_text("việc này")
    area.press_sequentially(" {")
    expect(options).not_to_have_count(0)
    area.press("Escape")
    expect(options).to_have_count(0)


def test_a_word_that_no_field_is_called_is_text_in_a_table(draw: Open) -> None:
    page = draw("QT-01")
    choose(page, "phan_loai_bang")
    page.locator("[data-field=decision-open]").click()
    expect(page.locator(".studio-cell-words").first).to_be_visible()
    head = page.locator('[data-cell="inputs.1.0"]')
    head.click()
    head.fill("tien_de")
    page.locator(".studio-cell-choice", has_text="Tiền đền bù").click()
    expect(head).to_have_value("tien_den_bu")
    cell = page.locator('[data-cell="outputs.3.2"]')
    cell.click()
    cell.fill("to-moi")
    cell.press("Tab")
    expect(cell).to_have_value('"to-moi"')
