"""One PostgreSQL cluster of our own: made, started, watched and stopped, on a Unix socket only."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tantam.command.postgres import account, binaries, leftovers, orphan, places, settings
from tantam.command.postgres.locks import Lock
from tantam.command.words import Trouble, say

USER = "tantam"
AS_USER = ("-U", USER, "-d", "postgres")
# Recovery after a crash replays the log; a large one takes minutes.
RECOVERY_SECONDS = 300.0
LOG_BYTES = 10 * 1024 * 1024


class Cluster:
    """A data folder with the processes on it. One process at a time owns it; any number use it.

    The owner holds `owner.lock` and is the postmaster's parent. Users hold `users.lock` together, so that an owner who
    leaves waits for them. Both locks vanish with their process, so `kill -9` of anybody leaves nothing that sticks.
    """

    def __init__(self, folder: Path, *, options: Mapping[str, str] | None = None) -> None:
        self.options = dict(options or {})
        self.account = account.choose(_existing_data(folder))
        self.home = places.home(folder.resolve(), account=self.account)
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.programs = binaries.find(self.account)
        self.socket = places.socket_folder(self.home, account=self.account)
        self._owner = Lock(self.home / "owner.lock")
        self._users = Lock(self.home / "users.lock")
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "tantam") -> str:
        """Return the address of a database in it, as `DATABASE_URL` takes it."""
        return f"postgresql://{USER}@/{quote(database)}?host={quote(str(self.socket), safe='')}"

    def own(self) -> bool:
        """Become the owner and start; false if another process owns the cluster (it may be starting still)."""
        if not self._owner.take(note=" ".join(Path(word).name for word in sys.argv[:3])):
            return False
        try:
            self._make()
            self.start()
        except BaseException:
            self.stop()
            raise
        return True

    def owner(self) -> str:
        """Return process id and name of the owner, as it noted them."""
        return self._owner.holder()

    @contextlib.contextmanager
    def use(self, *, patience: float = RECOVERY_SECONDS) -> Iterator[str]:
        """Yield the address of the database; starts PostgreSQL for the while if nobody has.

        Raises Trouble `postgres-silent` when it does not answer within `patience` seconds.
        """
        with self._users.shared():
            end = time.monotonic() + patience
            while not (owning := self.own()) and not self.is_answering():
                if time.monotonic() > end:
                    raise Trouble("postgres-silent", log=self.log)
                time.sleep(0.1)
            try:
                yield self.url()
            finally:
                if owning:
                    self.leave()

    def leave(self, *, patience: float = RECOVERY_SECONDS) -> None:
        """Stop when the other users have finished, or after `patience` seconds."""
        self._users.release()
        self._users.take_within(patience)
        self.stop()
        self._users.release()

    def start(self) -> None:
        """Start the postmaster and wait until it answers; only for the owner.

        Raises Trouble `postgres-failed` with the end of the log.
        """
        leftovers.settle(self.data, socket=self.socket)
        settings.write(self.data, self.options)
        self.account.own(self.data / "tantam.conf")
        end = time.monotonic() + RECOVERY_SECONDS
        while True:
            self._launch()
            if self._await_answer(until=end):
                return
            if time.monotonic() > end or not self._may_start_again():
                raise Trouble("postgres-failed", log=self.log, words=self._last_words())
            time.sleep(0.2)
            leftovers.settle(self.data, socket=self.socket)

    def _may_start_again(self) -> bool:
        """Somebody killed it while it was starting (out of memory, say), or the children of a killed one still keep
        the shared memory for another moment: neither says that it cannot run."""
        was_killed = self._process is not None and (self._process.poll() or 0) < 0
        return was_killed or "shared memory block" in self._last_words()

    def is_alive(self) -> bool:
        """Tell whether the postmaster we started still runs."""
        return self._process is not None and self._process.poll() is None

    def is_answering(self) -> bool:
        """Ask the server itself."""
        return self._run("pg_isready", "-q", "-h", self.socket, *AS_USER, check=False).returncode == 0

    def pid(self) -> int | None:
        """Return the process id of the postmaster we started."""
        return self._process.pid if self._process else None

    def stop(self, *, seconds: float = 8.0) -> None:
        """Stop at once but cleanly: sessions are ended, everything committed stays."""
        if self._process is not None:
            for sign, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
                with contextlib.suppress(ProcessLookupError):
                    self._process.send_signal(sign)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(patience)
                    break
            self._process = None
        self._owner.release()

    def abandon(self) -> None:
        """In a forked child: forget the locks and the postmaster, which stay the parent's."""
        self._owner.release()
        self._users.release()
        self._process = None

    def run(self, program: str, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as ourselves on this cluster, raising `CalledProcessError` if it fails."""
        environment = {**os.environ, "LC_ALL": "C", "PGHOST": str(self.socket), "PGUSER": USER}
        options = {"capture_output": True, "text": True, "check": True, "env": environment, **options}
        return subprocess.run([str(self.programs / program), *map(str, arguments)], **options)  # noqa: S603

    def ensure_database(self, name: str = "tantam") -> None:
        """Create the database unless it is there."""
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"  # noqa: S608
        if not self.run("psql", "-XAtqc", query, "postgres").stdout.strip():
            self.run("createdb", "--template=template0", name)

    def _run(self, program: str, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program as the database's account, without pipes that a daemon could keep open."""
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        command = [str(self.programs / program), *map(str, arguments)]
        return subprocess.run(  # noqa: S603
            command, check=check, capture_output=True, text=True, env=environment, **self.account.options()
        )

    def _make(self) -> None:
        """Make the data folder if there is none, whole or not at all; refuse one of another major version."""
        if (self.data / "PG_VERSION").exists():
            self._check_major()
            return
        say("postgres-making")
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self.account.own(new)
        words = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        words += ["--auth-local=trust", "--auth-host=scram-sha-256", f"--username={USER}"]
        try:
            self._run("initdb", "-D", new, *words)
        except subprocess.CalledProcessError as error:
            raise Trouble("postgres-failed", log=self.home, words=error.stderr.strip()) from None
        settings.include(new)
        self.account.own(new / "local.conf")
        new.rename(self.data)

    def _check_major(self) -> None:
        have, need = (self.data / "PG_VERSION").read_text().strip(), str(binaries.major(self.programs))
        if have != need:
            raise Trouble("postgres-other-major", folder=self.data, have=have, need=need)

    def _launch(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.socket)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to hand on, in order
                preexec_fn=orphan.prepare(signal.SIGTERM),  # when the last session has ended
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
                **self.account.options(),
            )

    def _await_answer(self, *, until: float) -> bool:
        """Wait for the server; false when it ended or time is up."""
        while self.is_alive() and time.monotonic() < until:
            if self.is_answering():
                return True
            time.sleep(0.03)
        return False

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


def _existing_data(folder: Path) -> Path:
    pointer = folder / "elsewhere"
    return (Path(pointer.read_text().strip()) if pointer.exists() else folder) / "data"
