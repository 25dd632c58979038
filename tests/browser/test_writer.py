"""The writer under somebody's hands: what is written is kept, sent and arrives as it was written."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from tests.browser import post
from tests.browser.product import Product
from tests.browser.visit import Visitors, composer_of, press

pytestmark = [pytest.mark.browser]

EDITOR = "form.composer .ProseMirror"
TEXT = "form.composer textarea[name=text]"
PASTE = """
([element, given]) => {
  const carried = new DataTransfer();
  for (const [kind, words] of Object.entries(given.words)) carried.setData(kind, words);
  for (const { name, type, data } of given.files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  const how = { clipboardData: carried, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", how));
}
"""
OF_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {margin:0}</style></head><body>
<h2 style='color:red'>Báo giá</h2>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>Má phanh</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Dây <span style='font-weight:700'>phanh</span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table border=1 style='border-collapse:collapse'><tr><td style='width:48pt'>Má</td>
<td onclick="x()">120.000</td></tr></table>
<script>document.title = "no"</script></body></html>"""


def _png(width: int = 40, height: int = 20) -> bytes:
    rows = b"".join(b"\0" + b"\x20\x80\x60" * width for _ in range(height))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _paste(page: Page, *, words: dict[str, str] | None = None, picture: bytes | None = None) -> None:
    files = [{"name": "anh.png", "type": "image/png", "data": base64.b64encode(picture).decode()}] if picture else []
    page.evaluate(PASTE, [page.locator(EDITOR).element_handle(), {"words": words or {}, "files": files}])


@pytest.fixture
def page(product: Product, visitors: Visitors, request: pytest.FixtureRequest) -> Page:
    """An agent in front of a new mail."""
    name = request.node.name.removeprefix("test_")[:24]
    post.send(product.smtp, sender=f"Khách {name} <{name}@khach.example>", subject=name, text="Shop ơi cho hỏi")
    product.sink.wait_for(lambda mail: f"{name}@" in str(mail["To"]))
    opened = visitors.come_in("chi", **getattr(request, "param", {}))
    opened.goto(f"{product.address}/inbox/?view=all")
    opened.locator("#rows .case-row", has_text=f"Khách {name}").click()
    expect(opened.locator("#case-stream .entry").first).to_be_visible()
    return opened


def _write(page: Page) -> None:
    """Enter the box and have the editor there."""
    composer_of(page).click()
    expect(page.locator(EDITOR)).to_be_focused()


def _compose(typing: CDPSession, *steps: str) -> None:
    """As an input method shows its letters before they stand."""
    for letters in steps:
        end = len(letters)
        typing.send("Input.imeSetComposition", {"text": letters, "selectionStart": end, "selectionEnd": end})


def _is_kept(page: Page) -> None:
    expect(page.locator("[data-composer-saved]")).to_have_text("Đã lưu nháp")


def test_what_is_written_is_kept_leaves_and_arrives_as_it_was_written(page: Page, product: Product):
    _write(page)
    page.keyboard.type("Dạ em gửi ")
    page.keyboard.press("Control+b")
    page.keyboard.type("ngay")
    page.keyboard.press("Control+b")
    page.keyboard.type(" ạ:")
    page.keyboard.press("Enter")
    page.keyboard.type("- má phanh")
    page.keyboard.press("Enter")
    page.keyboard.type("dây phanh")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    _paste(page, picture=_png())
    expect(page.locator(f"{EDITOR} .writer-picture progress")).to_have_count(0)
    expect(page.locator(TEXT)).to_have_value("Dạ em gửi ngay ạ:\n- má phanh\n- dây phanh\n[anh.png]")
    _is_kept(page)

    page.reload()
    shown = page.locator(f"{EDITOR} .writer-picture img")
    expect(page.locator(f"{EDITOR} strong")).to_have_text("ngay")
    expect(page.locator(f"{EDITOR} li")).to_have_text(["má phanh", "dây phanh"])
    assert shown.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 40

    page.locator(EDITOR).focus()
    page.keyboard.press("Control+Enter")
    sent = page.locator("#case-stream .entry-out .written").last
    expect(sent.locator("li").first).to_have_text("má phanh")
    assert sent.locator("img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 40
    mail = product.sink.wait_for(lambda one: "má phanh" in post.text_of(one))
    assert post.text_of(mail).splitlines() == ["Dạ em gửi ngay ạ:", "", "- má phanh", "- dây phanh", "", "[anh.png]"]
    plain, related = mail.iter_parts()
    html, picture = related.iter_parts()
    assert [one.get_content_type() for one in (mail, plain, related, html, picture)] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    written = html.get_content()
    assert "<strong>ngay</strong>" in written
    assert "<li>má phanh</li>" in written
    assert f'src="cid:{str(picture["Content-ID"]).strip("<>")}"' in written
    assert picture.get_content() == _png()
    expect(page.locator(TEXT)).to_have_value("")


def test_an_input_method_never_loses_a_tone_while_the_editor_comes_or_in_it(page: Page, product: Product):
    held: list[Route] = []
    page.route("**/writer-*.js", lambda route: held.append(route))
    typing = page.context.new_cdp_session(page)
    page.locator(TEXT).click()
    _compose(typing, "t", "ti", "tie", "tiê", "tiên")
    expect(page.locator(TEXT)).to_have_value("tiên")
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator(TEXT)).to_be_focused()  # not while it composes
    typing.send("Input.insertText", {"text": "tiếng"})
    expect(page.locator(EDITOR)).to_be_focused()
    expect(page.locator(EDITOR)).to_have_text("tiếng")
    page.keyboard.type(" ")
    _compose(typing, "V", "Vi", "Vie", "Viê", "Việ", "Việt")
    typing.send("Input.insertText", {"text": "Việt"})
    page.keyboard.type(" nhé")
    expect(page.locator(TEXT)).to_have_value("tiếng Việt nhé")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(TEXT)).to_have_value("tiếng Việt nhé")


def test_scripts_gaps_names_and_live_updates_find_the_editor(page: Page, product: Product):
    _write(page)
    page.keyboard.type("Dạ /tra")
    expect(page.locator(".composer-scripts [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-composer-gaps] .gap")).not_to_have_count(0)
    assert page.evaluate("getSelection().toString()").startswith("{")
    page.keyboard.type("đã có hàng")
    while page.locator("[data-composer-gaps] .gap").count():
        page.keyboard.press("Tab")
        page.keyboard.type("x")
    kept = page.locator(TEXT).input_value()
    page.locator("#case-stream").evaluate("stream => stream.dispatchEvent(new Event('live'))")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+z")
    expect(page.locator(TEXT)).not_to_have_value(kept)  # what was done can still be undone
    page.locator("[data-composer-mode=note]").click()
    expect(page.locator("[data-writer-tools]")).to_be_hidden()
    page.keyboard.press("Control+a")
    page.keyboard.type("nhờ @uyên")
    page.locator(".composer-scripts [role=option]", has_text="Uyên").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_have_value("nhờ @Trịnh Thu Uyên ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#case-stream .entry-note .mention")).to_have_text("@Trịnh Thu Uyên")


