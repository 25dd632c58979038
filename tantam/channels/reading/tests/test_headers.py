"""Header values: encoded words, addresses, dates, parameters, ids, and damaged header blocks."""

from datetime import datetime

import pytest

from tantam.channels.reading.addresses import read_addresses
from tantam.channels.reading.dates import read_date
from tantam.channels.reading.encoded_words import decode_value
from tantam.channels.reading.identifiers import read_ids
from tantam.channels.reading.mail import Address
from tantam.channels.reading.parameters import read_value
from tantam.channels.reading.read import read_mail


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?UTF-8?B?xJDGoW4gaMOgbmc=?=", "Đơn hàng"),
        (b"=?utf-8?q?=C4=90=C6=A1n_h=C3=A0ng?=", "Đơn hàng"),
        (b"Re: =?UTF-8?Q?=C4=90=C6=A1n?= =?UTF-8?Q?_h=C3=A0ng?= 12", "Re: Đơn hàng 12"),
        (b"=?utf-8?Q?b=E1=BA?= =?utf-8?Q?=A3o?=", "bảo"),
        (b"=?utf-8?B?YuG6?=\r\n =?utf-8?B?o28=?=", "bảo"),
        (b"=?utf-8?Q?M=C3=A3_d=C6=B0_a?b_=3F?=", "Mã dư a?b ?"),
        (b"=?utf-8?Q?Xin ch=C3=A0o b=E1=BA=A1n?=", "Xin chào bạn"),
        (b"=?utf-8?B?xJDGoW4gaMOgbmc", "Đơn hàng"),
        (b"=?utf-8*vi?B?xJDGoW4=?=", "Đơn"),
        (b"=?x-unknown?B?xJDGoW4=?=", "Đơn"),
        (b"(=?utf-8?Q?a?=)", "(a)"),
        ("Đơn hàng".encode(), "Đơn hàng"),
        ("=?utf-8?Q?=C4=90=C6=A1n?= hàng".encode(), "Đơn hàng"),
        (b"=?windows-1258?Q?Vi=EA=F2t?=", "Việt"),
        (b"=?utf-8?Q??= x", "x"),
        (b"a =?b c", "a =?b c"),
        (b"two\r\n lines\tand  spaces", "two lines and spaces"),
        (b"evil=0D=0ABcc: x", "evil=0D=0ABcc: x"),
        (b"=?utf-8?Q?evil=0D=0ABcc:_x?=", "evil Bcc: x"),
    ],
)
def test_encoded_words(raw: bytes, text: str):
    assert decode_value(raw) == text


