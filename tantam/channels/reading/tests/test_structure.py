"""Multiparts, chosen bodies, attachments and transfer encodings, sound and broken."""

import base64
import hashlib

import pytest

from tantam.channels.reading.mail import Mail
from tantam.channels.reading.read import read_mail

HEAD = b"From: a@b.vn\nSubject: x\nMIME-Version: 1.0\n"


def part(kind: str, body: bytes, *more: str) -> bytes:
    return "\n".join([f"Content-Type: {kind}", *more]).encode() + b"\n\n" + body


def multi(kind: str, *parts: bytes, boundary: str = "B", parameters: str = "") -> bytes:
    line = b"\n--" + boundary.encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{parameters}\n\npreamble'.encode()
    return head + b"".join(line + b"\n" + one for one in parts) + line + b"--\nepilogue"


def read(body: bytes) -> Mail:
    return read_mail(HEAD + body)


PLAIN = part("text/plain; charset=utf-8", "chữ".encode())
HTML = part("text/html; charset=utf-8", b"<p>trang</p>")
PNG = part("image/png; name=a.png", b"iVBORw==", "Content-Transfer-Encoding: base64", "Content-ID: <pic@x>")


def codes(mail: Mail) -> set[str]:
    return {problem.code for problem in mail.problems}


def test_of_alternatives_the_plain_text_is_read_and_the_page_kept():
    mail = read(multi("alternative", PLAIN, HTML))
    assert (mail.text, mail.html, mail.content_type, mail.attachments) == ("chữ", "<p>trang</p>", "text/plain", ())


def test_an_empty_plain_alternative_gives_way_to_the_page():
    mail = read(multi("alternative", part("text/plain", b" \n \n"), HTML))
    assert (mail.text, mail.content_type) == ("trang", "text/html")


def test_a_plain_alternative_that_only_points_to_the_page_gives_way():
    stub = part("text/plain", b"Your mail program does not support HTML.")
    page = part("text/html", b"<p>" + b"a long letter about the pump " * 9 + b"</p>")
    assert read(multi("alternative", stub, page)).content_type == "text/html"


def test_a_page_with_its_pictures():
    page = part("text/html", b'<img src="cid:pic@x"> hello')
    mail = read(multi("related", page, PNG))
    assert mail.text == "hello"
    assert [(file.filename, file.inline, file.content_id) for file in mail.attachments] == [("a.png", True, "pic@x")]


def test_alternatives_inside_related_inside_mixed():
    inner = multi("related", multi("alternative", PLAIN, HTML, boundary="A"), PNG, boundary="R")
    pdf = part(
        "application/pdf",
        b"JVBERg==",
        "Content-Transfer-Encoding: base64",
        'Content-Disposition: attachment; filename="b.pdf"',
    )
    mail = read(multi("mixed", inner, pdf))
    assert mail.text == "chữ"
    assert [file.filename for file in mail.attachments] == ["a.png", "b.pdf"]
    assert mail.attachments[1].data == b"%PDF"


def test_apple_mails_with_a_file_between_two_pages():
    mixed = multi("mixed", HTML, PNG, part("text/html", b"<p>end</p>"), boundary="M")
    mail = read(multi("alternative", PLAIN, mixed))
    assert mail.text == "chữ"
    assert mail.html is not None
    assert "trang" in mail.html
    assert "end" in mail.html
    assert [file.filename for file in mail.attachments] == ["a.png"]


def test_texts_in_a_row_are_one_text():
    assert read(multi("mixed", PLAIN, part("text/plain", b"footer"))).text == "chữ\n\nfooter"


def test_a_text_file_is_an_attachment_and_not_text():
    file = part("text/plain; name=notes.txt", b"notes", "Content-Disposition: attachment; filename=notes.txt")
    mail = read(multi("mixed", PLAIN, file))
    assert mail.text == "chữ"
    assert (mail.attachments[0].filename, mail.attachments[0].data) == ("notes.txt", b"notes")


