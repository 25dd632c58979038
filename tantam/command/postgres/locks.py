"""File locks that the kernel frees when their holder dies, however it dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path


class Lock:
    """An advisory lock on a file, which also says who holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self, *, note: str = "") -> bool:
        """Take the lock for ourselves alone; false if somebody has it."""
        if not self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB) or self._file is None:
            return False
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()} {note}\n".encode(), 0)
        return True

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the lock together with others; waits while somebody has it alone."""
        self._lock(fcntl.LOCK_SH)
        try:
            yield
        finally:
            self.release()

    def take_within(self, seconds: float) -> bool:
        """Take the lock alone as soon as the others have gone; false when they stay longer."""
        end = time.monotonic() + seconds
        while not self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def holder(self) -> str:
        """Return what the last one who took the lock noted: process id and name."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _lock(self, how: int) -> bool:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, how)
        except BlockingIOError:
            self.release()
            return False
        return True
