"""Steps copied in one process are put into another, over tabs and page loads, with all that stands in them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import Open, choose
from tests.browser.product import Product
from tests.browser.same import element_of, lost, said_by

pytestmark = pytest.mark.browser

STATE = ".studio-state"
PASTE = ".studio-bar button[title*='Ctrl+V']"
FLOWS = frozenset({"incoming", "outgoing"})
WITHOUT_LANES = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t">
<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>
<sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>"""
NO_ROOM = "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"


def _copy(page: Page, *elements: str, key: str = "c", said: str = "Đã sao chép") -> None:
    page.locator(f"[data-element-id={elements[0]}]").first.click(position={"x": 12, "y": 12})
    for element in elements[1:]:  # at their right, the menu of the first may stand over them
        drawn = page.locator(f"[data-element-id={element}]").first
        size = drawn.bounding_box()
        assert size
        place = {"x": size["width"] - 6, "y": size["height"] / 4}
        drawn.click(modifiers=["Shift"], position=place)  # type: ignore[arg-type]
    page.keyboard.press(f"Control+{key}")
    expect(page.locator(".toast").last).to_contain_text(said)


def _other(page: Page, product: Product, key: str) -> Page:
    """Another tab of the same browser, with another process."""
    page = page.context.new_page()
    page.goto(f"{product.address}/processes/{key}/edit/")
    page.wait_for_selector("[data-studio][data-ready]")
    return page


def _paste(page: Page, said: str = "Đã dán") -> None:
    page.locator(PASTE).click()
    expect(page.locator(".toast").last).to_contain_text(said)


def _stored(page: Page) -> str:
    """Save the draft and fetch what the server has."""
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(re.compile("Đã lưu|Saved"))
    return str(page.evaluate("fetch(document.querySelector('[data-studio]').dataset.xmlUrl).then((got) => got.text())"))


def _xml(page: Page) -> str:
    return str(page.evaluate("fetch(document.querySelector('[data-studio]').dataset.xmlUrl).then((got) => got.text())"))


def _message(xml: str, event: str) -> str | None:
    """The name of the message that an event waits for."""
    definition = element_of(xml, event).find(".//*[@messageRef]")
    assert definition is not None
    return element_of(xml, str(definition.get("messageRef"))).get("name")


def test_a_sub_process_comes_with_its_steps_events_conditions_and_scripts(draw: Open, product: Product) -> None:
    source = draw("QT-03")
    before = _xml(source)
    _copy(source, "sua")
    target = _other(source, product, "QT-02")
    source.close()  # nothing of it is needed any more
    expect(target.locator(PASTE)).to_be_enabled()
    _paste(target, "Đã dán 1 bước.")
    after = _stored(target)
    assert said_by(element_of(after, "sua"), without=FLOWS) == said_by(element_of(before, "sua"), without=FLOWS)
    drawn = set(re.findall(r'bpmnElement="(\w+)"', after))
    inside = {one.get("id", "") for one in element_of(before, "sua") if one.get("id")}
    assert inside <= drawn


def test_a_decision_an_action_and_a_form_come_with_all_they_hold_and_one_undo_takes_all_back(
    draw: Open, product: Product
) -> None:
    source = draw("QT-01")
    before = _xml(source)
    steps = ["khach_nhan_giua_chung", "phan_loai_bang"]
    _copy(source, *steps)
    target = _other(source, product, "QT-02")
    untouched = _xml(target)
    count = target.locator(".djs-element").count()
    _paste(target)
    expect(target.locator(STATE)).to_have_text("Chưa lưu")
    target.keyboard.press("Control+z")
    expect(target.locator(STATE)).to_have_text("Đã lưu")
    assert target.locator(".djs-element").count() == count
    target.keyboard.press("Control+y")
    expect(target.locator(STATE)).to_have_text("Chưa lưu")
    after = _stored(target)
    table = "phan_loai_bang"
    kept = said_by(element_of(before, table), without=FLOWS)
    mine = said_by(element_of(after, table), without=FLOWS | {"role"})
    assert mine == kept
    assert _message(after, "khach_nhan_giua_chung") == _message(before, "khach_nhan_giua_chung")
    assert untouched.count("<bpmn:message ") <= after.count("<bpmn:message ") <= untouched.count("<bpmn:message ") + 1


def test_the_copy_in_one_drawing_gets_names_of_its_own_and_keeps_what_hangs_together(draw: Open) -> None:
    page = draw()
    before = _xml(page)
    _copy(page, "goi_dien", "thu_bang_chung", said="Đã sao chép 2 bước.")
    _paste(page, "Đã dán 2 bước.")
    after = _stored(page)
    flow = element_of(after, "goi_dien__thu_bang_chung_2")
    assert (flow.get("sourceRef"), flow.get("targetRef")) == ("goi_dien_2", "thu_bang_chung_2")
    assert element_of(after, "chua_goi_30_phut_2").get("attachedToRef") == "goi_dien_2"
    assert said_by(element_of(after, "goi_dien")) == said_by(element_of(before, "goi_dien"))
    ids = re.findall(r'\bid="([^"]+)"', after)
    assert len(ids) == len(set(ids))


