"""`tantam doctor`: looks at everything the product stands on and names what is wrong, with the cure."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from config import environment
from tantam.command.database import ROOT, data_folder, database, set_up
from tantam.command.postgres.locks import Lock
from tantam.command.words import Trouble, sentence, write

FREE_BYTES = 1_000_000_000
LEAST_FREE_BYTES = 64 * 1024 * 1024
GOOD, WARNING, BAD = "ok", "!", "X"


@dataclass(frozen=True)
class Finding:
    """What one look gave: good, a warning, or bad; the sentence `doctor-<code>` says it, with the cure."""

    grade: str
    code: str
    values: dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Print a line for each thing looked at; 1 if something is bad."""
    argparse.ArgumentParser(prog="tantam doctor", description=sentence("help-doctor")).parse_args(arguments)
    worst = GOOD
    for finding in examine():
        write(f"{finding.grade:>3}  {sentence(f'doctor-{finding.code}', **finding.values)}")
        if finding.grade == BAD:
            worst = BAD
    write("")
    write(sentence("doctor-healthy" if worst == GOOD else "doctor-ill"))
    return 0 if worst == GOOD else 1


def examine() -> Iterator[Finding]:
    """Yield all findings; a look that itself fails is a finding."""
    for look in (python, folder, disk, files_disk, key, front_end, translations):
        yield _looked(look)
    yield from _database_findings()
    yield serving()


def python() -> Finding:
    """The interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(GOOD if sys.version_info >= (3, 11) else BAD, "python", {"version": version})


def folder() -> Finding:
    """The data folder can be written."""
    probe = data_folder() / ".doctor"
    try:
        probe.write_text("?")
        probe.unlink()
    except OSError as error:
        return Finding(BAD, "folder-closed", {"folder": data_folder(), "error": error.strerror})
    return Finding(GOOD, "folder", {"folder": data_folder()})


def disk() -> Finding:
    """There is room for the mails to come."""
    free = shutil.disk_usage(data_folder()).free
    values = {"free": f"{free / 1e9:.1f}", "folder": data_folder()}
    return Finding(GOOD, "disk", values) if free > FREE_BYTES else Finding(BAD, "disk-full", values)


def files_disk() -> Finding:
    """There is room for attachments, which may lie on a disk of their own."""
    place = environment.folder("TANTAM_FILES", data_folder() / "files")
    usage, least = shutil.disk_usage(place), environment.whole("TANTAM_LEAST_FREE_BYTES", LEAST_FREE_BYTES)
    values = {"free": f"{usage.free / 1e6:.0f}", "folder": place}
    return Finding(GOOD if usage.free >= least else BAD, "files" if usage.free >= least else "files-full", values)


def key() -> Finding:
    """Nobody else can read the key."""
    if environment.text("TANTAM_SECRET_KEY"):
        return Finding(GOOD, "key-given", {})
    path = data_folder() / "secret-key"
    environment.secret_key(data_folder())
    if path.stat().st_mode & 0o077:
        return Finding(BAD, "key-open", {"path": path})
    return Finding(GOOD, "key", {"path": path})


def front_end() -> Finding:
    """The built styles and scripts are there."""
    built = ROOT / "tantam" / "ui" / "static" / "ui" / "built"
    if not any(built.glob("**/*.js")):
        return Finding(BAD, "front-missing", {})
    return Finding(GOOD, "front", {})


def translations() -> Finding:
    """Each catalogue has been compiled since it was changed."""
    for path in environment.locale_folder().glob("*/LC_MESSAGES/*.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            return Finding(WARNING, "translations-old", {"path": path})
    return Finding(GOOD, "translations", {})


def tables() -> Finding:
    """The tables are those of this release."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding(BAD, "tables-old", {"count": len(plan)})
    return Finding(GOOD, "tables", {})


def jobs() -> Finding:
    """Nothing lies in the queue that nobody takes."""
    query = (
        "SELECT count(*) FILTER (WHERE status = 'todo'"
        " AND coalesce(scheduled_at, now()) < now() - interval '5 minutes'),"
        " count(*) FILTER (WHERE status = 'failed') FROM procrastinate_jobs WHERE status IN ('todo', 'failed')"
    )
    waiting, failed = _row(query)
    if waiting:
        return Finding(WARNING, "jobs-waiting", {"count": waiting})
    if failed:
        return Finding(WARNING, "jobs-failed", {"count": failed})
    return Finding(GOOD, "jobs", {})


def deliveries() -> Finding:
    """No reaction has given up on a fact."""
    (failed,) = _row("SELECT count(*) FROM core_delivery WHERE given_up_at IS NOT NULL")
    return Finding(WARNING, "deliveries-failed", {"count": failed}) if failed else Finding(GOOD, "deliveries", {})


def arrivals() -> Finding:
    """No mail waits to be read for long; its reason is that of the oldest."""
    query = (
        "SELECT count(*), coalesce((array_agg(reason ORDER BY id))[1], '') FROM channels_arrival"
        " WHERE state = 'stored' AND received_at < now() - interval '2 minutes'"
    )
    waiting, reason = _row(query)
    values = {"count": waiting, "reason": reason or "?"}
    return Finding(BAD, "mails-waiting", values) if waiting else Finding(GOOD, "mails", {})


def tallies() -> Finding:
    """The counts that are kept agree with what they count."""
    from tantam.core.actions.tallies import all_tallies, differences

    wrong = {tally._meta.db_table: len(differences(tally)) for tally in all_tallies()}
    values = {"count": sum(wrong.values()), "tables": ", ".join(table for table, count in wrong.items() if count)}
    return Finding(BAD, "tallies-wrong", values) if values["count"] else Finding(GOOD, "tallies", {})


def serving() -> Finding:
    """Whether it runs now."""
    lock = Lock(data_folder() / "serve.lock")
    if lock.take(note="tantam doctor"):
        lock.release()
        return Finding(GOOD, "not-serving", {})
    return Finding(GOOD, "serving", {"holder": lock.holder()})


def _database_findings() -> Iterator[Finding]:
    try:
        with database() as url:
            set_up()
            yield Finding(GOOD, "database", {"version": _row("SHOW server_version")[0], "url": _without_password(url)})
            look = _looked(tables)
            yield look
            if look.grade == GOOD:
                yield _looked(jobs)
                yield _looked(deliveries)
                yield _looked(arrivals)
                yield _looked(tallies)
    except Trouble as trouble:
        yield Finding(BAD, "trouble", {"words": str(trouble)})
    except Exception as error:
        yield Finding(BAD, "database-silent", {"error": str(error).strip().splitlines()[0]})


def _looked(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:
        return Finding(BAD, "look-failed", {"name": look.__name__, "error": error})


def _row(query: str) -> tuple[Any, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone() or ())


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return (
        urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":…@"))) if parts.password else url
    )
