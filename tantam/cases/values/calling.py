"""Who is called by `@` in a note: by full name, with or without diacritics, or by username."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tantam.core.values.text import fold

#: More people are not called in one note: it is no mailing list.
MOST_CALLED = 20


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may be called."""

    id: int
    name: str
    username: str


@dataclass(frozen=True, kw_only=True)
class Call:
    """Where in the text somebody is called, the `@` with it."""

    id: int
    start: int
    end: int


def calls_in(text: str, people: Iterable[Person]) -> list[Call]:
    """The calls in a text that is in Unicode's composed form (`composed`), in order, each place once.

    A name that several people have calls nobody; they are called by username, or by `name (username)`.
    """
    names = _names(people)
    longest = sorted(names, key=len, reverse=True)
    folded = "".join(_one(char) for char in text)
    found: list[Call] = []
    for start in range(len(text)):
        if text[start] != "@" or (start and (text[start - 1].isalnum() or text[start - 1] in "._-@")):
            continue
        name = next((one for one in longest if _stands(one, folded, start + 1)), None)
        if name is not None and names[name] is not None and len(found) < MOST_CALLED:
            found.append(Call(id=names[name] or 0, start=start, end=start + 1 + len(name)))
    return found


def composed(text: str) -> str:
    """The text with each letter and its marks as one character, as browsers of different systems send it otherwise."""
    return unicodedata.normalize("NFC", text)


def called_as(person: Person, *, among: Iterable[Person]) -> str:
    """What stands behind the `@` for this person: the name, with the username where others are called the same."""
    same = sum(_folded(one.name) == _folded(person.name) for one in among)
    return person.name if same == 1 else f"{person.name} ({person.username})"


def _names(people: Iterable[Person]) -> dict[str, int | None]:
    """Folded name → whom it calls, None where it could be several."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for one in people:
        name = _folded(one.name)
        for said in (name, f"{name} ({one.username})", one.username):
            ids[said].add(one.id)
    return {said: next(iter(found)) if len(found) == 1 else None for said, found in ids.items() if said}


def _folded(name: str) -> str:
    return "".join(_one(char) for char in composed(name).strip())


def _one(char: str) -> str:
    """One character for one, so that places stay what they are."""
    found = fold(char)
    return found if len(found) == 1 else char.lower() if len(char.lower()) == 1 else char


def _stands(name: str, folded: str, at: int) -> bool:
    end = at + len(name)
    return folded.startswith(name, at) and not (end < len(folded) and folded[end].isalnum())
