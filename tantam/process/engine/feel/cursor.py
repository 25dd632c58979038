"""A place in a list of tokens: looking, taking, and reading names of several words."""

from collections.abc import Mapping
from typing import Final

from .errors import FeelError
from .lexer import KEYWORDS, Token, error_at, tokenize
from .limits import MAX_DEPTH
from .scope import Names, normal
from .types import Type

_JOINS_NAME: Final = frozenset(("name", "number"))


class Cursor:
    """What every part of the parser stands on.

    `names` may stand at the start of an expression, `members` also after a dot and inside filters.
    """

    def __init__(self, text: str, names: Names, members: Names, types: Mapping[str, Type]) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.depth = 0
        self.interval_depth = 0
        self.is_filtering = False
        self.names = names
        self.members = Names((), members)
        self.types = types

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def advance(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def is_symbol(self, *symbols: str) -> bool:
        token = self.tokens[self.at]
        return token.kind == "symbol" and token.text in symbols

    def is_word(self, word: str) -> bool:
        token = self.tokens[self.at]
        return token.kind == "name" and token.text == word

    def accept(self, symbol: str) -> bool:
        if not self.is_symbol(symbol):
            return False
        self.at += 1
        return True

    def accept_word(self, word: str) -> bool:
        if not self.is_word(word):
            return False
        self.at += 1
        return True

    def expect(self, text: str) -> None:
        token = self.token
        if token.kind not in ("symbol", "name") or token.text != text:
            if token.kind == "end":
                raise self.error("unexpected_end")
            raise self.error("expected", wanted=text, found=token.text)
        self.at += 1

    def error(self, code: str, **parameters: object) -> FeelError:
        return error_at(self.text, self.token.start, code, **parameters)

    def unexpected(self) -> FeelError:
        if self.token.kind == "end":
            return self.error("unexpected_end")
        return self.error("unexpected", found=self.text[self.token.start : self.token.end][:40])

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error("too_deep")

    def read_name(self, known: Names) -> str:
        """The name that begins here: the longest known one, or all words up to the next operator or keyword."""
        found = known.longest(self.tokens, self.at)
        count = self.count_words()
        if found is not None and found[1] >= count:
            self.at += found[1]
            return found[0]
        if not count:
            raise self.unexpected()
        return self.take_text(count)

    def count_words(self) -> int:
        """How many tokens from here can only be words of one name: two words never stand beside each other."""
        if self.token.kind != "name" or self.token.text in KEYWORDS:
            return 0
        count = 1
        while self._joins(self.ahead(count)):
            count += 1
        return count

    def _joins(self, token: Token) -> bool:
        return token.kind in _JOINS_NAME and token.text not in KEYWORDS

    def take_text(self, count: int) -> str:
        """The source text of the next `count` tokens, as a name."""
        first, last = self.tokens[self.at], self.tokens[self.at + count - 1]
        self.at += count
        return normal(self.text[first.start : last.end])

    def declared_name(self, *ends: str) -> str:
        """A name being declared: everything up to one of the tokens in `ends`."""
        count = 0
        while self.ahead(count).text not in ends:
            if self.ahead(count).kind in ("end", "string"):
                self.at += count
                raise self.unexpected()
            count += 1
        if not count:
            raise self.unexpected()
        return self.take_text(count)
