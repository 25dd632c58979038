"""Room on the disk, and what a refusal of the file system means for the person at the console."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from tantam.command.words import Trouble

MEGABYTE = 1024 * 1024
# A new cluster takes 40 MB and 80 MB of log; the demo business as much again.
TO_BEGIN = 300
# Below this PostgreSQL's next piece of log (16 MB) or the next large mail ends in a crash.
TO_GO_ON = 64

REFUSALS = {
    errno.ENOSPC: "file-no-room",
    errno.EDQUOT: "file-no-room",
    errno.EACCES: "file-forbidden",
    errno.EPERM: "file-forbidden",
    errno.EROFS: "file-forbidden",
}


def demand(folder: Path, *, megabytes: int) -> None:
    """Raise Trouble `disk-full` when less than `megabytes` are free where the folder lies."""
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise Trouble("disk-full", folder=folder, free=free, need=megabytes)


def refusal(error: OSError) -> Trouble | None:
    """Return what to tell about a file that could not be written or read; None when the error is of another kind."""
    code = REFUSALS.get(error.errno or 0)
    return Trouble(code, path=error.filename, reason=error.strerror) if code and error.filename else None
