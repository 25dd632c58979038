"""`tantam intake`: one raw mail in, one JSON object out."""

import io
import json
import uuid
from pathlib import Path

import pytest
from django.db import OperationalError

from tantam.channels.models import Arrival, Channel, Message
from tantam.channels.tests.world import a_mail, a_mailbox
from tantam.command import intake

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Channel:
    return a_mailbox()


def test_a_mail_becomes_a_message_and_what_it_became_is_printed(
    mailbox: Channel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert taken(a_mail(), tmp_path, capsys) == {
        "case": None,  # this world has no business that opens cases
        "message": str(Message.objects.get().uuid),
        "duplicate": False,
        "held": None,
    }
    assert bytes(Arrival.objects.get().raw) == a_mail()


def test_the_same_mail_twice_is_one_message(
    mailbox: Channel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = taken(a_mail(), tmp_path, capsys)
    second = taken(a_mail(), tmp_path, capsys)
    assert (first["duplicate"], second["duplicate"]) == (False, True)
    assert first["message"] == second["message"]
    assert Message.objects.count() == 1


def test_a_pipe_is_read_and_the_recipient_chooses_the_mailbox(
    mailbox: Channel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = a_mailbox("bao-hanh@tanphuc.example")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(a_mail())))
    assert intake.main(["-", "--to", "Bao-Hanh@tanphuc.example", "--from", "hoa@khach.example"]) == 0
    arrival = Arrival.objects.get()
    assert (arrival.channel, arrival.envelope_from) == (other, "hoa@khach.example")
    assert uuid.UUID(json.loads(capsys.readouterr().out)["message"])


def test_what_is_too_large_goes_back_and_is_not_kept(mailbox: Channel, tmp_path: Path, settings: object) -> None:
    settings.MAIL_MAX_BYTES = 100  # type: ignore[attr-defined]
    (tmp_path / "mail").write_bytes(a_mail())
    assert intake.main([str(tmp_path / "mail")]) == 65
    assert not Arrival.objects.exists()


def test_without_a_mailbox_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mail").write_bytes(a_mail())
    assert intake.main([str(tmp_path / "mail")]) == 78
    assert capsys.readouterr().out == ""


def test_when_it_cannot_be_stored_the_mail_server_keeps_it(
    mailbox: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(intake, "store_arrival", fail)
    (tmp_path / "mail").write_bytes(a_mail())
    assert intake.main([str(tmp_path / "mail")]) == 75


def taken(raw: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    (folder / "mail").write_bytes(raw)
    assert intake.main([str(folder / "mail")]) == 0
    printed: dict[str, object] = json.loads(capsys.readouterr().out)
    return printed
