"""The doctor names what is wrong."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from tantam.cases.models import CaseTally
from tantam.channels.actions import store_arrival
from tantam.channels.models import Arrival
from tantam.channels.tests.world import NOW, a_mailbox
from tantam.command import doctor, tally
from tantam.command.server import Server


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANTAM_DATA", str(tmp_path))
    monkeypatch.delenv("TANTAM_SECRET_KEY", raising=False)
    return tmp_path


def test_a_key_that_others_can_read_is_bad(data: Path) -> None:
    assert doctor.key().code == "key"
    (data / "secret-key").chmod(0o644)
    finding = doctor.key()
    assert (finding.grade, finding.code) == (doctor.BAD, "key-open")


def test_a_full_disk_is_bad(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.disk().grade == doctor.GOOD
    monkeypatch.setattr(doctor, "FREE_BYTES", 10**18)
    assert doctor.disk().code == "disk-full"


def test_a_full_disk_of_the_attachments_is_bad(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANTAM_FILES", str(data / "elsewhere"))
    assert doctor.files_disk().code == "files"
    monkeypatch.setenv("TANTAM_LEAST_FREE_BYTES", str(2**62))
    finding = doctor.files_disk()
    assert (finding.grade, finding.code, finding.values["folder"]) == (doctor.BAD, "files-full", data / "elsewhere")


@pytest.mark.django_db
def test_mails_that_wait_to_be_read_are_named_with_the_reason(data: Path) -> None:
    assert doctor.arrivals().grade == doctor.GOOD
    mailbox = a_mailbox()
    arrival = store_arrival(mailbox, raw=b"From: a@khach.example\r\n\r\nA\r\n", now=timezone.now())
    assert doctor.arrivals().grade == doctor.GOOD
    Arrival.objects.filter(pk=arrival.pk).update(received_at=NOW - timedelta(days=900), reason="OSError: full")
    finding = doctor.arrivals()
    assert (finding.grade, finding.values) == (doctor.BAD, {"count": 1, "reason": "OSError: full"})


def test_a_folder_that_refuses_what_is_written_is_bad(data: Path) -> None:
    assert doctor.folder().grade == doctor.GOOD
    (data / ".doctor").mkdir()  # refuses root as well, whom a closed folder would not
    finding = doctor.folder()
    assert (finding.grade, finding.code) == (doctor.BAD, "folder-closed")


@pytest.mark.django_db
def test_a_database_of_this_release_is_in_order(data: Path) -> None:
    assert doctor.tables().grade == doctor.GOOD
    assert doctor.jobs().grade == doctor.GOOD
    assert doctor.deliveries().grade == doctor.GOOD


def test_a_server_that_does_not_answer_is_bad_and_the_cure_is_named(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TANTAM_LANG", "en")
    monkeypatch.setattr(
        doctor, "_row", lambda query: psycopg.connect("postgresql://x@127.0.0.1:1/tantam").execute(query).fetchone()
    )
    monkeypatch.setenv("DATABASE_URL", "postgresql://x:secret@127.0.0.1:1/tantam")
    assert doctor.main([]) == 1
    said = capsys.readouterr().out
    assert "Check DATABASE_URL" in said
    assert "secret@" not in said


def test_an_address_is_shown_without_its_password(postgres: str) -> None:
    assert doctor._without_password("postgresql://a:b@h:5/d") == "postgresql://a:…@h:5/d"
    assert doctor._without_password(Server(postgres).url("x")) == Server(postgres).url("x")


@pytest.mark.django_db
def test_counts_that_are_wrong_are_named_and_put_right_by_a_command(data: Path, capsys) -> None:
    assert doctor.tallies().grade == doctor.GOOD
    assert tally.main([]) == 0
    CaseTally.objects.create(assignee=7, state="open", cases=3)  # as if a case had gone past its triggers
    finding = doctor.tallies()
    assert (finding.grade, finding.values) == (doctor.BAD, {"count": 1, "tables": "cases_casetally"})
    capsys.readouterr()
    assert tally.main([]) == 1
    assert capsys.readouterr().out.splitlines() == ["cases_casetally: wrong at 1 places", "process_placetally: exact"]
    assert tally.main(["--mend"]) == 0
    assert tally.main([]) == 0
    assert doctor.tallies().grade == doctor.GOOD
