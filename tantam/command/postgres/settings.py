"""PostgreSQL's settings: small in memory, safe on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

# The product idles within 300 MB and 300 open browsers, database included; a server of one's own is the way to more.
EVERYDAY: Mapping[str, str] = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "64MB",
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
    lines = [f"{name} = {value}\n" for name, value in {**EVERYDAY, **settings}.items()]
    ours.write_text("# Written at each start; put your own settings into local.conf.\n" + "".join(lines))
    return ours


def include(data: Path) -> None:
    """Have postgresql.conf read our file and then the operator's."""
    (data / "local.conf").write_text("# Settings of your own: they win over ours.\n")
    main = data / "postgresql.conf"
    with main.open("a") as file:
        file.write("\ninclude_if_exists = 'tantam.conf'\ninclude_if_exists = 'local.conf'\n")
