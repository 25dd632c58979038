"""The studio's list of steps in the real product: one process with the drawing, edited by who fears diagrams."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import Product
from tests.browser.visit import Visitors

pytestmark = [pytest.mark.browser]
STATE = ".studio-state"
CLEAN = ".studio-summary[data-state=ok]"
BOXES = """(ids) => Object.fromEntries(ids.map((id) => {
  const drawn = document.querySelector(`[data-element-id="${id}"] .djs-visual`);
  const { x, y, width, height } = drawn.getBoundingClientRect();
  return [id, { x, y, width, height }];
}))"""


def _begun(page: Page, product: Product, key: str) -> None:
    """A process of five steps in one lane, opened as a list."""
    page.goto(f"{product.address}/processes/new/")
    page.locator("#from-nothing [name=key]").fill(key)
    page.locator("#from-nothing [name=name]").fill("Thử danh sách bước")
    page.locator("#from-nothing [type=submit], #from-nothing .btn-primary").first.click()
    page.wait_for_selector("[data-studio][data-ready]")
    page.locator(".studio-views button", has_text="Danh sách bước").click()
    expect(page).to_have_url(re.compile(r"/edit/\?view=list$"))


def _field(page: Page, key: str) -> Locator:
    return page.locator(f".studio-list [data-list-field='{key}']")


def _names(page: Page) -> list[str]:
    return [
        str(name) for name in page.locator(".steps-row .steps-name").evaluate_all("all => all.map((one) => one.value)")
    ]


def test_a_process_is_changed_in_the_list_published_and_seen_in_the_drawing(product: Product, visitors: Visitors):
    page = visitors.open_as("nhat", product.password)
    _begun(page, product, "QT-71")
    assert _names(page) == ["Tiếp nhận yêu cầu", "Phân loại", "Xử lý", "Gọi hỏi lại", "Cảm ơn, tiếp thu"]
    _field(page, "xu_ly:who").select_option("head")
    _field(page, "xu_ly:response").fill("45p")
    _field(page, "xu_ly:response").press("Tab")
    expect(_field(page, "xu_ly:response")).to_have_value("45 phút")
    expect(_field(page, "xu_ly:resolution")).to_be_focused()
    _field(page, "xu_ly:script").click()
    page.keyboard.type("Dạ {toi} đang xử lý cho {kh} ạ.")
    page.keyboard.press("Escape")
    expect(_field(page, "xu_ly:script")).to_contain_text("Dạ {toi} đang xử lý cho {kh} ạ.")

    _field(page, "xu_ly:name").press("Control+Enter")
    page.keyboard.type("Nhờ xưởng xem máy")
    page.keyboard.press("Enter")  # on to the next step's name
    expect(_field(page, "theo_doi:name")).to_be_focused()
    _field(page, "theo_doi:remove").click()
    expect(page.locator(".toast")).to_contain_text("Đã bỏ: Gọi hỏi lại")
    assert _names(page)[2:] == ["Xử lý", "Nhờ xưởng xem máy", "Cảm ơn, tiếp thu"]
    page.keyboard.press("Control+z")  # the focus is in an untouched field: the step comes back
    expect(_field(page, "theo_doi:name")).to_have_value("Gọi hỏi lại")
    assert _names(page)[2:] == ["Xử lý", "Nhờ xưởng xem máy", "Gọi hỏi lại", "Cảm ơn, tiếp thu"]

    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Đã lưu")
    expect(page.locator(CLEAN)).to_be_visible()
    page.reload()
    page.wait_for_selector("[data-studio][data-ready]")
    expect(_field(page, "xu_ly:who")).to_have_value("head")
    new = page.locator(".steps-row", has=page.locator("textarea", has_text="Nhờ xưởng xem máy"))
    new.get_by_role("button", name="Xem trong sơ đồ").click()
    expect(page).to_have_url(re.compile(r"/edit/$"))
    expect(page.locator(".studio-panel [data-field=name]")).to_have_value("Nhờ xưởng xem máy")
    made = page.locator(".studio-panel [data-field=id]").input_value()
    boxes = page.evaluate(BOXES, ["xu_ly", made, "theo_doi", "cam_on"])
    rights = [box["x"] for box in boxes.values()]
    assert rights == sorted(rights)  # room was made: nothing lies upon another
    assert boxes[made]["x"] >= boxes["xu_ly"]["x"] + boxes["xu_ly"]["width"]
    assert boxes["theo_doi"]["x"] >= boxes[made]["x"] + boxes[made]["width"]
    assert abs(boxes[made]["y"] - boxes["xu_ly"]["y"]) < 2

    page.locator(".studio-bar .btn-primary").click()
    page.locator("#studio-reason").fill("Thêm bước nhờ xưởng")
    page.locator("dialog[open] .btn-primary").click()
    page.wait_for_url(re.compile(r"/processes/QT-71/(?!edit)"))
    expect(page.locator("main")).to_contain_text("Nhờ xưởng xem máy")


def test_steps_change_places_and_what_the_check_says_stands_on_its_row(product: Product, visitors: Visitors):
    page = visitors.open_as("nhat", product.password)
    _begun(page, product, "QT-72")
    page.wait_for_selector(CLEAN)
    _field(page, "phan_loai:name").press("Alt+ArrowDown")
    assert _names(page)[:3] == ["Tiếp nhận yêu cầu", "Xử lý", "Phân loại"]
    expect(_field(page, "phan_loai:name")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator(".steps-row .steps-name").nth(1)).to_have_value("Phân loại")
    _field(page, "phan_loai:response").fill("chốc nữa")
    _field(page, "phan_loai:response").press("Enter")
    expect(_field(page, "phan_loai:response")).to_have_attribute("aria-invalid", "true")
    row = page.locator(".steps-row[data-about=phan_loai]")
    _field(page, "xu_ly:response").fill("2 ngày")
    _field(page, "xu_ly:response").press("Enter")  # what was not understood stands while others change
    expect(_field(page, "xu_ly:response").locator("+ .steps-days")).to_have_text("= 2 ngày × 8 giờ")
    expect(_field(page, "phan_loai:response")).to_have_value("chốc nữa")
    expect(row.locator(".steps-told.is-error")).to_contain_text("không hiểu “chốc nữa”")
    expect(page.locator(".studio-summary[data-state=error]:not([data-checking])")).to_be_visible()
    row.locator(".studio-fix").click()
    expect(page.locator(CLEAN)).to_be_visible()
    expect(_field(page, "phan_loai:response")).not_to_have_value("chốc nữa")
    page.goto(f"{product.address}/processes/QT-04/edit/?view=list")
    told = page.locator(".studio-list .steps-told.is-error")
    expect(told.first).to_be_visible()
    page.locator(".studio-summary").click()
    page.locator(".studio-problem").first.click()  # shows it in the view that is open
    expect(page.locator("[data-studio]")).to_have_attribute("data-view", "list")


def test_a_role_that_has_a_lane_takes_the_step_there(product: Product, visitors: Visitors):
    page = visitors.open_as("nhat", product.password)
    page.goto(f"{product.address}/processes/QT-01/edit/?view=list")
    page.wait_for_selector("[data-studio][data-ready]")
    who = _field(page, "hoi_chuyen_mon:who")
    who.select_option("team:quan-tri-van-de")
    expect(who).to_have_value("")
    assert who.evaluate("select => select.selectedOptions[0].text") == "Quản trị vấn đề"
    page.keyboard.press("Control+b")
    step, lane = page.evaluate(BOXES, ["hoi_chuyen_mon", "lan_quan_tri_van_de"]).values()
    assert lane["y"] <= step["y"]
    assert step["y"] + step["height"] <= lane["y"] + lane["height"]
    page.get_by_role("button", name="Hoàn tác (Ctrl+Z)").click()
    expect(page.locator(STATE)).to_have_text("Đã lưu")
