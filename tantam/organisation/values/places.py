"""Which of several places an address belongs to, by the name of its province."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TypeVar

from tantam.core.values.text import fold

Key = TypeVar("Key")
_PREFIX = re.compile(r"^(?:tinh|thanh pho|tp\.?|t\.)\s*")


def province_key(name: str) -> str:
    """A province as it is compared: without marks, and without "tỉnh" or "thành phố" before it."""
    return _PREFIX.sub("", " ".join(fold(name).split()))


def place_of(address: str, provinces: Mapping[Key, Collection[str]]) -> Key | None:
    """The first place of which a province ends the address, or stands in it after a comma; None where none does."""
    parts = [province_key(part) for part in reversed(address.split(","))]
    known = {province_key(name): key for key, names in reversed(list(provinces.items())) for name in names}
    return next((known[part] for part in parts if part in known), None)
