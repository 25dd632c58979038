"""Whole databases of a server: dump, load, rename, drop. For backup and restore."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tantam.command.postgres import binaries
from tantam.command.postgres.account import Account
from tantam.command.words import Trouble


class Server:
    """The server behind an address, and the name of the product's database on it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.name = unquote(urlsplit(url).path.lstrip("/")) or "tantam"
        self._programs = binaries.find(Account(os.geteuid(), os.getegid()))

    def url(self, name: str) -> str:
        """Return the address of another database on it."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{quote(name)}"))

    def major(self) -> int:
        """Return the server's major version."""
        with psycopg.connect(self._url) as connection:
            return connection.info.server_version // 10_000

    def dump(self, target: Path) -> None:
        """Write one consistent picture of the database (pg_dump's custom format) while work goes on."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", self._url)

    def load(self, source: Path, *, name: str) -> None:
        """Make a database anew from a dump; a first fault ends it."""
        self.drop(name)
        self._administer(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        words = ["--no-owner", "--no-privileges", "--exit-on-error", f"--jobs={min(os.cpu_count() or 1, 4)}"]
        self._run("pg_restore", *words, f"--dbname={self.url(name)}", str(source))
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute("ANALYZE")

    def swap(self, *, new: str, old: str) -> None:
        """Put the database `new` in the product's place and keep what was there as `old`: both names or neither.

        Raises Trouble `restore-in-use` when somebody is connected.
        """
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        try:
            with psycopg.connect(self.url("postgres")) as connection:
                connection.execute(rename.format(sql.Identifier(self.name), sql.Identifier(old)))
                connection.execute(rename.format(sql.Identifier(new), sql.Identifier(self.name)))
        except psycopg.errors.ObjectInUse as error:
            raise Trouble("restore-in-use") from error

    def drop(self, name: str) -> None:
        """Drop a database if it is there."""
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *words: str) -> None:
        result = subprocess.run([self._programs / program, *words], capture_output=True, text=True, check=False)  # noqa: S603
        if result.returncode:
            raise Trouble("postgres-program", program=program, words=result.stderr.strip())
