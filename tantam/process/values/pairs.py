"""Lines such as `ma_don = don.ma`, as people write them into a setting: a name and a formula each."""

from __future__ import annotations

from collections.abc import Mapping

MOST_LINES = 50
MOST_NAME = 80


class BadLine(ValueError):
    """A line that is none; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


def pairs_of(text: str) -> dict[str, str]:
    """Name → formula, in order; empty lines are passed over. Raises BadLine."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, sign, formula = (part.strip() for part in line.partition("="))
        is_usable = name and sign and formula and len(name) <= MOST_NAME and name not in found
        if not is_usable or len(found) >= MOST_LINES:
            raise BadLine(number)
        found[name] = formula
    return found


def nested(values: Mapping[str, object]) -> dict[str, object]:
    """`{"khach.ten": "An", "khach.ma": 1}` → `{"khach": {"ten": "An", "ma": 1}}`. Raises BadLine where a name is both
    a value and a group."""
    found: dict[str, object] = {}
    for number, (name, value) in enumerate(values.items(), start=1):
        group = found
        *around, last = name.split(".")
        for part in around:
            inner = group.setdefault(part, {})
            if not isinstance(inner, dict):
                raise BadLine(number)
            group = inner
        if last in group:
            raise BadLine(number)
        group[last] = value
    return found
