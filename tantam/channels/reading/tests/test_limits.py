"""Hostile sizes and depths: read as far as the limits go, the reason stated, in bounded time."""

import time

import pytest

from tantam.channels.reading.html_text import html_to_text
from tantam.channels.reading.mail import Limits, Mail
from tantam.channels.reading.read import read_mail
from tantam.channels.reading.replies import split_reply

HEAD = b"From: a@b.vn\nSubject: x\n"
SECONDS = 4.0  # generous: a shared machine; the work itself is far below


def timed(raw: bytes) -> Mail:
    start = time.process_time()
    mail = read_mail(raw)
    assert time.process_time() - start < SECONDS
    assert "internal_error" not in {problem.code for problem in mail.problems}
    return mail


def codes(mail: Mail) -> set[str]:
    return {problem.code for problem in mail.problems}


def nested_multiparts(depth: int) -> bytes:
    raw = b""
    for level in range(depth):
        raw += (
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\nContent-Type: text/plain\n\nlevel %d\n--b%d\n"
            % (level, level, level, level)
        )
    raw += b"Content-Type: text/plain\n\ndeepest\n"
    return HEAD + raw + b"".join(b"--b%d--\n" % level for level in reversed(range(depth)))


def nested_mails(depth: int) -> bytes:
    return (
        HEAD
        + b"".join(b"Content-Type: message/rfc822\n\nFrom: a@b.vn\nSubject: %d\n" % level for level in range(depth))
        + b"\ndeepest"
    )


def test_multiparts_nested_200_deep():
    mail = timed(nested_multiparts(200))
    assert "nested_too_deep" in codes(mail)
    assert mail.text.startswith("level 0\n\nlevel 1\n\nlevel 2")
    assert "deepest" in mail.attachments[-1].data.decode()


def test_mails_nested_200_deep():
    mail = timed(nested_mails(200))
    assert "nested_too_deep" in codes(mail)
    assert b"deepest" in mail.attachments[0].data


def test_mails_nested_five_deep_are_read_to_the_end():
    assert timed(nested_mails(5)).text == "deepest"


def test_5000_parts():
    part = b"--B\nContent-Type: application/pdf; name=a.pdf\n\nx\n"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nfirst\n" + part * 5000 + b"--B--"
    mail = timed(raw)
    assert "too_many_parts" in codes(mail)
    assert mail.text == "first"
    assert len(mail.attachments) == Limits().parts - 2
    assert len(read_mail(raw, limits=Limits(parts=10)).attachments) == 8


def test_a_text_without_end_is_cut():
    mail = timed(HEAD + b"\n" + b"word " * 2_000_000)
    assert "text_cut" in codes(mail)
    assert len(mail.text) == Limits().text


BIG = 3_000_000


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: multipart/mixed; boundary=B\n" + b"\n--x" * (BIG // 4),
        HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n--B\n" + b"\n--" * (BIG // 3),
        HEAD
        + b"Content-Type: multipart/mixed; boundary=B\n\n"
        + b"--B\nContent-Type: multipart/mixed; boundary=C\n\n" * 50_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<" * BIG,
        HEAD + b"Content-Type: text/html\n\n" + b"<!--" * (BIG // 4),
        HEAD + b"Content-Type: text/html\n\n" + b'<a href="' * (BIG // 30),
        HEAD + b"Content-Type: text/html\n\n" + b"<div>" * (BIG // 15),
        HEAD + b"Content-Type: text/html\n\n" + b"<blockquote>" * 20_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<style>" * (BIG // 30),
        HEAD + b"Content-Type: text/html\n\n" + b"<b style=display:none>" * 50_000,
        HEAD + b"\n" + b">" * BIG,
        HEAD + b"\n" + b"> a\n" * (BIG // 12),
        HEAD + b"\n" + b"On 1 wrote\n" * (BIG // 30),
        HEAD + b"\n" + b"From: a\n" * (BIG // 30),
        HEAD + b"\n" + b"-" * BIG,
        HEAD + b"\n" + b"begin 644 a\n" * (BIG // 24),
        HEAD + b"\n" + b" \n" * (BIG // 6),
        HEAD + b"\n" + b"\xc3\xa1" * (BIG // 2),
        HEAD + b"\n" + b"\xe1\xba " * (BIG // 3),
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx",
        b"Subject: " + b"=?" * 300_000 + b"\n\nx",
        b"To: " + b"a@b.vn," * 100_000 + b"\n\nx",
        b"To: " + b"(" * 300_000 + b"\n\nx",
        b"To: " + b"<" * 300_000 + b"\n\nx",
        b"From: " + b'"' * 300_000 + b"\n\nx",
        b"Date: " + b"(" * 300_000 + b"\n\nx",
        b"References: " + b"<" * 300_000 + b"\n\nx",
        b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\n\nx",
        b"Content-Type: text/plain" + b'; a="' * 100_000 + b"\n\nx",
        b"A: b\n" * 300_000 + b"\nx",
        b"junk\n" * 300_000,
        b"From: a@b.vn\n" + b"junk\nTo: x\n" * 60_000,
    ],
)
def test_hostile_repetition_takes_bounded_time(raw: bytes):
    timed(raw)


def test_the_pieces_take_bounded_time_too():
    start = time.process_time()
    html_to_text("<p " * 200_000)
    html_to_text("&" * 500_000)
    split_reply("Từ: " * 100_000)
    split_reply("\n".join(["Trân trọng,"] * 20_000))
    split_reply("\n".join(["On Mon, Oct 20, 2025 at 9:15 AM x"] * 20_000))
    assert time.process_time() - start < SECONDS
