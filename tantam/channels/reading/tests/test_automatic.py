"""Automatic answers, delivery reports, lists; and one key for one mail."""

import pytest

from tantam.channels.reading.mail import Mail
from tantam.channels.reading.read import read_mail


def read(*headers: str, body: str = "text") -> Mail:
    stated = {line.partition(":")[0].lower() for line in headers}
    usual = [line for line in ("From: a@b.vn", "Subject: x") if line.partition(":")[0].lower() not in stated]
    return read_mail("\r\n".join([*usual, *headers, "", body]).encode())


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (failure)",
        "auto-submitted: Auto-Replied; owner-email=x",
        "X-Autoreply: yes",
        "X-Autorespond: x",
        "Precedence: auto_reply",
        "Subject: Automatic reply: Báo giá",
        "Subject: Trả lời tự động: Báo giá",
        "Subject: Tự động trả lời: Báo giá",
        "Subject: =?utf-8?B?VHLhuqMgbOG7nWkgdOG7sSDEkeG7mW5nOiB4?=",
        "Subject: Out of Office: x",
        "Return-Path: <>",
        "From: MAILER-DAEMON@x.vn",
    ],
)
def test_machines_are_recognised(header: str):
    mail = read(header)
    assert mail.auto_reply.is_auto
    assert mail.auto_reply.reason
    assert mail.bounce is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Autoreply: no",
        "Precedence: list",
        "Subject: Máy trả lời tự động bị hỏng",
        "Return-Path: <a@b.vn>",
    ],
)
def test_people_are_not_taken_for_machines(header: str):
    assert not read(header).auto_reply.is_auto


@pytest.mark.parametrize(
    "header", ["Precedence: bulk", "List-Id: <x>", "List-Unsubscribe: <y>", "X-Auto-Response-Suppress: All"]
)
def test_a_person_on_a_list_gets_a_case_but_no_automatic_answer(header: str):
    mail = read(header)
    assert not mail.auto_reply.is_auto
    assert mail.quiet


REPORT = """--B
Content-Type: text/plain

Sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.b.vn

{groups}
--B
Content-Type: text/rfc822-headers

Message-ID: <first@tantam>
Subject: x
--B--
"""


def report(*groups: str) -> Mail:
    body = REPORT.replace("{groups}", "\n\n".join(groups)).replace("\n", "\r\n")
    return read('Content-Type: multipart/report; report-type=delivery-status; boundary="B"', body=body)


FAILED = (
    "Final-Recipient: rfc822; ann@x.vn\nAction: failed\nStatus: 5.1.1 (unknown)\nDiagnostic-Code: smtp; 550 5.1.1 no"
)
DELAYED = "Final-Recipient: RFC822;bob@x.vn\nAction: Delayed\nStatus: 4.4.1"
DELIVERED = "Final-Recipient: rfc822; eve@x.vn\nAction: delivered\nStatus: 2.0.0"


def test_a_report_names_recipient_action_and_status():
    bounce = report(FAILED).bounce
    assert bounce is not None
    assert (bounce.final_recipient, bounce.action, bounce.status) == ("ann@x.vn", "failed", "5.1.1")
    assert bounce.original_message_id == "<first@tantam>"
    assert bounce.recipients[0].diagnostic == "smtp; 550 5.1.1 no"
    assert report(FAILED).auto_reply.is_auto


def test_of_several_recipients_the_failure_comes_first_and_all_are_kept():
    bounce = report(DELIVERED, DELAYED, FAILED).bounce
    assert bounce is not None
    assert (bounce.final_recipient, len(bounce.recipients)) == ("ann@x.vn", 3)


def test_a_success_report_says_delivered():
    bounce = report(DELIVERED).bounce
    assert bounce is not None
    assert (bounce.action, bounce.status) == ("delivered", "2.0.0")


def test_older_reports_are_read_from_what_they_say():
    exim = read("X-Failed-Recipients: ann@x.vn, bob@x.vn", "From: Mailer-Daemon@b.vn", body="550 5.1.1 unknown").bounce
    assert exim is not None
    assert (exim.final_recipient, exim.action, exim.status, len(exim.recipients)) == ("ann@x.vn", "failed", "5.1.1", 2)
    qmail = read(
        "From: MAILER-DAEMON@b.vn", "Subject: failure notice", body="Hi. This is the qmail-send\n\n<ann@x.vn>:\nno"
    ).bounce
    assert qmail is not None
    assert (qmail.final_recipient, qmail.status) == ("ann@x.vn", None)


def test_a_report_without_a_recipient_is_no_bounce():
    assert report("Nonsense: x").bounce is None
    assert report("Nonsense: x").auto_reply.is_auto


TRACE = (
    "Received: from x\r\nDelivered-To: one@b.vn\r\nX-Spam-Score: 1\r\n"
    "DKIM-Signature: v=1\r\nARC-Seal: i=1\r\nReturn-Path: <a@b.vn>\r\n"
)
LETTER = (
    "From: a@b.vn\r\nTo: h@t.vn\r\nSubject: hỏng xe\r\nMessage-ID: <1@b.vn>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
)


def key(raw: str) -> str:
    return read_mail(raw.encode()).content_key


def test_the_same_mail_through_two_mailboxes_has_one_key():
    plain = LETTER + "\r\nXe hỏng\r\n"
    other = TRACE + LETTER.replace("Subject: hỏng xe", "Subject: hỏng\r\n xe") + "\r\nXe hỏng\r\n\r\n"
    unix = plain.replace("\r\n", "\n")
    quoted = LETTER + "Content-Transfer-Encoding: quoted-printable\r\n\r\nXe h=E1=BB=8Fng\r\n"
    assert key(plain) == key(other) == key(unix) == key(quoted)


@pytest.mark.parametrize(
    ("old", "new"), [("Xe", "Máy"), ("<1@b.vn>", "<2@b.vn>"), ("a@b.vn\r\nTo", "c@b.vn\r\nTo"), ("hỏng xe", "hỏng")]
)
def test_other_content_has_another_key(old: str, new: str):
    plain = LETTER + "\r\nXe hỏng\r\n"
    assert old in plain
    assert key(plain) != key(plain.replace(old, new))
