"""Mail is handed in by SMTP: 250 only for what is committed, and a plain answer to everything else."""

from __future__ import annotations

import smtplib
import socket
import time

import pytest
from django.db import OperationalError

from tantam.channels.models import Arrival
from tantam.channels.tests.servers import listening
from tantam.channels.tests.world import a_mail, a_mailbox

pytestmark = pytest.mark.django_db(transaction=True)


def hand_in(port: int, raw: bytes, *to: str, sender: str = "hoa@khach.example") -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        return smtp.sendmail(sender, to or ["cskh@tanphuc.example"], raw)


def test_what_is_acknowledged_is_stored_byte_by_byte():
    mailbox = a_mailbox()
    raw = a_mail("dòng đầu\n.một dấu chấm\n..hai dấu\n.\n\nhết").replace(b"\n", b"\r\n")
    with listening() as port:
        hand_in(port, raw)
    arrival = Arrival.objects.get()
    assert bytes(arrival.raw) == raw
    assert (arrival.channel, arrival.size, arrival.state) == (mailbox, len(raw), "stored")
    assert (arrival.envelope_from, arrival.envelope_to) == ("hoa@khach.example", ["cskh@tanphuc.example"])


def test_very_long_lines_and_bytes_of_any_kind_are_taken():
    a_mailbox()
    raw = b"Subject: x\r\n\r\n" + b"A" * 300_000 + bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n"
    with listening() as port:
        hand_in(port, raw)
    assert bytes(Arrival.objects.get().raw) == raw


def test_a_mail_for_two_mailboxes_arrives_at_both_and_a_tag_does_not_matter():
    first, second = a_mailbox(), a_mailbox("bao-hanh@tanphuc.example")
    with listening() as port:
        hand_in(port, a_mail(), "CSKH+rabc@tanphuc.example", "bao-hanh@tanphuc.example", "cskh@tanphuc.example")
    rows = Arrival.objects.order_by("channel").values_list("channel", "envelope_to")
    assert list(rows) == [
        (first.pk, ["CSKH+rabc@tanphuc.example", "cskh@tanphuc.example"]),
        (second.pk, ["bao-hanh@tanphuc.example"]),
    ]


def test_an_unknown_mailbox_is_refused_unless_one_catches_all():
    a_mailbox()
    with listening() as port:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            hand_in(port, a_mail(), "ai@tanphuc.example")
        assert refused.value.recipients["ai@tanphuc.example"][0] == 550
        catching = a_mailbox("tat-ca@tanphuc.example", catch_all=True)
        time.sleep(0.6)
        hand_in(port, a_mail(), "ai@tanphuc.example")
    assert Arrival.objects.get().channel == catching


def test_a_bounce_comes_without_a_sender():
    a_mailbox()
    with listening() as port:
        hand_in(port, a_mail(), sender="")
    assert Arrival.objects.get().envelope_from == ""


def test_too_large_is_refused_before_data_when_announced_and_after_it_otherwise(settings):
    settings.MAIL_MAX_BYTES = 10_000
    a_mailbox()
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == "10000"
        assert smtp.mail("a@khach.example", ["SIZE=10001"])[0] == 552
        assert smtp.mail("a@khach.example")[0] == 250
        assert smtp.rcpt("cskh@tanphuc.example")[0] == 250
        assert smtp.data(b"x" * 10_001)[0] == 552
        assert smtp.mail("a@khach.example", ["SIZE=10000"])[0] == 250
        assert smtp.rcpt("cskh@tanphuc.example")[0] == 250
        assert smtp.data(b"x" * 9_998 + b"\r\n")[0] == 250
    assert [arrival.size for arrival in Arrival.objects.all()] == [10_000]


def test_while_the_database_is_away_the_sender_keeps_the_mail():
    a_mailbox()

    def broken(incoming: object) -> None:
        raise OperationalError("the database is away")

    with listening(keep=broken) as port, pytest.raises(smtplib.SMTPDataError) as error:
        hand_in(port, a_mail())
    assert error.value.smtp_code == 451
    assert not Arrival.objects.exists()


def test_commands_sent_ahead_are_answered_in_order():
    a_mailbox()
    mail = b"MAIL FROM:<a@khach.example>\r\nRCPT TO:<cskh@tanphuc.example>\r\nDATA\r\n"
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"EHLO x\r\n" + mail)
        time.sleep(0.3)
        line.sendall(b"Subject: 1\r\n\r\nmot\r\n.\r\n" + mail)
        time.sleep(0.3)
        line.sendall(b"Subject: 2\r\n\r\nhai\r\n.\r\nQUIT\r\n")
        said = b""
        while piece := line.recv(4096):
            said += piece
    codes = [row[:3] for row in said.decode().splitlines() if row[3:4] == " "]
    assert codes == ["220", "250", "250", "250", "354", "250", "250", "250", "354", "250", "221"]
    assert [bytes(arrival.raw)[:10] for arrival in Arrival.objects.order_by("id")] == [b"Subject: 1", b"Subject: 2"]


def said_by(port: int, *lines: bytes) -> list[str]:
    """What the listener answers to each line, its greeting first; the last row of each answer."""
    answers = []
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line, line.makefile("rb") as incoming:
        for say in (b"", *lines):
            line.sendall(say)
            while (row := incoming.readline())[3:4] == b"-":
                pass
            answers.append(row.decode().strip())
    return answers


def test_vietnamese_addresses_and_letters_of_eight_bits_are_taken_as_they_are():
    a_mailbox("hỏi@thuậnlộ.vn")
    content = "Subject: Xin chào\r\n\r\nđây ạ\r\n".encode()
    with listening() as port:
        answers = said_by(
            port,
            b"EHLO x\r\n",
            "MAIL FROM:<hoà@khách.vn> BODY=8BITMIME SMTPUTF8\r\n".encode(),
            "RCPT TO:<hỏi@thuậnlộ.vn>\r\n".encode(),
            b"DATA\r\n",
            content + b".\r\n",
        )
    assert [answer[:3] for answer in answers] == ["220", "250", "250", "250", "354", "250"]
    arrival = Arrival.objects.get()
    assert (bytes(arrival.raw), arrival.envelope_from) == (content, "hoà@khách.vn")
    assert arrival.envelope_to == ["hỏi@thuậnlộ.vn"]


def test_without_an_announced_size_the_mail_is_refused_at_its_end_and_the_conversation_goes_on(settings):
    settings.MAIL_MAX_BYTES = 1_000
    a_mailbox()
    begin = [b"MAIL FROM:<a@khach.example>\r\n", b"RCPT TO:<cskh@tanphuc.example>\r\n", b"DATA\r\n"]
    with listening() as port:
        answers = said_by(port, b"HELO x\r\n", *begin, b"x" * 1_001 + b"\r\n.\r\n", *begin, b"nho\r\n.\r\n")
    assert answers[5] == "552 5.3.4 The mail is larger than we take"
    assert answers[9] == "250 2.0.0 Taken"
    assert Arrival.objects.get().size == 5


def test_a_hundred_recipients_are_taken_at_a_time_and_the_rest_later():
    a_mailbox()
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.ehlo()
        smtp.mail("a@khach.example")
        codes = [smtp.rcpt(f"cskh+{number}@tanphuc.example")[0] for number in range(102)]
        assert codes == [250] * 100 + [452] * 2
        assert smtp.data(a_mail())[0] == 250
    assert len(Arrival.objects.get().envelope_to) == 100