@pytest.mark.parametrize(
    "kind",
    [
        "text/calendar; method=REQUEST",
        "application/pkcs7-signature",
        "application/pgp-signature",
        "text/vcard",
        "application/ms-tnef",
    ],
)
def test_invitations_signatures_and_cards_are_attachments(kind: str):
    mail = read(multi("mixed", PLAIN, part(kind, b"data")))
    assert mail.text == "chữ"
    assert [file.content_type for file in mail.attachments] == [kind.partition(";")[0]]


def test_an_invitation_among_alternatives_is_an_attachment():
    mail = read(multi("alternative", PLAIN, HTML, part("text/calendar", b"BEGIN:VCALENDAR")))
    assert (mail.text, [file.content_type for file in mail.attachments]) == ("chữ", ["text/calendar"])


def test_encrypted_mails_say_so():
    smime = read(
        part(
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            b"MIAG",
            "Content-Transfer-Encoding: base64",
        )
    )
    assert "encrypted" in codes(smime)
    assert smime.attachments[0].filename == "smime.p7m"
    pgp = read(
        multi("encrypted", part("application/pgp-encrypted", b"Version: 1"), part("application/octet-stream", b"x"))
    )
    assert "encrypted" in codes(pgp)
    assert "encrypted" in codes(read(b"\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----"))


def test_a_nested_mail_is_one_attachment_with_its_bytes():
    inner = b"From: c@d.vn\r\nSubject: inner\r\n\r\ninner text\r\n"
    mail = read(multi("mixed", PLAIN, part("message/rfc822; name=a.eml", inner)))
    assert mail.text == "chữ"
    assert (mail.attachments[0].filename, mail.attachments[0].data) == ("a.eml", inner)
    assert mail.attachments[0].sha256 == hashlib.sha256(inner).hexdigest()


def test_a_mail_that_only_carries_a_mail_shows_its_text():
    mail = read(part("message/rfc822", b"From: c@d.vn\nSubject: inner\n\ninner text"))
    assert (mail.subject, mail.text, mail.content_type, len(mail.attachments)) == ("x", "inner text", "text/plain", 1)


def test_an_inner_boundary_that_never_closes_does_not_swallow_the_rest():
    broken = multi("alternative", PLAIN, HTML, boundary="A").replace(b"\n--A--\nepilogue", b"")
    mail = read(multi("mixed", broken, PNG))
    assert (mail.text, [file.filename for file in mail.attachments]) == ("chữ", ["a.png"])


def test_a_last_boundary_that_is_missing():
    assert read(multi("mixed", PLAIN, PNG).replace(b"\n--B--\nepilogue", b"")).attachments[0].data == b"\x89PNG"


def test_a_boundary_the_header_does_not_name_is_found():
    for stated in (b"multipart/mixed", b"multipart/mixed; boundary=other", b"multipart/mixed; bo"):
        mail = read(multi("mixed", PLAIN, PNG).replace(b'multipart/mixed; boundary="B"', stated))
        assert (mail.text, len(mail.attachments)) == ("chữ", 1)
        assert "boundary_guessed" in codes(mail)


def test_a_multipart_without_any_boundary_is_text():
    mail = read(b"Content-Type: multipart/mixed\n\njust text")
    assert (mail.text, mail.content_type) == ("just text", "text/plain")
    assert "boundary_missing" in codes(mail)


def test_a_boundary_that_begins_like_another():
    inner = multi("alternative", PLAIN, HTML, boundary="B_alt")
    assert read(multi("mixed", inner, PNG, boundary="B")).text == "chữ"


def test_empty_parts_are_nothing():
    mail = read(multi("mixed", b"", PLAIN, b""))
    assert (mail.text, mail.attachments) == ("chữ", ())
    assert read(b"").text == ""
    assert read_mail(b"").text == ""