def test_what_is_pasted_is_clean_and_what_is_too_long_goes_as_a_file(page: Page, product: Product):
    _write(page)
    _paste(page, words={"text/html": OF_WORD, "text/plain": "Báo giá"})
    editor = page.locator(EDITOR)
    expect(editor.locator("strong").first).to_have_text("Báo giá")
    expect(editor.locator("ul > li")).to_have_text(["Má phanh", "Dây phanh"])
    expect(editor.locator("td")).to_have_text(["Má", "120.000"])
    assert editor.locator("[style], [onclick], [class^=Mso], script, span").count() == 0
    long = "Một dòng dài của khách hàng.\n" * 75_000
    _paste(page, words={"text/plain": long})
    page.locator(".toast-act", has_text="Đính kèm thành tệp").click()
    expect(page.locator("[data-file-names] [data-enclosed]")).to_contain_text("noi-dung-dan.txt")
    page.keyboard.press("Escape")


def test_a_mail_is_forwarded_to_whom_one_names_and_not_to_the_customer(page: Page, product: Product):
    page.locator("#case-stream [data-forward]").first.click()
    expect(page.locator("[data-forward-words]")).to_be_visible()
    expect(page.locator("#composer-to")).to_be_focused()
    page.keyboard.type("hang@xe.example")
    expect(page.locator(f"{EDITOR} blockquote")).to_contain_text("Shop ơi cho hỏi")
    press(page, "Send")
    expect(page.locator("#case-stream .entry-out").last).to_contain_text("Chuyển tiếp tới hang@xe.example")
    mail = product.sink.wait_for(lambda one: "hang@xe.example" in str(one["To"]))
    assert "khach.example" not in str(mail["To"])
    assert str(mail["Subject"]).startswith("Fwd: ")
    expect(page.locator("[data-forward-words]")).to_be_hidden()


def test_without_the_editor_the_same_draft_is_written_on_and_leaves(page: Page, product: Product):
    page.route("**/writer-*.js", lambda route: route.abort())
    composer_of(page).fill("Dạ em viết thường ạ.")
    _is_kept(page)
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Dạ em viết thường ạ.")
    expect(page.locator(TEXT)).to_be_visible()
    press(page, "Send")
    mail = product.sink.wait_for(lambda one: "Dạ em viết thường ạ." in post.text_of(one))
    assert mail.get_content_type() == "text/plain"


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_script_it_is_a_box_that_sends(product: Product, visitors: Visitors, page: Page):
    page.locator(TEXT).fill("Dạ em gửi không cần gì ạ.")
    press(page, "Send")
    mail = product.sink.wait_for(lambda one: "không cần gì" in post.text_of(one))
    assert mail.get_content_type() == "text/plain"
