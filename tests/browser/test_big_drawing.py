"""A drawing of three hundred elements is worked on without lag: nothing one does makes the browser style all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.big import Watch, big_drawing
from tests.browser.product import Product
from tests.browser.visit import Visitors

pytestmark = pytest.mark.browser
CHECKED = ".studio-summary:not([data-checking])"
PAUSE_MS = 1_500  # longer than the studio waits before it asks for a check
REMEMBER = "for (const row of document.querySelectorAll('.steps-rows > li')) row.wasThere = true"
DRAWN_ANEW = "[...document.querySelectorAll('.steps-rows > li')].filter((row) => !row.wasThere).length"


@pytest.fixture
def big(visitors: Visitors, product: Product) -> Callable[[str], Page]:
    """Opens the studio with three hundred elements in place of QT-02; nothing of it is saved."""

    def opened(view: str = "") -> Page:
        page = visitors.open_as("nhat", product.password)
        page.goto(f"{product.address}/processes/QT-02/edit/")
        source = (page.locator("[data-studio]").get_attribute("data-xml-url") or "").split("?")[0]
        drawing = big_drawing()
        page.route(f"**{source}*", lambda route: route.fulfill(content_type="application/xml", body=drawing))
        page.goto(f"{product.address}/processes/QT-02/edit/{view}")
        page.wait_for_selector("[data-studio][data-ready]", timeout=60_000)
        _checked(page)
        assert page.evaluate("document.querySelectorAll('.djs-element').length") >= 299
        return page

    return opened


def _checked(page: Page) -> None:
    page.wait_for_timeout(PAUSE_MS)
    page.wait_for_selector(CHECKED, state="attached", timeout=30_000)


def test_a_letter_in_the_panel_styles_the_field_and_no_more(big: Callable[[str], Page]) -> None:
    page = big("")
    page.locator("[data-element-id=s0_1]").first.click()
    guide = page.locator(".studio-panel [data-field=Guide-vi]")
    guide.click()
    guide.press("x")  # the first makes the drawing one that is not saved
    page.wait_for_timeout(PAUSE_MS)
    watch = Watch(page)
    work = watch.during(lambda: page.keyboard.type("abcdefghij", delay=60))
    assert work.styled <= 60
    assert work.recalculations <= 25
    assert work.layouts <= 40

    def leave() -> None:
        page.keyboard.press("Tab")
        _checked(page)

    assert watch.during(leave).most <= 800  # the panel
    page.locator(".djs-container").first.hover(position={"x": 600, "y": 20})

    def undo() -> None:
        page.keyboard.press("Control+z")
        _checked(page)

    assert watch.during(undo).most <= 800


def test_moving_an_element_styles_the_whole_only_where_the_pointer_changes(big: Callable[[str], Page]) -> None:
    page = big("")
    box = page.locator("[data-element-id=s0_2] .djs-visual").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10, steps=4)
    page.wait_for_timeout(300)
    watch = Watch(page)

    def drag() -> None:
        for at in range(10):
            page.mouse.move(x + 20 + 2 * at, y + 10 + at)

    work = watch.during(drag)
    assert work.styled <= 200
    assert work.layouts <= 30

    def let_go() -> None:
        page.mouse.up()
        _checked(page)

    assert watch.during(let_go).styled <= 9_000  # twice most of it: the pointer and the ground change back


def test_in_the_list_a_letter_styles_its_field_and_a_change_draws_its_rows(big: Callable[[str], Page]) -> None:
    page = big("?view=list")
    name = page.locator(".studio-list [data-list-field='s0_4:name']")
    name.click()
    page.wait_for_timeout(PAUSE_MS)
    name.press("End")
    page.keyboard.type("x")
    page.wait_for_timeout(PAUSE_MS)
    watch = Watch(page)
    work = watch.during(lambda: page.keyboard.type("abcdefghij", delay=60))
    assert work.styled <= 60
    page.evaluate(REMEMBER)

    def leave() -> None:
        page.keyboard.press("Tab")
        _checked(page)

    assert watch.during(leave).most <= 1_200
    expect(name).to_have_value("Bước 0.4 hỏi kháchxabcdefghij")
    assert 1 <= page.evaluate(DRAWN_ANEW) <= 3
    expect(page.locator(".steps-row")).to_have_count(
        page.evaluate("document.querySelectorAll('.steps-name').length - 1")
    )
