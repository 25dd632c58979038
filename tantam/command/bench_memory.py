"""Memory of the whole product as `tantam serve` starts it, idle and with many open browsers."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tantam.bench.memory import family, pss
from tantam.bench.report import Figure, missing
from tantam.command.database import ROOT
from tantam.command.ports import free_port
from tantam.command.words import Trouble

STREAMS = 300
START_SECONDS = 60
IDLE_SECONDS = 8
IDLE_MB, STREAMS_MB = 300, 100

SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from tantam.organisation.models import Agent, Appointment
agent, _ = Agent.objects.get_or_create(username="bench", defaults={"full_name": "Bench"})
Appointment.objects.get_or_create(agent=agent, role="head", defaults={"reach": "all", "since": timezone.now()})
session = SessionStore()
session[SESSION_KEY] = str(agent.pk)
session[BACKEND_SESSION_KEY] = "config.signed_in.Backend"
session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
session.create()
print(session.session_key)
"""


def measure(folder: Path) -> list[Figure]:
    """Start the product on an empty data folder, let it idle, open the streams, stop it."""
    data = folder / "serve"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    try:
        with serving(data) as (pid, port, variables):
            session = _session(variables)
            time.sleep(IDLE_SECONDS)
            idle = pss(family(pid))
            with _streams(port, session=session) as count:
                time.sleep(3)
                more = pss(family(pid)) - idle
    except (OSError, Trouble, subprocess.SubprocessError) as error:
        return [missing("memory of the whole product", on="serve", note=str(error)[:100])]
    note = "PSS of serve and everything it started, database included"
    return [
        Figure(what="memory, idle", on="whole product", unit="MB", value=idle, at_most=IDLE_MB, note=note),
        Figure(
            what=f"memory, {count} open streams more", on="whole product", unit="MB", value=more, at_most=STREAMS_MB
        ),
    ]


@contextlib.contextmanager
def serving(data: Path, *, database: str = "", only: str = "") -> Iterator[tuple[int, int, dict[str, str]]]:
    """Serve the product on `data`, on its own database or the one at the address `database`, only these parts of it;
    yields its process id, the port of its pages and its variables. Raises Trouble when it does not come up."""
    port, smtp = free_port("127.0.0.1", 18_600), free_port("127.0.0.1", 18_700)
    variables = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TANTAM_LANG"}}
    variables |= {"TANTAM_DATA": str(data), "TANTAM_SMTP_LISTEN": f"127.0.0.1:{smtp}", "LC_ALL": "C"}
    variables |= {"DATABASE_URL": database} if database else {}
    log = data / "serve.log"
    command = [sys.executable, "-m", "tantam", "serve", "--without-demo", f"--port={port}"]
    command += [f"--only={only}"] if only else []
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, cwd=ROOT, env=variables)  # noqa: S603
    try:
        end = time.monotonic() + START_SECONDS
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text())):
            if time.monotonic() > end or process.poll() is not None:
                raise Trouble("serve-not-ready", seconds=START_SECONDS)
            time.sleep(0.2)
        yield process.pid, int(found[1]), variables
    finally:
        process.terminate()
        process.wait(20)


def _session(variables: dict[str, str]) -> str:
    command = [sys.executable, "-m", "tantam", "manage", "shell", "-v0", "-c", SIGN_IN]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=variables, check=True)  # noqa: S603
    return done.stdout.strip().splitlines()[-1]


@contextlib.contextmanager
def _streams(port: int, *, session: str) -> Iterator[int]:
    """Open streams as browsers do; yields how many answered."""
    request = f"GET /stream/ HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={session}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        lines = []
        for _ in range(STREAMS):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            line.sendall(request)
            lines.append(line)
        yield sum(line.recv(4096).startswith(b"HTTP/1.1 200") for line in lines)
