"""What our people write: nothing runs in it, it looks alike everywhere, and it says the same as plain text."""

from __future__ import annotations

import time
from email import message_from_bytes, policy
from uuid import UUID

import pytest

from tantam.channels.email.compose import File, Letter, Mailbox, compose
from tantam.channels.reading import clean_html, read_mail
from tantam.channels.writing import clean_written, dressed, has_looks, pictures_of, shown_from, text_of
from tests import world as w

KEY = "11111111-2222-3333-4444-555555555555"
WRITTEN = (
    "<p>Dạ anh,</p><p></p><p>Em gửi <strong>ba</strong> việc:</p><ul><li><p>một</p></li><li><p>hai</p></li></ul>"
    "<blockquote><p>anh nói</p><p>thế</p></blockquote>"
    "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>"
    f'<p><img src="cid:{KEY}" alt="anh.png" width="300"> ạ</p>'
)


def test_what_the_editor_writes_passes_as_it_is():
    assert clean_written(WRITTEN) == WRITTEN
    assert pictures_of(WRITTEN) == [UUID(KEY)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>x<script>alert(1)</script></p>",
        '<p onclick="x()" style="position:fixed" class="btn">x</p>',
        '<p>x<img src="https://x.vn/a.png" onerror="x()"><img src="cid:other"><img src="data:image/png;base64,AA==">',
        "<p>x<iframe src='//x'></iframe><form action=/><input name=a></form><svg onload=x()></svg></p>",
        "<div id=case-stream hx-get=/ data-live=cases>x</div>",
    ],
)
def test_nothing_runs_loads_or_takes_the_place_of_ours(html: str):
    safe = clean_written(html)
    assert safe.replace("<p>", "").replace("</p>", "") == "x"


def test_a_link_goes_where_people_can_go_and_nowhere_else():
    safe = clean_written('<a href="https://x.vn">a</a><a href="javascript:x()">b</a><a href="//x.vn">c</a>')
    assert safe.count("href") == 1
    assert 'href="https://x.vn" target="_blank" rel="noopener noreferrer nofollow"' in safe


def test_lines_alone_have_no_looks():
    assert not has_looks(clean_written("<p>a &lt;b&gt;<br>c</p><p></p>"))
    assert has_looks("<p><em>a</em></p>")


def test_the_text_says_the_same():
    assert text_of(WRITTEN) == ("Dạ anh,\n\nEm gửi ba việc:\n\n- một\n- hai\n\n> anh nói\n> thế\n\na\tb\n\n[anh.png] ạ")


def test_what_is_nested_without_end_is_refused_at_once_whoever_writes_it():
    begun = time.process_time()
    assert clean_written("<blockquote>" * 200_000 + "x") == ""
    assert clean_html("<blockquote>" * 200_000 + "x", {}) == ""
    assert time.process_time() - begun < 30  # it took five minutes
    many = "<p>x<ul><li>a<li>b</ul>" * 20_000
    assert clean_html(many, {}).count("<li>") == 40_000


def test_a_mail_carries_its_pictures_and_reads_back_as_it_was_written():
    page = dressed(shown_from(WRITTEN, lambda key: f"cid:{key}@shop.example"))
    picture = File("anh.png", "image/png", b"\x89PNG picture", f"{KEY}@shop.example")
    beside = File("báo giá.pdf", "application/pdf", b"%PDF")
    raw = compose(
        Letter(
            sender=Mailbox("cskh@shop.example"), to=[Mailbox("hoa@khach.example")], subject="Ảnh", at=w.NOW,
            message_id="a1@shop.example", text=text_of(WRITTEN), html=page, files=[picture, beside], marks={},
        )
    )  # fmt: skip
    mail = message_from_bytes(raw, policy=policy.default)
    body, attached = mail.iter_parts()
    assert [body.get_content_type(), attached.get_filename()] == ["multipart/alternative", "báo giá.pdf"]
    plain, related = body.iter_parts()
    assert plain.get_content_type() == "text/plain"
    html, shown = related.iter_parts()
    assert related.get_content_type() == "multipart/related"
    assert (shown["Content-ID"], shown.get_content_disposition()) == (f"<{KEY}@shop.example>", "inline")
    assert shown.get_content() == b"\x89PNG picture"
    assert f'src="cid:{KEY}@shop.example"' in html.get_content()
    read = read_mail(raw)
    assert "<strong>ba</strong>" in (read.html or "")
    assert [one.content_id for one in read.attachments] == [f"{KEY}@shop.example", None]