def test_what_was_cut_keeps_its_name_and_follows_the_pointer_until_it_is_put_down(draw: Open) -> None:
    page = draw(language="en")
    _copy(page, "tim_nguyen_nhan", key="x", said="1 step cut.")
    expect(page.locator("[data-element-id=tim_nguyen_nhan]")).to_have_count(0)
    canvas = page.locator(".djs-container").bounding_box()
    assert canvas
    page.mouse.move(canvas["x"] + 400, canvas["y"] + 560)
    page.keyboard.press("Control+v")
    page.mouse.move(canvas["x"] + 420, canvas["y"] + 570, steps=3)
    page.mouse.click(canvas["x"] + 420, canvas["y"] + 570)
    expect(page.locator("[data-element-id=tim_nguyen_nhan]").first).to_be_visible()
    expect(page.locator(".toast").last).to_contain_text("1 step pasted.")


def test_what_is_put_down_beside_the_pool_is_put_into_it_and_both_is_said(draw: Open) -> None:
    page = draw()
    _copy(page, "tim_nguyen_nhan")
    drawn = page.locator("g.djs-shape").count()
    canvas = page.locator(".djs-container").bounding_box()
    assert canvas
    outside = (canvas["x"] + 330, canvas["y"] + 30)
    page.mouse.move(*outside)
    page.keyboard.press("Control+v")
    page.mouse.move(outside[0] + 20, outside[1] + 5, steps=3)
    page.mouse.click(outside[0] + 20, outside[1] + 5)
    expect(page.locator("g.djs-shape")).to_have_count(drawn + 1)
    expect(page.locator(".toast").last).to_contain_text("được đặt vào trong khung")

    page.locator(".djs-palette [data-action='create.start-event']").click()
    page.mouse.move(outside[0], outside[1], steps=3)
    page.mouse.click(*outside)
    expect(page.locator(".toast").last).to_contain_text("Không đặt được ở đó")
    expect(page.locator("g.djs-shape")).to_have_count(drawn + 1)


def test_steps_keep_who_does_them_where_there_is_no_lane(draw: Open, product: Product) -> None:
    source = draw()
    _copy(source, "thu_bang_chung")
    source.goto(f"{product.address}/processes/new/")
    source.locator("[name=key]").fill("QT-CHEP")
    source.locator("[name=name]").fill("Dán vào đây")
    source.locator("[name=file]").set_input_files({"name": "a.bpmn", "mimeType": "text/xml", "buffer": WITHOUT_LANES})
    source.locator("form .btn-primary").last.click()
    source.wait_for_selector("[data-studio][data-ready]")
    _paste(source, "các bước vẫn giữ người làm")
    assert 'kind="team"' in _stored(source).split('id="thu_bang_chung"')[1].split("</bpmn:userTask>")[0]
    source.locator(".studio-head .pop > summary").click()
    source.locator("[data-opens=discard]").click()
    source.locator("#discard .btn-error").click()
    source.wait_for_url("**/processes/")


def test_a_lane_alone_is_the_steps_in_it(draw: Open) -> None:
    page = draw()
    page.locator("[data-element-id=lan_to_lien_quan]").first.click(position={"x": 8, "y": 30})
    page.locator(".djs-context-pad [data-action=tantam-copy]").click()
    expect(page.locator(".toast").last).to_contain_text("Đã sao chép 2 bước.")
    expect(page.locator(PASTE)).to_be_enabled()


def test_where_the_browser_keeps_nothing_it_still_works_in_this_tab_and_says_so(draw: Open) -> None:
    page = draw()
    page.evaluate(NO_ROOM)
    _copy(page, "goi_dien", said="chỉ dán được trong thẻ này")
    _paste(page, "Đã dán 1 bước.")
    expect(page.locator("[data-element-id=goi_dien_2]").first).to_be_visible()


def test_the_clipboard_gets_the_names_for_a_letter_and_a_field_keeps_its_own_copying(draw: Open) -> None:
    page = draw()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _copy(page, "goi_dien")
    assert page.evaluate("navigator.clipboard.readText()").splitlines()[0] == "Gọi điện cho khách"
    choose(page, "thu_bang_chung")
    field = page.locator("[data-field=name]")
    field.press("Control+a")
    field.press("Control+c")
    field.press("End")
    field.press("Control+v")
    expect(field).to_have_value("Thu bằng chứngThu bằng chứng")
    expect(page.locator(".toast")).to_have_count(1)


def test_a_whole_pool_is_pasted_with_keys_and_ids_of_its_own_and_can_be_published(draw: Open) -> None:
    page = draw()
    before = _xml(page)
    page.locator("[data-element-id=qt_02_pool]").first.click(position={"x": 10, "y": 60})
    page.keyboard.press("Control+c")
    expect(page.locator(".toast").last).to_contain_text("Đã sao chép")
    for key in ("QT-02-2", "QT-02-3"):
        _paste(page, f"{key} là mã mới của quy trình “Xử lý khiếu nại”: QT-02 đã là mã của quy trình khác.")
        expect(page.locator(".toast").last).to_contain_text("“Xử lý khiếu nại” không tự chạy ở đây")
    after = _stored(page)
    assert re.findall(r'<tantam:process key="([^"]+)"', after) == ["QT-02", "QT-02-2", "QT-02-3"]
    ids = re.findall(r'\sid="([^"]+)"', after)
    assert sorted(set(ids)) == sorted(ids)
    for kind in ("message", "signal", "error", "escalation"):
        assert after.count(f"<bpmn:{kind} ") == before.count(f"<bpmn:{kind} ")
    expect(page.locator(".studio-summary[data-state=error]")).to_have_count(0)
    for _ in range(2):
        page.locator(".studio-bar button[title*='Ctrl+Z']").click()
    assert lost(before, _stored(page)) == []
    assert lost(_xml(page), before) == []
