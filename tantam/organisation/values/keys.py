"""Keys of teams, branches and calendars, made from their names once and kept."""

from __future__ import annotations

import re
from collections.abc import Collection

from tantam.core.values.text import fold

LONGEST = 44


def free_key(name: str, *, taken: Collection[str]) -> str:
    """A key like `to-ban-hang` that nothing else has."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:LONGEST].strip("-") or "moi"
    number, key = 1, plain
    while key in taken:
        number += 1
        key = f"{plain}-{number}"
    return key
