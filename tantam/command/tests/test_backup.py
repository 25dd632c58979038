"""A backup comes back whole or not at all."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from tantam.command import archive, backup, restore
from tantam.command.database import ROOT
from tantam.command.server import Server
from tantam.command.words import Trouble

NAME = "tantam_backup"


@pytest.fixture
def product(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A database with tables and a row, a stored file and a key."""
    server = Server(postgres)
    server.drop(NAME)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    url = server.url(NAME)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TANTAM_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("TANTAM_FILES", raising=False)
    files = tmp_path / "data" / "files" / "ab"
    files.mkdir(parents=True)
    (files / "abc").write_bytes(b"\x00attachment")
    (tmp_path / "data" / "secret-key").write_text("the key then")
    execute(url, "CREATE TABLE note (text text)", "INSERT INTO note VALUES ('Chị Hoà gọi lại')")
    yield url
    for name in (NAME, f"{NAME}_before", f"{NAME}_restoring"):
        server.drop(name)


@pytest.fixture
def without_migrating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of these tests are not about this release's tables."""
    monkeypatch.setattr(restore, "_migrate", lambda url: None)


def test_a_round_trip_brings_back_rows_files_and_key_and_this_releases_tables(product: str, tmp_path: Path) -> None:
    migrate(product)
    tables = count_tables(product)
    assert backup.main([str(tmp_path / "b.tantam")]) == 0
    execute(product, "DELETE FROM note", "INSERT INTO note VALUES ('later')", "DROP TABLE django_session")
    (tmp_path / "data" / "files" / "ab" / "abc").unlink()
    (tmp_path / "data" / "files" / "later").write_bytes(b"later")
    (tmp_path / "data" / "secret-key").write_text("another key")
    assert restore.main([str(tmp_path / "b.tantam")]) == 0
    assert notes(product) == ["Chị Hoà gọi lại"]
    assert count_tables(product) == tables
    assert (tmp_path / "data" / "files" / "ab" / "abc").read_bytes() == b"\x00attachment"
    assert not (tmp_path / "data" / "files" / "later").exists()
    assert (tmp_path / "data" / "secret-key").read_text() == "the key then"
    assert not (tmp_path / "data" / "files.restoring").exists()


def test_what_was_there_before_is_kept_until_it_is_forgotten(
    product: str, tmp_path: Path, without_migrating: None
) -> None:
    backup.main([str(tmp_path / "b.tantam")])
    execute(product, "UPDATE note SET text = 'after the backup'")
    restore.main([str(tmp_path / "b.tantam")])
    before = Server(product).url(f"{NAME}_before")
    assert notes(before) == ["after the backup"]
    assert (tmp_path / "data" / "files.before" / "ab" / "abc").exists()
    assert restore.main(["--forget"]) == 0
    assert not (tmp_path / "data" / "files.before").exists()
    with pytest.raises(psycopg.OperationalError):
        notes(before)


def test_the_backup_can_be_read_by_its_owner_only_and_leaves_nothing_half_done(product: str, tmp_path: Path) -> None:
    backup.main([str(tmp_path / "b.tantam")])
    assert (tmp_path / "b.tantam").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["b.tantam"]


@pytest.mark.parametrize("member", [archive.DUMP, "files/ab/abc", "data/secret-key", archive.MANIFEST, archive.SEAL])
def test_a_changed_byte_is_noticed_and_nothing_is_touched(
    product: str, tmp_path: Path, without_migrating: None, member: str
) -> None:
    file = tmp_path / "b.tantam"
    backup.main([str(file)])
    with tarfile.open(file) as tar:
        found = tar.getmember(member)
    content = bytearray(file.read_bytes())
    content[found.offset_data + found.size // 2] ^= 1
    file.write_bytes(content)
    assert_refused(file, product, code="backup-damaged")


def test_a_truncated_file_is_noticed_and_nothing_is_touched(
    product: str, tmp_path: Path, without_migrating: None
) -> None:
    file = tmp_path / "b.tantam"
    backup.main([str(file)])
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert_refused(file, product, code="backup-damaged")
    file.write_bytes(b"")
    assert_refused(file, product, code="backup-damaged")


def test_a_backup_of_a_later_release_is_refused_and_nothing_is_touched(
    product: str, tmp_path: Path, without_migrating: None
) -> None:
    execute(product, "CREATE TABLE django_migrations (app text, name text)")
    execute(product, "INSERT INTO django_migrations VALUES ('cases', '9999_from_the_future')")
    backup.main([str(tmp_path / "b.tantam")])
    assert_refused(tmp_path / "b.tantam", product, code="backup-newer")


def test_a_member_that_leaves_its_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("x")
    with tarfile.open(tmp_path / "b.tantam", "w") as tar:
        tar.add(outside, arcname="files/../../outside")
    with pytest.raises(Trouble) as trouble:
        archive.verify(tmp_path / "b.tantam")
    assert trouble.value.code == "backup-damaged"


def test_a_dump_that_cannot_be_loaded_leaves_the_old_database_in_place(
    product: str, tmp_path: Path, without_migrating: None
) -> None:
    manifest = archive.Manifest(version="0", created_at="", postgres_major=18, migrations=[])
    nonsense = tmp_path / "nonsense"
    nonsense.write_bytes(b"PGDMP but no dump")
    with archive.writing(tmp_path / "b.tantam", manifest) as writer:
        writer.add(archive.DUMP, nonsense)
    assert_refused(tmp_path / "b.tantam", product, code="postgres-program")


def test_somebody_still_connected_keeps_the_old_database_in_place(
    product: str, tmp_path: Path, without_migrating: None
) -> None:
    backup.main([str(tmp_path / "b.tantam")])
    execute(product, "UPDATE note SET text = 'now'")
    with psycopg.connect(product), pytest.raises(Trouble) as trouble:
        restore.main([str(tmp_path / "b.tantam")])
    assert trouble.value.code == "restore-in-use"
    assert notes(product) == ["now"]
    assert (tmp_path / "data" / "files" / "ab" / "abc").exists()


def assert_refused(file: Path, url: str, *, code: str) -> None:
    execute(url, "UPDATE note SET text = 'now'")
    with pytest.raises(Trouble) as trouble:
        restore.main([str(file)])
    assert trouble.value.code == code
    assert notes(url) == ["now"]
    assert (file.parent / "data" / "secret-key").read_text() == "the key then"
    assert (file.parent / "data" / "files" / "ab" / "abc").read_bytes() == b"\x00attachment"
    shutil.rmtree(file.parent / "data" / "files.before", ignore_errors=True)


def migrate(url: str) -> None:
    subprocess.run([sys.executable, "-m", "tantam", "migrate", "-v0"], check=True, cwd=ROOT)


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def notes(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note")]


def count_tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        return int(connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchall()[0][0])
