"""Any bytes at all: never an exception, always text a database can keep."""

import json
import random
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.channels.reading.clean import clean_html
from tantam.channels.reading.cli import as_json
from tantam.channels.reading.html_text import html_to_text
from tantam.channels.reading.read import read_mail
from tantam.channels.reading.replies import split_reply

from .corpus import CORPORA

MAILS = CORPORA / "mail"
PIECES = [
    b"Content-Type: ",
    b"multipart/mixed; boundary=",
    b"multipart/alternative",
    b"message/rfc822",
    b"message/delivery-status",
    b"text/html; charset=",
    b"text/plain; format=flowed; charset=utf-16",
    b"\n--B\n",
    b"\n--B--\n",
    b"B",
    b"\n\n",
    b"\r\n",
    b"Subject: =?utf-8?B?",
    b"?=",
    b"=?x?q?",
    b"From: ",
    b'"',
    b"<a@b>",
    b"(",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Disposition: attachment; filename*0*=utf-8''%",
    b"Date: Mon, 20 Oct 2025 09:15:00 +0700\n",
    b"Final-Recipient: rfc822; a@b\nAction: failed\n",
    b"begin 644 a\n",
    b"<div style=display:none>",
    b"<blockquote>",
    "đã viết:\n> ".encode(),
    b"\x00",
    b"\xff\xfe",
    b"\x1b$B",
    b"+/v8-",
]
mails = st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=40).map(b"".join)
quick = settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.too_slow])


def check(raw: bytes) -> None:
    mail = read_mail(raw)
    assert [problem for problem in mail.problems if problem.code == "internal_error"] == []
    printed = json.dumps(as_json(mail), ensure_ascii=False)
    printed.encode()
    assert "\\u0000" not in printed
    for line in (mail.subject, mail.message_id, mail.from_.name if mail.from_ else None):
        assert "\n" not in (line or "")
        assert "\r" not in (line or "")
    if mail.html:
        clean_html(mail.html, {})


@quick
@given(st.binary(max_size=400))
def test_random_bytes(raw: bytes):
    check(raw)


@quick
@given(mails)
def test_bytes_made_of_the_pieces_of_mails(raw: bytes):
    check(raw)


@quick
@given(st.text(alphabet=st.sampled_from("<>/ab=\"'&;!-- \n") | st.characters(codec="utf-8"), max_size=200))
def test_any_page_becomes_text(html: str):
    html_to_text(html)
    clean_html(html, {})


@quick
@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                "Từ: x",
                "Đã gửi: y",
                "Tới: z",
                "Chủ đề: t",
                "Vào 1/1/2025, A đã viết:",
                "--",
                "",
                "Trân trọng,",
                "chữ",
            ]
        )
    )
)
def test_a_reply_loses_no_word(lines: list[str]):
    text = "\n".join(lines)
    reply = split_reply(text)
    assert sorted((reply.new_text + "\n" + reply.quoted_text).split()) == sorted(text.split())


@cache
def corpus() -> list[bytes]:
    return [path.read_bytes() for path in sorted(MAILS.rglob("*")) if path.is_file() and path.stat().st_size < 20_000]


@pytest.mark.skipif(not MAILS.is_dir(), reason=f"no outside material at {MAILS}")
@settings(max_examples=300, deadline=2000)
@given(st.integers(0, 2**32))
def test_mails_of_the_material_damaged_at_random(seed: int):
    dice = random.Random(seed)  # noqa: S311 - a die, not a secret
    raw = bytearray(dice.choice(corpus()))
    for _ in range(dice.randint(1, 12)):
        place = dice.randrange(len(raw) + 1)
        kind = dice.randrange(4)
        if kind == 0:
            raw[place : place + dice.randint(1, 60)] = b""
        elif kind == 1:
            raw[place:place] = dice.choice(PIECES)
        elif kind == 2:
            raw[place : place + 1] = bytes([dice.randrange(256)])
        else:
            raw[place:place] = raw[dice.randrange(len(raw) + 1) :][:200]
    check(bytes(raw))
