"""The product's processes: forked from one that has loaded everything (they share its memory), watched, restarted."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tantam.command.ready import VARIABLE

FIRST_DELAY = 0.2
LONGEST_DELAY = 30.0
# Who lived so long starts again without delay.
SETTLED_SECONDS = 20.0
# A child whose supervisor was killed has this long to finish what it does.
ORPHAN_SECONDS = 8.0
PR_SET_NAME = 15  # prctl(2)


@dataclass(frozen=True)
class Job:
    """What a child does: `main(arguments)` of a module, and the port that shows that it listens."""

    name: str
    target: str
    arguments: tuple[str, ...] = ()
    listens_on: tuple[str, int] | None = None


@dataclass
class Child:
    """A job with the process that does it now."""

    job: Job
    pid: int | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    due: float = 0.0
    restarts: int = 0
    ready: int | None = None
    is_ready: bool = field(default=False)

    def answers(self) -> bool:
        """Tell whether it said that it is ready, or its port is open."""
        if not self.is_ready and self.pid is not None:
            self.is_ready = self._said_ready() or (self.job.listens_on is not None and _is_open(*self.job.listens_on))
        return self.is_ready

    def _said_ready(self) -> bool:
        try:
            return self.ready is not None and os.read(self.ready, 1) == b"1"
        except BlockingIOError:
            return False


class Children:
    """Starts the jobs, starts again what dies, stops all."""

    def __init__(self, jobs: Sequence[Job], *, on_fork: Callable[[], None] = lambda: None) -> None:
        self.children = [Child(job) for job in jobs]
        self._on_fork = on_fork
        # The read end becomes readable in the children when this process dies, however it dies.
        self._life, self._death = os.pipe()

    def start(self) -> None:
        """Start what does not run and is due."""
        now = time.monotonic()
        for child in self.children:
            if child.pid is None and now >= child.due:
                self._fork(child)

    def reap(self) -> list[Child]:
        """Return the children that have died since, to be started again after a growing delay."""
        dead = [child for child in self.children if child.pid is not None and _has_ended(child.pid)]
        for child in dead:
            lived = time.monotonic() - child.started
            child.delay = FIRST_DELAY if lived > SETTLED_SECONDS else min(child.delay * 2, LONGEST_DELAY)
            child.due = time.monotonic() + child.delay
            child.pid = None
            child.restarts += 1
            self._forget_pipe(child)
        return dead

    def all_answer(self) -> bool:
        """Tell whether everything does its work."""
        return all(child.answers() for child in self.children)

    def stop(self, *, seconds: float = 6.0) -> None:
        """Ask all to finish, in the order of the table; who does not in time is killed."""
        for child in self.children:
            _send(child, signal.SIGTERM)
        end = time.monotonic() + seconds
        for child in self.children:
            while child.pid is not None and not _has_ended(child.pid):
                if time.monotonic() > end:
                    _send(child, signal.SIGKILL)
                time.sleep(0.02)
            child.pid = None

    def call(self, target: str, *arguments: str) -> int:
        """Run a target once in a forked process and return its exit code, so that this one stays lean."""
        child = Child(Job(target, target, arguments))
        status = os.waitpid(self._fork(child), 0)[1]
        self._forget_pipe(child)
        return os.waitstatus_to_exitcode(status)

    def _fork(self, child: Child) -> int:
        self._forget_pipe(child)
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            self._become(child.job, writing)
        os.close(writing)
        child.pid, child.started, child.ready, child.is_ready = pid, time.monotonic(), reading, False
        return pid

    def _become(self, job: Job, ready: int) -> None:
        """In the child: never returns."""
        code = 70
        try:
            self._on_fork()
            self._detach()
            os.environ[VARIABLE] = str(ready)
            _name_process(f"tantam-{job.name}")
            module, _, function = job.target.partition(":")
            code = getattr(importlib.import_module(module), function)(list(job.arguments)) or 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _detach(self) -> None:
        """Leave the terminal's signals to the supervisor, and end when it does."""
        os.close(self._death)
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(sign, signal.SIG_DFL)
        gc.enable()
        threading.Thread(target=_follow, args=[self._life], name="life", daemon=True).start()

    @staticmethod
    def _forget_pipe(child: Child) -> None:
        if child.ready is not None:
            os.close(child.ready)
            child.ready = None


def _follow(life: int) -> None:
    """Wait until the supervisor is gone, then finish in order, then at any rate."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHAN_SECONDS)
    os._exit(70)


def _send(child: Child, sign: int) -> None:
    if child.pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, sign)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _is_open(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


def _name_process(name: str) -> None:
    """Let `ps` show which process is which; Linux only."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode()[:15], 0, 0, 0)
