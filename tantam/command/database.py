"""The database a command works on: one's own server, or the embedded one, started for the while if nobody serves."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from config import environment
from tantam.command.postgres import Cluster

ROOT = environment.BASE


def data_folder() -> Path:
    """Return the folder of database, files and keys."""
    return environment.data_folder()


def embedded() -> Cluster:
    """Return the embedded cluster of this data folder, not started."""
    return Cluster(data_folder() / "postgres")


@contextlib.contextmanager
def database() -> Iterator[str]:
    """Yield the database's address, also as DATABASE_URL for Django's settings."""
    if given := environment.text("DATABASE_URL"):
        yield given
        return
    cluster = embedded()
    with cluster.use() as url:
        cluster.ensure_database()
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]
            _close_connections()


@contextlib.contextmanager
def django() -> Iterator[None]:
    """Set Django up on the database for a command."""
    with database():
        set_up()
        yield


def set_up() -> None:
    """Load settings and apps."""
    import django as package

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    package.setup()


def _close_connections() -> None:
    """Let go of the database before it stops; only if Django was used at all."""
    if "django.db" in sys.modules:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