@pytest.mark.parametrize(
    ("encoded", "data", "problem"),
    [
        (b"aGVsbG8gd29ybGQ=", b"hello world", None),
        (b"aGVsbG8gd29ybGQ", b"hello world", None),
        (b"aGVs\n bG8g\r\nd29y\tbGQ=\n", b"hello world", None),
        (b"aGVsbG8=d29ybGQ=", b"helloworld", None),
        (b"aGVs*bG8gd29ybGQ=", b"hello world", "base64_damaged"),
        (b"aGVsbG8gd29ybGQ=\nThis mail was scanned. All is well.", b"hello world", "base64_damaged"),
        (b"aGVsbG8gd29ybGQ=A", b"hello world", "base64_damaged"),
        (b"", b"", None),
    ],
)
def test_base64_as_it_comes(encoded: bytes, data: bytes, problem: str | None):
    mail = read(part("application/octet-stream", encoded, "Content-Transfer-Encoding: base64"))
    assert mail.attachments[0].data == data
    assert codes(mail) == ({problem} if problem else set())


def test_quoted_printable_as_it_comes():
    raw = part(
        "text/plain; charset=utf-8",
        b"Gi=C3=A1 =3D 5=\n00k =ZZ 100% = \n=",
        "Content-Transfer-Encoding: Quoted-Printable",
    )
    assert read(raw).text.startswith("Giá = 500k =ZZ 100% ")


@pytest.mark.parametrize(
    "stated", ["quoted-printable; x=y", " Quoted-Printable ", '"quoted-printable"', "quoted printable"]
)
def test_a_transfer_encoding_is_known_by_its_name(stated: str):
    assert read(part("text/plain", b"Gi=C3=A1", f"Content-Transfer-Encoding: {stated}")).text == "Giá"


@pytest.mark.parametrize("stated", ["7-bit", "8bits", "plain", "", "none"])
def test_a_transfer_encoding_that_is_none_leaves_the_text(stated: str):
    assert read(part("text/plain", b"Gi=C3=A1", f"Content-Transfer-Encoding: {stated}")).text == "Gi=C3=A1"


def test_flowed_text_is_joined_and_its_quotes_kept():
    text = b"one \ntwo\n> old \n> older\n-- \nAnn\n From here"
    mail = read(part("text/plain; format=flowed", text))
    assert mail.text == "one two\n> old older\n-- \nAnn\nFrom here"
    assert read(part("text/plain; format=flowed; delsp=yes", b"d\xc3\xa0 \ni")).text == "dài"


def test_uuencoded_files_inside_a_text_become_attachments():
    text = b"See file:\n\nbegin 644 a b.txt\n+:&5L;&\\@=V]R;&0 \n`\nend\n\nThanks"
    mail = read(b"\n" + text)
    assert mail.text == "See file:\n\n\n\nThanks" or mail.text == "See file:\n\n\nThanks"
    assert (mail.attachments[0].filename, mail.attachments[0].data) == ("a b.txt", b"hello world")
    assert read(b"\nbegin at once, please\nend").attachments == ()


def test_nul_bytes_leave_the_text_and_stay_in_files():
    mail = read(multi("mixed", part("text/plain", b"a\x00b"), part("application/octet-stream", b"a\x00b")))
    assert (mail.text, mail.attachments[0].data) == ("ab", b"a\x00b")


def test_decomposed_text_is_composed():
    assert read("\nVie\u0323\u0302t Nam".encode()).text == "Việt Nam"


def test_a_page_in_a_legacy_set_without_a_label():
    raw = part("text/html", base64.encodebytes("<p>Xin chào</p>".encode("cp1258")), "Content-Transfer-Encoding: base64")
    assert read(raw).text == "Xin chào"


def test_plain_text_stays_as_it_was_written_whatever_stands_beside_it() -> None:
    """Blank lines of the plain text are the writer's, with an HTML alternative as well as without."""
    plain = "Chào shop,\n\n\n\nxe em không sạc được"
    head = b"From: a@b.vn\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
    parts = (("plain", plain), ("html", "<p>Chào shop,</p><p>xe em không sạc được</p>"))
    body = "".join(f"--b\nContent-Type: text/{kind}; charset=utf-8\n\n{text}\n" for kind, text in parts)
    assert read_mail(head + f"{body}--b--\n".encode()).text == plain
