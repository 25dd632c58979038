"""OCEL 2.0 as an SQLite file: a table for each type of event and object, written in one pass over the log."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tantam.process.mining.log import Log
from tantam.process.mining.ocel import Types, case_object, event_object, people, types_of

_SQL_TYPES: Final = {"string": "TEXT", "time": "TIMESTAMP", "integer": "INTEGER", "float": "REAL", "boolean": "BOOLEAN"}
_FIXED: Final = """
    CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
    CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
    CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,
        PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
    CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT,
        PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]")


def write_ocel_sqlite(path: Path, log: Callable[[], Log]) -> None:
    """Write the log to a new file; `log` gives the cases anew each time (they are gone through twice)."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _FIXED)
        _Tables(database, types_of(log())).write(log())


class _Tables:
    def __init__(self, database: sqlite3.Connection, types: Types) -> None:
        self._database = database
        self._types = types
        self._events = self._create("event", types.events)
        self._objects = self._create("object", types.objects())

    def _create(self, family: str, types: dict[str, dict[str, str]]) -> dict[str, tuple[str, list[str]]]:
        """A table for each type; returns statement and columns by type. Names are cut to letters and numbers, so
        nothing of the log becomes SQL; columns are quoted."""
        found: dict[str, tuple[str, list[str]]] = {}
        for number, (name, attributes) in enumerate(types.items()):
            short = f"{_UNSAFE.sub('', name)}{number}"
            self._database.execute(f"INSERT INTO {family}_map_type VALUES (?, ?)", (name, short))  # noqa: S608
            time = ["ocel_time TIMESTAMP", *(["ocel_changed_field TEXT"] if family == "object" else [])]
            names = _told_apart(attributes)
            kinds = zip(names, attributes.values(), strict=True)
            columns = [f"{_quoted(column)} {_SQL_TYPES[kind]}" for column, kind in kinds]
            self._database.execute(f"CREATE TABLE {family}_{short} ({', '.join(['ocel_id TEXT', *time, *columns])})")
            values = ", ".join("?" * (1 + len(time) + len(columns)))
            found[name] = (f"INSERT INTO {family}_{short} VALUES ({values})", list(attributes))  # noqa: S608
        return found

    def write(self, log: Log) -> None:
        for person in people(self._types):
            self._object(person)
        for number, case in enumerate(log):
            self._object(case_object(case, self._types))
            for place, event in enumerate(case.events):
                self._event(event_object(case, event, id=f"e{number}.{place}", types=self._types))

    def _object(self, one: dict[str, Any]) -> None:
        statement, columns = self._objects[one["type"]]
        values = {value["name"]: value["value"] for value in one["attributes"]}
        since = one["attributes"][0]["time"]
        self._database.execute("INSERT INTO object VALUES (?, ?)", (one["id"], one["type"]))
        self._database.execute(statement, (one["id"], since, None, *map(values.get, columns)))
        self._database.executemany("INSERT INTO object_object VALUES (?, ?, ?)", _related(one))

    def _event(self, one: dict[str, Any]) -> None:
        statement, columns = self._events[one["type"]]
        values = {value["name"]: value["value"] for value in one["attributes"]}
        self._database.execute("INSERT INTO event VALUES (?, ?)", (one["id"], one["type"]))
        self._database.execute(statement, (one["id"], one["time"], *map(values.get, columns)))
        self._database.executemany("INSERT INTO event_object VALUES (?, ?, ?)", _related(one))


def _related(one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    return ((one["id"], found["objectId"], found["qualifier"]) for found in one["relationships"])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("\0", "") + '"'


def _told_apart(names: Iterable[str]) -> list[str]:
    """Columns whose names differ in capitals only, or are the standard's own, get a number."""
    taken = {"ocel_id", "ocel_time", "ocel_changed_field"}
    found = []
    for name in names:
        column, number = name, 2
        while column.lower() in taken:
            column, number = f"{name}_{number}", number + 1
        taken.add(column.lower())
        found.append(column)
    return found
