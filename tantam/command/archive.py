"""The one file of a backup: a tar with the database's dump, the files, and last a manifest with every checksum."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from tantam.command.words import Trouble

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
DUMP = "database.dump"
BLOCK = 1024 * 1024


@dataclass
class Manifest:
    """What a backup holds. `members`: name → [bytes, sha256]."""

    version: str
    created_at: str
    postgres_major: int
    migrations: list[str]
    format: int = FORMAT
    members: dict[str, tuple[int, str]] = field(default_factory=dict)


class Writer:
    """Adds members and remembers their checksums."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self._manifest = manifest

    def add(self, name: str, path: Path) -> None:
        """Add a file; one that was erased meanwhile is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mode = 0o600
            reader = _Hashing(file)
            self._tar.addfile(info, reader)
            self._manifest.members[name] = (info.size, reader.digest())


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """Write an archive that is there whole or not at all; only its owner may read it, for it holds keys."""
    partial = path.with_name(f"{path.name}.partial")
    with _private(partial) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            yield Writer(tar, manifest)
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
            _add_text(tar, MANIFEST, text)
            _add_text(tar, SEAL, hashlib.sha256(text).hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _add_text(tar: tarfile.TarFile, name: str, text: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(text), 0o600
    tar.addfile(info, io.BytesIO(text))


def verify(path: Path) -> Manifest:
    """Read an archive to its end and compare every byte's checksum with the manifest.

    Raises Trouble `backup-damaged` with what is wrong, `backup-newer` for a format this release does not know.
    """
    try:
        found, text = _checksums(path)
        data = json.loads(text)
        manifest = Manifest(**{**data, "members": {name: tuple(pair) for name, pair in data["members"].items()}})
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError, OSError) as error:
        raise Trouble("backup-damaged", file=path, what=error) from error
    if manifest.format != FORMAT:
        raise Trouble("backup-newer", file=path, version=manifest.version)
    for name in {*found, *manifest.members}:
        if found.get(name) != manifest.members.get(name):
            raise Trouble("backup-damaged", file=path, what=name)
    if DUMP not in found:
        raise Trouble("backup-damaged", file=path, what=DUMP)
    return manifest


def extract(path: Path, folder: Path) -> None:
    """Unpack a verified archive into a new folder."""
    with tarfile.open(path) as tar:
        for member in tar:
            source = tar.extractfile(member)
            if source is None or member.name in {MANIFEST, SEAL}:
                continue
            target = folder / member.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with source, _private(target) as file:
                while block := source.read(BLOCK):
                    file.write(block)


def _checksums(path: Path) -> tuple[dict[str, tuple[int, str]], bytes]:
    found: dict[str, tuple[int, str]] = {}
    manifest = seal = b""
    with tarfile.open(path) as tar:
        for member in tar:
            source = tar.extractfile(member) if member.isreg() else None
            if source is None or not _is_safe(member.name):
                raise ValueError(member.name)
            if member.name == MANIFEST:
                manifest = source.read()
                continue
            if member.name == SEAL:
                seal = source.read()
                continue
            reader = _Hashing(source)
            while reader.read(BLOCK):
                pass
            found[member.name] = (member.size, reader.digest())
    if hashlib.sha256(manifest).hexdigest().encode() != seal:
        raise ValueError(MANIFEST)
    return found, manifest


def _is_safe(name: str) -> bool:
    """No way out of the folder it is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


class _Hashing:
    """A reader that hashes what passes through."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def digest(self) -> str:
        return self._hash.hexdigest()


def _private(path: Path) -> BinaryIO:
    """Open a new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb")
