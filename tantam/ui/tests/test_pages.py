"""The gallery in a real browser: accessible, within its budget, alive."""

import re

import pytest

pytestmark = pytest.mark.browser
BUDGET_BYTES = 150_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": RULES["runOnly"]}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/inbox/", "/parts/", "/form/", "/login/", "/error/", "/studio/"])
def test_pages_are_accessible_in_both_themes(visit, path, theme):
    page = visit(path, theme=theme, language="en" if theme == "dark" else "vi")
    page.wait_for_load_state("networkidle") if path != "/inbox/" else page.wait_for_timeout(300)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_over_a_page_is_accessible_too(visit, theme):
    page = visit("/inbox/", theme=theme)
    for keys, opened in (("?", "#keys"), ("Control+k", "#palette"), ("n", "#side form")):
        page.keyboard.press(keys)
        page.locator(opened).wait_for()
        assert violations(page) == [], opened
        page.keyboard.press("Escape")
    page.click("[aria-label='Tài khoản và giao diện']")
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_studio_is_accessible_while_a_step_and_a_table_are_edited(visit, theme):
    page = visit("/studio/", theme=theme, width=1500, height=950)
    page.wait_for_selector("[data-studio][data-ready]")
    page.locator("[data-element-id=Task_Reply] .djs-hit").first.click(position={"x": 60, "y": 12})
    page.locator("[data-field=Script-vi]").wait_for()
    assert violations(page) == []
    page.locator("[data-element-id=Task_Table] .djs-hit").first.click(position={"x": 60, "y": 12})
    page.click("[data-field=decision-open]")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/?showing=main", "/parts/", "/form/"])
def test_pages_are_accessible_and_fit_on_a_phone(visit, path):
    page = visit(path, width=390, height=844)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.getElementById('main').scrollWidth") == 390


def test_the_first_view_of_the_inbox_keeps_its_budget(browser, gallery):
    """Everything as it goes over the wire: HTML, styles and scripts gzipped, fonts as they are."""
    import gzip

    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sizes: dict[str, int] = {}

    def weigh(response) -> None:
        if "/stream/" in response.url:
            return
        body = response.body()
        sizes[response.url] = len(body) if response.url.endswith("woff2") else len(gzip.compress(body))

    page.on("response", weigh)
    page.goto(gallery + "/inbox/", wait_until="load")
    page.wait_for_timeout(500)
    page.context.close()
    assert sum(name.endswith("woff2") for name in sizes) == 4
    assert sum(sizes.values()) <= BUDGET_BYTES, sizes


