"""Does requirements/dev.txt hold what pyproject.toml asks for? (`make check`)."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from tantam.command.words import write

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?(?:==([^\s;]+))?")


def missing(project: str, lock: str) -> list[str]:
    """Return the requirements of the project that the lock does not hold in that version."""
    data = tomllib.loads(project)
    asked = [*data["project"]["dependencies"], *data["dependency-groups"]["install"], *data["dependency-groups"]["dev"]]
    locked = dict(pin for line in lock.splitlines() if (pin := _pin(line)))
    found = [pin for requirement in asked if (pin := _pin(requirement))]
    return [f"{name} {version}" for name, version in found if name not in locked or version not in {"", locked[name]}]


def _pin(line: str) -> tuple[str, str] | None:
    match = PIN.match(line)
    return (re.sub(r"[-_.]+", "-", match.group(1)).lower(), match.group(2) or "") if match else None


def main() -> int:
    """Tell what is missing; 1 if anything is."""
    lacking = missing((ROOT / "pyproject.toml").read_text(), (ROOT / "requirements" / "dev.txt").read_text())
    for name in lacking:
        write(f"{name}: make lock")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
