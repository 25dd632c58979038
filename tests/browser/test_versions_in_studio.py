"""Versions in the studio: a trial that goes on, two tabs of one person, what the browser kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import Open, choose
from tests.browser.product import Product
from tests.browser.visit import Visitors

pytestmark = pytest.mark.browser

STATE = ".studio-state"
READY = "[data-studio][data-ready]"
PUBLISH = ".studio-bar > .btn-primary"
GUIDE = "[data-field=Guide-vi]"
SCRIPT = "[data-field=Script-vi]"
UNDO = ".studio-bar button[title*='Ctrl+Z']"
KEPT_TEXT = """(text) => Object.entries(localStorage)
  .some(([key, copy]) => key.startsWith("tantam-drawing:QT-02") && copy.includes(text))"""
KEPT = "Object.keys(localStorage).some((key) => key.startsWith('tantam-drawing:QT-02'))"


def _guide(page: Page, text: str) -> None:
    choose(page, "goi_dien")
    page.locator(GUIDE).fill(text)
    page.locator(SCRIPT).focus()


def _save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Đã lưu")


@pytest.fixture
def owner(visitors: Visitors, product: Product) -> Iterator[Page]:
    """The owner's page; drafts of QT-02 and its trial are gone in the end."""
    page = visitors.come_in("nhat")
    yield page
    for other in page.context.pages[1:]:
        other.close(run_before_unload=False)
    if "trial" in product.states_of("QT-02"):
        page.goto(f"{product.address}/processes/QT-02/versions/")
        page.locator("[data-opens=trial-end]").click()
        page.locator("#trial-end .btn-primary").click()
        page.wait_for_load_state()
    if "draft" in product.states_of("QT-02"):
        page.goto(f"{product.address}/processes/QT-02/edit/")
        page.wait_for_selector(READY)
        page.locator(".studio-head .pop > summary").click()
        page.locator("[data-opens=discard]").click()
        page.locator("#discard .btn-error").click()
        page.wait_for_url(re.compile("/processes/(QT-02/)?$"))


def test_a_trial_is_ended_by_publishing_only_when_that_is_chosen(owner: Page, product: Product) -> None:
    page, studio = owner, f"{product.address}/processes/QT-02/edit/"
    page.goto(studio)
    page.wait_for_selector(READY)
    _guide(page, "Thử: gọi trong mười phút")
    _save(page)
    page.locator(PUBLISH).click()
    page.locator("#studio-reason").fill("Gọi sớm hơn")
    page.locator("#studio-share").fill("50")
    page.locator("dialog[open] .btn-primary").click()
    page.wait_for_url("**/versions/")
    tried = int(re.findall(r"Phiên bản (\d+) đang áp dụng thử", page.locator("main").inner_text())[0])

    page.goto(studio)
    expect(page.locator("main")).to_contain_text("Vẽ tiếp từ phiên bản nào?")
    expect(page.locator(f"[name=from][value='{tried}']")).to_be_checked()
    page.locator("[name=from]").last.check()
    page.get_by_role("button", name="Vẽ tiếp").click()
    page.wait_for_selector(READY)
    expect(page.locator(".studio-head")).to_contain_text(f"Phiên bản {tried} đang áp dụng thử: 50%")
    choose(page, "goi_dien")
    expect(page.locator(GUIDE)).not_to_have_value("Thử: gọi trong mười phút")
    page.locator(GUIDE).fill("Không thử gì cả")
    page.locator(SCRIPT).focus()
    page.locator(PUBLISH).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(f"Ban hành sẽ kết thúc đợt áp dụng thử phiên bản {tried}.")
    expect(dialog.locator("[data-carries=none]")).to_contain_text("“Gọi điện cho khách”")
    dialog.locator("#studio-reason").fill("Khác hẳn")
    dialog.locator(".btn-primary").click()  # nothing is chosen yet: the browser asks for it, nothing is sent
    expect(dialog).to_be_visible()
    dialog.locator("[value=try]").check()
    dialog.locator("#studio-share").fill("20")
    dialog.locator(".btn-primary").click()
    page.wait_for_url("**/versions/")
    expect(page.locator("main")).to_contain_text(f"Phiên bản {tried + 1} đang áp dụng thử")
    expect(page.locator("tr", has_text=f"Phiên bản {tried}").first).to_contain_text("Đã thử, không giữ")


def test_the_dialog_says_for_a_share_what_runs_on_which_version(draw: Open, visitors: Visitors) -> None:
    page = draw("QT-01")
    page.locator("[data-field=name]").first.fill("Tiếp nhận và xử lý yêu cầu")
    page.keyboard.press("Tab")
    page.locator(PUBLISH).click()
    runs = page.locator("dialog[open] [data-runs]")
    expect(runs).to_have_text(re.compile("Phiếu mới chạy theo phiên bản mới"))
    page.locator("#studio-share").fill("30")
    expect(runs).to_have_text(re.compile("Áp dụng thử: 30% khách"))
    expect(runs).not_to_contain_text("Phiếu mới chạy theo phiên bản mới")
    page.locator("#studio-share").fill("100")
    expect(runs).to_have_text(re.compile("^Phiếu mới chạy theo phiên bản mới"))
    page.keyboard.press("Escape")


