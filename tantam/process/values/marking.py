"""Which words of a text are other ones: what went and what came, in the order in which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

#: Numbers with their signs, words with their combining marks (U+0300 to U+036F: Vietnamese typed in parts), stretches
#: of space, single signs.
_PARTS: Final = re.compile(r"\d[\d.,]*\d|[\w\u0300-\u036f]+|\s+|[^\w\s]")
#: Longer texts, and those with less in common than this, are shown whole: what is left of them explains nothing.
MOST_PARTS: Final = 3_000
LEAST_ALIKE: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    what: Literal["same", "removed", "added"]
    text: str


def marked(before: str, after: str) -> list[Piece]:
    """Both texts as one: joined without what is `added` it is `before`, without what is `removed` it is `after`."""
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    if max(len(old), len(new)) > MOST_PARTS:
        return list(_whole(before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return list(_whole(before, after))
    return list(_joined(matcher, old, new))


def _whole(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(what="removed", text=before)
    if after:
        yield Piece(what="added", text=after)


def _joined(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, first, end, start, stop in matcher.get_opcodes():
        if what == "equal":
            yield Piece(what="same", text="".join(old[first:end]))
            continue
        if end > first:
            yield Piece(what="removed", text="".join(old[first:end]))
        if stop > start:
            yield Piece(what="added", text="".join(new[start:stop]))
