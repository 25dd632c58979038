"""Keep files by content: written and fsynced before their row, erased when nothing refers to them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from tantam.core.actions.unit import unit
from tantam.core.models import StoredFile


class NoRoom(OSError):
    """The disk of the files is nearly full: what is not ours yet stays where it is."""


def demand_room() -> None:
    """Raise NoRoom where less than `LEAST_FREE_BYTES` are free for files on a disk of ours."""
    if not isinstance(default_storage, FileSystemStorage):
        return
    if shutil.disk_usage(default_storage.location).free < settings.LEAST_FREE_BYTES:
        raise NoRoom(errno.ENOSPC, _("There is no room for files left on the disk"))


def keep(content: bytes, *, now: datetime) -> StoredFile:
    """Store bytes and count one reference; the same content twice is one file with two references."""
    return keep_all([content], now=now)[0]


def keep_all(contents: Sequence[bytes], *, now: datetime) -> list[StoredFile]:
    """Store many, in the order given, with one statement: a mail may bring a thousand files."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    counted = Counter(digests)
    by_digest = dict(zip(digests, contents, strict=True))
    _write(by_digest)
    # sorted, so that two who keep the same files wait for one another instead of locking each other out
    rows = [{"sha256": one, "size": len(by_digest[one]), "count": counted[one]} for one in sorted(counted)]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [now, json.dumps(rows)])
        rows_kept = cursor.fetchall()
    kept = {row[1]: StoredFile.from_db(connection.alias, _COLUMNS, row) for row in rows_kept}
    _write(by_digest)  # if one was erased meanwhile; from here on the row holds it
    return [kept[digest] for digest in digests]


_COLUMNS = ["id", "sha256", "size", "references", "created_at"]
_KEEP = """
INSERT INTO core_storedfile AS kept (sha256, size, "references", created_at)
SELECT file.sha256, file.size, file.count, %s
FROM json_to_recordset(%s::json) AS file (sha256 text, size bigint, count integer)
ON CONFLICT (sha256) DO UPDATE SET "references" = kept."references" + excluded."references"
RETURNING id, sha256, size, "references", created_at
"""


def hold(file: StoredFile) -> None:
    """One reference more to a file that something refers to already."""
    StoredFile.objects.filter(pk=file.pk).update(references=F("references") + 1)


def release(file: StoredFile) -> None:
    """Take one reference back; a job erases files that have none left."""
    StoredFile.objects.filter(pk=file.pk, references__gt=0).update(references=F("references") - 1)


def erase_unreferenced(*, most: int = 200) -> int:
    """Erase files that nothing refers to, bytes first; return how many. Safe to repeat and beside `keep`."""
    with unit():
        found = StoredFile.objects.filter(references=0).order_by("id").select_for_update(skip_locked=True)
        files = list(found[:most])
        for file in files:
            default_storage.delete(file.path)
        StoredFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    return len(files)


def read(file: StoredFile) -> bytes:
    """Return the file's bytes. Raises FileNotFoundError when the storage has lost them."""
    with default_storage.open(file.path, "rb") as stored:
        return bytes(stored.read())


def _write(contents: Mapping[str, bytes]) -> None:
    paths = {StoredFile(sha256=digest).path: content for digest, content in contents.items()}
    if isinstance(default_storage, FileSystemStorage):
        _write_durably({Path(default_storage.path(path)): content for path, content in paths.items()})
        return
    for path, content in paths.items():
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))


def _write_durably(contents: Mapping[Path, bytes]) -> None:
    """Write beside, fsync, rename, and each folder once: after a crash a file is whole or absent."""
    missing = {path: content for path, content in contents.items() if not _is_whole(path, len(content))}
    for path, content in missing.items():
        _write_whole(path, content)
    for folder in {path.parent for path in missing}:
        _sync_folder(folder)


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid.uuid4().hex}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)  # half a file on a full disk would leave even less room for the next try
        raise
