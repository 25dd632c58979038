"""Whom a text names: @ and a person's name, as people write it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from tantam.core.values.text import fold


def named_in(text: str, people: Mapping[int, tuple[str, str]]) -> set[int]:
    """The keys of the people that the text names.

    `people` are full name and user name by key. After the @ stands a full name, a given name that only one of them
    has (the last syllable: Vietnamese people are called by it), or a user name; marks and capitals do not count. The
    longest name that fits is meant, so that @Lê An is not also @Lê An Nhiên.
    """
    names = _names(people)
    found: set[int] = set()
    pieces = fold(text).split("@")
    for before, piece in pairwise(pieces):
        if before[-1:].isalnum():
            continue  # the address of a mailbox
        fitting = [name for name in names if piece.startswith(name) and not _goes_on(piece, len(name))]
        if fitting:
            found |= names[max(fitting, key=len)]
    return found


def _names(people: Mapping[int, tuple[str, str]]) -> dict[str, set[int]]:
    names: dict[str, set[int]] = {}
    given: dict[str, set[int]] = {}
    for key, (full, username) in people.items():
        for name in filter(None, (fold(full), fold(username))):
            names.setdefault(name, set()).add(key)
        if syllables := fold(full).split():
            given.setdefault(syllables[-1], set()).add(key)
    return {name: keys for name, keys in given.items() if len(keys) == 1} | names


def _goes_on(piece: str, at: int) -> bool:
    """Whether a word goes on behind the name."""
    return at < len(piece) and (piece[at].isalnum() or piece[at] in "_-")
