"""Formulas and examples written in the studio, in the real product."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.drawing import Open, choose

pytestmark = pytest.mark.browser
READ_MS = 150  # a suggestion that has just come is not taken by a key that was meant for the text
STATE = ".studio-state"
FORMULA = ".formula-input [data-field=flow-condition]"


def _choose_flow(page: Page, flow: str) -> None:
    page.evaluate(
        """id => document.querySelector(`.djs-connection[data-element-id="${id}"] .djs-hit`)
        .dispatchEvent(new MouseEvent("click", {bubbles: true}))""",
        flow,
    )
    expect(page.locator(FORMULA)).to_be_visible()


def test_a_formula_is_typed_with_suggestions_in_words_and_tried_on_a_real_ticket(draw: Open) -> None:
    page = draw()
    _choose_flow(page, "su_co_an_toan__bao_truong_phong")
    page.locator(FORMULA).fill("")
    page.locator(FORMULA).press_sequentially("muc kh")
    expect(page.locator(".cm-tooltip-autocomplete [aria-selected]")).to_have_text("khanMức khẩn cấp")
    page.wait_for_timeout(READ_MS)
    page.keyboard.press("Enter")
    page.locator(FORMULA).press_sequentially(' = "')
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_have_text("criticalRất gấp")
    page.wait_for_timeout(READ_MS)
    page.keyboard.press("Enter")
    expect(page.locator(FORMULA)).to_have_text('khan = "critical"')
    expect(page.locator(".formula-try select option").first).to_contain_text("TT-26-")
    expect(page.locator(".formula-used dt")).to_have_text("Mức khẩn cấp")
    expect(page.locator(".formula-verdict")).to_have_text(re.compile("Đúng|Sai"))
    with page.expect_response("**/edit/formula/") as tried:
        page.locator(FORMULA).press_sequentially(" and and")
    assert tried.value.ok
    expect(page.locator(".formula-out")).to_be_hidden()  # it gives nothing yet
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)  # who is still typing is not told so
    page.locator("[data-field=label-en]").click()  # leaving it writes it; the click is not lost
    expect(page.locator("[data-field=label-en]")).to_be_focused()
    expect(page.locator(".formula-field .studio-cell-error")).to_contain_text("and")
    expect(page.locator(".cm-lintRange-error")).to_have_count(1)
    expect(page.locator(FORMULA)).to_have_text('khan = "critical" and and')
    expect(page.locator(STATE)).to_have_text("Chưa lưu")


def test_what_was_typed_before_the_editor_came_is_written_as_the_field_is_left(draw: Open) -> None:
    page = draw()
    held: list[Route] = []
    page.route("**/formula-editor-*.js", lambda route: held.append(route))
    flow = page.locator("[data-element-id=su_co_an_toan__bao_truong_phong_label]")
    flow.click()
    page.locator("textarea[data-field=flow-condition]").fill("khan and and")
    held[0].continue_()
    expect(page.locator(FORMULA)).to_be_focused()
    expect(page.locator(FORMULA)).to_have_text("khan and and")
    page.keyboard.press("Tab")
    expect(page.locator(STATE)).to_have_text("Chưa lưu")
    expect(page.locator(".studio-panel .studio-told")).to_contain_text("and")


def test_a_formula_is_tried_on_made_up_data_and_picked_from_lists(draw: Open) -> None:
    page = draw()
    _choose_flow(page, "su_co_an_toan__bao_truong_phong")
    page.locator(FORMULA).fill('khan = "critical"')
    page.locator(".formula-try select").select_option("made-up")
    page.locator(".formula-made-up select").select_option("critical")
    expect(page.locator(".formula-verdict")).to_have_text("Đúng")
    page.locator(".formula-made-up select").select_option("low")
    expect(page.locator(".formula-verdict")).to_have_text("Sai")
    page.locator(".formula-pick > summary").click()
    picks = page.locator(".formula-picks select")
    picks.nth(0).select_option("kenh")
    picks.nth(2).select_option("zalo")
    page.get_by_role("button", name="Thêm “hoặc”").click()
    expect(page.locator(FORMULA)).to_have_text('khan = "critical" or kenh = "zalo"')


def test_what_is_marked_in_a_formula_is_typed_over_and_no_style_is_refused(draw: Open) -> None:
    """A browser keeps how deleted letters looked for the next one, as an inline style: the page's policy forbids it."""
    page = draw()
    _choose_flow(page, "su_co_an_toan__bao_truong_phong")
    keys = page.context.new_cdp_session(page)
    typed = {
        "fill": lambda: page.locator(FORMULA).fill("(khan)"),
        "type": lambda: page.keyboard.type("(khan)"),
        "compose": lambda: keys.send("Input.imeSetComposition", {"text": "ạ", "selectionStart": 1, "selectionEnd": 1}),
    }
    for act in typed.values():
        page.locator(FORMULA).fill("${days <= 7}")
        expect(page.locator(".cm-lintRange-error")).to_have_text("$")
        page.locator(FORMULA).press("Control+a")
        act()
        expect(page.locator(FORMULA)).not_to_contain_text("$")
    page.keyboard.press("Escape")
    page.locator(FORMULA).fill("(khan)")
    page.locator(FORMULA).press("Home")
    expect(page.locator(".cm-matchingBracket")).to_have_count(2)
    page.locator(FORMULA).press("Shift+End")
    page.keyboard.type("x")
    expect(page.locator(FORMULA)).to_have_text("x")  # and the visitors' pages have complained of nothing