@pytest.mark.parametrize(
    ("raw", "boxes"),
    [
        (b"a@b.vn", [(None, "a@b.vn")]),
        (b"<a@b.vn>", [(None, "a@b.vn")]),
        (b'"Tran, B" <a@b.vn>', [("Tran, B", "a@b.vn")]),
        (b"=?utf-8?Q?Tr=E1=BA=A7n,_B?= <a@b.vn>, c@d.vn", [("Trần, B", "a@b.vn"), (None, "c@d.vn")]),
        (b'"=?utf-8?B?VHLhuqdu?=" <a@b.vn>', [("Trần", "a@b.vn")]),
        ("Trần B <a@b.vn>".encode(), [("Trần B", "a@b.vn")]),
        ("Trần, Bích <a@b.vn>, c@d.vn".encode(), [("Trần, Bích", "a@b.vn"), (None, "c@d.vn")]),
        (b"root, admin, x@y.vn", [(None, "root"), (None, "admin"), (None, "x@y.vn")]),
        (b"a@b.vn (Tran B)", [("Tran B", "a@b.vn")]),
        (b"Tran B a@b.vn", [("Tran B", "a@b.vn")]),
        (b"Tran B <a@b.vn", [("Tran B", "a@b.vn")]),
        (b"'Tran B' <a@b.vn>", [("Tran B", "a@b.vn")]),
        (b"a@b.vn; c@d.vn", [(None, "a@b.vn"), (None, "c@d.vn")]),
        (b"a@b.vn c@d.vn", [(None, "a@b.vn"), (None, "c@d.vn")]),
        (b"a@b.vn, a@b.vn", [(None, "a@b.vn"), (None, "a@b.vn")]),  # what it says, not what is done with it
        (b"undisclosed-recipients:;", []),
        (b"", []),
        (b",,;", []),
        (b"MAILER DAEMON <>", [("MAILER DAEMON", None)]),
        (b'"" (Mail Delivery System)', [("Mail Delivery System", None)]),
        (b"khach@\xc4\x91i\xe1\xbb\x87n.vn", [(None, "khach@điện.vn")]),
    ],
)
def test_addresses(raw: bytes, boxes: list[tuple[str | None, str | None]]):
    assert read_addresses([raw]) == tuple(Address(*box) for box in boxes)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("Mon, 20 Oct 2025 09:15:00 +0700", "2025-10-20T09:15:00+07:00"),
        ("20 Oct 25 09:15 GMT", "2025-10-20T09:15:00+00:00"),
        ("Mon, 20 Oct 2025 09:15:00", "2025-10-20T09:15:00+00:00"),
        ("Mon, 20 Oct 2025 9:15:00 PM +0700", "2025-10-20T21:15:00+07:00"),
        ("Mon Oct 20 09:15:00 2025", "2025-10-20T09:15:00+00:00"),
        ("Mon Oct 20 09:15:00 ICT 2025", "2025-10-20T09:15:00+07:00"),
        ("2025-10-20T09:15:00+07:00", "2025-10-20T09:15:00+07:00"),
        ("2025-10-20 09:15:00", "2025-10-20T09:15:00+00:00"),
        ("Mon, 20 Oct 2025 09:15:00 GMT+0700", "2025-10-20T09:15:00+07:00"),
        ("Mon, 20 Oct 2025 09:15:60 +0700", "2025-10-20T09:15:59+07:00"),
        ("Mon, 20-Oct-2025 09:15:00 -0000", "2025-10-20T09:15:00+00:00"),
        ("Mon, 20 Oct 2025 09:15:00 +9999", "2025-10-20T09:15:00+00:00"),
    ],
)
def test_dates(raw: str, iso: str):
    assert read_date(raw) == datetime.fromisoformat(iso)


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "32 Oct 2025 09:15:00 +0700", "20 Okx 2025 09:15:00", "20 Oct 2025 25:15:00"]
)
def test_dates_that_are_none(raw: str):
    assert read_date(raw) is None


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"attachment; filename=a.pdf", "a.pdf"),
        (b'attachment; filename="a;b.pdf"', "a;b.pdf"),
        (b"attachment; filename=This is a test.txt; size=3", "This is a test.txt"),
        (b"attachment; filename*=UTF-8''h%C3%B3a%20%C4%91%C6%A1n.pdf", "hóa đơn.pdf"),
        (b"attachment; filename*0*=utf-8''h%C3%B3a; filename*1*=%20%C4%91%C6%A1n; filename*2=.pdf", "hóa đơn.pdf"),
        (b"attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        (b'attachment; filename="=?utf-8?B?aMOzYSDEkcahbi5wZGY=?="', "hóa đơn.pdf"),
        ('attachment; filename="hóa đơn.pdf"'.encode(), "hóa đơn.pdf"),
        (b"attachment; filename=\"bad.pdf\"; filename*=utf-8''h%C3%B3a.pdf", "hóa.pdf"),
        (b'attachment; filename="C:\\Users\\x\\b.doc"', "b.doc"),
        (b'attachment; filename="../../etc/passwd"', "passwd"),
        (b'attachment; filename=""', None),
        (b"attachment; filename", None),
        (b"attachment; filename=a\x00b.pdf", "ab.pdf"),
        (b"attachment; filename*=utf-8''%E2%80%AEfdp.exe", "fdp.exe"),
    ],
)
def test_file_names(raw: bytes, name: str | None):
    mail = read_mail(b"From: a@b.vn\nContent-Type: application/octet-stream\nContent-Disposition: " + raw + b"\n\nx")
    assert mail.attachments[0].filename == name


def test_parameters_with_odd_spacing_and_no_quotes():
    value = read_value(b"Multipart/Mixed ; boundary=----=_Next(1) ;; charset = utf-8")
    assert (value.main, value.raw("boundary"), value.raw("charset")) == ("multipart/mixed", b"----=_Next(1)", b"utf-8")


def test_ids_keep_their_brackets_and_lose_their_dirt():
    assert read_ids([b"<a@b> (x) <c @ d>\r\n <a@b>"]) == ("<a@b>", "<c@d>")
    assert read_ids([b"a@b c@d"]) == ("<a@b>", "<c@d>")
    assert read_ids([b"", b"rubbish"]) == ()


def test_a_mail_without_headers_is_all_text():
    mail = read_mail("Xin chào: tôi muốn hỏi\n\ngiá xe".encode())
    assert mail.text == "Xin chào: tôi muốn hỏi\n\ngiá xe"
    assert mail.subject is None
    assert [problem.code for problem in mail.problems] == ["no_headers"]


def test_a_body_without_a_blank_line_before_it():
    mail = read_mail(b"From: a@b.vn\nSubject: x\nthis is text\nand more")
    assert (mail.subject, mail.text) == ("x", "this is text\nand more")


def test_dirt_between_headers_does_not_end_them():
    mail = read_mail(b"From: a@b.vn\nsome dirt here\nSubject: x\nTo: c@d.vn\n\ntext")
    assert (mail.subject, mail.text) == ("x", "text")
    assert "header_damaged" in {problem.code for problem in mail.problems}


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_every_kind_of_line_end(end: bytes):
    lines = [b"From: a@b.vn", b"Subject: one", b"\ttwo", b"", b"text", b"more"]
    mail = read_mail(end.join(lines))
    assert (mail.subject, mail.text.replace("\n\n", "\n")) == ("one two", "text\nmore")


def test_envelope_lines_before_the_headers_are_passed_over():
    for first in (b"From a@b Mon Oct 20 2025\n", b">From a@b x\n", b"\n\n", b"+OK 100 octets\n"):
        assert read_mail(first + b"Subject: x\nFrom: a@b.vn\n\ntext").subject == "x"


def test_the_first_of_repeated_headers_counts_but_recipients_add_up():
    mail = read_mail(b"Subject: 1\nSubject: 2\nTo: a@b.vn\nTo: c@d.vn\nFrom: x@y.vn\n\n")
    assert mail.subject == "1"
    assert [box.address for box in mail.to] == ["a@b.vn", "c@d.vn"]
