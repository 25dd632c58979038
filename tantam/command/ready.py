"""How a process of the product tells its supervisor that it does its work."""

from __future__ import annotations

import contextlib
import os

VARIABLE = "TANTAM_READY_FD"


def announce_ready() -> None:
    """Tell the supervisor, if there is one (systemd or a terminal need no telling)."""
    if descriptor := os.environ.pop(VARIABLE, ""):
        with contextlib.suppress(OSError):
            os.write(int(descriptor), b"1")
            os.close(int(descriptor))
