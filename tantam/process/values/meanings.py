"""What the names mean that conditions and decision tables use, as the apps above say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a name is called (translated when it is read as text), and what its keys are called.

    `kind` is text, number, money, boolean, date, list (of keys) or context (more names inside).
    """

    label: object
    values: Callable[[], Mapping[str, str]] | None = None
    kind: str = "text"


_meanings: dict[str, Meaning] = {}


def mean(
    name: str, *, label: object, values: Callable[[], Mapping[str, str]] | None = None, kind: str = "text"
) -> None:
    """Say what a name of a subject's data means, so that tables are read in words: `loai` is the kind of a ticket."""
    _meanings[name] = Meaning(label=label, values=values, kind=kind)


def meaning_of(name: str) -> Meaning | None:
    """What a name means, None where nobody said so."""
    return _meanings.get(name)


def known_meanings() -> Mapping[str, Meaning]:
    """Every name that means something."""
    return _meanings
