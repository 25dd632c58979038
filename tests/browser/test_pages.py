"""Every main page, in both languages, light and dark: accessible, quiet in the console, wholly in its language."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import ADMINISTRATOR, EVERYBODY, HEAD, OWNER, Place, figures_of, go, texts_of
from tests.browser.product import Product
from tests.browser.visit import PHONE, Visitors
from tests.browser.words import ill_written, left_in_english

pytestmark = [pytest.mark.browser]

PEOPLE = {"uyen": HEAD, "nhat": OWNER, "quantri": ADMINISTRATOR}
# What scrolls sideways on purpose says so by its own class; the page itself never does.
TOO_WIDE = """() => Math.max(...[document.documentElement, document.querySelector("main")]
  .map((one) => one.scrollWidth - one.clientWidth))"""
# A thumb is as wide as that; links in running text and what lies in a drawing may be smaller.
THUMB_PX = 44
TOO_SMALL = """(least) => [...document.querySelectorAll(".btn:not(.btn-xs), .segmented > *, .tabs-line > *, .tabbar a")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => one.getBoundingClientRect().height < least - 0.5)
  .map((one) => one.outerHTML.slice(0, 120))"""
GRAVE = {"serious", "critical"}


def barriers(page: Page, place: Place) -> list[str]:
    """What axe-core finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{place.name}: {one['id']} ({one['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("username", PEOPLE)
def test_vietnamese_pages_are_accessible_and_wholly_vietnamese(product: Product, visitors: Visitors, username: str):
    page = visitors.open_as(username, product.password)
    faults: list[str] = []
    for place in [*EVERYBODY, *PEOPLE[username]] if username == "uyen" else PEOPLE[username]:
        go(page, product.address, place)
        faults += barriers(page, place)
        faults += [f"{place.name}: English “{text}”" for text in left_in_english(texts_of(page))]
        faults += [f"{place.name}: “{text}”" for text in ill_written(figures_of(page), language="vi")]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("username", PEOPLE)
def test_english_pages_are_accessible_in_the_dark(product: Product, visitors: Visitors, username: str):
    page = visitors.open_as(username, product.password, language="en", color_scheme="dark")
    faults: list[str] = []
    for place in PEOPLE[username]:
        go(page, product.address, place)
        faults += barriers(page, place)
        faults += [f"{place.name}: “{text}”" for text in ill_written(figures_of(page), language="en")]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("username", ["uyen", "nhat"])
def test_on_a_phone_nothing_sticks_out_and_a_thumb_reaches_everything(
    product: Product, visitors: Visitors, username: str
):
    page = visitors.open_as(username, product.password, size=PHONE)
    faults: list[str] = []
    for place in PEOPLE[username]:
        go(page, product.address, place)
        over = page.evaluate(TOO_WIDE)
        if over > 0:
            faults.append(f"{place.name}: {over} px too wide")
        faults += [f"{place.name}: too small for a thumb: {one}" for one in page.evaluate(TOO_SMALL, THUMB_PX)]
        faults += barriers(page, place)
    assert not faults, "\n".join(faults)


def test_a_printed_decision_table_begins_on_the_first_sheet_and_lies_wholly_on_it(product: Product, visitors: Visitors):
    page = visitors.come_in("nhat", size={"width": 690, "height": 1010})  # what the margins leave of A4
    page.emulate_media(media="print")
    page.goto(f"{product.address}/processes/QT-01/versions/3/list/")
    table = page.locator(".decision-table").first
    widths = "table => [table.getBoundingClientRect().right, table.parentElement.getBoundingClientRect().right]"
    reaches, has = table.evaluate(widths)
    assert reaches <= has + 0.5
    assert page.locator("ol.card").evaluate("list => getComputedStyle(list).breakInside") == "auto"
    assert not page.locator(".decision-formulas").first.is_visible()
