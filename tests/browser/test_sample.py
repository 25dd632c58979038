"""The sample business in a browser: the strip of hints leads on, and the director's page is one sheet of A4."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.visit import PHONE, Visitors
from tests.browser.words import word

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_hint_beyond_ones_rights_leads_to_who_can_do_it(product: Product, visitors: Visitors, language: str):
    page = visitors.sign_in("chi", language=language)
    hint = page.locator(".hints .hint", has_text=word("Approve a goodwill payment", language=language))
    expect(hint).to_contain_text("Uyên")
    hint.get_by_role("button").click()
    page.wait_for_url(re.compile(r"/cases/TT-"))
    expect(page.locator(".hints .hint", has_text="Uyên")).to_have_count(0)
    page.goto(f"{product.address}/reports/director/")
    page.goto(f"{product.address}/today/")
    read = word("Read the report", language=language)  # others may have done more in this sample by now
    expect(page.locator(".hints .hint[data-is=done]", has_text=read)).to_have_count(1)


def test_on_a_phone_only_the_next_hint_is_seen_and_it_can_be_put_away(product: Product, visitors: Visitors):
    page = visitors.sign_in("nhat", size=PHONE, is_mobile=True, has_touch=True)
    expect(page.locator(".hints .hint:visible")).to_have_count(1)
    page.get_by_role("button", name=word("Put these hints away", language="vi")).click()
    expect(page.locator(".hints")).to_have_count(0)
    page.goto(f"{product.address}/processes/")
    expect(page.locator(".hints")).to_have_count(0)
    page.goto(f"{product.address}/sample/")
    page.get_by_role("button", name=word("Show the strip of hints again", language="vi")).click()
    expect(page.locator(".hints")).to_have_count(1)


@pytest.mark.parametrize("look", [{"language": "vi"}, {"language": "en", "color_scheme": "dark"}])
def test_the_directors_page_is_one_sheet(product: Product, visitors: Visitors, look: dict[str, Any]):
    page = visitors.come_in("uyen", **look)
    page.goto(f"{product.address}/reports/director/")
    expect(page.locator(".paper-figure")).to_have_count(6)
    assert _sheets(page) == 1


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True)))
