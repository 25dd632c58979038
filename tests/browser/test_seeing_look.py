"""How the seeing half looks: what a picture would show at once, so that it need not be looked at each time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.product import Product
from tests.browser.visit import PHONE, WIDE, Visitors

pytestmark = [pytest.mark.browser]

HEAT = "/processes/QT-01/?version=3"
# Where the words of a head end and where the figures below them end, for each column of figures.
EDGES = """table => [...table.querySelectorAll("thead th.num")].map((head) => {
  const end = (cell) => { const range = document.createRange(); range.selectNodeContents(cell);
    return Math.round(Math.max(...[...range.getClientRects()].map((one) => one.right))); };
  const words = document.createTreeWalker(head, NodeFilter.SHOW_TEXT).nextNode().parentElement;
  return [end(words), end(table.querySelector("tbody tr").cells[head.cellIndex])];
})"""
CUT = """tables => tables.flatMap((table) => [...table.querySelectorAll("td, td *")])
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 120))"""
#: Seconds until the first round of what was done is through, on a machine that works on much else.
COMPUTED_WITHIN = 90
WIDTHS = """maps => maps.map((map) => [map.querySelector("svg").getBoundingClientRect().width, map.clientWidth])"""
CARDS = [
    "/processes/QT-01/versions/",
    "/processes/QT-02/done/",
    "/processes/QT-02/done/tickets/?which=off",
    "/processes/QT-02/deviations/",
]


@pytest.mark.parametrize("query", ["", "&against=before"], ids=["alone", "compared"])
def test_figures_end_where_their_heads_end(product: Product, visitors: Visitors, query: str) -> None:
    page = visitors.come_in("uyen")
    page.goto(f"{product.address}{HEAT}{query}")
    page.evaluate("document.fonts.ready.then(() => true)")
    edges = page.locator("#heat .grid-table").first.evaluate(EDGES)
    assert len(edges) >= 5
    assert [pair for pair in edges if abs(pair[0] - pair[1]) > 1] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_step_of_the_table_has_the_colour_it_has_on_the_map(
    product: Product, visitors: Visitors, scheme: str
) -> None:
    page = visitors.come_in("uyen", color_scheme=scheme)
    page.goto(f"{product.address}{HEAT}")
    on_map = page.locator("[data-map] [data-node=tra_loi_lan_dau] > .dg-shape").first
    row = page.locator("#heat tbody tr", has_text="Trả lời lần đầu")
    wanted = on_map.evaluate("shape => getComputedStyle(shape).fill")
    assert wanted not in {"none", "rgb(255, 255, 255)"}
    assert row.locator(".heat-dot").evaluate("dot => getComputedStyle(dot).backgroundColor") == wanted
    plain = page.locator("#heat tbody tr", has_text="Đóng phiếu").locator(".heat-dot")
    assert plain.evaluate("dot => getComputedStyle(dot).borderTopColor") == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize(
    ("language", "said"), [("vi", r"^\S+, \d+/\d+ · \d\d:\d\d$"), ("en", r"^\w{3},? \d+ \w{3} · \d\d:\d\d$")]
)
def test_a_replay_says_the_day_as_the_rest_of_the_page_does(
    product: Product, visitors: Visitors, language: str, said: str
) -> None:
    page = visitors.come_in("uyen", language=language)
    page.goto(f"{product.address}{HEAT}")
    page.locator("[data-replay-opens]").click()
    expect(page.locator("[data-replay-clock]")).to_have_text(re.compile(said))


def test_as_done_and_as_drawn_are_seen_at_the_width_of_the_page_and_moved_together(
    product: Product, visitors: Visitors
) -> None:
    page = visitors.sign_in("uyen", size=WIDE)
    maps = page.locator("[data-map]")
    for _ in range(COMPUTED_WITHIN):
        page.goto(f"{product.address}/processes/QT-01/done/map/")
        if maps.count():
            break
        page.wait_for_timeout(1_000)
    expect(page.locator("[data-viewer][data-scaled]")).to_have_count(2)
    assert all(drawn <= frame for drawn, frame in maps.evaluate_all(WIDTHS))
    boxes = maps.evaluate_all("all => all.map((one) => one.getBoundingClientRect())")
    assert min(box["width"] for box in boxes) > 1000  # beside each other letters were 5 px high
    assert boxes[0]["bottom"] < boxes[1]["top"]
    before = [drawn for drawn, _frame in maps.evaluate_all(WIDTHS)]
    page.locator("[data-zoom='1']").first.click()
    page.locator("[data-zoom='1']").first.click()
    now = [drawn for drawn, _frame in maps.evaluate_all(WIDTHS)]
    assert all(after / drawn > 1.2 for drawn, after in zip(before, now, strict=True))
    maps.last.evaluate("map => { map.scrollLeft = 120; }")
    page.wait_for_function("document.querySelector('[data-map]').scrollLeft > 60")


@pytest.mark.parametrize("path", CARDS)
def test_on_a_phone_a_list_with_many_columns_is_read_without_scrolling_aside(
    product: Product, visitors: Visitors, path: str
) -> None:
    page = visitors.come_in("nhat", size=PHONE)
    tables = page.locator(".grid-cards")
    for _ in range(COMPUTED_WITHIN):  # what was done is compared beside everything else, some time after the start
        page.goto(f"{product.address}{path}")
        if tables.first.locator("tbody td").count():
            break
        page.wait_for_timeout(1_000)
    expect(tables.first.locator("tbody td").first).to_be_visible()
    assert tables.evaluate_all(CUT) == []
    labels = tables.first.locator("td[data-label]").evaluate_all("cells => cells.map((one) => one.dataset.label)")
    assert labels
    assert all(labels)


def test_on_a_phone_the_name_of_a_step_stays_while_its_figures_pass(product: Product, visitors: Visitors) -> None:
    page = visitors.come_in("uyen", size=PHONE)
    page.goto(f"{product.address}{HEAT}")
    name = page.locator("#heat tbody td").first
    before = name.bounding_box()
    page.locator("#heat .table-scroll").first.evaluate("room => { room.scrollLeft = 200; }")
    after = name.bounding_box()
    assert before
    assert after
    assert after["x"] == before["x"]


@pytest.mark.parametrize("query", ["", "&against=before"], ids=["alone", "compared"])
def test_on_paper_no_column_of_the_heat_map_is_lost(product: Product, visitors: Visitors, query: str) -> None:
    page = visitors.come_in("uyen", size={"width": 690, "height": 1010})  # what the margins leave of A4
    page.emulate_media(media="print")
    page.goto(f"{product.address}{HEAT}{query}")
    reaches, has = page.locator("#heat .grid-table").first.evaluate(
        "table => [table.getBoundingClientRect().right, table.parentElement.getBoundingClientRect().right]"
    )
    assert reaches <= has + 0.5