def test_two_tabs_of_one_person_are_not_called_two_people(owner: Page, product: Product) -> None:
    studio = f"{product.address}/processes/QT-02/edit/"
    owner.goto(studio)
    owner.wait_for_selector(READY)
    other = owner.context.new_page()
    other.goto(studio)
    other.wait_for_selector(READY)
    _guide(other, "Ở thẻ kia")
    _save(other)
    expect(owner.locator(".toast-act")).to_have_text("Tải bản đã lưu")  # said at once, before anything is drawn here
    expect(other.locator(".toast", has_text="ở thẻ khác")).to_have_count(0)
    _guide(owner, "Ở thẻ này")
    owner.keyboard.press("Control+s")
    asked = owner.locator("#studio-conflict")
    expect(asked.locator("h2")).to_have_text("Bạn đang sửa bản nháp này ở hai thẻ")
    expect(asked).to_contain_text("Chính bạn vừa lưu bản nháp này ở thẻ khác")
    expect(asked).not_to_contain_text("Nhật")
    asked.get_by_role("button", name="Lưu đè bằng bản ở đây").click()
    expect(owner.locator(STATE)).to_have_text("Đã lưu")


def _closed_without_saving(page: Page, product: Product, text: str) -> Page:
    """Draw, close the window without saving, open the studio again."""
    page.goto(f"{product.address}/processes/QT-02/edit/")
    page.wait_for_selector(READY)
    _guide(page, text)
    page.wait_for_function(KEPT_TEXT, arg=text)
    again = page.context.new_page()
    page.goto("about:blank")
    again.goto(f"{product.address}/processes/QT-02/edit/")
    again.wait_for_selector(READY)
    expect(again.locator(".toast")).to_contain_text("chưa được lưu")
    return again


def test_what_was_kept_takes_the_place_of_unsaved_work_only_when_asked_and_undo_brings_it_back(
    owner: Page, product: Product
) -> None:
    owner.on("dialog", lambda asking: asking.accept())
    page = _closed_without_saving(owner, product, "Bản đã giữ")
    _guide(page, "Vẽ sau đó")
    page.locator(".toast-act").click()
    asked = page.locator("#studio-replacing")
    expect(asked).to_contain_text("chưa được lưu")
    asked.get_by_role("button", name="Thôi").click()
    choose(page, "goi_dien")
    expect(page.locator(GUIDE)).to_have_value("Vẽ sau đó")
    page.locator(".toast-act").click()
    page.locator("#studio-replacing .btn-primary").click()
    choose(page, "goi_dien")
    expect(page.locator(GUIDE)).to_have_value("Bản đã giữ")
    expect(page.locator(STATE)).to_have_text("Chưa lưu")
    page.locator(UNDO).click()
    expect(page.locator(".toast-act")).to_be_visible()  # offered again: nothing is lost either way
    choose(page, "goi_dien")
    expect(page.locator(GUIDE)).to_have_value("Vẽ sau đó")
    expect(page.locator(STATE)).to_have_text("Chưa lưu")
    _save(page)
    expect(page.locator(".toast-act")).to_have_count(0)  # what is saved is newer now


def test_what_is_older_than_the_saved_draft_is_not_offered(owner: Page, product: Product) -> None:
    page = owner
    page.goto(f"{product.address}/processes/QT-02/edit/")
    page.wait_for_selector(READY)
    _guide(page, "Lần một")
    _save(page)
    page.evaluate(
        """() => { const { keep, base } = document.querySelector("[data-studio]").dataset;
        const xml = "<a/>", revision = 0;
        localStorage.setItem(keep, JSON.stringify({ xml, revision, base: Number(base), at: Date.now() - 60_000 })); }"""
    )
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator(STATE)).to_be_attached()
    expect(page.locator(".toast-act")).to_have_count(0)
    assert not page.evaluate(KEPT)


def test_two_people_see_each_other_and_what_the_other_changed_alone(
    owner: Page, product: Product, visitors: Visitors
) -> None:
    studio = f"{product.address}/processes/QT-02/edit/"
    other = visitors.open_as("quantri", product.password)
    for page in (owner, other):
        page.goto(studio)
        page.wait_for_selector(READY)
    expect(owner.locator("[data-here]")).to_have_text("Quản trị hệ thống đang mở bản vẽ này")
    expect(other.locator("[data-here]")).to_have_text("Tạ Minh Nhật đang mở bản vẽ này")
    _guide(owner, "Lời của Nhật")
    expect(other.locator("[data-here]")).to_have_text("Tạ Minh Nhật đang sửa bản vẽ này")
    choose(other, "nhan_va_xin_loi")
    other.locator(GUIDE).fill("Lời của quản trị")
    other.locator(SCRIPT).focus()
    _save(owner)
    expect(other.locator(".toasts")).to_contain_text("Tạ Minh Nhật vừa lưu bản nháp này")

    other.keyboard.press("Control+s")
    with other.context.expect_page() as opened:
        other.get_by_role("button", name="Xem họ đã sửa gì").click()
    changed = opened.value.locator(".compare-list")
    expect(changed).to_contain_text("Lời của Nhật")
    expect(changed.locator("li")).to_have_count(1)
    with other.context.expect_page() as opened:
        other.get_by_role("button", name="Xem bản của tôi cạnh bản của họ").click()
    expect(opened.value.locator(".compare-list > li")).to_have_count(2)
    other.close(run_before_unload=False)
    expect(owner.locator("[data-here]")).to_be_hidden()
