"""`tantam serve` on a data folder of its own, careful with its data, and its parts to be killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tantam.command.database import ROOT
from tantam.command.postgres import Cluster
from tests.killing.ports import free_port

SETTLED = """
SELECT (SELECT count(*) FROM channels_arrival WHERE state = 'stored'),
       (SELECT count(*) FROM core_delivery),
       (SELECT count(*) FROM channels_dispatch WHERE state = 'attempting' OR (state = 'queued' AND next_at <= now()))
       + (SELECT count(*) FROM cases_draft WHERE leaves_at IS NOT NULL AND held = ''),
       (SELECT count(*) FROM process_outsidecall
        WHERE state IN ('calling', 'answered') OR (state = 'waiting' AND next_at <= now())),
       (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
"""

LEFTOVERS = [
    "SELECT reaction, subject, attempts, next_at - now(), left(error, 200), given_up_at FROM core_delivery LIMIT 5",
    "SELECT j.id, task_name, status, lock, worker_id, scheduled_at - now(), now() - w.last_heartbeat "
    "FROM procrastinate_jobs AS j LEFT JOIN procrastinate_workers AS w ON w.id = worker_id "
    "WHERE status IN ('todo', 'doing')",
    "SELECT pid, state, wait_event, now() - state_change, left(query, 100) FROM pg_stat_activity "
    "WHERE datname = 'tantam' AND pid <> pg_backend_pid()",
]


class Product:
    """The whole product as an operator starts it."""

    def __init__(self, data: Path, *, sink_port: int, carrier_port: int) -> None:
        data.mkdir()
        self.log = data / "serve.log"
        self.smtp_port, self.web_port = free_port(), free_port()
        left_out = {"DATABASE_URL", "LANG", "LC_ALL", "TANTAM_DEMO"}
        self.environment = {name: value for name, value in os.environ.items() if name not in left_out} | {
            "TANTAM_DATA": str(data),
            "TANTAM_SMTP_LISTEN": f"127.0.0.1:{self.smtp_port}",
            "TANTAM_SMTP_OUT": f"127.0.0.1:{sink_port}",
            "TANTAM_WEBHOOK_ALLOW_PRIVATE": "1",
            "TANTAM_UNDO_SECONDS": "1",
            "TANTAM_TEST_CARRIER": f"http://127.0.0.1:{carrier_port}/don",
        }
        self.url = Cluster(data / "postgres").url()
        command = [sys.executable, "-m", "tantam", "serve", "--without-demo", f"--port={self.web_port}"]
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=file, cwd=ROOT, env=self.environment)

    def await_running(self) -> None:
        found = wait_for(lambda: re.search(r"running: http", self.log.read_text()), seconds=180)
        assert found, self.log.read_text()

    def inside(self, function: str) -> str:
        """Run a function of `tests.killing.within` in the product's own surroundings; return its last line."""
        code = f"from tests.killing.within import {function}; {function}()"
        command = [sys.executable, "-m", "tantam", "manage", "shell", "-v0", "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=self.environment, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def reckon(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.inside("reckon"))
        return found

    def kill(self, part: str) -> bool:
        """Kill one of our own processes at once; false when it is not there now."""
        found = self._find(part)
        if found is None:
            return False
        found.send_signal(signal.SIGKILL)
        return True

    def _find(self, part: str) -> psutil.Process | None:
        try:
            if part == "backend":
                postmaster = self._find("postgres")
                own = postmaster.children() if postmaster else []
                return next((one for one in own if "[local]" in " ".join(one.cmdline())), None)
            return next((one for one in psutil.Process(self.process.pid).children() if one.name() == part), None)
        except psutil.NoSuchProcess:
            return None

    def waiting(self) -> tuple[int, ...]:
        """How much is still to be done: arrivals, deliveries, sendings, calls outside, jobs."""
        try:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                row = connection.execute(SETTLED).fetchone()
                return tuple(row or (-1,))
        except psycopg.Error:
            return (-1,)

    @staticmethod
    def tell(rows: list[Any]) -> str:
        return "\n".join(str(row) for part in rows for row in part)

    def leftovers(self) -> list[Any]:
        """What hangs, for the one who must find out why."""
        with psycopg.connect(self.url, connect_timeout=2) as connection:
            return [connection.execute(query).fetchall() for query in LEFTOVERS]

    def stop(self) -> None:
        family = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        _gone, alive = psutil.wait_procs(family, timeout=10)
        for left in alive:
            left.kill()


def wait_for(question: Callable[[], Any], *, seconds: float) -> Any:
    """Ask until there is an answer or time is up."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer
