"""The embedded PostgreSQL survives what kills it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest

from tantam.command.database import ROOT
from tantam.command.postgres import Cluster, leftovers, places, settings
from tantam.command.words import Trouble

# Owns a cluster and commits rows, telling of each only after its commit.
COMMITTER = """
import sys
from pathlib import Path
import psycopg
from tantam.command.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
assert cluster.own()
with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    for number in range(100_000):
        connection.execute("INSERT INTO kept VALUES (%s)", [number])
        print(number, flush=True)
"""


def test_it_is_made_once_with_byte_order_and_answers_on_a_private_socket_only(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with cluster.use():
        assert value(cluster, "SELECT datlocale FROM pg_database WHERE datname = 'postgres'") == "C.UTF-8"
        assert value(cluster, "SHOW server_encoding") == "UTF8"
        assert value(cluster, "SHOW listen_addresses") == ""
        assert cluster.socket.stat().st_mode & 0o777 == 0o700
        number = value(cluster, "SELECT system_identifier FROM pg_control_system()")
    assert leftovers.processes(cluster.data) == []
    with Cluster(place / "postgres").use():
        assert value(cluster, "SELECT system_identifier FROM pg_control_system()") == number


def test_it_never_runs_as_root(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with cluster.use():
        assert Path(f"/proc/{cluster.pid()}").stat().st_uid != 0


def test_the_operators_own_settings_win(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with cluster.use():
        assert value(cluster, "SHOW work_mem") == "8MB"
    (cluster.data / "local.conf").write_text("work_mem = 5MB\n")
    (cluster.data / "local.conf").chmod(0o644)
    with cluster.use():
        assert value(cluster, "SHOW work_mem") == "5MB"


def test_fifty_acknowledged_commits_survive_the_kill_of_the_postmaster(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with cluster.use():
        acknowledged = 0
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            for number in range(50):
                connection.execute("INSERT INTO kept VALUES (%s)", [number])
                acknowledged += 1
        kill(cluster.pid())
        assert not eventually(cluster.is_alive, wanted=False)
        cluster.start()
        assert value(cluster, "SELECT count(*) FROM kept") == acknowledged == 50


def test_what_was_acknowledged_survives_the_kill_of_the_supervisor_and_the_database_ends_with_it(place: Path) -> None:
    with committer(place) as (supervisor, lines):
        acknowledged = read_until(lines, 50)
        kill(supervisor.pid)
    cluster = Cluster(place / "postgres")
    assert eventually(lambda: leftovers.processes(cluster.data), wanted=[]) == []
    assert kept(cluster) >= acknowledged


def test_what_was_acknowledged_survives_the_kill_of_everything_at_once(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with committer(place) as (supervisor, lines):
        acknowledged = read_until(lines, 50)
        for pid in [supervisor.pid, *leftovers.processes(cluster.data)]:
            kill(pid)
    assert kept(cluster) >= acknowledged


def test_a_start_right_after_the_kill_of_the_supervisor_waits_for_the_old_processes(place: Path) -> None:
    with committer(place) as (supervisor, lines):
        acknowledged = read_until(lines, 5)
        kill(supervisor.pid)
        supervisor.wait()
        assert kept(Cluster(place / "postgres")) >= acknowledged


def test_a_pid_file_that_names_a_stranger_or_a_zombie_does_not_stop_the_start(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with cluster.use():
        pass
    zombie = subprocess.Popen(["true"])
    eventually(lambda: Path(f"/proc/{zombie.pid}/stat").read_text().rsplit(")")[1].split()[0], wanted="Z")
    for pid in (os.getpid(), zombie.pid):
        (cluster.data / "postmaster.pid").write_text(f"{pid}\n{cluster.data}\n1\n5432\n{cluster.socket}\n\n\n")
        with cluster.use():
            assert value(cluster, "SELECT 1") == 1
    zombie.wait()


def test_a_data_folder_of_another_major_version_is_refused_and_left_alone(place: Path) -> None:
    cluster = Cluster(place / "postgres")
    with cluster.use():
        pass
    (cluster.data / "PG_VERSION").write_text("17\n")
    before = sorted(path.name for path in cluster.data.iterdir())
    with pytest.raises(Trouble) as trouble, Cluster(place / "postgres").use():
        pass
    assert trouble.value.code == "postgres-other-major"
    assert (trouble.value.values["have"], trouble.value.values["need"]) == ("17", "18")
    assert sorted(path.name for path in cluster.data.iterdir()) == before


def test_a_half_made_data_folder_is_made_anew(place: Path) -> None:
    (place / "postgres" / "data.new").mkdir(parents=True)
    (place / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
    cluster = Cluster(place / "postgres")
    with cluster.use():
        assert value(cluster, "SELECT 1") == 1


def test_a_second_user_shares_it_and_the_owner_waits_for_that_user_before_stopping(place: Path) -> None:
    owner, user = Cluster(place / "postgres"), Cluster(place / "postgres")
    done: list[int] = []

    def work() -> None:
        with user.use() as url, psycopg.connect(url.replace("/tantam?", "/postgres?")) as connection:
            started.set()
            connection.execute("SELECT pg_sleep(0.5)")
            done.append(1)

    started = threading.Event()
    with owner.use():
        assert not user.own()
        thread = threading.Thread(target=work)
        thread.start()
        assert started.wait(10)
    assert done == [1]
    assert leftovers.processes(owner.data) == []
    thread.join()


def test_a_path_too_long_for_a_socket_gets_a_short_one(place: Path) -> None:
    deep = place / ("a" * 60) / ("b" * 60)
    cluster = Cluster(deep / "postgres")
    assert len(str(cluster.socket)) <= places.LONGEST_SOCKET_FOLDER
    with cluster.use():
        assert value(cluster, "SELECT 1") == 1
    cluster.socket.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database as somebody else")
def test_below_a_closed_folder_the_cluster_lives_elsewhere_and_is_found_again(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "data" / "postgres")
    assert closed not in cluster.home.parents
    assert Cluster(closed / "data" / "postgres").home == cluster.home
    with cluster.use():
        assert value(cluster, "SELECT 1") == 1
    subprocess.run(["rm", "-r", str(cluster.home)], check=True)


class committer:
    """A supervisor in a process of its own that commits rows and says so."""

    def __init__(self, place: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMITTER, str(place / "postgres")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

        assert self.process.stdout is not None
        self.lines = self.process.stdout

    def __enter__(self) -> tuple[subprocess.Popen[str], IO[str]]:
        return self.process, self.lines

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.lines.close()


def read_until(lines: IO[str], count: int) -> int:
    """Return how many commits were acknowledged when `count` had been."""
    seen = 0
    for line in lines:
        seen += line.strip().isdigit()
        if seen >= count:
            return seen
    raise AssertionError("the committer ended early")


def kept(cluster: Cluster) -> int:
    with cluster.use():
        return int(value(cluster, "SELECT count(*) FROM kept"))


def value(cluster: Cluster, query: str) -> Any:
    with psycopg.connect(cluster.url("postgres")) as connection:
        return connection.execute(query).fetchall()[0][0]


def kill(pid: int | None) -> None:
    assert pid
    os.kill(pid, signal.SIGKILL)


def eventually(question, *, wanted, seconds: float = 15.0):
    """Ask until the wanted answer comes; return the last one."""
    end = time.monotonic() + seconds
    while (answer := question()) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return answer


@pytest.mark.parametrize(
    ("stored", "memory", "kept"),
    [
        (0, 2_000, 64),
        (200, 24_000, 64),
        (2_000, 24_000, 500),
        (13_000, 24_000, 3_000),  # an eighth of the machine
        (90_000, 256_000, 4_096),
        (13_000, 256, 64),
    ],
)
def test_what_is_kept_in_memory_grows_with_what_is_stored(stored: int, memory: int, kept: int) -> None:
    assert settings.buffers_for(stored * settings.MB, memory=memory * settings.MB) == kept * settings.MB


def test_what_is_stored_and_the_bound_of_a_container_are_counted(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "base" / "5").mkdir(parents=True)
    (tmp_path / "base" / "5" / "1259").write_bytes(b"x" * 5_000)
    (tmp_path / "base" / "pgsql_tmp").write_bytes(b"x" * 7)
    assert settings.stored(tmp_path) == 5_007
    bound = tmp_path / "memory.max"
    monkeypatch.setattr(settings, "CONTAINER", bound)
    there = settings.memory_of_the_machine()
    bound.write_text("max\n")
    assert settings.memory_of_the_machine() == there > 100 * settings.MB
    bound.write_text("104857600\n")
    assert settings.memory_of_the_machine() == 100 * settings.MB