def test_the_click_that_leaves_a_field_goes_where_it_was_meant(draw: Open) -> None:
    page = draw()
    choose(page, "goi_dien")
    for leave in ("click", "tab"):
        page.locator("[data-field=name]").click()
        page.keyboard.type("!")
        if leave == "click":
            page.locator("[data-field=label-en]").click()
        else:
            page.keyboard.press("Tab")
        expect(page.locator("[data-field=label-en]")).to_be_focused()
    page.locator("[data-field=label-en]").fill("Ring the customer")
    page.locator("[data-field=stage]").select_option("feedback")
    expect(page.locator("[data-field=stage]")).to_have_value("feedback")
    expect(page.locator("[data-field=label-en]")).to_have_value("Ring the customer")


BELOW_THE_HEAD = """() => document.querySelector(".example-card").getBoundingClientRect().top
  - document.querySelector(".studio-panel-head").getBoundingClientRect().bottom"""


def test_an_example_is_written_run_and_what_fails_is_marked_on_the_drawing(draw: Open) -> None:
    page = draw()
    page.locator("[data-field=example-add]").click()
    page.locator("[data-field=example-0-vi]").fill("Khẩn thì báo trưởng phòng")
    page.locator("[data-field=example-0-case-what]").select_option("khan")
    page.locator("[data-field=example-0-case-value]").select_option("critical")
    page.locator("[data-field=example-0-case-add]").click()
    expect(page.locator(".example-card .chip").first).to_contain_text("Mức khẩn")
    page.locator("[data-field=example-0-never]").select_option("bao_truong_phong")
    card = page.locator(".example-card")
    expect(card.locator(".example-sign")).to_have_attribute("data-state", "failed")
    expect(card.locator(".example-said")).to_contain_text("không được đi qua “Báo ngay trưởng phòng”")
    expect(page.locator(".example-failed[data-element-id=bao_truong_phong]")).to_have_count(1)
    page.locator(".studio-summary[data-state=error]").click()
    page.locator(".studio-problem.is-error", has_text="Khẩn thì báo trưởng phòng").click()
    assert page.evaluate(BELOW_THE_HEAD) >= 0  # what the check leads to stands below what stays
    page.keyboard.press("Escape")
    card.locator(".chip", has_text="Báo ngay trưởng phòng").click()  # no longer expected
    page.locator("[data-field=example-0-through]").select_option("bao_truong_phong")
    expect(card.locator(".example-said")).not_to_contain_text("Báo ngay trưởng phòng")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Đã lưu")
    page.reload()
    page.wait_for_selector("[data-studio][data-ready]")
    card.locator("summary").first.click()
    expect(page.locator("[data-field=example-0-vi]")).to_have_value("Khẩn thì báo trưởng phòng")
    expect(page.locator("[data-field=example-0-case]")).to_have_value("khan = critical")
    if not page.locator("[data-field=example-0-case]").is_visible():
        page.locator(".example-card summary", has_text="Viết bằng chữ").first.click()
    page.locator("[data-field=example-0-case]").fill("khan = high")
    page.locator("[data-field=example-0-case]").blur()
    expect(page.locator(".example-card .chip").first).not_to_contain_text("critical")


def test_what_the_check_says_of_an_example_opens_it_and_until_then_the_bar_says_it_checks(draw: Open) -> None:
    page = draw()
    page.locator("[data-field=example-add]").click()
    page.locator("[data-field=example-0-never]").select_option("bao_truong_phong")
    page.locator("[data-field=example-0-times-step]").select_option("bao_truong_phong")
    page.locator("[data-field=example-0-times-many]").fill("2")
    page.locator("[data-field=example-0-times-add]").click()
    expect(page.locator(".example-card .chip", has_text="Báo ngay trưởng phòng: 2")).to_be_visible()
    summary = page.locator(".studio-summary")
    expect(summary).not_to_have_attribute("data-state", "checking")
    held: list[Route] = []
    page.route("**/edit/check/", lambda route: held.append(route))
    choose(page, "bao_truong_phong")
    page.keyboard.press("Delete")
    expect(summary).to_have_text("Đang kiểm tra…")
    expect(summary).to_have_attribute("data-state", "checking")
    page.wait_for_timeout(1_500)
    expect(summary).to_have_attribute("data-state", "checking")
    for route in held:
        route.continue_()
    page.unroute("**/edit/check/")
    summary.click()
    told = page.locator(".studio-problem", has_text="không được đi qua")
    expect(told).to_contain_text("nhưng bước này không còn trong sơ đồ")
    assert "bao_truong_phong" not in told.inner_text()
    expect(told).not_to_contain_text("dòng")
    choose(page, "goi_dien")
    summary.click()
    told.click()
    card = page.locator(".example-card")
    expect(card).to_have_attribute("open", "")
    expect(card.locator("summary").first).to_be_focused()
    expect(card.locator(".chip", has_text="bước không còn trong sơ đồ").first).to_be_visible()
