"""Where the cluster lives: beside the product's data, or elsewhere when the unprivileged account cannot get there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from tantam.command.postgres.account import Account
from tantam.command.postgres.binaries import SHARED
from tantam.command.words import Trouble

# A Unix socket's path must fit in 107 bytes, file name included.
LONGEST_SOCKET_FOLDER = 88


def home(folder: Path, *, account: Account) -> Path:
    """Return the folder that holds the cluster, made if need be.

    As root below a closed folder (such as /root) the account without rights could not reach its own data; the cluster
    then lives in /var/lib/tantam and the file `elsewhere` in the product's folder says where.
    """
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    pointer = folder / "elsewhere"
    if pointer.exists():
        return _made(Path(pointer.read_text().strip()))
    if account.uid == os.geteuid():
        return folder
    folder.parent.chmod(folder.parent.stat().st_mode | 0o111)
    folder.chmod(0o755)
    if account.can_enter(folder):
        return folder
    place = _made(SHARED / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12])
    if not account.can_enter(place):
        raise Trouble("postgres-unreachable", folder=folder)
    pointer.write_text(f"{place}\n")
    return place


def socket_folder(place: Path, *, account: Account) -> Path:
    """Return a folder for the socket that only the account (and root) may enter."""
    folder = place / "socket"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        name = hashlib.sha256(str(place).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"tantam-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), account.uid}:
        raise Trouble("postgres-socket-taken", folder=folder)
    account.own(folder)
    folder.chmod(0o700)
    return folder


def _made(place: Path) -> Path:
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    return place
