"""Messages at the edge of the page, in a real browser."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

LONG = "Không gửi được thư cho chị Trần Đặng Ngọc Ánh: máy chủ thư từ chối vì hộp thư nhận đã đầy. " * 2


def tell(page, text: str, **options) -> None:
    detail = {"text": text, **options}
    page.evaluate("(detail) => document.dispatchEvent(new CustomEvent('toast', { detail }))", detail)


def texts(page) -> Any:
    return page.locator(".toast-text").all_inner_texts()


def test_few_stand_at_once_and_what_must_be_read_is_never_among_those_that_go(visit):
    page = visit("/parts/")
    tell(page, "Hỏng", tone="error")
    tell(page, "Còn lại đó", stay=0)
    for number in range(6):
        tell(page, f"Đã lưu {number}")
    assert texts(page) == ["Hỏng", "Còn lại đó", "Đã lưu 4", "Đã lưu 5"]


def test_the_same_said_again_is_one_message_that_counts(visit):
    page = visit("/parts/")
    for _ in range(3):
        tell(page, "Máy chủ gặp lỗi (500).", tone="error")
    tell(page, "Máy chủ gặp lỗi (500).", tone="info")
    assert page.locator(".toast").count() == 2
    assert page.locator(".toast.tone-error .toast-often").inner_text() == "×3"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1100, 800), (390, 844)])
def test_long_ones_stay_in_a_bounded_place_and_the_newest_is_seen(visit, width, height):
    page = visit("/parts/", width=width, height=height)
    for number in range(9):
        tell(page, f"{number}. {LONG}", tone="error")
    stack, newest = page.locator(".toasts").bounding_box(), page.locator(".toast").last.bounding_box()
    assert stack["width"] <= 26 * 16 + 1
    assert stack["width"] >= min(width - 16, 26 * 16) - 1
    assert stack["height"] <= height * 0.6 + 1
    assert stack["x"] >= 0
    assert stack["x"] + stack["width"] <= width
    assert newest["y"] >= stack["y"] - 1
    assert newest["y"] + newest["height"] <= stack["y"] + stack["height"] + 1
    if width >= 1280:
        rail = page.locator(".rail").bounding_box()
        assert stack["x"] >= rail["x"] + rail["width"]


def test_the_keyboard_closes_them_one_by_one_or_all_at_once(visit):
    page = visit("/parts/")
    for text in ("một", "hai", "ba"):
        tell(page, text, tone="error")
    page.keyboard.press("Escape")
    assert texts(page) == ["một", "hai"]
    page.locator(".toast [data-dismiss]").last.focus()
    page.keyboard.press("Enter")
    assert texts(page) == ["một"]
    assert page.evaluate("document.activeElement.closest('.toast')?.innerText.includes('một')")
    tell(page, "bốn", tone="error")
    page.get_by_role("button", name="Đóng tất cả").click()
    assert texts(page) == []
    assert page.get_by_role("button", name="Đóng tất cả").count() == 0


def test_what_is_open_takes_escape_before_a_message_does(visit):
    page = visit("/parts/")
    tell(page, "Hỏng", tone="error")
    page.get_by_text("Mở hộp thoại").click()
    page.locator("#sample-dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#sample-dialog[open]").count() == 0
    assert texts(page) == ["Hỏng"]
    page.locator("details[data-pop] > summary").first.click()
    page.keyboard.press("Escape")
    assert page.locator("details[data-pop][open]").count() == 0
    assert texts(page) == ["Hỏng"]
    page.keyboard.press("Escape")
    assert texts(page) == []


def test_a_message_that_is_read_with_the_keyboard_does_not_go(visit):
    page = visit("/parts/")
    page.clock.install()
    tell(page, "Đã lưu")
    page.locator(".toast [data-dismiss]").focus()
    page.clock.run_for(30_000)
    assert texts(page) == ["Đã lưu"]
    page.locator(".toast [data-dismiss]").blur()
    page.clock.run_for(4_000)
    assert texts(page) == []
