"""`tantam restore FILE`: bring a backup back. Everything is verified and loaded beside the old before the swap."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tantam.command import archive
from tantam.command.backup import FILES, files_folder
from tantam.command.database import ROOT, data_folder, database, set_up
from tantam.command.postgres.locks import Lock
from tantam.command.server import Server
from tantam.command.words import Trouble, say, sentence

NEW, OLD = "restoring", "before"


def main(arguments: Sequence[str]) -> int:
    """Restore, or with `--forget` drop what the last restore kept of the time before."""
    parser = argparse.ArgumentParser(prog="tantam restore", description=sentence("help-restore"))
    parser.add_argument("file", type=Path, metavar="FILE", nargs="?")
    parser.add_argument("--forget", action="store_true", help=sentence("restore-forget"))
    options = parser.parse_args(arguments)
    lock = Lock(data_folder() / "serve.lock")
    if not lock.take(note="tantam restore"):
        raise Trouble("restore-serving", holder=lock.holder())
    try:
        if options.forget:
            return _forget()
        if options.file is None:
            parser.error("FILE")
        manifest = archive.verify(options.file)
        with database() as url:
            bring_back(url, options.file, manifest)
    finally:
        lock.release()
    say("restore-done", created=manifest.created_at, members=len(manifest.members))
    return 0


def bring_back(url: str, file: Path, manifest: archive.Manifest) -> None:
    """Load a verified backup beside what is there, bring it up to this release, then swap.

    Until the swap nothing that is in use is touched. The files of the backup are added to the ones in use before the
    databases change places and the old ones leave after it, so whenever this is interrupted, every file that a row
    names is there. Raises Trouble `backup-newer` for a backup of a later release.
    """
    _refuse_newer(manifest, file)
    unpacked = files_folder().with_name(f"{FILES}.{NEW}")
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        archive.extract(file, unpacked)
        server = Server(url)
        name = f"{server.name}_{NEW}"
        server.load(unpacked / archive.DUMP, name=name)
        _migrate(server.url(name))
        restored = unpacked / FILES
        restored.mkdir(exist_ok=True)
        _add(restored, files_folder())
        server.drop(f"{server.name}_{OLD}")
        server.swap(new=name, old=f"{server.name}_{OLD}")
        _swap_files(restored)
        _put_data(unpacked / "data")
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


def _refuse_newer(manifest: archive.Manifest, file: Path) -> None:
    """A later release has tables that this one does not know."""
    set_up()
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if strange := [name for name in manifest.migrations if name not in known]:
        raise Trouble("backup-newer", file=file, version=f"{manifest.version} ({strange[0]})")


def _migrate(url: str) -> None:
    """Bring the loaded database up to this release, in a process that knows no other."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "tantam", "migrate", "--verbosity=0"]
    result = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        raise Trouble("postgres-program", program="tantam migrate", words=result.stderr.strip())


def _add(source: Path, target: Path) -> None:
    """Link what is missing into the files in use; names come from contents, so none is overwritten."""
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(mode=0o700, exist_ok=True)
        elif not place.exists():
            try:
                os.link(path, place)
            except OSError:  # another file system
                shutil.copy2(path, place)


def _swap_files(restored: Path) -> None:
    """Put the restored folder in the place of the one in use, which is kept beside it.

    A folder that cannot change its place stays with what was in it; nothing refers to what is too much.
    """
    files = files_folder()
    old = files.with_name(f"{files.name}.{OLD}")
    shutil.rmtree(old, ignore_errors=True)
    try:
        files.rename(old)
    except OSError:  # a disk of its own is mounted there: all that rows name has been added to it already
        return
    restored.rename(files)


def _put_data(source: Path) -> None:
    """Keys and marks: the backup's own, for its secrets can be read with its key only."""
    if not source.exists():
        return
    for path in sorted(source.rglob("*")):
        target = data_folder() / path.relative_to(source)
        if path.is_dir():
            target.mkdir(mode=0o700, exist_ok=True)
            continue
        if target.exists() and target.read_bytes() != path.read_bytes():
            shutil.copy2(target, target.with_name(f"{target.name}.{OLD}"))
        os.replace(path, target)  # noqa: PTH105 across folders, whole or not at all


def _forget() -> int:
    with database() as url:
        server = Server(url)
        server.drop(f"{server.name}_{OLD}")
    shutil.rmtree(files_folder().with_name(f"{FILES}.{OLD}"), ignore_errors=True)
    say("restore-forgotten")
    return 0
