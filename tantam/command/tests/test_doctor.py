"""The doctor names what is wrong."""

import os
from pathlib import Path

import psycopg
import pytest

from tantam.command import doctor
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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_is_bad(data: Path) -> None:
    data.chmod(0o500)
    assert doctor.folder().code == "folder-closed"
    data.chmod(0o700)


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
