"""A database whose supervisor was killed shuts itself down."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # prctl(2)


def prepare(sign: int) -> Callable[[], None] | None:
    """Return what a child does between fork and exec, so that the kernel sends it `sign` when its parent dies.

    Elsewhere than on Linux there is no such thing: the next start ends what was left over.
    """
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)  # loaded before the fork
    parent = os.getpid()

    def follow() -> None:
        library.prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return follow
