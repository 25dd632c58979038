"""`tantam serve`: the whole product on one machine: database, pages, streams, jobs, mail."""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.util
import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from config import environment
from tantam.command import disk
from tantam.command.children import Children, Job
from tantam.command.database import data_folder, embedded, set_up
from tantam.command.ports import claimed_port
from tantam.command.postgres import Cluster
from tantam.command.postgres.locks import Lock
from tantam.command.words import Trouble, say, sentence, write

READY_SECONDS = 60.0
SMTP_PORT = 8025


def main(arguments: Sequence[str]) -> int:
    """Serve until Ctrl-C or SIGTERM; returns 0 after an orderly stop."""
    options = _options(arguments)
    folder = data_folder()
    lock = Lock(folder / "serve.lock")
    if not lock.take(note="…"):
        raise Trouble("serve-already", holder=lock.holder())
    with _signals() as wake, contextlib.ExitStack() as stack:
        os.environ["TANTAM_DEMO"] = "1" if wants_demo(folder, asked=options.demo) else "0"
        cluster = _database(stack)
        port = stack.enter_context(claimed_port(options.host, options.port))
        jobs = _jobs(options, port, smtp=stack.enter_context(_smtp_port()))
        gc.disable()
        _load()
        children = Children(jobs, on_fork=lambda: _forget(lock, cluster))
        _prepare(children)
        stack.callback(children.stop)
        address = f"http://{options.host}:{port}"
        lock.take(note=address)
        _watch(children, cluster, wake=wake, address=address, jobs=jobs)
        say("serve-stopping")
    lock.release()
    say("serve-stopped")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tantam serve", description=sentence("help-serve"))
    parser.add_argument("--host", default=environment.text("TANTAM_HOST", "127.0.0.1"), help=sentence("serve-host"))
    parser.add_argument("--port", type=int, default=environment.whole("TANTAM_PORT", 8000), help=sentence("serve-port"))
    parser.add_argument("--demo", dest="demo", action="store_true", default=None, help=sentence("serve-demo"))
    parser.add_argument("--without-demo", dest="demo", action="store_false", help=sentence("serve-without-demo"))
    parser.add_argument("--only", default="web,worker,smtp", help=sentence("serve-only"))
    return parser.parse_args(arguments)


def wants_demo(folder: Path, *, asked: bool | None) -> bool:
    """The first start decides for this data folder: sample and real data are never mixed.

    Raises Trouble `serve-demo-decided` when asked for the demo in a folder begun without it.
    """
    mark = folder / "demo"
    if not mark.exists():
        wanted = asked if asked is not None else environment.flag("TANTAM_DEMO", default=False)
        mark.write_text("yes\n" if wanted else "no\n")
    decided = mark.read_text().strip() == "yes"
    if asked is False and decided:
        raise Trouble("serve-demo-decided", folder=folder)
    return decided


def mark_as_real(folder: Path) -> None:
    """The sample of this folder was thrown away for real data: the next start is no demo any more."""
    (folder / "demo").write_text("no\n")


def _database(stack: contextlib.ExitStack) -> Cluster | None:
    """Start the embedded PostgreSQL, unless a server of one's own is given."""
    if environment.text("DATABASE_URL"):
        disk.demand(data_folder(), megabytes=disk.TO_GO_ON)
        return None
    cluster = embedded()
    disk.demand(cluster.home, megabytes=disk.TO_GO_ON if cluster.data.exists() else disk.TO_BEGIN)
    waited = False
    while not cluster.own():
        if not waited:
            say("serve-waits", holder=cluster.owner())
        waited = True
        time.sleep(0.2)
    stack.callback(cluster.leave, patience=1.0)
    cluster.ensure_database()
    os.environ["DATABASE_URL"] = cluster.url()
    return cluster


@contextlib.contextmanager
def _smtp_port() -> Iterator[tuple[str, int]]:
    """Yield where mail comes in; the settings read it from the environment."""
    host, _, wanted = environment.text("TANTAM_SMTP_LISTEN", f"127.0.0.1:{SMTP_PORT}").rpartition(":")
    with claimed_port(host, int(wanted)) as port:
        os.environ["TANTAM_SMTP_LISTEN"] = f"{host}:{port}"
        yield host, port


def _jobs(options: argparse.Namespace, port: int, *, smtp: tuple[str, int]) -> list[Job]:
    """The table of processes, in the order in which they stop."""
    os.environ.setdefault("TANTAM_PUBLIC_URL", f"http://{options.host}:{port}")
    table = [
        Job("smtp", "tantam.channels.email.listener:main", (), listens_on=smtp),
        Job(
            "web", "tantam.command.web.server:main", ("--host", options.host, "--port", str(port)), (options.host, port)
        ),
        Job("worker", "tantam.command.worker:main"),
    ]
    chosen = {name.strip() for name in options.only.split(",")}
    return [job for job in table if job.name in chosen and exists(job.target)]


def exists(target: str) -> bool:
    """Tell whether this release has the module of a target."""
    try:
        return importlib.util.find_spec(target.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False


def _load() -> None:
    """Load everything once, before the fork, so that the processes share its memory."""
    set_up()
    import config.asgi  # noqa: F401
    import tantam.command.web.server
    import tantam.command.worker  # noqa: F401

    gc.collect()
    gc.freeze()


def _forget(lock: Lock, cluster: Cluster | None) -> None:
    lock.release()
    if cluster:
        cluster.abandon()


def _prepare(children: Children) -> None:
    """Migrate, then load the demo business if this folder has one."""
    if children.call("tantam.command.prepare:main"):
        disk.demand(data_folder(), megabytes=disk.TO_GO_ON)  # the likeliest reason, said last
        raise Trouble("serve-unprepared")


def _watch(children: Children, cluster: Cluster | None, *, wake: int, address: str, jobs: Sequence[Job]) -> None:
    """Keep everything running until told to stop."""
    told = False
    started = time.monotonic()
    while not _stopping():
        if cluster and not cluster.is_alive():
            say("serve-database-died")
            cluster.start()
        for child in children.reap():
            say("serve-child-died", name=child.job.name, seconds=f"{child.delay:.1f}")
        children.start()
        if not told and children.all_answer():
            _tell(address, jobs, children)
            told = True
        elif not told and time.monotonic() - started > READY_SECONDS:
            raise Trouble("serve-not-ready", seconds=READY_SECONDS)
        _sleep(wake, 0.05 if not told else 1.0)


def _tell(address: str, jobs: Sequence[Job], children: Children) -> None:
    write("")
    say("serve-running", address=address)
    if any(job.name == "smtp" for job in jobs):
        say("serve-smtp", address=os.environ["TANTAM_SMTP_LISTEN"])
    # In a process of its own: this one must never hold a connection, its children would inherit it.
    children.call("tantam.command.prepare:tell_accounts", address)
    say("serve-stop-how")


_told_to_stop: list[int] = []


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """Yield a descriptor that becomes readable when a signal comes, so that waiting costs nothing."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    _told_to_stop.clear()
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, frame: _told_to_stop.append(number))
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(-1)


def _stopping() -> bool:
    return bool(_told_to_stop)


def _sleep(wake: int, seconds: float) -> None:
    select.select([wake], [], [], seconds)
    with contextlib.suppress(BlockingIOError):
        os.read(wake, 4096)
    sys.stdout.flush()
