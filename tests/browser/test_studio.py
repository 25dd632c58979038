"""The studio in the real product: nothing moves while it opens, and nothing that was drawn or typed is lost."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import Open, choose
from tests.browser.product import Product
from tests.browser.visit import Visitors

pytestmark = pytest.mark.browser

WATCH_PLACES = """
window.places = {};
const look = () => {
  for (const part of [".studio-head", ".studio-bar", ".studio-canvas", ".studio-panel", ".studio-bar > .btn-primary"]) {
    const found = document.querySelector(part)?.getBoundingClientRect();
    if (!found) continue;
    (window.places[part] ??= new Set()).add([found.x, found.y, found.width, found.height].map(Math.round).join(" "));
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
INK_OF_LETTERS = """
async (png) => {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const brush = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  brush.drawImage(picture, 0, 0);
  const { data } = brush.getImageData(0, 0, picture.width, picture.height);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) ink += data[at] === 27 && data[at + 1] === 37 && data[at + 2] === 41;
  return ink;
}
"""
SCRIPT = "[data-field=Script-vi]"
STATE = ".studio-state"
#: Whether this browser keeps a copy of the drawing that holds these words.
KEPT = """(words) => Object.entries(localStorage)
  .some(([key, copy]) => key.startsWith("tantam-drawing:QT-02") && copy.includes(words))"""


def _say(page: Page, text: str, *, element: str = "goi_dien") -> None:
    choose(page, element)
    page.locator(SCRIPT).fill(text)


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
def test_nothing_moves_from_the_first_paint_on(visitors: Visitors, product: Product, size: dict[str, int]) -> None:
    page = visitors.sign_in("nhat", size=size)
    page.add_init_script(WATCH_PLACES)
    page.goto(f"{product.address}/processes/QT-04/edit/")
    page.wait_for_selector("[data-studio][data-ready]")
    page.wait_for_selector(".studio-mark.is-error")  # the check has answered
    places = page.evaluate("Object.fromEntries(Object.entries(places).map(([part, seen]) => [part, seen.size]))")
    assert set(places) == {
        ".studio-head", ".studio-bar", ".studio-canvas", ".studio-panel", ".studio-bar > .btn-primary",
    }  # fmt: skip
    assert set(places.values()) == {1}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size["width"] > 1000:  # one thing scrolls at a time
        assert page.locator("main").evaluate("main => main.scrollHeight <= main.clientHeight")


def test_while_the_server_is_away_the_drawing_stays_and_is_saved_when_it_is_back(draw: Open) -> None:
    page = draw()
    page.route("**/edit/save/", lambda route: route.abort())
    _say(page, "Gõ khi máy chủ tắt")
    page.keyboard.press("Control+s")
    expect(page.locator(".toast")).to_contain_text("Không nối được tới máy chủ")
    expect(page.locator(STATE)).to_have_text("Chưa lưu")
    page.unroute("**/edit/save/")
    expect(page.locator(STATE)).to_have_text("Đã lưu", timeout=10_000)
    expect(page.locator(".toast")).to_contain_text("Đã nối lại")
    expect(page.locator(".studio-head")).to_contain_text("Bản nháp")
    page.reload()
    page.wait_for_selector("[data-studio][data-ready]")
    choose(page, "goi_dien")
    expect(page.locator(SCRIPT)).to_have_value("Gõ khi máy chủ tắt")


def test_a_page_of_signing_in_is_never_taken_for_a_saved_draft(draw: Open) -> None:
    page = draw()
    page.route("**/edit/save/", lambda route: route.fulfill(status=200, content_type="text/html", body="<html></html>"))
    _say(page, "Gõ khi đã bị đăng xuất")
    page.keyboard.press("Control+s")
    expect(page.locator(".toast")).to_contain_text("Bạn đã bị đăng xuất")
    expect(page.locator(STATE)).to_have_text("Chưa lưu")
    page.unroute("**/edit/save/")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Đã lưu")
    expect(page.locator(".toast")).to_have_count(0)


def test_of_two_people_the_second_is_asked_and_nothing_is_overwritten_by_itself(draw: Open) -> None:
    first, second = draw(), draw(who="quantri")
    _say(second, "Của quản trị")
    second.keyboard.press("Control+s")
    expect(second.locator(STATE)).to_have_text("Đã lưu")
    _say(first, "Của Nhật")
    first.locator("[data-field=Guide-vi]").focus()
    expect(first.locator(".toast")).to_contain_text("vừa lưu bản nháp này")  # while drawing already
    first.keyboard.press("Control+s")
    asked = first.locator("#studio-conflict")
    expect(asked).to_contain_text("Chưa có gì bị ghi đè")
    expect(first.locator(STATE)).to_have_text("Chưa lưu")
    with first.expect_popup() as opening:
        asked.get_by_role("button", name="Xem họ đã sửa gì").click()
    expect(opening.value.locator("main").first).to_contain_text("Bản nháp")
    opening.value.close()
    with first.expect_download():
        asked.get_by_role("button", name="Giữ bản của tôi thành tệp").click()
    asked.get_by_role("button", name="Lưu đè bản của tôi").click()  # the choices are still there
    expect(first.locator(STATE)).to_have_text("Đã lưu")
    second.reload()
    second.wait_for_selector("[data-studio][data-ready]")
    choose(second, "goi_dien")
    expect(second.locator(SCRIPT)).to_have_value("Của Nhật")


def test_what_was_not_saved_when_the_window_closed_is_offered_again(draw: Open, product: Product) -> None:
    page = draw()
    _say(page, "Chưa lưu đã đóng")
    page.locator("[data-field=Guide-vi]").focus()
    page.wait_for_function(KEPT, arg="Chưa lưu đã đóng")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(f"{product.address}/processes/QT-02/edit/")
    again.wait_for_selector("[data-studio][data-ready]")
    expect(again.locator(".toast")).to_contain_text("chưa được lưu")
    again.locator(".toast-act").click()
    expect(again.locator(STATE)).to_have_text("Chưa lưu")
    choose(again, "goi_dien")
    expect(again.locator(SCRIPT)).to_have_value("Chưa lưu đã đóng")
    again.keyboard.press("Control+s")
    expect(again.locator(STATE)).to_have_text("Đã lưu")


def test_what_was_being_typed_when_the_browser_ended_is_offered_again_too(draw: Open, product: Product) -> None:
    page = draw()
    choose(page, "goi_dien")
    page.locator(SCRIPT).press("End")
    page.keyboard.type(" và xin lỗi trước")  # nothing was left or saved
    written = page.locator(SCRIPT).input_value()
    page.wait_for_function(KEPT, arg="xin lỗi trước")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(f"{product.address}/processes/QT-02/edit/")
    again.wait_for_selector("[data-studio][data-ready]")
    again.locator(".toast-act").click()
    expect(again.locator(SCRIPT)).to_have_value(written)
    expect(again.locator(STATE)).to_have_text("Chưa lưu")
    again.keyboard.press("Control+s")
    expect(again.locator(STATE)).to_have_text("Đã lưu")
    again.reload()
    again.wait_for_selector("[data-studio][data-ready]")
    expect(again.locator(".toast")).to_have_count(0)
    choose(again, "goi_dien")
    expect(again.locator(SCRIPT)).to_have_value(written)


def test_leaving_with_changes_is_asked_about_even_while_a_field_is_being_typed_in(draw: Open) -> None:
    page = draw()
    choose(page, "goi_dien")
    page.locator(SCRIPT).press_sequentially("a")  # the field has not been left
    with page.expect_event("dialog") as asking:
        page.evaluate("setTimeout(() => location.reload())")
    assert asking.value.type == "beforeunload"
    asking.value.accept()


def test_a_problem_of_the_list_shows_its_element_and_publishing_waits_for_it(draw: Open) -> None:
    page = draw("QT-04", language="en")
    page.wait_for_selector(".studio-mark.is-error")
    page.locator(".studio-bar > .btn-primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    problem = page.locator(".studio-problem")
    expect(problem).to_contain_text("has no condition")
    problem.click()
    expect(page.locator("[data-field=flow-default]")).to_be_visible()
    expect(problem).not_to_be_visible()


def test_remarks_stand_on_the_drawing_and_are_answered_without_leaving_it(draw: Open) -> None:
    page = draw("QT-04")
    _say(page, "Đang sửa dở", element="kiem_tra_don")
    signs = page.locator(".studio-mark.is-remark")
    before = signs.count()
    page.locator("[data-opens=remarks]").first.click()
    page.locator("#remark-node").select_option("kiem_tra_don")
    page.locator("#remark-text").fill("Nên xin cả ảnh mở hộp")
    page.locator("#remarks .btn-primary").click()
    expect(signs).to_have_count(before + 1)
    expect(page.locator("#remark-text")).to_have_value("")
    said = page.locator("#remarks article", has_text="ảnh mở hộp")
    said.get_by_role("button", name="Đã xử lý").click()
    expect(signs).to_have_count(before)
    said.locator("[data-shows-element]").click()
    expect(page.locator("[data-field=id]")).to_have_value("kiem_tra_don")
    expect(page.locator(SCRIPT)).to_have_value("Đang sửa dở")


@pytest.mark.parametrize(
    ("words", "ending"), [("Xuất tệp BPMN", "bpmn"), ("Xuất ảnh SVG", "svg"), ("Xuất ảnh PNG", "png")]
)
def test_the_drawing_is_exported(draw: Open, words: str, ending: str) -> None:
    page = draw()
    page.locator(".studio-bar .pop-start > summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=words).click()
    file = waiting.value
    assert file.suggested_filename == f"QT-02.{ending}"
    data = file.path().read_bytes()
    begins = {"bpmn": b"<?xml", "svg": b"<?xml", "png": b"\x89PNG"}[ending]
    assert data.startswith(begins)
    if ending == "svg":
        assert b"var(--" not in data
    if ending == "png":  # a picture that is painted before its fonts are read has boxes without a word
        assert page.evaluate(INK_OF_LETTERS, base64.b64encode(data).decode()) > 2_000


def test_an_english_reader_draws_searches_and_names_in_english_and_the_vietnamese_name_stays(draw: Open) -> None:
    page = draw(language="en")
    drawing = page.locator(".djs-container")
    expect(drawing).to_contain_text("Call the customer")
    expect(drawing).not_to_contain_text("Gọi điện")
    page.get_by_role("button", name="Find an element").click()
    expect(page.locator(".djs-search-open")).to_be_visible()
    page.keyboard.type("call the")
    expect(page.locator(".djs-search-results")).to_contain_text("Call the customer")
    place = page.locator(".viewport").get_attribute("transform")
    page.keyboard.press("Enter")
    assert page.locator(".viewport").get_attribute("transform") == place  # what was found stays where it is shown
    page.locator("[data-element-id=goi_dien]").dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("Ring")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=label-en]")).to_have_value("Ring")
    expect(page.locator("[data-field=name]")).to_have_value("Gọi điện cho khách")
    step = page.locator("[data-element-id=goi_dien]")
    expect(step).to_contain_text("Ring")
    page.locator(".studio-bar").click(position={"x": 2, "y": 2})  # the drawing has lost the focus
    page.keyboard.press("Control+z")
    expect(step).to_contain_text("Call")
    page.keyboard.press("Control+Shift+z")
    expect(step).to_contain_text("Ring")


def test_who_does_a_step_is_chosen_on_the_step_and_it_moves_into_the_fitting_lane_by_one_click(draw: Open) -> None:
    page = draw()
    step = page.locator("[data-element-id=thu_bang_chung]").first
    before = step.get_attribute("transform")
    choose(page, "thu_bang_chung")
    doer = page.locator("[data-field=doer]")
    expect(doer.locator("option:checked")).to_have_text("theo làn: Tổ Quản trị vấn đề")
    doer.select_option("head")
    expect(page.locator(".studio-doer")).to_have_text("trưởng phòng")
    expect(page.locator(".studio-told")).to_contain_text("ghi vai trò của làn “Trưởng phòng”")
    page.get_by_role("button", name="Chuyển bước sang làn “Trưởng phòng”").click()
    expect(doer.locator("option:checked")).to_have_text("theo làn: Trưởng phòng")
    expect(page.locator(".studio-doer")).to_have_count(0)
    expect(page.locator(".studio-told")).to_have_count(0)
    assert step.get_attribute("transform") != before
    page.locator(".studio-bar").click(position={"x": 2, "y": 2})
    page.keyboard.press("Control+z")  # one undo takes back both, the place and the role
    expect(doer.locator("option:checked")).to_have_text("trưởng phòng")
    assert step.get_attribute("transform") == before


def test_a_click_on_what_is_chosen_leaves_it_chosen_so_that_it_is_what_gets_the_name(draw: Open) -> None:
    page = draw()
    choose(page, "thu_bang_chung")
    choose(page, "thu_bang_chung")
    page.locator("[data-field=name]").fill("Thu đủ bằng chứng")
    page.keyboard.press("Tab")
    expect(page.locator("[data-field=id]")).to_have_value("thu_bang_chung")
    expect(page.locator("[data-element-id=thu_bang_chung] text")).to_contain_text("Thu đủ")
    page.keyboard.press("Escape")
    page.locator("[data-element-id=thu_bang_chung]").first.click(modifiers=["Shift"])
    expect(page.locator("[data-field=id]")).not_to_have_value("thu_bang_chung")


def test_a_team_without_a_lane_may_do_a_step_and_the_draft_keeps_it(draw: Open) -> None:
    page = draw()
    choose(page, "thu_bang_chung")
    page.locator("[data-field=doer]").select_option("team:khach-than-thiet")
    expect(page.locator("[data-field=doer-move]")).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Đã lưu")
    page.reload()
    page.wait_for_selector("[data-studio][data-ready]")
    expect(page.locator(".studio-doer")).to_have_text("Tổ Khách thân thiết")


def test_a_wrong_condition_is_said_below_the_name_of_its_flow_until_it_is_mended(draw: Open) -> None:
    page = draw(language="en")
    page.locator("[data-element-id=trong_quyen_to__trong_quyen_truong_phong_label]").click()
    condition = page.locator("[data-field=flow-condition]")
    condition.fill("tien_den_bu >> 3")
    condition.press("Tab")
    told = page.locator(".studio-panel .studio-told p")
    expect(told).to_contain_text(["“>”"])
    expect(page.locator(".formula-field .studio-cell-error")).to_contain_text("“>”")  # nothing is marked anew below
    condition.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("tien_den_bu > 3")
    page.keyboard.press("Tab")
    expect(told).to_have_text([])


def test_a_wrong_cell_says_so_on_the_cell_and_a_new_row_stands_before_the_one_that_takes_all(draw: Open) -> None:
    page = draw("QT-01")
    choose(page, "phan_loai_bang")
    page.locator("[data-field=decision-open]").click()
    rows = page.locator(".studio-grid tbody tr")
    expect(rows.first).to_be_visible()
    count = rows.count()
    page.get_by_role("button", name="Thêm dòng", exact=True).click()
    expect(rows).to_have_count(count + 1)
    cell = page.locator(f'[data-cell="inputs.1.{count}"]')  # the last one takes what is left
    expect(cell).to_be_focused()
    page.keyboard.type("mentions(?, [")  # in the place of the dash
    expect(cell).to_have_value("mentions(?, [")
    said = rows.nth(count - 1).locator(".studio-cell-error")
    expect(said).to_have_text("Biểu thức còn thiếu phần cuối.")
    expect(cell).to_have_attribute("aria-invalid", "true")
    cell.fill('mentions(?, ["thử"])')
    expect(said).to_have_count(0)
    cell.fill("thuê xe, cho thuê")  # as somebody writes who knows no expressions
    cell.blur()
    expect(cell).to_have_value('mentions(?, ["thuê xe", "cho thuê"])')
    expect(said).to_have_count(0)
    team, above = (page.locator(f'[data-cell="outputs.3.{row}"]') for row in (count, count - 1))
    assert team.input_value() == above.input_value() == '"ban-hang-dich-vu"'
    urgency = page.locator(f'[data-cell="outputs.2.{count}"]')
    urgency.fill("high")
    urgency.blur()
    expect(urgency).to_have_value('"high"')
    page.get_by_role("button", name="Thôi", exact=True).click()


NEAR = """() => {
  const box = (id) => document.querySelector(`g[data-element-id="${id}"]`).getBoundingClientRect();
  const line = document.querySelector('g[data-element-id="da_ro_cau_tra_loi__hen_tra_loi"] .djs-visual > path');
  const label = box("da_ro_cau_tra_loi__hen_tra_loi_label");
  const [m, length] = [line.getScreenCTM(), line.getTotalLength()];
  return Math.min(...Array.from({ length: 200 }, (_, at) => {
    const { x, y } = line.getPointAtLength((length * at) / 199).matrixTransform(m);
    return Math.hypot(Math.max(label.left - x, x - label.right, 0), Math.max(label.top - y, y - label.bottom, 0));
  }));
}"""


def test_a_deleted_step_takes_the_name_of_its_arrow_along_and_the_question_mark_tells_the_keys(draw: Open) -> None:
    page = draw("QT-01")
    page.keyboard.press("?")
    expect(page.locator("#keys [data-studio-keys]")).to_contain_text("Lưu nháp")
    expect(page.locator("#keys [data-studio-keys]")).to_contain_text("Kéo khung để chọn nhiều phần tử")
    told = page.locator("#keys dt").all_inner_texts()
    assert len(told) == len(set(told))
    assert not {"j k", "t", "m"}.intersection(told)  # keys of tickets, which do nothing here
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    page.keyboard.type("hen tra loi")
    expect(page.locator(".djs-search-result")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=id]")).to_have_value("hen_tra_loi")
    page.keyboard.press("Delete")
    expect(page.locator("g[data-element-id=hen_tra_loi]")).to_have_count(0)
    assert page.evaluate(NEAR) < 20


def test_a_name_is_found_without_its_marks(draw: Open) -> None:
    page = draw()
    page.keyboard.press("Control+f")
    page.keyboard.type("goi dien")
    results = page.locator(".djs-search-result")
    expect(results).to_have_count(1)
    expect(results).to_have_text("Gọi điện cho khách")


def test_a_lane_is_added_from_the_panel_and_a_step_in_it_has_nobody_until_it_is_said(draw: Open) -> None:
    page = draw()
    page.locator("[data-element-id=lan_to_lien_quan]").first.click(position={"x": 8, "y": 30})
    page.locator("[data-field=lane-below]").click()
    expect(page.locator(".studio-panel-head")).to_contain_text("chưa đặt tên")
    page.locator("[data-field=name]").fill("Tổ Hậu cần")
    page.locator("[data-field=role-kind]").select_option("team")
    page.locator("[data-field=role-ref]").select_option("ho-tro")
    expect(page.locator(".djs-container")).to_contain_text("Tổ Hậu cần")


def test_what_gets_the_focus_out_of_sight_moves_the_drawing_and_never_cuts_it(draw: Open) -> None:
    page = draw()
    frame = page.locator(".djs-container")
    before = page.locator(".djs-container .viewport").get_attribute("transform")
    frame.evaluate("frame => frame.scrollTo(200, 0)")
    expect(page.locator(".djs-container .viewport")).not_to_have_attribute("transform", before or "")
    assert frame.evaluate("frame => [frame.scrollLeft, frame.scrollTop]") == [0, 0]


def test_events_beyond_timers_and_messages_have_their_fields(draw: Open) -> None:
    page = draw()
    page.locator("[data-element-id=chua_goi_30_phut]").first.click()
    page.evaluate("document.querySelector('.djs-context-pad [data-action=replace]').click()")
    page.locator(".djs-popup .entry", has_text="Sự kiện tín hiệu gắn vào bước").first.click()
    signal = page.locator("[data-field=event-name]")
    signal.fill("het-hang")
    signal.press("Tab")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Đã lưu")
    page.reload()
    page.wait_for_selector("[data-studio][data-ready]")
    page.locator("[data-element-id=chua_goi_30_phut]").first.click()
    expect(signal).to_have_value("het-hang")


@pytest.mark.parametrize(
    ("language", "labels"),
    [("vi", ["Địa chỉ", "Dữ liệu gửi đi", "Dữ liệu lấy từ câu trả lời"]),
     ("en", ["Address", "What is sent", "What is kept of the answer"])],
)  # fmt: skip
def test_a_step_may_call_another_system_and_is_warned_of_what_cannot_be_sent(
    draw: Open, language: str, labels: list[str]
) -> None:
    page = draw(language=language)
    choose(page, "bao_truong_phong")
    page.locator("[data-field=action-name]").select_option("http.call")
    page.locator("[data-field=setting-url]").fill("https://vi-du.vn/don/{so_phieu}")
    page.locator("[data-field=setting-send]").fill("don.khach = ma_khach\nloi")
    page.locator("[data-field=setting-send]").blur()
    panel = page.locator(".studio-panel")
    for label in labels:
        expect(panel).to_contain_text(label)
    warned = {"vi": "Dòng 2 không có dạng “tên = công thức”.", "en": "Line 2 is not of the form “name = formula”."}
    expect(page.locator(".studio-problems, .studio-panel, main").first).to_contain_text(warned[language])


def test_an_event_says_by_which_key_a_message_finds_it(draw: Open) -> None:
    page = draw("QT-01")
    choose(page, "khach_nhan_giua_chung")
    page.locator("[data-field=message]").select_option(label="tin nhắn khác, theo tên")
    page.locator("[data-field=message-name]").fill("van-don.da-giao")
    page.locator("[data-field=message-name]").blur()
    page.locator("[data-field=correlation]").fill("ma_van_don")
    page.locator("[data-field=correlation]").blur()
    choose(page, "bat_dau")
    choose(page, "khach_nhan_giua_chung")
    expect(page.locator("[data-field=message-name]")).to_have_value("van-don.da-giao")
    expect(page.locator("[data-field=correlation]")).to_have_text("ma_van_don")


def test_a_step_chooses_a_connection_of_the_settings_by_its_name(
    draw: Open, visitors: Visitors, product: Product
) -> None:
    admin = visitors.open_as("quantri", product.password)
    admin.goto(f"{product.address}/settings/connections/new/")
    typed = {"name": "Kho hàng", "name_en": "Warehouse", "base_url": "http://127.0.0.1:9/v1", "secret": "khoa-bi-mat-1"}
    for name, value in typed.items():
        admin.locator(f"[name={name}]").fill(value)
    expect(admin.locator("[name=header]")).to_be_hidden()
    admin.locator("[name=sign_in]").select_option("header")
    expect(admin.locator("[name=header]")).to_be_visible()
    admin.locator("[name=sign_in]").select_option("bearer")
    admin.locator(".form-actions .btn-primary").click()
    expect(admin.locator("main")).to_contain_text("Kho hàng")
    page = draw(language="en")
    choose(page, "bao_truong_phong")
    page.locator("[data-field=action-name]").select_option("http.call")
    page.locator("[data-field=setting-connection]").select_option(label="Warehouse")
    page.locator("[data-field=setting-url]").fill("https://elsewhere.example/")
    page.locator("[data-field=setting-url]").blur()
    warned = "With a connection only what follows its address is written here"
    expect(page.locator(".studio-panel")).to_contain_text(warned)
