"""What a killed supervisor or a killed postmaster left behind, put right before the next start."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

PROC = Path("/proc")


def settle(data: Path, *, socket: Path, patience: float = 20.0) -> None:
    """End what still runs on this data folder and remove lock files that mislead.

    Only for the holder of the owner's lock: whoever has it knows that no living supervisor stands behind these
    processes. First asks politely (a fast shutdown may be under way), then insists.
    """
    for sign, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        alive = processes(data)
        if not alive:
            break
        for pid in [postmaster(data)] if postmaster(data) in alive else alive:
            with contextlib.suppress(ProcessLookupError, TypeError):
                os.kill(pid, sign)  # type: ignore[arg-type]
        _wait_until_gone(data, seconds)
    if PROC.exists() and not processes(data):
        # A zombie or a stranger with the same number would make PostgreSQL believe that it is running.
        for lock in (data / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)


def postmaster(data: Path) -> int | None:
    """Return the process id in the pid file, if there is one."""
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def processes(data: Path) -> list[int]:
    """Return the living processes whose working folder is the data folder: the postmaster and all its children."""
    if not PROC.exists():
        pid = postmaster(data)
        return [pid] if pid and _exists(pid) else []
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit() and _works_in(entry, data):
            found.append(int(entry.name))
    return found


def _works_in(process: Path, data: Path) -> bool:
    """A zombie has no working folder any more, so it does not count."""
    try:
        return (process / "cwd").readlink() == data
    except OSError:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wait_until_gone(data: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while processes(data) and time.monotonic() < end:
        time.sleep(0.05)
