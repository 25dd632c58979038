"""Mail fetched from a real IMAP server: each once, nothing lost, nothing changed over there."""

from __future__ import annotations

import imaplib
import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tantam.channels.actions import fetch_mail, read_arrivals
from tantam.channels.email import check
from tantam.channels.models import Arrival, Channel, Message
from tantam.channels.tests import dovecot
from tantam.channels.tests.world import NOW, a_mail, a_mailbox
from tantam.core.actions.secrets import encrypt

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(dovecot.BINARY is None, reason="dovecot is not installed here (package dovecot-imapd)"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    base = Path(tempfile.mkdtemp(prefix="tantam-dovecot-"))
    try:
        with dovecot.serving(base) as port:
            yield port
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def there(server: int) -> Iterator[IMAPClient]:
    """The mailbox over there, emptied and numbered anew."""
    with IMAPClient("127.0.0.1", server, ssl=False) as client:
        client.plain_login(dovecot.USER, dovecot.PASSWORD)
        if client.folder_exists("Thư"):
            client.delete_folder("Thư")
        client.create_folder("Thư")
        yield client


def connected(port: int, **wishes: object) -> Channel:
    imap = {"host": "127.0.0.1", "port": port, "security": "none", "user": dovecot.USER, "folder": "Thư", **wishes}
    mailbox = a_mailbox(imap=imap)
    mailbox.secret_encrypted = encrypt(json.dumps({"imap_password": dovecot.PASSWORD}))
    mailbox.save()
    return mailbox


def numbered(number: int) -> bytes:
    return a_mail(f"thư số {number}", message_id=f"<{number}@khach.example>", subject=f"Thư {number}")


def test_new_mail_is_fetched_once_and_stays_unseen(server: int, there: IMAPClient):
    there.append("Thư", numbered(0))
    mailbox = connected(server)
    assert fetch_mail(mailbox.pk, now=NOW) == 0, "what was there before the connection is not answered now"
    there.append("Thư", numbered(1))
    there.append("Thư", numbered(2))
    assert fetch_mail(mailbox.pk, now=NOW) == 2
    assert fetch_mail(mailbox.pk, now=NOW) == 0
    assert read_arrivals(now=NOW + timedelta(days=9999)) == 2
    assert list(Message.objects.order_by("id").values_list("subject", flat=True)) == ["Thư 1", "Thư 2"]
    there.select_folder("Thư", readonly=True)
    assert there.search(["UNSEEN"]) == [1, 2, 3]
    validity = there.folder_status("Thư", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    assert list(Arrival.objects.order_by("id").values_list("source", flat=True)) == [f"{validity}:2", f"{validity}:3"]


def test_everything_is_fetched_and_marked_where_that_is_wished(server: int, there: IMAPClient):
    there.append("Thư", numbered(0))
    mailbox = connected(server, start="all", mark_seen=True)
    assert fetch_mail(mailbox.pk, now=NOW) == 1
    there.select_folder("Thư", readonly=True)
    assert there.search(["UNSEEN"]) == []


def test_too_large_stays_there_and_is_listed(server: int, there: IMAPClient, settings):
    settings.MAIL_MAX_BYTES = 2_000
    there.append("Thư", "From: Hoà <hoa@khach.example>\r\nSubject: Phim xe hỏng\r\n\r\n".encode() + b"x" * 3_000)
    there.append("Thư", b"\r\n" + b"x" * 3_000)
    there.append("Thư", numbered(1))
    mailbox = connected(server, start="all")
    assert fetch_mail(mailbox.pk, now=NOW) == 1
    mailbox.refresh_from_db()
    known = {"reason": "too-large", "size": 3059, "sender": "hoa@khach.example", "subject": "Phim xe hỏng"}
    assert mailbox.position["left"] == {
        "1": known,
        "2": {"reason": "too-large", "size": 3002, "sender": "", "subject": ""},
    }
    there.select_folder("Thư", readonly=True)
    assert there.search() == [1, 2, 3]


def test_a_mail_that_breaks_the_line_is_left_after_three_tries(server: int, there: IMAPClient, monkeypatch):
    for number in range(3):
        there.append("Thư", numbered(number))
    mailbox = connected(server, start="all")
    whole = IMAPClient.fetch

    def breaking(self: IMAPClient, messages: list[int], *args: object, **options: object) -> object:
        if list(messages) == [2]:
            raise imaplib.IMAP4.abort("socket error: EOF")
        return whole(self, messages, *args, **options)

    monkeypatch.setattr(IMAPClient, "fetch", breaking)
    assert [fetch_mail(mailbox.pk, now=NOW) for _ in range(4)] == [0, 0, 0, 1]
    mailbox.refresh_from_db()
    assert mailbox.position["left"] == {"2": {"reason": "not-handed-over"}}
    assert Arrival.objects.count() == 2
    assert mailbox.last_error == ""


def test_when_the_server_numbers_anew_nothing_is_lost_and_nothing_doubled(server: int, there: IMAPClient):
    mailbox = connected(server)
    fetch_mail(mailbox.pk, now=NOW)
    there.append("Thư", numbered(1))
    assert fetch_mail(mailbox.pk, now=NOW) == 1
    mailbox.refresh_from_db()
    Arrival.objects.update(source="1:1")
    mailbox.position |= {"validity": 1, "since": "2020-01-01"}
    mailbox.save()
    there.append("Thư", numbered(2))
    assert fetch_mail(mailbox.pk, now=NOW) == 2
    read_arrivals(now=NOW + timedelta(days=9999))
    assert sorted(Arrival.objects.values_list("state", flat=True)) == ["duplicate", "read", "read"]
    assert list(Message.objects.order_by("id").values_list("subject", flat=True)) == ["Thư 1", "Thư 2"]


def test_an_unreachable_server_is_noted_and_cleared_when_it_is_back(server: int, there: IMAPClient):
    mailbox = connected(server)
    Channel.objects.filter(pk=mailbox.pk).update(secret_encrypted=encrypt(json.dumps({"imap_password": "sai"})))
    fetch_mail(mailbox.pk, now=NOW)
    fetch_mail(mailbox.pk, now=NOW + timedelta(minutes=5))
    mailbox.refresh_from_db()
    assert mailbox.last_error == f"imap: 127.0.0.1:{server} [AUTHENTICATIONFAILED] Authentication failed."
    assert mailbox.failing_since == NOW
    Channel.objects.filter(pk=mailbox.pk).update(
        secret_encrypted=encrypt(json.dumps({"imap_password": dovecot.PASSWORD}))
    )
    fetch_mail(mailbox.pk, now=NOW + timedelta(minutes=6))
    working = Channel.objects.get()
    assert (working.last_error, working.failing_since) == ("", None)
    assert working.last_checked_at == NOW + timedelta(minutes=6)


def test_the_test_button_says_what_each_server_said(server: int, there: IMAPClient):
    there.append("Thư", numbered(1))
    values = {
        "imap": {"host": "127.0.0.1", "port": server, "security": "none", "user": dovecot.USER, "folder": "Thư"},
        "smtp": {"host": "127.0.0.1", "port": 1, "security": "none"},
    }
    imap, smtp = check.test_connection(values, secrets={"imap_password": dovecot.PASSWORD})
    assert (imap.part, imap.is_ok, imap.mails) == ("imap", True, 1)
    assert (smtp.part, smtp.is_ok) == ("smtp", False)
    assert smtp.words.startswith("127.0.0.1:1 [Errno 111]")
    values["imap"]["folder"] = "Không có"
    assert check.test_connection(values, secrets={"imap_password": dovecot.PASSWORD})[0].is_ok is False
