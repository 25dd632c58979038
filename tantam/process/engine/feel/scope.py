"""The names a parser knows, so that `monthly fee`, `tổng tiền - phí` or `date and time` are read as one."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from .errors import FeelError
from .lexer import Token, tokenize

_MAX_WORDS: Final = 40


def normal(name: str) -> str:
    """A name as it is compared: NFC, with single spaces."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The tokens of a name; empty for what no expression could write as a name."""
    try:
        tokens = tokenize(name)[:-1]
    except FeelError:
        return ()
    if any(token.kind == "string" for token in tokens) or len(tokens) > _MAX_WORDS:
        return ()
    return tuple(token.text for token in tokens)


class Names:
    """A set of known names, found by their first word, longest first; `parents` are the scopes around."""

    __slots__ = ("by_first", "parents")

    def __init__(self, names: Iterable[str] = (), *parents: "Names") -> None:
        self.parents = parents
        self.by_first: dict[str, dict[int, dict[tuple[str, ...], str]]] = {}  # by first word, then number of words
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        words = words_of(normal(name))
        if words:
            self.by_first.setdefault(words[0], {}).setdefault(len(words), {})[words] = normal(name)

    def longest(self, tokens: list[Token], at: int) -> tuple[str, int] | None:
        """The longest known name that begins at token `at`, and its number of tokens."""
        best: tuple[str, int] | None = None
        scopes = [self]
        first = tokens[at].text
        while scopes:
            scope = scopes.pop()
            for count, known in scope.by_first.get(first, {}).items():
                if best is None or count > best[1]:
                    name = known.get(_words_at(tokens, at, count))
                    best = (name, count) if name is not None else best
            scopes.extend(scope.parents)
        return best


def _words_at(tokens: list[Token], at: int, count: int) -> tuple[str, ...]:
    """The next `count` tokens as words of a name; nothing where one of them cannot be or the text is too short."""
    found = tokens[at : at + count]
    if at + count >= len(tokens) or any(token.kind == "string" for token in found):
        return ()
    return tuple(token.text for token in found)
