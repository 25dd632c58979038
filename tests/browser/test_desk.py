"""The desk under somebody's hands: the focus stays where one types, and nothing is fetched twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.visit import PHONE, WIDE, Visitors, composer_of
from tests.browser.words import word

pytestmark = [pytest.mark.browser]


def test_a_call_is_noted_with_the_keyboard_alone(product: Product, visitors: Visitors):
    page = visitors.come_in("chi")
    page.goto(f"{product.address}/inbox/")
    page.keyboard.press("n")
    expect(page.locator("#id_phone")).to_be_focused()
    page.keyboard.type("0987 650 321")
    page.keyboard.press("Tab")
    expect(page.locator("#intake-customer p")).to_be_visible()  # "is new" came in meanwhile
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("Lan")
    page.keyboard.press("Tab")
    page.keyboard.type("xe bị chết máy giữa đường")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name=word("Note another", language="vi"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rows .case-row", has_text="xe bị chết máy giữa đường")).to_be_visible()


def test_what_one_wrote_is_fetched_by_the_other_tab_and_not_again_by_ones_own(product: Product, visitors: Visitors):
    page = visitors.come_in("chi")
    page.goto(f"{product.address}/inbox/?view=all")
    page.locator("#rows .case-row").first.click()
    expect(page.locator("#case-stream .entry").first).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#case-stream .entry").first).to_be_visible()
    asked = [_live_of(one) for one in (page, other)]
    _let_it_settle(page, asked)  # whoever opens a ticket is announced; that is over before it is counted
    page.bring_to_front()
    page.keyboard.press("m")
    page.keyboard.type("Ghi chú cho hai cửa sổ")
    page.keyboard.press("Control+Enter")
    for one in (page, other):
        expect(one.locator("#case-stream .entry-note", has_text="Ghi chú cho hai cửa sổ")).to_be_visible()
    page.wait_for_timeout(1_500)
    assert [len(live) for live in asked] == [0, 1]


def test_who_is_signed_out_while_writing_comes_back_to_the_ticket_and_to_the_words(
    product: Product, visitors: Visitors
):
    visitors.forgiven.add(401)
    page = visitors.come_in("chi")
    page.goto(f"{product.address}/inbox/?view=all")
    page.locator("#rows .case-row").first.click()
    composer_of(page).fill("Dạ em gửi anh biên bản")
    where = page.url
    page.context.clear_cookies(name="sessionid")
    page.locator(".composer button[type=submit].btn-primary").click()
    page.wait_for_url("**/login/?next=*")
    page.locator("[data-demo=chi]").click()
    page.wait_for_url(where)
    expect(composer_of(page)).to_have_value("Dạ em gửi anh biên bản")


def test_the_palette_calls_a_view_by_its_name_alone_and_goes_there(product: Product, visitors: Visitors):
    page = visitors.come_in("chi", language="en")
    page.goto(f"{product.address}/inbox/")
    page.keyboard.press("Control+k")
    page.keyboard.type("overdue")
    first = page.locator("[data-palette] [role=option]").first
    expect(first).to_have_text("OverdueGo to")
    first.click()
    page.wait_for_url("**/inbox/?view=overdue")


def test_a_message_of_any_length_never_widens_the_page(product: Product, visitors: Visitors):
    page = visitors.come_in("uyen")
    page.goto(f"{product.address}/inbox/?view=soon")
    first = page.locator(".desk-start .first-row").first
    expect(first).to_be_visible()
    first.locator(".truncate").last.evaluate("line => { line.textContent = 'xe kêu cọt kẹt ở bánh sau '.repeat(400) }")
    room = page.locator(".desk-start").bounding_box()
    assert room is not None
    for part in page.locator(".glance, .first-row").all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= room["x"]
        assert box["x"] + box["width"] <= room["x"] + room["width"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_long_list_scrolls_alone_and_never_the_whole_page(product: Product, visitors: Visitors, size: dict[str, int]):
    page = visitors.come_in("uyen", size=size)
    page.goto(f"{product.address}/inbox/?view=all")
    expect(page.locator("#rows .case-row").nth(20)).to_be_attached()
    assert page.evaluate("document.documentElement.scrollHeight") == size["height"]


def test_on_a_phone_a_decision_and_an_empty_composer_are_a_line_each(product: Product, visitors: Visitors):
    page = visitors.come_in("uyen", size=PHONE)
    page.goto(f"{product.address}/today/")
    address = page.locator(".approval-row a.row-link").first.get_attribute("href")
    page.goto(f"{product.address}{address}")
    line, composer = page.locator("#case-decide .decide-line"), page.locator("form.composer")
    send, words = composer.locator("button.btn-primary"), composer_of(page)
    expect(line.locator("form")).to_be_hidden()
    expect(send).to_be_hidden()
    room = page.locator(".pane-main > .pane-scroll").bounding_box()
    assert room is not None
    assert room["height"] > PHONE["height"] / 2
    line.locator("summary").click()
    expect(line.get_by_role("button", name=word("Approve", language="vi"), exact=True)).to_be_visible()
    line.locator("[name=comment]").fill("Đồng ý")
    page.locator("#case-stream").evaluate("stream => stream.dispatchEvent(new Event('live'))")
    page.wait_for_load_state("networkidle")
    expect(line.locator("[name=comment]")).to_have_value("Đồng ý")  # it did not fall shut
    words.click()
    expect(send).to_be_visible()
    page.locator(".case-title").click()
    expect(send).to_be_hidden()
    words.fill("Dạ em chào anh ạ.")
    page.locator(".case-title").click()
    expect(send).to_be_visible()  # what was typed is never put away
    words.fill("")


def _let_it_settle(page: Page, asked: list[list[str]]) -> None:
    """Wait until a second passes in which nothing is fetched, and forget what was."""
    seen = -1
    while seen != (seen := sum(map(len, asked))):
        page.wait_for_timeout(1_000)
    for found in asked:
        found.clear()


def _live_of(page: Page) -> list[str]:
    """The panes that a page fetches anew from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.url.endswith("/live/") else None)
    return found


def test_a_ticket_given_away_while_somebody_writes_in_it_says_so_and_keeps_the_words(
    product: Product, visitors: Visitors
):
    visitors.forgiven.add(404)  # that it is gone is how the page is told
    page, head = visitors.sign_in("chi"), visitors.sign_in("uyen")
    page.goto(f"{product.address}/inbox/?view=mine")
    page.locator("#rows .case-row").last.click()
    composer_of(page).fill("Dạ em đang xem")
    head.goto(page.url)
    head.keyboard.press("a")
    for field, name in (("team", "Tổ Trả hàng và bảo hành"), ("assignee", "Đàm Quốc Vĩnh")):
        head.locator(f"#side [name={field}]").select_option(label=name)
    head.locator("#side form .btn-primary").click()
    expect(page.locator("#case-stream")).to_contain_text("Phiếu không còn ở chỗ bạn")
    expect(page.locator("[data-toasts]")).to_contain_text("Sao chép lời đã gõ")
    expect(page.locator("[data-toasts]")).not_to_contain_text("Không tìm thấy")
    expect(page.locator(".company")).to_have_count(0)
