"""A process owner's day in the real product: from an empty page, from the gallery, from a file of another tool."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import day as a
from tests.browser.drawing import choose
from tests.browser.product import Product
from tests.browser.visit import Visitors

pytestmark = [pytest.mark.browser]

MIDDLE = """path => { const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
  return { x: at.x, y: at.y } }"""
CHOOSE = """id => document.querySelector(`.djs-connection[data-element-id="${id}"] .djs-hit`)
  .dispatchEvent(new MouseEvent("click", { bubbles: true }))"""
LENGTH = "path => path.getTotalLength()"
SHORTEST_ARROW = 40
FIRST_DRAWING = ["Tiếp nhận yêu cầu", "Phân loại", "Xử lý", "Gọi hỏi lại", "Cảm ơn, tiếp thu"]
#: As another tool writes it: a prefix of its own, attributes of its own, no shapes, steps of no kind, formulas of its
#: own language, nobody who does anything.
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions xmlns:bpmn2="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flow="http://other.example/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d1" exporter="Another Modeler"
  targetNamespace="http://other.example/bpmn">
  <bpmn2:process id="Process_0k1" name="Khách trả lại hàng" isExecutable="false">
    <bpmn2:startEvent id="StartEvent_1" name="Khách báo trả"/>
    <bpmn2:task id="Activity_0a1" name="Xem lý do trả" flow:assignee="lan"/>
    <bpmn2:exclusiveGateway id="Gateway_0b2" name="Còn trong 7 ngày?"/>
    <bpmn2:task id="Activity_0c3" name="Nhận hàng về kho"/>
    <bpmn2:userTask id="Activity_0d4" name="Giải thích và xin lỗi"/>
    <bpmn2:endEvent id="Event_0e5" name="Xong"/>
    <bpmn2:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_0a1"/>
    <bpmn2:sequenceFlow id="Flow_2" sourceRef="Activity_0a1" targetRef="Gateway_0b2"/>
    <bpmn2:sequenceFlow id="Flow_3" name="Còn" sourceRef="Gateway_0b2" targetRef="Activity_0c3">
      <bpmn2:conditionExpression xsi:type="bpmn2:tFormalExpression">${days &lt;= 7}</bpmn2:conditionExpression>
    </bpmn2:sequenceFlow>
    <bpmn2:sequenceFlow id="Flow_4" name="Hết" sourceRef="Gateway_0b2" targetRef="Activity_0d4"/>
    <bpmn2:sequenceFlow id="Flow_5" sourceRef="Activity_0c3" targetRef="Event_0e5"/>
    <bpmn2:sequenceFlow id="Flow_6" sourceRef="Activity_0d4" targetRef="Event_0e5"/>
  </bpmn2:process>
</bpmn2:definitions>"""


def test_from_an_empty_page_to_the_printed_procedure(product: Product, visitors: Visitors) -> None:
    day = a.begin(product, visitors, language="vi", name="Khách xin lại hoá đơn")
    day.click("Vừa khung", "Fit")
    _drop(day.page, "exclusive-gateway", flow="di_4")
    day.page.locator("[data-action='append.append-task']").click()
    a.describe(day, vietnamese="Gửi lại hoá đơn", english="Send the invoice again", doer="team:ho-tro")
    _mend_the_branches(day)
    a.save(day)
    a.try_one(day, steps=FIRST_DRAWING, kept_as="Đi đường thường")
    a.try_many(day, team="Tổ Hỗ trợ")
    a.review(day, about="Gửi lại hoá đơn", remark="Nên hỏi cả địa chỉ email")
    _is_warned_that_nothing_begins_here(day)
    a.publish(day, reason="Khách hay xin lại hoá đơn")
    with a.taking_all_requests(day):
        desk = day.as_("chi")
        a.ring(day, desk, name="Lê Văn Hoá", phone="0987001181", text="Cho tôi xin lại hoá đơn tháng trước")
    _seen_on_the_map(day, "tiep_nhan")
    a.work_through(desk, FIRST_DRAWING)
    a.change(day, step="xu_ly")
    a.save(day)
    a.compare(day, step="Xử lý")
    day.draw()
    a.publish(day, reason="Xử lý nhanh hơn", share=50)
    expect(day.page.locator(".trial-actions")).to_be_visible()
    a.as_drawn(day)
    _printed_with(day, "Khách xin lại hoá đơn", "Gửi lại hoá đơn", "20 phút", "Mã số thuế", "Người duyệt")
    a.retire(day)


