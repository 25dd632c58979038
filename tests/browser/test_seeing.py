"""The heat map in front of a head of care: read, moved, watched, mended, played back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.product import Product
from tests.browser.visit import PHONE, WIDE, Visitors, press

pytestmark = [pytest.mark.browser]

#: What the sample's tickets run on; the walk of another file draws and publishes the next.
VERSION = 3
LEAST_LETTER = 11.0
WORST = "tra_loi_lan_dau"
SMALLEST = """svg => Math.min(...[...svg.querySelectorAll("text")].map(one => Number(one.getAttribute("font-size"))))
  * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"""
PLACE = "e => [e.scrollLeft, e.scrollTop, Math.round(e.querySelector('svg').getBoundingClientRect().width)]"
SHOWN = """([frame, node]) => {
  const [a, b] = [frame.getBoundingClientRect(), node.getBoundingClientRect()];
  return b.left >= a.left - 1 && b.right <= a.right + 1 && b.top >= a.top - 1
    && b.bottom <= Math.min(a.bottom, innerHeight) + 1;
}"""


def _open(page: Page, product: Product) -> None:
    page.goto(f"{product.address}/processes/QT-01/?version={VERSION}")
    expect(page.locator("[data-viewer][data-scaled]")).to_be_visible()
    page.evaluate("document.fonts.ready")


def _place(page: Page) -> Any:
    return page.locator("[data-map]").evaluate(PLACE)


@contextmanager
def _failed(product: Product, node: str) -> Iterator[None]:
    """One ticket at this step has failed, as if a mail server had not answered."""
    with psycopg.connect(product.database_url, autocommit=True) as database:
        found = database.execute(
            "UPDATE process_token SET state = 'incident' WHERE id = (SELECT token.id FROM process_token token"
            " JOIN process_version version ON version.id = token.version_id JOIN process_process process"
            " ON process.id = version.process_id WHERE process.key = 'QT-01' AND token.node = %s"
            " AND token.state = 'waiting' AND version.number = %s ORDER BY token.id LIMIT 1)"
            " RETURNING instance_id, version_id, node, id",
            [node, VERSION],
        ).fetchone()
        assert found, f"nobody stands at {node}"
        database.execute(
            "INSERT INTO process_incident (instance_id, version_id, node, token_id, error_code, error, error_en, at,"
            " attempts) VALUES (%s, %s, %s, %s, 'smtp', 'Máy chủ thư không trả lời', 'No answer', now(), 1)",
            found,
        )
        yield
        left = database.execute("SELECT count(*) FROM process_incident WHERE settled_at IS NULL").fetchone()
        assert left == (0,)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_opens_readable_where_it_hurts_most(product: Product, visitors: Visitors, size: dict[str, int]) -> None:
    page = visitors.come_in("uyen", size=size)
    _open(page, product)
    frame, node = page.locator("[data-map]"), page.locator(f"[data-map] [data-node={WORST}] > .dg-shape")
    assert page.locator("[data-map] > svg").first.evaluate(SMALLEST) >= LEAST_LETTER
    assert page.evaluate(SHOWN, [frame.element_handle(), node.element_handle()])
    expect(page.locator("[data-map-mini] .map-seen")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_is_zoomed_by_keys_buttons_and_wheel_and_dragged(product: Product, visitors: Visitors) -> None:
    page = visitors.come_in("uyen")
    _open(page, product)
    frame, begun = page.locator("[data-map]"), _place(page)
    frame.focus()
    page.keyboard.press("0")
    width, room = _place(page)[2], frame.evaluate("e => [e.clientWidth, e.clientHeight, e.scrollHeight]")
    assert width <= room[0]
    assert room[2] == room[1]
    expect(page.locator("[data-map-mini]")).to_be_hidden()
    page.keyboard.press("1")
    assert _place(page)[2] == begun[2]
    page.locator('[data-zoom="1"]').click()
    assert _place(page)[2] == pytest.approx(begun[2] * 1.25, abs=2)
    box = frame.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 60)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 240)
    page.keyboard.up("Control")
    page.wait_for_function("before => document.querySelector('[data-map] svg').clientWidth < before", arg=begun[2])
    page.locator('[data-zoom="readable"]').click()
    before = _place(page)
    page.mouse.move(box["x"] + 300, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 40, steps=4)
    page.mouse.up()
    after = _place(page)
    assert (after[0] - before[0], after[1] - before[1]) == (100, 20)
    expect(page.locator("dialog[open]")).to_have_count(0)  # what was dragged was not clicked


def test_live_only_what_changed_changes_and_an_incident_is_mended_from_the_picture(
    product: Product, visitors: Visitors
) -> None:
    page = visitors.come_in("uyen")
    _open(page, product)
    page.locator('[data-zoom="1"]').click()
    place = _place(page)
    page.evaluate("window.drawn = document.querySelector('[data-map] svg')")
    with _failed(product, WORST):
        page.evaluate("document.querySelector('#heat').dispatchEvent(new CustomEvent('live'))")
        badge = page.locator(f"[data-map] [data-node={WORST}] .dg-pill-incident")
        expect(badge).to_be_visible()
        expect(page.locator(f"[data-map] [data-node={WORST}].is-fresh")).to_have_count(1)
        assert page.evaluate("window.drawn === document.querySelector('[data-map] svg')")
        assert _place(page) == place
        badge.click()
        sheet = page.locator("dialog[open] #side-body, dialog[open]:has(#side-body)").first
        expect(sheet).to_contain_text("Máy chủ thư không trả lời")
        press(page.locator("dialog[open]"), "Try again")  # type: ignore[arg-type]
        expect(badge).to_have_count(0)
        expect(sheet).not_to_contain_text("Máy chủ thư không trả lời")
        expect(page.locator("dialog[open]")).to_have_count(1)
        assert _place(page) == place


def test_period_against_period_is_chosen_by_hand_and_stays_in_the_address(product: Product, visitors: Visitors) -> None:
    page = visitors.come_in("uyen", language="en")
    _open(page, product)
    page.locator("[name=against]").select_option("before")
    expect(page.locator(".heat-sentence")).to_contain_text("then:")
    assert "against=before" in page.url
    page.locator(".segmented").get_by_text("From – to").click()
    expect(page.locator("#seen-since")).to_be_visible()
    page.locator("#seen-since").fill("01/11/2026")
    page.locator("#seen-since").press("Tab")
    page.wait_for_url("**since=2026-11-01**")
    head = page.locator("th[aria-sort] a", has_text="Half within, then → now")
    head.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=-median")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    page.reload()
    expect(page.locator(".heat-sentence")).to_contain_text("then:")
    expect(page.locator("#seen-since")).to_have_value("01/11/2026")
    page.go_back()
    expect(page.locator("th[aria-sort=descending]")).to_have_count(0)


@pytest.mark.parametrize("moves", [True, False], ids=["moving", "in steps"])
def test_a_past_week_is_played_back(product: Product, visitors: Visitors, moves: bool) -> None:
    page = visitors.come_in("uyen")
    page.emulate_media(reduced_motion="no-preference" if moves else "reduce")
    _open(page, product)
    page.locator("[data-replay-opens]").click()
    page.locator("[data-replay-span]").select_option("week")
    expect(page.locator("[data-replay-note]")).to_contain_text("Tất cả")
    time = page.locator("[data-replay-time]")
    time.focus()
    expect(page.locator("[data-replay-bar][data-playing]")).to_have_count(1)
    for _ in range(24):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-replay-bar][data-playing]")).to_have_count(0)  # who takes hold of the time stops it
    expect(page.locator(".flow-count:not([hidden])").first).to_be_attached()
    assert "phiếu trên sơ đồ" in (time.get_attribute("aria-valuetext") or "")
    stood = float(time.input_value())
    page.locator("[data-replay-play]").click()
    page.wait_for_function("at => Number(document.querySelector('[data-replay-time]').value) > at", arg=stood)
    if moves:
        page.wait_for_function("() => document.querySelectorAll('.flow-dot:not([hidden])').length > 0")
    else:
        assert page.locator(".flow-dot").count() == 0
    assert "replay_span=week" in page.url
    sent = page.url
    page.locator("[data-replay-closes]").click()
    assert "replay" not in page.url.partition("?")[2]
    page.goto(sent)  # what a colleague is sent opens by itself
    expect(page.locator("[data-replay-span]")).to_have_value("week")
    expect(page.locator("[data-replay-note]")).to_contain_text("Tất cả")
    page.locator("[data-replay-closes]").click()
    expect(page.locator(".flow-count")).to_have_count(0)
    expect(page.locator("[data-replay-opens]")).to_be_focused()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_on_a_phone_every_tab_of_the_room_is_in_sight_and_so_is_the_one_it_is_on(
    product: Product, visitors: Visitors, language: str
) -> None:
    page = visitors.come_in("nhat", size=PHONE, language=language)
    page.goto(f"{product.address}/processes/QT-01/incidents/")
    tabs = page.locator("main .tabs-line").first
    assert tabs.evaluate("line => line.scrollWidth <= line.clientWidth")
    page.set_viewport_size({"width": 240, "height": 600})
    page.reload()
    here = tabs.locator("[aria-current]")
    reaches, ends = here.evaluate(
        "tab => [tab.getBoundingClientRect().right, tab.parentElement.getBoundingClientRect().right]"
    )
    assert reaches <= ends + 1


def test_a_table_wider_than_a_phone_is_moved_by_keys_and_does_not_widen_the_page(
    product: Product, visitors: Visitors
) -> None:
    page = visitors.come_in("uyen", size=PHONE)
    page.goto(f"{product.address}/processes/QT-01/?against=before")
    frame = page.locator(".table-scroll").first
    shown = frame.locator("thead th:visible")
    expect(shown).to_have_count(3)  # what a phone has room for
    page.get_by_text("Tất cả các cột").click()
    expect(shown).to_have_count(8)
    with page.expect_response(lambda answer: "/processes/QT-01/" in answer.url):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('heat-changed'))")
    expect(shown).to_have_count(8)  # what comes in live takes none away
    expect(frame).to_have_attribute("tabindex", "0")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())
    assert page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_versions_are_looked_at_one_difference_after_the_other(product: Product, visitors: Visitors) -> None:
    page = visitors.come_in("nhat")
    page.goto(f"{product.address}/processes/QT-01/versions/compare/?old=2&new=3")
    shown = page.locator("[data-shown]")
    expect(shown).to_contain_text("1/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(shown).to_contain_text("3/")
    expect(page.locator("[data-differs][aria-current]")).to_have_count(1)
    pointed = page.locator(".compare-canvas .is-pointed").first
    expect(pointed).to_be_in_viewport()
    letters = pointed.locator("text").first.evaluate("one => one.getBoundingClientRect().height")
    assert letters >= 12  # pixels: they can be read
    page.keyboard.press("k")
    expect(shown).to_contain_text("2/")
    page.locator("[data-points]").last.click()
    count = page.locator("[data-differs]").count()
    expect(shown).to_contain_text(f"{count}/{count}")


def test_what_stands_nowhere_on_the_drawing_is_not_what_a_comparison_opens_at(
    product: Product, visitors: Visitors
) -> None:
    page = visitors.sign_in("nhat")

    def of_the_process_first(route: Route) -> None:
        body = route.fetch().text()
        row = '<li class="compare-row" data-differs="p" data-says="Mục tiêu"><button data-points></button></li>'
        route.fulfill(body=body.replace('<ul class="compare-list">', f'<ul class="compare-list">{row}'))

    page.route("**/versions/compare/**", of_the_process_first)
    page.goto(f"{product.address}/processes/QT-01/versions/compare/?old=2&new=3")
    expect(page.locator("[data-shown]")).to_contain_text("2/")
    expect(page.locator(".compare-canvas .is-pointed").first).to_be_in_viewport()
