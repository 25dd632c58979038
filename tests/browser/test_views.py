"""An agent builds a view by the keyboard, shares it, sees its count move; a colleague sees it within their reach."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import post
from tests.browser.product import Product
from tests.browser.visit import PHONE, Visitors, press
from tests.browser.words import word

pytestmark = [pytest.mark.browser]

#: Wide enough for the views to stand beside the list.
WIDEST = {"width": 1760, "height": 900}


def offered(page: Page) -> Locator:
    """What is marked of what the bar offers."""
    return page.locator("#filter-offers [aria-selected=true]")


def save_as(page: Page, name: str, *, language: str, whom: str = "") -> None:
    page.get_by_text(word("Save as a view", language=language), exact=True).click()
    page.locator("dialog[open] input[name=name]").fill(name)
    if whom:
        page.locator("dialog[open]").get_by_label(whom).check()
    press(page, "Save", language=language)
    page.wait_for_url(re.compile(r"view=v\d+$"))


def test_a_view_is_built_and_shared_with_the_team_and_its_count_moves(product: Product, visitors: Visitors) -> None:
    chi = visitors.come_in("chi", size=WIDEST)
    chi.goto(f"{product.address}/inbox/?view=all")
    mark = f"zx{time.monotonic_ns() % 10**9}"
    chi.keyboard.press("f")
    chi.keyboard.type("tinh")
    chi.keyboard.press("ArrowDown")
    expect(offered(chi)).to_contain_text("tình-trạng:")
    chi.keyboard.press("Enter")
    chi.keyboard.type("mo")
    expect(offered(chi)).to_have_text("mở")
    chi.keyboard.press("Enter")
    chi.keyboard.type(f"tiêu-đề:{mark} hạn:<32/13")
    expect(chi.locator("form[data-filter] input[name=f]")).to_have_value(f"tình-trạng:mở tiêu-đề:{mark} hạn:<32/13")
    chi.keyboard.press("Enter")
    chi.wait_for_url(re.compile("view=all&f="))
    expect(chi.locator(".filter-fault")).to_contain_text("<32/13")
    expect(chi.locator(".filter-chip")).to_have_count(2)
    save_as(chi, f"Mũ {mark}", language="vi", whom="Tổ Hỗ trợ")
    beside = chi.locator("#own-views .side-link", has_text=mark)
    expect(beside.locator(".count")).to_have_text("0")

    post.send(
        product.smtp, sender="Lê Thị Mũ <mu.le@khach.example>", subject=f"Hỏi mũ {mark}", text="Mũ còn màu kem không?"
    )
    expect(chi.locator("#rows .case-row")).to_have_count(1)
    expect(beside.locator(".count")).to_have_text("1")

    uyen = visitors.come_in("uyen", language="en", size=WIDEST)
    uyen.goto(f"{product.address}/inbox/?view=all")
    uyen.locator("#own-views .side-link", has_text=mark).click()
    expect(uyen.locator("form[data-filter] input[name=f]")).to_have_value(f"status:open subject:{mark}")
    expect(uyen.locator("#rows .case-row")).to_have_count(1)


def test_on_a_phone_a_view_is_built_by_thumb_walked_deleted_and_brought_back(
    product: Product, visitors: Visitors
) -> None:
    page = visitors.come_in("chi", language="en", size=PHONE)
    page.goto(f"{product.address}/inbox/?view=all")
    bar = page.locator("form[data-filter] input[name=f]")
    bar.click()
    page.locator("#filter-offers [role=option]", has_text="status:").click()
    page.locator("#filter-offers [role=option]", has_text="open").first.click()
    expect(bar).to_have_value("status:open ")
    bar.press("Enter")
    page.wait_for_url(re.compile("f=status"))
    chip = page.locator(".filter-chip").first.bounding_box()
    assert chip
    assert chip["height"] >= 36
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    save_as(page, "On the move", language="en")

    page.locator("#rows .case-row").first.click()
    expect(page.locator("#case-head")).to_be_visible()
    first = page.url
    page.keyboard.press("]")
    expect(page).not_to_have_url(first)
    assert "view=v" in page.url
    page.keyboard.press("[")
    expect(page).to_have_url(first)

    page.goto(f"{product.address}/inbox/views/")
    page.get_by_label("Delete “On the move”").click()
    expect(page.get_by_text("“On the move” was deleted.")).to_be_visible()
    press(page, "Undo", language="en")
    expect(page.locator(".filter-chip")).to_contain_text("open")