def test_from_the_gallery_in_english(product: Product, visitors: Visitors) -> None:
    page = visitors.come_in("nhat", language="en")
    page.goto(f"{product.address}/processes/new/")
    card = page.locator(".process-card", has_text="Advice before the sale")
    card.locator("[name=at_once]").click()
    day = a.opened(product, visitors, page, language="en")
    expect(page.locator(a.CLEAN)).to_be_visible()
    _break_a_condition_and_mend_it(day, flow="da_mua__dong_phieu")
    choose(page, "hoi_nhu_cau")
    a.write(page, "Guide-en", "Ask first what it is for.")
    a.write(page, "time-response", "12")
    a.save(day)
    a.try_many(day, team="Sales and service")
    a.review(day, about="Ask the need, advise", remark="Ask for the budget, too")
    a.publish(day, reason="Advice in twelve minutes")
    with a.taking_all_requests(day):
        desk = day.as_("chi")
        a.ring(day, desk, name="Anna Berg", phone="0987001182", text="Which helmet fits a child of six?")
    expect(desk.locator("#case-side .step-card").first).to_contain_text("Ask first what it is for.")
    _seen_on_the_map(day, "hoi_nhu_cau")
    a.change(day, step="hoi_nhu_cau")
    a.save(day)
    a.compare(day, step="Ask the need, advise")
    day.draw()
    a.publish(day, reason="Three quarters of an hour are enough")
    day.go("done/")
    expect(page.locator("#done")).to_contain_text("No ticket finished in this time")
    _printed_with(
        day, "Advice before the sale", "Ask the need, advise", "45 min", "We are on it.", "Approved by", number=2
    )
    a.retire(day)


def test_from_a_file_of_another_tool_without_shapes(product: Product, visitors: Visitors) -> None:
    day = a.begin(product, visitors, language="vi", file=("tra-hang.bpmn", FOREIGN))
    page = day.page
    expect(page.locator(".studio-head h1")).to_have_text("Khách trả lại hàng")  # the file's own name
    _people_do_the_steps(day, "Activity_0a1", "Activity_0c3", "Activity_0d4")
    a.describe(day, vietnamese="Giải thích và xin lỗi", english="Explain and apologise", doer="team:ho-tro")
    choose(page, "Activity_0a1")
    day.click("Thêm trường", "Add a field")
    a.write(page, "field-0-vi", "Số ngày đã mua")
    a.field(page, "field-0-type").select_option("number")
    expect(a.field(page, "field-0-key")).to_have_value("so_ngay_da_mua")  # nobody has to know of keys
    _mend_the_foreign_condition(day, "so_ngay_da_mua <= 7")
    a.save(day)
    steps = ["Xem lý do trả", "Nhận hàng về kho"]
    a.try_one(day, steps=steps, kept_as="Trả trong 7 ngày", answers={"so_ngay_da_mua": "3"})
    a.publish(day, reason="Vẽ bằng công cụ khác, nay chạy ở đây")
    with a.taking_all_requests(day):
        desk = day.as_("chi")
        a.ring(day, desk, name="Bùi Trả Hàng", phone="0987001183", text="Tôi muốn trả lại cái mũ")
    _seen_on_the_map(day, "Activity_0a1")
    a.work_through(desk, steps, answers={"so_ngay_da_mua": "3"})
    a.change(day, step="Activity_0a1")
    a.save(day)
    a.compare(day, step="Xem lý do trả")
    a.as_drawn(day)
    _printed_with(day, "Khách trả lại hàng", "Giải thích và xin lỗi", "Số ngày đã mua", "20 phút")
    kept = page.request.get(f"{product.address}/processes/{day.key}/versions/1/bpmn/").text()
    assert re.search(r'flow:assignee="lan"', kept)  # what the other tool said is still there
    a.retire(day)


