"""How the studio looks: nothing is cut, covered or left as a code, in both languages, wide and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.drawing import Open, choose
from tests.browser.product import Product
from tests.browser.test_pages import TOO_WIDE
from tests.browser.visit import PHONE, Visitors

pytestmark = pytest.mark.browser

READY = "[data-studio][data-ready]"
CUT = """() => [...document.querySelectorAll(".studio-grid textarea")]
  .filter((one) => getComputedStyle(one).opacity !== "0" && one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.value)"""
#: The names beside elements: the lines that each is drawn in.
NAMES = """() => [...document.querySelectorAll("g.djs-element[data-element-id$=_label] .djs-label")]
  .map((one) => [...one.querySelectorAll("tspan")].map((line) => line.textContent))"""
#: Signs and times of steps that lie on an event at the edge of one.
COVERED = """() => {
  const edges = [...document.querySelectorAll(".djs-element[data-element-id=chua_goi_30_phut] .djs-hit")]
    .map((one) => one.getBoundingClientRect());
  return [...document.querySelectorAll(".studio-mark, .studio-time")].filter((one) => {
    const box = one.getBoundingClientRect();
    return edges.some((edge) => box.left < edge.right && edge.left < box.right
      && box.top < edge.bottom && edge.top < box.bottom);
  }).map((one) => one.outerHTML);
}"""


def test_formulas_of_a_decision_table_are_seen_whole_and_so_are_the_words_again(draw: Open) -> None:
    page = draw("QT-01")
    choose(page, "phan_loai_bang")
    page.locator("[data-field=decision-open]").click()
    expect(page.locator(".studio-cell-words").first).to_be_visible()
    switch = page.locator(".studio-grid-switch input")
    switch.check()
    expect(page.locator(".studio-cell-words").first).not_to_be_visible()
    assert page.evaluate(CUT) == []
    switch.uncheck()
    expect(page.locator(".studio-cell-words").first).to_be_visible()
    assert page.evaluate(CUT) == []


def test_english_names_beside_elements_are_never_broken_within_a_word(draw: Open) -> None:
    names = draw(language="en").evaluate(NAMES)
    assert ["Approved"] in names
    assert ["Yes: up to VND 300,000"] in names
    words = {word for lines in names for line in lines for word in line.split()}
    assert not words & {"Approv", "ed"}


def test_an_event_at_the_edge_of_a_step_is_covered_by_nothing(draw: Open) -> None:
    page = draw()
    expect(page.locator(".studio-time").first).to_be_visible()
    assert page.evaluate(COVERED) == []


def test_conditions_and_goals_are_said_in_words_and_stay_in_the_file(draw: Open) -> None:
    page = draw()
    page.locator(".studio-views button", has_text="Danh sách bước").click()
    expect(page.locator(".steps-words", has_text="mức khẩn là")).to_contain_text("“Rất gấp”")
    page.locator(".studio-views button", has_text="Sơ đồ").click()
    metric = page.locator("[data-field=goal-0-metric]")
    expect(metric.locator("option:checked")).to_have_text("Thời gian gọi lại")
    expect(page.locator("[data-field=goal-0-target]")).to_have_value("30")
    expect(page.locator("[data-field=goal-0-share]")).to_have_value("100")
    expect(page.locator("[data-field=goal-1-target]")).to_have_value("5")
    page.locator("[data-field=goal-1-target]").fill("7.5")
    page.locator("[data-field=goal-1-target]").blur()
    metric.select_option(label="Điểm hài lòng (1–5)")
    expect(page.locator("[data-field=goal-0-share]")).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator(".studio-state")).to_have_text("Đã lưu")
    stored: str = page.evaluate(
        "fetch(document.querySelector('[data-studio]').dataset.xmlUrl).then((got) => got.text())"
    )
    assert 'metric="repeat_complaint" target="0.075"' in stored
    assert 'metric="csat" target="4.5"' in stored


def _on_a_phone(visitors: Visitors, product: Product, key: str) -> Page:
    page = visitors.come_in("nhat", size=PHONE)
    page.goto(f"{product.address}/processes/{key}/edit/")
    page.wait_for_selector(READY)
    return page


def test_on_a_phone_every_tool_is_reached_and_one_thing_scrolls_at_a_time(visitors: Visitors, product: Product) -> None:
    page = _on_a_phone(visitors, product, "QT-02")
    palette = page.locator(".djs-palette")
    inside = "one => one.getBoundingClientRect().bottom <= one.closest('.studio-canvas').getBoundingClientRect().bottom"
    assert palette.evaluate(inside)
    last = palette.locator(".entry").last
    last.scroll_into_view_if_needed()
    assert last.evaluate(inside)
    assert last.evaluate("one => one.getBoundingClientRect().height") >= 44
    assert page.locator("main").evaluate("main => main.scrollHeight <= main.clientHeight")
    assert page.evaluate(TOO_WIDE) <= 0


def test_on_a_phone_the_click_that_mends_says_what_it_does(visitors: Visitors, product: Product) -> None:
    page = _on_a_phone(visitors, product, "QT-04")
    page.locator(".studio-summary[data-state=error]").click()
    words = page.locator(".studio-fix > span").first
    expect(words).to_have_text("Đặt làm nhánh mặc định")
    assert words.evaluate("one => one.getBoundingClientRect().width") > 100


SHEET = ".studio-sheet"
#: How much of the drawing lies under the sheet, in pixels of its height.
UNDER = """() => {
  const sheet = document.querySelector(".studio-sheet");
  if (!sheet.checkVisibility({ visibilityProperty: true })) return 0;
  const room = document.querySelector(".studio-canvas").getBoundingClientRect();
  return Math.max(0, room.bottom - sheet.getBoundingClientRect().top);
}"""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_phone_sees_the_drawing_first_and_the_properties_in_a_sheet_when_a_step_is_touched(
    visitors: Visitors, product: Product, language: str
) -> None:
    page = visitors.sign_in("nhat", size=PHONE, language=language)
    page.goto(f"{product.address}/processes/QT-01/edit/")
    page.wait_for_selector(READY)
    room = _box(page.locator(".studio-canvas"))
    assert page.evaluate(UNDER) == 0
    assert room["height"] > PHONE["height"] / 2
    step = page.locator("[data-element-id=tra_loi_lan_dau]").first
    step.click()
    expect(page.locator("[data-field=id]")).to_have_value("tra_loi_lan_dau")
    expect(page.locator(SHEET)).to_be_visible()
    assert _box(page.locator(".studio-canvas")) == room
    sheet, touched = _box(page.locator(SHEET)), _box(step)
    assert touched["y"] + touched["height"] < sheet["y"]
    mark = _box(page.locator(".bjs-powered-by"))  # its licence: never covered
    assert mark["y"] + mark["height"] <= sheet["y"]
    close = page.locator(SHEET).get_by_role("button", name={"vi": "Đóng", "en": "Close"}[language], exact=True)
    assert min(_box(close)["width"], _box(close)["height"]) >= 44
    close.click()
    expect(page.locator(SHEET)).to_be_hidden()
    _pull_down(page, from_step=step)
    expect(page.locator(SHEET)).to_be_hidden()
    page.get_by_role("button", name={"vi": "Thuộc tính", "en": "Properties"}[language]).click()
    expect(page.locator(SHEET)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_be_hidden()


def _box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found is not None
    return found


def _pull_down(page: Page, *, from_step: Locator) -> None:
    """Touch the step again, then pull the sheet away by its head: a little way it comes back."""
    from_step.click()
    for by, is_gone in ((30, False), (120, True)):
        head = _box(page.locator(".studio-panel-head"))
        page.mouse.move(head["x"] + 60, head["y"] + 20)
        page.mouse.down()
        page.mouse.move(head["x"] + 60, head["y"] + 20 + by, steps=3)
        page.mouse.up()
        assert (page.evaluate(UNDER) == 0) is is_gone
