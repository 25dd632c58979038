"""The studio in a real browser: what is edited is what is saved, and what it does not know stays."""

import xml.etree.ElementTree as ET

import pytest

pytestmark = pytest.mark.browser
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:tantam:bpmn:1}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


@pytest.fixture
def studio(visit):
    """The studio opened on the gallery's diagram, with a `saved()` that presses Save and returns the XML."""
    page = visit("/studio/", width=1500, height=950)
    page.wait_for_selector("[data-studio][data-ready]")

    def saved() -> ET.Element:
        with page.expect_request("**/save/") as request:
            page.click("text=Lưu nháp")
        return ET.fromstring(request.value.post_data_json["xml"])  # noqa: S314 our own text

    page.saved = saved
    return page


def select(page, element: str) -> None:
    page.locator(f"[data-element-id={element}] .djs-hit").first.click(position={"x": 60, "y": 12})
    page.wait_for_timeout(150)


def element(root: ET.Element, identity: str) -> ET.Element:
    return next(one for one in root.iter() if one.get("id") == identity)


def test_saving_untouched_keeps_every_extension_even_foreign_ones(studio):
    root = studio.saved()
    kept = {tag.split("}")[1] for tag in (one.tag for one in root.iter()) if tag.startswith(OURS)}
    assert kept == {
        "action", "checklist", "decision", "field", "form", "goal", "item", "label", "process", "role", "script",
        "segment", "setting", "stage", "time", "timer", "touchpoint", "work",
    }  # fmt: skip
    mark = next(root.iter("{urn:other}mark"))
    assert (mark.get("keep"), mark.text) == ("yes", "stays")
    assert element(root, "Task_Reply").get(f"{OURS}stage") == "handling"


def test_a_step_gets_its_english_its_script_and_its_times(studio):
    select(studio, "Task_Reply")
    studio.fill("[data-field=label-en]", "First reply")
    studio.fill("[data-field=Script-en]", "Hello {kh}.")
    studio.fill("[data-field=time-resolution]", "4")
    studio.select_option("[data-field=time-resolution-unit]", "hours")
    task = element(studio.saved(), "Task_Reply")
    assert next(one.text for one in task.iter(f"{OURS}label")) == "First reply"
    assert {one.get("lang"): one.text for one in task.iter(f"{OURS}script")} == {
        "vi": "Dạ {toi} là {nv}, phụ trách phiếu {ma} của {kh}.",
        "en": "Hello {kh}.",
    }
    assert next(task.iter(f"{OURS}time")).attrib == {"response": "PT30M", "resolution": "PT4H"}


def test_undo_takes_back_one_edit_and_the_field_shows_it(studio):
    select(studio, "Task_Reply")
    studio.fill("[data-field=label-en]", "Something else")
    studio.locator("[data-field=label-en]").blur()
    studio.click("[aria-label^='Hoàn tác']")
    assert studio.locator("[data-field=label-en]").input_value() == "First answer"


def test_a_decision_table_is_edited_as_a_grid_and_keeps_what_the_grid_does_not_show(studio):
    select(studio, "Task_Table")
    studio.click("[data-field=decision-open]")
    studio.click("text=Thêm cột điều kiện")
    studio.locator(".studio-grid thead th.studio-grid-inputs textarea.mono").nth(1).fill("kenh")
    studio.click("text=Thêm dòng")
    row = studio.locator(".studio-grid tbody tr").nth(1)  # before the last, which takes everything
    row.locator("td textarea").nth(1).fill('"email"')
    row.locator("td textarea").nth(2).fill('"advice"')
    studio.click(".studio-grid-dialog .btn-primary")
    decision = next(element(studio.saved(), "Task_Table").iter(f"{OURS}decision"))
    dmn = ET.fromstring((decision.text or "").encode())  # noqa: S314
    rules = [[text.text for text in rule.iter(f"{DMN}text")] for rule in dmn.iter(f"{DMN}rule")]
    assert rules == [
        ['mentions(?, ["cháy", "khói"])', "-", '"safety"', '"critical"'],
        ["-", '"email"', '"advice"', '"critical"'],  # what one does not fill in is as in the row above
        ["-", "-", '"question"', '"normal"'],
    ]
    assert next(dmn.iter(f"{DMN}inputValues"))[0].text == '"a","b"'
    assert [one.get("name") for one in dmn.iter(f"{DMN}inputData")] == ["noi_dung", "kenh"]
    assert [one.get("href") for one in dmn.iter(f"{DMN}requiredInput")] == ["#noi_dung_input", "#kenh_input"]


def test_problems_stand_on_their_element_and_in_the_list(studio):
    studio.locator(".studio-mark").wait_for()
    assert studio.locator(".studio-mark").get_attribute("title") == "Bước chưa có hạn."
    studio.click(".studio-summary")
    studio.click(".studio-problem")
    assert studio.locator(".studio-panel-head h2").inner_text() == "Trả lời lần đầu"


def test_the_mark_of_bpmn_io_is_visible_and_uncovered(studio):
    covered = studio.evaluate(
        """() => { const mark = document.querySelector('.bjs-powered-by'); const box = mark.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return box.width > 30 && !mark.contains(top) }"""
    )
    assert covered is False


def test_publishing_asks_for_a_reason_first(studio):
    studio.click("text=Ban hành")
    dialog = studio.locator("dialog[open]")
    dialog.locator("button.btn-primary").click()
    assert dialog.is_visible()
    dialog.locator("textarea").fill("Thêm hạn trả lời")
    dialog.locator("button.btn-primary").click()
    assert "phiên bản 4" in studio.locator(".toast").first.inner_text()


def test_the_process_says_what_it_is_for_and_where_new_requests_begin(studio):
    studio.fill("[data-field=purpose-vi]", "Để khách không phải hỏi lại.")
    studio.fill("[data-field=purpose-en]", "So that nobody has to ask again.")
    begins = studio.locator("[data-field^=begins-]").first
    channel = begins.get_attribute("data-field").removeprefix("begins-")
    begins.uncheck()
    root = studio.saved()
    assert {one.get("lang"): one.text for one in root.iter(f"{OURS}purpose")} == {
        "vi": "Để khách không phải hỏi lại.",
        "en": "So that nobody has to ask again.",
    }
    points = {one.get("channel"): one.get("begins") for one in root.iter(f"{OURS}touchpoint")}
    assert points[channel] == "false"


def test_the_choices_of_a_field_get_names_in_both_languages(studio):
    select(studio, "Task_Reply")
    studio.select_option("[data-field=field-0-type]", "choice")
    studio.fill("[data-field=field-0-options]", "hàng lỗi|giao chậm")
    studio.locator("[data-field=field-0-options]").blur()
    studio.click(".studio-option-names > summary")
    studio.fill("[data-field='field-0-option-hàng lỗi-en']", "faulty goods")
    studio.fill("[data-field='field-0-option-giao chậm-en']", "late delivery")
    root = studio.saved()
    options = {one.get("key"): [label.text for label in one] for one in root.iter(f"{OURS}option")}
    assert options == {"hàng lỗi": ["faulty goods"], "giao chậm": ["late delivery"]}
    assert next(root.iter(f"{OURS}field")).get("options") == "hàng lỗi|giao chậm"
