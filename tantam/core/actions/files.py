"""Keep files by content: written and fsynced before their row, erased when nothing refers to them."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
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
    sha256 = hashlib.sha256(content).hexdigest()
    file = StoredFile(sha256=sha256, size=len(content), created_at=now)
    _write(file.path, content)
    while True:
        kept, is_new = StoredFile.objects.get_or_create(
            sha256=sha256, defaults={"size": len(content), "created_at": now, "references": 1}
        )
        if is_new or StoredFile.objects.filter(pk=kept.pk).update(references=F("references") + 1):
            break  # else it was erased between the two statements
    _write(file.path, content)  # if it was erased meanwhile; from here on the row holds it
    return kept


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


def _write(path: str, content: bytes) -> None:
    if isinstance(default_storage, FileSystemStorage):
        _write_durably(Path(default_storage.path(path)), content)
    elif not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))


def _write_durably(path: Path, content: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder: after a crash the file is whole or absent."""
    if path.exists() and path.stat().st_size == len(content):
        return
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
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
