"""The field for a file, and many boxes under headings, in a real browser."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tantam.ui.forms import FileField

pytestmark = pytest.mark.browser

DROP = """([name, size]) => {
  const given = new DataTransfer();
  given.items.add(new File([new Uint8Array(size)], name));
  for (const type of ["dragover", "drop"]) {
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: given });
    document.querySelector(".file-drop").dispatchEvent(event);
  }
}"""


def chosen(page) -> Any:
    return page.evaluate("[...document.querySelector('[name=file]').files].map((file) => file.name)")


def named(name: str, size: int = 10) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": b"x" * size}


@pytest.mark.parametrize(
    ("language", "face", "too_large", "kind"),
    [
        ("vi", "Chọn tệp", "Tệp quá lớn: tối đa 1 MB.", "Hãy chọn tệp có tên kết thúc bằng .png, .jpg."),
        (
            "en",
            "Choose a file",
            "The file is too large: at most 1 MB.",
            "Choose a file whose name ends in .png, .jpg.",
        ),
    ],
)
def test_a_file_is_named_and_what_is_wrong_with_it_said_before_it_is_sent(visit, language, face, too_large, kind):
    page = visit("/form/", language=language)
    field, error = page.locator("[name=file]"), page.locator("[data-file-error]")
    assert page.locator(".file-call").inner_text() == face
    field.set_input_files(named("Ảnh hỏng máy.PNG", 2_048))
    assert page.locator("[data-file-names]").inner_text().split("\n")[0] == "Ảnh hỏng máy.PNG"
    assert "2\u00a0KB" in page.locator("[data-file-names]").inner_text()
    field.set_input_files(named("a.png", 1024 * 1024 + 1))
    assert error.inner_text() == f"a.png: {too_large}"
    assert chosen(page) == []
    field.set_input_files(named("a.pdf"))
    assert error.inner_text() == f"a.pdf: {kind}"
    assert (chosen(page), field.get_attribute("aria-invalid")) == ([], "true")
    field.set_input_files(named("b.jpg"))
    assert chosen(page) == ["b.jpg"]
    assert not error.is_visible()
    page.locator(".file-out").click()
    assert chosen(page) == []


def test_a_file_is_dropped_and_the_page_stays(visit):
    page = visit("/form/")
    page.evaluate(DROP, ["thả.png", 3])
    assert chosen(page) == ["thả.png"]
    page.evaluate(DROP, ["thả.exe", 3])
    assert chosen(page) == []
    assert "thả.exe" in page.locator("[data-file-error]").inner_text()
    assert page.url.endswith("/form/")


def test_the_place_for_a_file_is_reached_by_keyboard_and_says_its_label(visit):
    page = visit("/form/")
    page.get_by_label("Ảnh").focus()
    assert page.evaluate("getComputedStyle(document.querySelector('.file-drop')).outlineStyle") == "solid"
    with page.expect_file_chooser():
        page.locator(".file-drop").click()


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [("a.png", 11, "Tệp quá lớn: tối đa 0 MB."), ("a.exe", 5, "Hãy chọn tệp có tên kết thúc bằng .png.")],
)
def test_the_server_says_the_same(name: str, size: int, said: str):
    field = FileField(most=10, kinds=(".png",))
    with translation.override("vi"), pytest.raises(Exception, match=said[:10]) as refused:
        field.clean(SimpleUploadedFile(name, b"x" * size))
    with translation.override("vi"):
        assert refused.value.messages == [said]  # type: ignore[attr-defined]
    assert field.clean(SimpleUploadedFile("A.PNG", b"x")).name == "A.PNG"


def ticked(page) -> Any:
    return page.evaluate("[...document.querySelectorAll('[name=told]:checked')].map((box) => box.value)")


def test_boxes_are_found_by_typing_and_ticked_by_group(visit):
    page = visit("/form/")
    page.locator("[data-checks-all] input").first.check()
    assert ticked(page) == ["case.opened", "case.closed"]
    assert page.locator("[data-checks-count]").inner_text() == "Đã chọn 2"
    page.get_by_label("Phiếu được mở").uncheck()
    assert page.evaluate("document.querySelector('[data-checks-all] input').indeterminate")
    page.get_by_placeholder("Tìm trong danh sách").fill("ho so")
    assert page.locator("[data-checks] .choices label:visible").all_inner_texts() == ["Hồ sơ thay đổi"]
    assert page.locator("[data-checks-group]:visible").count() == 1
    page.locator("[data-checks-all] input:visible").check()
    assert ticked(page) == ["case.closed", "customer.changed"]
    page.get_by_placeholder("Tìm trong danh sách").fill("khach hang")
    assert page.locator("[data-checks] .choices label:visible").count() == 2
    page.get_by_placeholder("Tìm trong danh sách").fill("không có")
    assert page.get_by_text("Không có mục nào như vậy trong danh sách.").is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("/form/")
    assert ticked(page) == ["case.closed", "customer.changed"]
