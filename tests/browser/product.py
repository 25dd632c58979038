"""The real product for browser tests: `tantam serve --demo` with a folder, database, ports and mail sink of its own."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tantam.command.postgres import Cluster
from tests.browser.post import Sink, free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600.0  # a busy machine only takes longer; one that ends is noticed at once
STOP_SECONDS = 20.0
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Product:
    """A running product: where its pages are, where mail goes in, where its mail comes out, its database."""

    address: str
    smtp: tuple[str, int]
    sink: Sink
    database_url: str
    password: str
    started_in: float

    def states_of(self, key: str) -> set[str]:
        """In which states versions of a process stand there."""
        with psycopg.connect(self.database_url) as database:
            asked = "SELECT DISTINCT v.state FROM process_version v JOIN process_process p ON p.id = v.process_id"
            return {state for (state,) in database.execute(f"{asked} WHERE p.key = %s", [key])}


def find_chromium() -> str | None:
    """The browser that `./dev test` found or installed; else one on the PATH."""
    given = os.environ.get("TANTAM_CHROMIUM", "")
    if given and os.access(given, os.X_OK):
        return given
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Product]:
    """Start it in an empty folder; stop all of it at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # as root, the database runs as somebody else
    web, smtp = free_port(), free_port()
    log = folder / "serve.log"
    with Sink() as sink, log.open("wb") as output:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "tantam", "serve", "--demo", "--port", str(web)],
            cwd=ROOT,
            env=_environment(folder, smtp=smtp, out=sink.port),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            said = _wait(process, log)
            yield Product(
                address=said["address"],
                smtp=("127.0.0.1", smtp),
                sink=sink,
                database_url=Cluster(folder / "postgres").url(),
                password=said["password"],
                started_in=time.monotonic() - begun,
            )
        finally:
            _stop(process)


def _environment(folder: Path, *, smtp: int, out: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANTAM_", "DATABASE_URL"))}
    return kept | {
        "TANTAM_DATA": str(folder),
        "TANTAM_SMTP_LISTEN": f"127.0.0.1:{smtp}",
        "TANTAM_SMTP_OUT": f"127.0.0.1:{out}",
        "TANTAM_LANG": "en",
        "TANTAM_UNDO_SECONDS": "0",
    }


def _wait(process: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    """Read the console as a newcomer does: the address stands there, and the password of the demo accounts."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        text = log.read_text(errors="replace")
        found = re.search(r"(?P<address>http://[\d.:]+).*password: (?P<password>\S+)", text, re.DOTALL)
        if found and _answers(found["address"]):
            return found.groupdict()
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the product did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/login/", timeout=5) as page:  # noqa: S310 - our own http address
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
