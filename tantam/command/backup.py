"""`tantam backup FILE`: database and files in one file, while the product runs."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from config import environment
from tantam import __version__
from tantam.command import archive
from tantam.command.database import data_folder, database
from tantam.command.server import Server
from tantam.command.words import say, sentence

# Not data: the cluster (it is dumped), what can be made anew, and locks.
LEFT_OUT = {"postgres", "static", "tmp"}
FILES = "files"


def main(arguments: Sequence[str]) -> int:
    """Write the backup; the file is there whole or not at all."""
    parser = argparse.ArgumentParser(prog="tantam backup", description=sentence("help-backup"))
    parser.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    with database() as url:
        manifest = back_up(url, options.file)
    size = options.file.stat().st_size / 1_000_000
    say("backup-done", file=options.file, size=f"{size:.1f}", members=len(manifest.members))
    return 0


def back_up(url: str, file: Path) -> archive.Manifest:
    """Save the database behind `url` and the data folder.

    The dump comes first: files are written before the rows that name them, so every file a row of the dump names is
    among those that are copied afterwards (but for what was erased meanwhile).
    """
    server = Server(url)
    manifest = archive.Manifest(
        version=__version__,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgres_major=server.major(),
        migrations=applied_migrations(url),
    )
    with (
        tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".tantam-backup-") as folder,
        archive.writing(file, manifest) as writer,
    ):
        dump = Path(folder) / archive.DUMP
        server.dump(dump)
        writer.add(archive.DUMP, dump)
        for name, path in data_files():
            writer.add(name, path)
    return manifest


def data_files() -> Iterator[tuple[str, Path]]:
    """Yield the files to save with their names in the archive: `data/…` and `files/…`."""
    data = data_folder()
    files = files_folder()
    for path in sorted(data.iterdir()):
        if path.is_file() and path.suffix != ".lock":
            yield f"data/{path.name}", path
        elif path.is_dir() and path.name not in LEFT_OUT and not path.name.startswith("files"):
            yield from _below(path, name=f"data/{path.name}")
    yield from _below(files, name=FILES)


def files_folder() -> Path:
    """Return where attachments and originals lie."""
    return environment.folder("TANTAM_FILES", data_folder() / FILES)


def applied_migrations(url: str) -> list[str]:
    """Return what a database's tables are at, so that an older release refuses the backup."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return []
        rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [row[0] for row in rows]


def _below(folder: Path, *, name: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{name}/{path.relative_to(folder).as_posix()}", path
