"""Sets of characters: classes, escapes such as \\d, Unicode categories and blocks."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

CharTest = Callable[[str], bool]

_CATEGORIES: Final = frozenset(
    {
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"),
        *("S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"),
    }
)
_BLOCKS: Final[Mapping[str, tuple[int, int]]] = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Thai": (0xE00, 0xE7F),
    "HangulJamo": (0x1100, 0x11FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
}
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
    block = _BLOCKS.get(name[2:]) if name.startswith("Is") else None
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


def ignoring_case(test: CharTest) -> CharTest:
    return lambda char: test(char) or test(char.lower()) or test(char.upper())
