"""For all tests: a PostgreSQL of their own, one for all workers of a run, and no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = "TANTAM_TEST_FOLDER"


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder once; the workers of pytest-xdist inherit the variable."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="tantam-test-"))
        folder.chmod(0o711)  # as root, the database runs as somebody else
        os.environ[FOLDER] = str(folder)
        os.environ["TANTAM_DATA"] = str(folder / "data")
        os.environ.setdefault("TANTAM_UNDO_SECONDS", "0")  # of what tests start


def pytest_unconfigure(config: pytest.Config) -> None:
    """The workers have gone, and with them the database."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER, "/nonexistent"), ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files of tests stay whole; how several workers share them, unless another way is asked for."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests.sharing import Sharing

    return Sharing(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL: DATABASE_URL if given, else an embedded one without care for crashes."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    from tantam.command.postgres import Cluster
    from tantam.command.postgres.settings import CARELESS

    with Cluster(Path(os.environ[FOLDER]) / "postgres", options=CARELESS).use() as url:
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, postgres: str) -> None:
    """Have Django make its test database (one per worker) there; a pool would keep it from being dropped."""
    from django.db import connections

    from config import environment

    found = environment.database(postgres)
    settings: dict[str, Any] = connections["default"].settings_dict
    settings.update({name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")})
    settings["OPTIONS"] = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}


@pytest.fixture(autouse=True, scope="session")
def kept_for_a_whole_test() -> None:
    """What the product keeps for some seconds is forgotten between tests, not amid the counting of a slow one."""
    from tantam.core.queries import wanted
    from tantam.organisation import queries

    wanted.SECONDS_KEPT, queries.SECONDS_KEPT = 3_600.0, 3_600


@pytest.fixture(autouse=True, scope="session")
def light_passwords() -> None:
    """The product's way of keeping passwords, without the tenth of a second and the 100 MB that each shall cost."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> None:
    """What a process keeps in memory, and the jobs that emptying the tables leaves behind, are no other test's."""
    from django.conf import settings
    from django.utils import translation

    settings.UNDO_SECONDS = 0  # an answer that is sent leaves at once, but where a test says otherwise
    translation.activate(settings.LANGUAGE_CODE)  # a request leaves its reader's language behind
    if request.node.get_closest_marker("django_db") is None:
        return
    from django.db import connection

    from tantam.core.actions.keys import forget_drawn_keys
    from tantam.core.queries import forget_wanted
    from tantam.organisation.queries import forget_calendars
    from tantam.process.queries.stays import forget_stays

    for forget in (forget_wanted, forget_calendars, forget_drawn_keys, forget_stays):
        forget()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """A test that reaches for the network fails at once, and says where to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise PermissionError(f"tests may only use loopback, not {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
