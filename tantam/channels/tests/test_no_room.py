"""The disk is full: what is not ours stays with its sender, what is ours waits and is read once there is room."""

from __future__ import annotations

import contextlib
import errno
import os
import smtplib
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from tantam.channels.actions import read_arrivals, store_arrival
from tantam.channels.models import Arrival, Attachment, Message
from tantam.channels.tests.servers import listening
from tantam.channels.tests.world import NOW, a_mailbox
from tantam.core.actions.files import NoRoom, read

#: Another one in each run: what the storage has already it does not write again.
PICTURE = uuid.uuid4().hex.encode() * 2000
LETTER = (
    b"From: a@khach.example\r\nTo: cskh@tanphuc.example\r\nMessage-ID: <1@khach.example>\r\nSubject: anh\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nDay a\r\n"
    b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\n"
    + PICTURE
    + b"\r\n--b--\r\n"
)


@contextlib.contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a full disk: files can be made, half of what is written stands there, the sync fails."""

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        yield


@pytest.mark.django_db(transaction=True)
def test_the_senders_server_hears_to_try_again_and_nothing_is_kept(settings):
    mailbox = a_mailbox()
    settings.LEAST_FREE_BYTES = 2**62
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as line:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            line.sendmail("a@khach.example", [mailbox.address], LETTER)
        assert (refused.value.smtp_code, Arrival.objects.count()) == (451, 0)
        settings.LEAST_FREE_BYTES = 1
        assert line.sendmail("a@khach.example", [mailbox.address], LETTER) == {}
    assert bytes(Arrival.objects.get().raw) == LETTER


@pytest.mark.django_db
def test_what_is_taken_already_is_read_once_there_is_room_however_long_that_takes(monkeypatch, caplog):
    arrival = store_arrival(a_mailbox(), raw=LETTER, now=NOW)
    now = NOW
    with full_disk(monkeypatch):
        for _ in range(12):
            assert read_arrivals(now=now) == 1
            now += timedelta(minutes=10)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.attempts, bytes(arrival.raw)) == ("stored", 0, LETTER)
    assert "No space left" in arrival.reason
    assert (Message.objects.count(), _leftovers()) == (0, [])
    assert read_arrivals(now=now) == 1
    arrival.refresh_from_db()
    assert arrival.state == "read"
    assert read(Attachment.objects.get().file) == PICTURE


def _leftovers() -> list[Path]:
    return [path for path in Path(default_storage.path("")).rglob(".*") if path.is_file()]


@pytest.mark.django_db
def test_a_mailbox_elsewhere_keeps_its_mail(settings):
    settings.LEAST_FREE_BYTES = 2**62
    with pytest.raises(NoRoom):
        store_arrival(a_mailbox(), raw=LETTER, source="1:1", now=NOW)
    assert Arrival.objects.count() == 0
