"""Sets of characters: classes, escapes such as \\d, Unicode categories and blocks."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from .blocks import BLOCKS

CharTest = Callable[[str], bool]

_CATEGORIES: Final = frozenset(
    {
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"),
        *("S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"),
    }
)
SINGLE_ESCAPES: Final[Mapping[str, str]] = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    **{char: char for char in "\\|.?*+(){}-[]^$"},
}


def _is_name_start(char: str) -> bool:
    return char in "_:" or unicodedata.category(char)[0] == "L" or unicodedata.category(char) == "Nl"


def _is_name_char(char: str) -> bool:
    return _is_name_start(char) or char in "-.·" or unicodedata.category(char) in ("Nd", "Mn", "Mc")


_TESTS: Final[Mapping[str, CharTest]] = {
    "d": lambda char: unicodedata.category(char) == "Nd",
    "s": lambda char: char in " \t\n\r",
    "w": lambda char: unicodedata.category(char)[0] not in "PZC",
    "i": _is_name_start,
    "c": _is_name_char,
}


def escape_test(letter: str) -> CharTest | None:
    """The set of a multi-character escape, its complement for a capital letter; None if it is none."""
    test = _TESTS.get(letter.lower())
    return test if test is None or letter.islower() else negation(test)


def property_test(name: str) -> CharTest | None:
    """The set of \\p{name}; None for an unknown name."""
    if name in _CATEGORIES:
        return lambda char: unicodedata.category(char).startswith(name)
    block = BLOCKS.get(name[2:]) if name.startswith("Is") else None
    return None if block is None else interval(*block)


def interval(first: int, last: int) -> CharTest:
    return lambda char: first <= ord(char) <= last


def literal(wanted: str) -> CharTest:
    return wanted.__eq__


def negation(test: CharTest) -> CharTest:
    return lambda char: not test(char)


def union(tests: list[CharTest]) -> CharTest:
    if len(tests) == 1:
        return tests[0]
    return lambda char: any(test(char) for test in tests)


def difference(test: CharTest, without: CharTest) -> CharTest:
    return lambda char: test(char) and not without(char)


@lru_cache(maxsize=4096)
def variants(char: str) -> tuple[str, ...]:
    """The character and what it is in the other case, as long as that is one character: of "ß" no "SS", of the Kelvin
    sign "k" and with it "K"."""
    found = {char: None}
    for _ in range(2):
        for known in tuple(found):
            found |= dict.fromkeys(case for case in (known.lower(), known.upper()) if len(case) == 1)
    return tuple(found)


def ignoring_case(test: CharTest) -> CharTest:
    return lambda char: any(test(case) for case in variants(char))
