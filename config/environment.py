"""Readers of environment variables that fail loudly, with the name of what is wrong."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or empty."""
    return os.environ.get(name, "") or default


def flag(name: str, *, default: bool) -> bool:
    """Read a yes/no variable; anything but 1/0, true/false, yes/no is an error."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def whole(name: str, default: int) -> int:
    """Read a whole number."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str) -> list[str]:
    """Read a list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return an existing folder, made with mode 0700 if it was not there."""
    path = Path(text(name, str(default))).expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def data_folder() -> Path:
    """Return the folder of database, files and keys: TANTAM_DATA; else `.data` in a clone; else, for an installed
    package, where a machine keeps such data: /var/lib for root, the XDG folder of everybody else."""
    if (BASE / "pyproject.toml").exists():
        return folder("TANTAM_DATA", BASE / ".data")
    if os.geteuid() == 0:
        return folder("TANTAM_DATA", Path("/var/lib/tantam/data"))
    shared = Path(text("XDG_DATA_HOME") or "~/.local/share")
    return folder("TANTAM_DATA", shared / "tantam")


def locale_folder() -> Path:
    """Return the folder of the translations: in a clone beside the package, installed inside it."""
    return BASE / "locale" if (BASE / "pyproject.toml").exists() else BASE / "tantam" / "locale"


def secret_key(data: Path) -> str:
    """Return TANTAM_SECRET_KEY, else the key kept in the data folder, made on first use."""
    if given := text("TANTAM_SECRET_KEY"):
        return given
    kept = data / "secret-key"
    if not kept.exists():
        made = data / f".secret-key-{secrets.token_hex(4)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process may have been first: its key holds
            os.link(made, kept)
        made.unlink()
    return kept.read_text().strip()


def database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name?host=/socket/folder` into Django's settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    # Statements asked again and again are parsed and planned once a connection: half of the database's work.
    prepared = {"server_side_binding": True, "prepare_threshold": 3}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tantam",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": whole("TANTAM_DB_POOL", 8), "timeout": 20},
            **prepared,
            **query,
        },
        "CONN_HEALTH_CHECKS": False,
    }
