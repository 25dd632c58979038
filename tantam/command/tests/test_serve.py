"""The whole product as one process tree: what dies is started again, what is told to stop stops."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tantam.command.database import ROOT
from tantam.command.postgres import Cluster
from tantam.command.serve import wants_demo
from tantam.command.words import Trouble

SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from tantam.organisation.models import Agent, Appointment
agent = Agent.objects.create(username="uyen", full_name="Trịnh Thu Uyên")
Appointment.objects.create(agent=agent, role="head", reach="all", since=timezone.now())
session = SessionStore()
session[SESSION_KEY] = str(agent.pk)
session[BACKEND_SESSION_KEY] = "config.signed_in.Backend"
session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
session.create()
print(session.session_key)
"""


class Serving:
    """`tantam serve` on a data folder of its own."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.log = data / "serve.log"
        data.mkdir(exist_ok=True)
        self.environment = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "LANG", "LC_ALL"}
        }
        self.environment |= {"TANTAM_DATA": str(data), "TANTAM_SMTP_LISTEN": f"127.0.0.1:{free_port()}"}
        self.arguments = ["--without-demo", f"--port={free_port()}", *arguments]
        self.process = self._start(self.log)
        self.address = ("", 0)

    def _start(self, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            command = [sys.executable, "-m", "tantam", "serve", *self.arguments]
            return subprocess.Popen(command, stdout=file, stderr=file, cwd=ROOT, env=self.environment)

    def await_running(self) -> None:
        found = wait_for(lambda: re.search(r"running: http://([\d.]+):(\d+)", self.log.read_text()), seconds=90)
        assert found, self.log.read_text()
        self.address = (found[1], int(found[2]))

    def again(self) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tantam", "serve", *self.arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=self.environment, check=False)

    def status(self) -> int:
        connection = http.client.HTTPConnection(*self.address, timeout=10)
        try:
            connection.request("GET", "/login/")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def sign_in(self) -> str:
        """Make a person who sees everything, and a session for them."""
        command = [sys.executable, "-m", "tantam", "manage", "shell", "-v0", "-c", SIGN_IN]
        made = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=self.environment, check=True)
        return made.stdout.strip().splitlines()[-1]

    @contextlib.contextmanager
    def open_stream(self, *, cookie: str) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection(*self.address, timeout=10)
        connection.request("GET", "/stream/", headers={"Cookie": cookie} if cookie else {})
        with contextlib.closing(connection), connection.getresponse() as response:
            yield response

    def notify(self, payload: str) -> None:
        """Announce as a worker does, once the web process listens."""
        url = Cluster(Path(self.environment["TANTAM_DATA"]) / "postgres").url()
        with psycopg.connect(url, autocommit=True) as connection:
            listening = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN \"tantam_live\"%'"
            wait_for(lambda: connection.execute(listening).fetchone(), seconds=5)
            connection.execute("SELECT pg_notify('tantam_live', %s)", [payload])

    def child(self, name: str) -> psutil.Process | None:
        return next((child for child in self.family() if name_of(child) == name), None)

    def postmaster(self) -> psutil.Process:
        own = psutil.Process(self.process.pid).children()
        return next(child for child in own if name_of(child) == "postgres")

    def family(self) -> list[psutil.Process]:
        return list(psutil.Process(self.process.pid).children(recursive=True))


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    """The data folder of a product that has been started once, from nothing, and stopped."""
    folder = Path(tempfile.mkdtemp(prefix="tantam-begun-"))
    folder.chmod(0o711)  # as root, the database runs as somebody else
    product = Serving(folder / "data")
    product.await_running()
    product.process.send_signal(signal.SIGTERM)
    assert product.process.wait(timeout=30) == 0
    product.log.unlink()
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data(begun: Path, place: Path) -> Path:
    """A copy of it, with its owners: a tenth of the work of beginning anew."""
    subprocess.run(["cp", "-a", begun, place / "data"], check=True)
    return place / "data"


@pytest.fixture
def serving(data: Path) -> Iterator[Serving]:
    product = Serving(data)
    product.await_running()
    yield product
    family = [] if product.process.poll() is not None else product.family()
    product.process.kill()
    product.process.wait()
    psutil.wait_procs(family, timeout=20)


def test_web_worker_and_database_are_started_again_when_killed(serving: Serving) -> None:
    before = serving.status()
    assert before != 0
    for name in ("tantam-web", "tantam-worker"):
        killed = serving.child(name)
        assert killed is not None
        killed.kill()
        reborn = wait_for(lambda name=name, pid=killed.pid: differs(serving.child(name), pid), seconds=20)
        assert reborn, serving.log.read_text()
    assert wait_for(lambda: serving.status() == before, seconds=20)
    serving.postmaster().kill()
    assert wait_for(lambda: "The database died" in serving.log.read_text(), seconds=20)
    assert wait_for(lambda: serving.status() == before, seconds=30), serving.log.read_text()


def test_what_is_announced_reaches_an_open_browser_at_once_and_strangers_are_sent_away(serving: Serving) -> None:
    key = serving.sign_in()
    with serving.open_stream(cookie=f"sessionid={key}") as stream:
        assert (stream.status, stream.getheader("content-type")) == (200, "text/event-stream")
        assert stream.readline() == b"retry: 1500\n"
        stream.readline()
        begun = time.monotonic()
        serving.notify('{"topic":"case","id":7,"team":1}')
        assert [stream.readline(), stream.readline()] == [b"event: case\n", b'data: {"topic":"case","id":7,"team":1}\n']
        assert time.monotonic() - begun < 5  # nothing asks now and then; on a busy machine it is only handed on later
    with serving.open_stream(cookie="") as refused:
        assert (refused.status, refused.getheader("location")) == (302, "/login/?next=/stream/")


def test_a_second_serve_says_that_it_is_running_and_where(serving: Serving) -> None:
    second = serving.again()
    assert second.returncode == 1
    assert f"already running ({serving.process.pid} http://127.0.0.1:{serving.address[1]})" in second.stderr
    assert serving.process.poll() is None


def test_ctrl_c_stops_everything_in_order_within_ten_seconds(serving: Serving) -> None:
    family = serving.family()
    assert {name_of(child) for child in family} >= {"tantam-web", "tantam-worker", "postgres"}
    begun = time.monotonic()
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(timeout=15) == 0
    assert time.monotonic() - begun < 10
    assert not any(child.is_running() for child in family)
    assert "Traceback" not in serving.log.read_text()


def test_nothing_survives_the_kill_of_the_supervisor_and_the_next_start_works(serving: Serving) -> None:
    family = serving.family()
    serving.process.kill()
    serving.process.wait()
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []
    serving.log.write_text("")
    serving.process = serving._start(serving.log)
    serving.await_running()
    assert serving.status() != 0


def test_a_taken_port_is_passed_over_and_the_other_one_is_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        product = Serving(data, f"--port={port}")
        try:
            product.await_running()
            assert product.address[1] != port
        finally:
            product.process.send_signal(signal.SIGTERM)
            product.process.wait(timeout=15)


def wait_for(question, *, seconds: float):
    """Return the first true answer, or the last one."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


def name_of(child: psutil.Process) -> str:
    """Empty for one that has just ended."""
    try:
        return child.name()
    except psutil.NoSuchProcess:
        return ""


def differs(child: psutil.Process | None, pid: int) -> bool:
    return child is not None and child.pid != pid


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_sample_and_real_data_are_never_mixed_in_a_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANTAM_DEMO", raising=False)
    real, sample = place / "real", place / "sample"
    real.mkdir()
    sample.mkdir()
    assert not wants_demo(real, asked=False)
    assert not wants_demo(real, asked=True)
    assert wants_demo(sample, asked=True)
    assert wants_demo(sample, asked=None)
    with pytest.raises(Trouble) as trouble:
        wants_demo(sample, asked=False)
    assert trouble.value.code == "serve-demo-decided"