def _drop(page: Page, what: str, *, flow: str) -> None:
    """Carry something from the palette onto an arrow; what stands behind it makes room."""
    arrow = page.locator(f'[data-element-id="{flow}"] .djs-visual > path').first
    at = arrow.evaluate(MIDDLE)
    page.locator(f"[data-action='create.{what}']").click()
    page.mouse.move(at["x"] - 40, at["y"] - 20)
    page.mouse.move(at["x"], at["y"], steps=8)
    expect(page.locator("svg.ground-djs-drag-active")).to_be_attached()
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("svg.ground-djs-drag-active")).to_have_count(0)
    assert arrow.evaluate(LENGTH) >= SHORTEST_ARROW


def _mend_the_branches(day: a.Day) -> None:
    """Two branches without a condition are told on their arrows, by where they lead; one becomes the default."""
    page = day.page
    expect(page.locator(".studio-mark.is-error")).to_have_count(2)
    page.locator(".studio-summary").click()
    problems = page.locator(".studio-problems")
    expect(problems).to_contain_text("Nhánh “tới Gọi hỏi lại” của cổng “Cổng rẽ nhánh sau ‘Xử lý’” thiếu điều kiện.")
    expect(problems).not_to_contain_text("Flow_")
    problems.locator("li", has_text="tới Gọi hỏi lại").get_by_role("button", name="Đặt làm nhánh mặc định").click()
    expect(page.locator(".studio-mark.is-error")).to_have_count(1)
    problems.locator(".studio-problem.is-error").click()  # the list stays open until all is mended
    a.write(page, "flow-condition", 'kenh = "email"')
    expect(page.locator(".studio-mark.is-error")).to_have_count(0)
    page.locator(".studio-mark.is-warning").first.click()
    page.locator(".djs-context-pad [data-action='append.end-event']").click()
    page.keyboard.press("Escape")
    expect(page.locator(a.CLEAN)).to_be_visible()


def _break_a_condition_and_mend_it(day: a.Day, *, flow: str) -> None:
    page = day.page
    page.evaluate(CHOOSE, flow)
    before = page.locator(".formula-input [data-field=flow-condition]").inner_text()
    a.write(page, "flow-condition", f"{before} and and")
    expect(page.locator(".studio-mark.is-error")).to_have_count(1)
    expect(page.locator(".studio-panel .studio-told")).to_be_visible()
    a.write(page, "flow-condition", before)
    expect(page.locator(a.CLEAN)).to_be_visible()


def _people_do_the_steps(day: a.Day, *steps: str) -> None:
    """What the other tool left open is told on the elements; one click gives all its steps of no kind to people."""
    page = day.page
    expect(page.locator(".studio-mark.is-error")).to_have_count(2)
    page.locator(".studio-summary").click()
    page.get_by_role("button", name="Giao 2 bước không rõ loại cho người làm").first.click()
    expect(page.locator(".studio-problems")).not_to_contain_text("không rõ loại")
    page.keyboard.press("Escape")
    for step in steps:
        choose(page, step)
        a.field(page, "doer").select_option("team:ho-tro")
    expect(page.locator(".studio-mark.is-warning")).to_have_count(0)


def _mend_the_foreign_condition(day: a.Day, condition: str) -> None:
    page = day.page
    page.locator(".studio-summary").click()
    page.get_by_role("button", name="Đặt làm nhánh mặc định").first.click()
    page.locator(".studio-problem", has_text="Biểu thức sai").click()
    a.write(page, "flow-condition", condition)
    expect(page.locator(a.CLEAN)).to_be_visible()


def _is_warned_that_nothing_begins_here(day: a.Day) -> None:
    """Before publishing already, not when the first ticket is waited for in vain."""
    page = day.page
    expect(page.locator(a.CLEAN)).to_be_visible()
    page.locator(".studio-bar > .btn-primary").click()
    expect(page.locator("dialog[open] [data-taken]")).to_contain_text("phiếu mới bắt đầu với QT-01")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def _seen_on_the_map(day: a.Day, node: str) -> None:
    day.go("")
    here = day.page.locator(f"[data-map] [data-node={node}] .dg-pill-count + text")
    expect(here).to_have_text("1")


def _printed_with(day: a.Day, *wanted: str, number: int = 1) -> None:
    for words in a.printed(day, number):
        assert [one for one in wanted if one not in words] == [], words[:2000]
