"""PostgreSQL's settings: small in memory, safe on disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MB = 1024 * 1024
#: What is kept in memory of the tables: a quarter of them, within these bounds and an eighth of the machine.
LEAST_BUFFERS, MOST_BUFFERS = 64 * MB, 4096 * MB
CONTAINER = Path("/sys/fs/cgroup/memory.max")

# The product idles within 300 MB with 300 open browsers, database included; what it holds grows with the data.
EVERYDAY: Mapping[str, str] = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "1GB",
    "wal_buffers": "4MB",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
    # A page touched first after a checkpoint is logged whole: pressing it with pglz, the wheel's only method, costs
    # 0.1 ms of processor time, writing it plain much less. Checkpoints are rarer instead.
    "wal_compression": "off",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # the wheel has no LLVM; short queries would not gain
    "io_method": "sync",  # no I/O worker processes
    "max_parallel_workers_per_gather": "0",  # a page must not take both cores
    "max_parallel_maintenance_workers": "1",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "30s",
    "huge_pages": "off",
    "shared_preload_libraries": "'pg_stat_statements'",
    "track_io_timing": "on",
    "log_min_duration_statement": "1s",
    "log_checkpoints": "off",
    "log_line_prefix": "'%m %p '",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "default_text_search_config": "'pg_catalog.simple'",
    "cluster_name": "'tantam'",
}

# For tests only: a crash of the machine may lose everything.
CARELESS: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "5min",
    "shared_preload_libraries": "''",
}


def write(data: Path, settings: Mapping[str, str]) -> Path:
    """Write our settings anew, so that an upgrade brings its own; what the operator puts in `local.conf` wins."""
    ours = data / "tantam.conf"
    buffers = {"shared_buffers": f"{buffers_for(stored(data), memory=memory_of_the_machine()) // MB}MB"}
    lines = [f"{name} = {value}\n" for name, value in {**EVERYDAY, **buffers, **settings}.items()]
    ours.write_text("# Written at each start; put your own settings into local.conf.\n" + "".join(lines))
    return ours


def include(data: Path) -> None:
    """Have postgresql.conf read our file and then the operator's."""
    (data / "local.conf").write_text("# Settings of your own: they win over ours.\n")
    main = data / "postgresql.conf"
    with main.open("a") as file:
        file.write("\ninclude_if_exists = 'tantam.conf'\ninclude_if_exists = 'local.conf'\n")


def buffers_for(stored_bytes: int, *, memory: int) -> int:
    """How many bytes of the tables to keep in memory, of so many stored, on a machine with so many bytes of memory."""
    wanted = min(stored_bytes // 4, memory // 8, MOST_BUFFERS)
    return max(wanted, LEAST_BUFFERS)


def stored(data: Path) -> int:
    """How many bytes the tables and indexes of a cluster take; what goes while it is counted is not counted."""
    return sum(map(_size, (data / "base").rglob("*")))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def memory_of_the_machine() -> int:
    """How many bytes of memory there are, or may be used where a container sets a bound."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(there, int(CONTAINER.read_text()))
    except (OSError, ValueError):  # no container, or one without a bound: "max"
        return there
