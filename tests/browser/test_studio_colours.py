"""Colours of steps, links to help, the size of a step, and tables that forget what was mistyped."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.drawing import Open, choose

STEP = "nhan_va_xin_loi"
STORED = "fetch(document.querySelector('[data-studio]').dataset.xmlUrl).then((got) => got.text())"
FILL = """(id) => getComputedStyle(document.querySelector(`[data-element-id=${id}] .djs-visual > rect`)).fill"""
SIZE = """(id) => ["width", "height"].map((name) =>
  document.querySelector(`[data-element-id=${id}] .djs-visual > rect`).getAttribute(name))"""
GREEN, DARK_GREEN = "rgb(220, 252, 231)", "rgb(18, 51, 31)"


def _filled(page: Page, step: str, colour: str) -> None:
    """The step is painted so, as soon as the drawing has drawn it."""
    page.wait_for_function(f"([step, colour]) => ({FILL})(step) === colour", arg=[step, colour], timeout=5_000)


def _saved(page: Page) -> str:
    page.keyboard.press("Control+s")
    expect(page.locator(".studio-state")).to_have_text("Đã lưu")
    return str(page.evaluate(STORED))


def test_a_step_is_coloured_by_keys_kept_in_the_file_and_taken_back_at_once(draw: Open) -> None:
    page = draw()
    choose(page, STEP)
    plain = page.evaluate(FILL, STEP)
    page.locator("[data-action=tantam-colour]").click()
    expect(page.locator(".djs-popup .entry")).to_have_count(8)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    _filled(page, STEP, GREEN)
    expect(page.locator("[data-field=colour-green]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    _filled(page, STEP, plain)
    page.keyboard.press("Control+y")
    text = _saved(page)
    assert 'color:background-color="#dcfce7"' in text
    assert 'bioc:stroke="#166534"' in text
    lane = page.locator("[data-element-id=lan_truong_phong]").first
    lane.click(position={"x": 12, "y": 60})
    page.locator("[data-field=colour-green]").click()
    _filled(page, "lan_truong_phong", GREEN)
    assert _saved(page).count('color:background-color="#dcfce7"') == 2


def test_several_are_coloured_from_the_panel_in_one_step_and_stay_coloured_in_the_dark(draw: Open) -> None:
    page = draw(color_scheme="dark")
    choose(page, STEP)
    page.locator("[data-element-id=goi_dien]").first.click(modifiers=["Shift"])
    expect(page.locator(".djs-element.selected")).to_have_count(2)
    page.locator("[data-field=colour-green]").focus()
    page.keyboard.press("Enter")
    for one in (STEP, "goi_dien"):
        _filled(page, one, DARK_GREEN)
    page.locator("[data-field=colour-none]").click()
    page.wait_for_function(
        f"(colour) => ({FILL})('{STEP}') !== colour && ({FILL})('goi_dien') !== colour", arg=DARK_GREEN
    )
    page.keyboard.press("Control+z")
    for one in (STEP, "goi_dien"):
        _filled(page, one, DARK_GREEN)
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    drawn = page.locator(".djs-shape .djs-visual > rect").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).fill)"
    )
    assert drawn.count(DARK_GREEN) == 4


def test_a_help_link_is_https_or_is_not_written(draw: Open) -> None:
    page = draw()
    choose(page, STEP)
    address = page.locator("[data-field=help-href]")
    address.fill("javascript:alert(1)")
    address.press("Tab")
    expect(address).to_have_attribute("aria-invalid", "true")
    address.fill("https://tri-thuc.example/xin-loi")
    address.press("Tab")
    page.locator("[data-field=help-vi]").fill("Cách xin lỗi")
    page.locator("[data-field=help-vi]").press("Tab")
    text = _saved(page)
    assert 'href="https://tri-thuc.example/xin-loi"' in text
    assert "Cách xin lỗi" in text
    assert "javascript" not in text


def test_a_step_of_another_kind_stays_as_large_as_it_was(draw: Open) -> None:
    page = draw()
    before = page.evaluate(SIZE, STEP)
    choose(page, STEP)
    page.locator("[data-action=replace]").click()
    page.locator(".djs-popup [data-id=replace-with-manual-task]").click()
    expect(page.locator(".studio-panel-head")).to_contain_text("Bước thủ công")
    element = page.locator("[data-field=id]").input_value()
    assert page.evaluate(SIZE, element) == before


def test_a_table_forgets_a_field_that_was_mistyped(draw: Open) -> None:
    page = draw("QT-01")
    choose(page, "phan_loai_bang")
    page.locator("[data-field=decision-open]").click()
    column = page.locator("[data-cell='inputs.1.0']")
    right = column.input_value()
    column.fill("tien_hang_hog")
    page.wait_for_timeout(700)  # the table is checked while it is typed, and written for that
    column.fill(right)
    page.locator(".studio-grid-dialog .btn-primary").click()
    assert "tien_hang_hog" not in _saved(page)