def test_the_theme_is_switched_and_remembered(visit):
    page = visit("/form/")
    page.click("[aria-label='Tài khoản và giao diện']")
    page.click(".topbar [data-theme-choice=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "tantam-dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "tantam-dark"


def test_the_keyboard_walks_the_list_opens_rooms_and_lists_itself(visit):
    page = visit("/inbox/")
    page.keyboard.press("j")
    assert "Phạm Quốc Bảo" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("k")
    assert "Trần Đặng Ngọc Ánh" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/form/")


def test_the_palette_finds_a_room_without_marks(visit):
    page = visit("/inbox/")
    page.keyboard.press("Control+k")
    page.keyboard.type("thiet lap")
    page.keyboard.press("Enter")
    page.wait_for_url("**/form/")
    assert not page.locator("#palette").is_visible()


def test_the_palette_offers_each_thing_once_and_a_search(visit):
    page = visit("/inbox/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ghi n")
    offered = page.locator("#palette-list [role=option]").all_text_contents()
    assert offered == ["Ghi nhận nhanhViệc", "Ghi chú nội bộViệc", "Tìm “ghi n”"]


def test_on_paper_only_the_case_is_left(visit):
    page = visit("/inbox/")
    page.emulate_media(media="print")
    for hidden in (".rail", ".topbar", ".pane-list", ".composer", ".pane-main .btn-primary"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".bubble").first.is_visible()


def test_a_script_is_chosen_by_slash_and_the_draft_survives(visit):
    page = visit("/inbox/")
    area = page.locator("[data-composer] textarea")
    area.click()
    page.keyboard.type("/xin l")
    page.keyboard.press("Escape")
    area.fill("")
    page.keyboard.type("/xin")
    page.locator(".composer-script").first.wait_for()
    page.keyboard.press("Enter")
    assert area.input_value() == "Dạ em xin lỗi chị vì đã để chị đợi lâu ạ."
    page.get_by_text("Đã lưu nháp").wait_for()
    page.reload()
    assert area.input_value() == "Dạ em xin lỗi chị vì đã để chị đợi lâu ạ."


def test_nothing_unresolved_is_sent(visit):
    page = visit("/inbox/")
    page.fill("[data-composer] textarea", "Chào {kh}, em báo trước {gio_hen} ạ.")
    page.keyboard.press("Control+Enter")
    assert "kh, gio_hen" in page.locator(".toast").first.inner_text()
    assert page.url.endswith("/inbox/")


def test_quick_intake_opens_in_the_side_sheet_and_the_phone_gets_its_gaps(visit):
    page = visit("/inbox/")
    page.keyboard.press("n")
    page.locator("#side [data-phone]").fill("")
    page.locator("#side [data-phone]").press_sequentially("0912345678")
    assert page.locator("#side [data-phone]").input_value() == "0912 345 678"
    page.keyboard.press("Escape")
    assert not page.locator("#side").is_visible()


def test_what_the_stream_announces_reaches_what_listens(visit):
    page = visit("/inbox/")
    page.evaluate(
        "document.querySelector('[data-live]').addEventListener('live', () => { document.body.id = 'heard' })"
    )
    page.locator("body#heard").wait_for(timeout=10_000)
    assert page.locator("body").get_attribute("id") == "heard"


def test_only_one_tab_of_a_browser_holds_the_stream(browser, gallery):
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if request.url.endswith("/stream/") else None)
    first, second = context.new_page(), context.new_page()
    first.goto(gallery + "/inbox/")
    first.wait_for_timeout(300)
    second.goto(gallery + "/inbox/")
    second.evaluate("document.addEventListener('tantam:live', () => { document.body.id = 'told' })")
    second.locator("body#told").wait_for(timeout=10_000)
    assert len(asked) == 1
    context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_languages_say_the_same_page(visit, language):
    page = visit("/parts/", language=language)
    rooms = re.sub(r"\s+", " ", page.locator(".rail .rooms").inner_text())
    expected = {
        "vi": "Tiếp nhận 12 Hôm nay Khách hàng Quy trình Báo cáo Thiết lập",
        "en": "Inbox 12 Today Customers Processes Reports Settings",
    }
    assert rooms == expected[language]


def test_a_day_is_typed_in_any_way_or_picked_with_keys_and_mouse(visit):
    page = visit("/form/")
    field = page.locator("[data-day]")
    field.fill("1/2/26")
    field.press("Tab")
    assert field.input_value() == "01/02/2026"
    field.press("ArrowUp")
    assert field.input_value() == "02/02/2026"
    field.press("Alt+ArrowDown")
    assert page.locator(".month strong").inner_text() == "tháng 2 năm 2026"
    assert violations(page) == []
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert (field.input_value(), page.locator(".month").count()) == ("03/03/2026", 0)
    page.click("[data-day-opens]")
    page.click("[data-date='20/03/2026']")
    assert field.input_value() == "20/03/2026"
    page.click("[data-day-opens]")
    page.keyboard.press("Escape")
    assert page.locator(".month").count() == 0
    assert page.evaluate("document.activeElement.id") == "id_born_on"


def test_what_is_no_day_stays_as_it_was_typed(visit):
    page = visit("/form/", language="en")
    field = page.locator("[data-day]")
    field.fill("31/2/2026")
    field.press("Tab")
    assert field.input_value() == "31/2/2026"
    page.click("[data-day-opens]")
    assert page.locator(".month [aria-pressed=true]").count() == 0
