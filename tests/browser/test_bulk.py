"""A head chooses tickets by keyboard and mouse while others come in, changes them at once and takes it back."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import post
from tests.browser.product import Product
from tests.browser.visit import Visitors
from tests.browser.words import word

pytestmark = [pytest.mark.browser]


def chosen(page: Page) -> list[str]:
    """The tickets whose boxes are ticked."""
    found: list[str] = page.locator(".case-line:has(:checked)").evaluate_all("(rows) => rows.map((row) => row.id)")
    return found


def test_tickets_are_chosen_changed_at_once_and_put_back(product: Product, visitors: Visitors) -> None:
    page = visitors.come_in("uyen")
    page.goto(f"{product.address}/inbox/?view=all")
    count = page.locator("[data-chosen-count]")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(count).to_have_text("Đã chọn 1 phiếu")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(count).to_have_text("Đã chọn 3 phiếu")
    page.locator(".case-pick input").nth(5).click(modifiers=["Shift"])
    expect(count).to_have_text("Đã chọn 6 phiếu")
    page.locator(".case-pick input").nth(1).click()
    expect(count).to_have_text("Đã chọn 5 phiếu")

    before = chosen(page)
    mark = f"zb{time.monotonic_ns() % 10**9}"
    post.send(
        product.smtp,
        sender="Lê Thị Chuông <chuong@khach.example>",
        subject=f"Hỏi chuông {mark}",
        text="Còn chuông không?",
    )
    expect(page.locator("#rows .case-line").first).to_contain_text("Chuông")
    assert chosen(page) == before

    page.keyboard.press("h")
    page.locator("#bulk-form input[name=add]").fill(mark)
    expect(page.locator("#bulk-go")).to_have_text("Đổi nhãn 5 phiếu")
    page.locator("#bulk-go").click()
    expect(page.locator("[data-toast]", has_text="Đã đổi nhãn 5 phiếu.")).to_be_visible()
    expect(page.locator("[data-chosen]")).to_have_count(0)
    page.goto(f"{product.address}/inbox/?view=all&f=tag:{mark}")
    expect(page.locator("#rows .case-line")).to_have_count(5)

    page.locator(".case-pick input").first.click()
    page.locator("[data-chosen-all]").click()
    expect(count).to_have_text("Đã chọn cả 5 phiếu của mục này")
    page.keyboard.press("Escape")
    expect(page.locator("[data-chosen]")).to_have_count(0)
    page.goto(f"{product.address}/inbox/bulk/")
    page.locator("[data-row]", has_text=mark).locator("a").click()
    page.get_by_role("button", name=word("Undo", language="vi")).click()
    page.wait_for_url(re.compile(r"/inbox/bulk/\d+/"))
    expect(page.locator("[data-toast]", has_text="5 phiếu đã trở lại như cũ.")).to_be_visible()
    page.goto(f"{product.address}/inbox/?view=all&f=tag:{mark}")
    expect(page.locator("#rows .case-line")).to_have_count(0)
