"""Filters as people type them, in Vietnamese or English: `từ:lan tình-trạng:mở hạn:<24/11 "giao chậm"`.

Words stand for what was said; `name:value` tests a field, several values by commas; `-` in front means not; brackets
and `OR`/`HOẶC` make groups. Names and values are understood in both languages, with and without marks. What is wrong is
a fault that names its place, and all the rest still counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Literal

from tantam.core.values.days import NotADay
from tantam.core.values.filter_days import read_moment, write_token
from tantam.core.values.filters import (
    EVERYTHING,
    MOST_DEPTH,
    MOST_LETTERS,
    MOST_TESTS,
    MOST_VALUES,
    All,
    Any,
    Filter,
    Not,
    Op,
    Option,
    Test,
    Word,
    parts_of,
)
from tantam.core.values.text import fold, nfc

Code = Literal["field", "value", "several", "no-value", "day", "too-many", "too-deep", "too-long", "bracket"]
_CURLY = str.maketrans("“”„«»", '"' * 5)
_TOKEN = re.compile(r'\s+|[()|]|(?:"[^"]*(?:"|$)|[^\s()|"])+')
_NAMED = re.compile(r"(-?)([^\W\d_][\w-]*):(.*)", re.DOTALL)
_VALUE = re.compile(r'(?:"[^"]*(?:"|$)|[^,"])+')
_COMPARED = re.compile(r"(<=|>=|<|>|=|≤|≥)?(.*)", re.DOTALL)
_OPS: dict[str, Op] = {"": "is", "=": "is", "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
#: What was perhaps meant is looked for of so many faults: it costs more than all the rest.
FAULTS_HELPED = 5
_OR = {"OR", "HOẶC", "|"}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What could not be read: from where to where in the text, and `near`, what was perhaps meant."""

    code: Code
    start: int
    end: int
    what: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of the whole as it stands in the text."""

    part: Filter
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a text means, its parts in their places, and what of it could not be read."""

    filter: Filter
    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]


def bare(text: str) -> str:
    """A name as it is compared: without marks, hyphens and letter case."""
    return re.sub(r"[\s_-]+", " ", fold(nfc(text))).strip()


def read_text(text: str, words: Sequence[Word], *, today: date, language: str = "vi") -> Reading:
    """Read what was typed; never raises: what is wrong is among the faults, with what was perhaps meant as it is
    written in this language."""
    faults = []
    if len(text) > MOST_LETTERS:
        faults.append(Fault(code="too-long", start=MOST_LETTERS, end=len(text), what=str(MOST_LETTERS)))
        cut = text[:MOST_LETTERS]
        text = cut[: cut.rfind(" ")] if " " in cut else cut
    reader = _Reader(nfc(text).translate(_CURLY), words, today, faults=faults, language=language)
    read = reader.any_of(depth=0)
    pieces = tuple(reader.pieces) if isinstance(read, All) else _one(read, reader.text)
    return Reading(filter=read, pieces=pieces, faults=tuple(reader.faults))


def _one(read: Filter, text: str) -> tuple[Piece, ...]:
    start = len(text) - len(text.lstrip())
    return (Piece(part=read, start=start, end=len(text.rstrip())),)


@dataclass
class _Reader:
    text: str
    words: Sequence[Word]
    today: date
    faults: list[Fault]
    language: str = "vi"
    pieces: list[Piece] = field(default_factory=list)
    tests: int = 0
    at: int = 0

    def __post_init__(self) -> None:
        found = _TOKEN.finditer(self.text)
        self.tokens = [(one.start(), one.group()) for one in found if not one.group().isspace()]

    def fault(self, code: Code, start: int, what: str, near: Sequence[str] = ()) -> None:
        self.faults.append(Fault(code=code, start=start, end=start + len(what), what=what, near=tuple(near)))

    def any_of(self, *, depth: int) -> Filter:
        """Groups of parts with `OR` between them."""
        groups = [self.all_of(depth=depth)]
        while self.at < len(self.tokens) and self.tokens[self.at][1] in _OR:
            self.at += 1
            groups.append(self.all_of(depth=depth))
        groups = [group for group in groups if group != EVERYTHING]
        if not groups:
            return EVERYTHING
        return groups[0] if len(groups) == 1 else Any(tuple(_plain(group) for group in groups))

    def all_of(self, *, depth: int) -> Filter:
        """Parts one after the other; neighbouring words are one part."""
        pieces: list[Piece] = []
        while self.at < len(self.tokens):
            start, bit = self.tokens[self.at]
            if bit in _OR or (bit == ")" and depth):
                break
            self.at += 1
            part = self.part(start, bit, depth=depth)
            if part is None:
                continue
            last = self.tokens[self.at - 1]
            pieces.append(Piece(part=part, start=start, end=last[0] + len(last[1])))
        pieces = _joined(pieces)
        if not depth:
            self.pieces += pieces
        return All(tuple(piece.part for piece in pieces))

    def part(self, start: int, bit: str, *, depth: int) -> Filter | None:
        if bit == ")":
            self.fault("bracket", start, bit)
            return None
        is_negative = bit == "-" and self.at < len(self.tokens) and self.tokens[self.at][1] == "("
        if is_negative:
            self.at += 1
        if bit == "(" or is_negative:
            return self.group(start, is_negative=is_negative, depth=depth)
        if self.tests >= MOST_TESTS:
            self.fault("too-many", start, bit)
            return None
        read = self.unit(start, bit)
        self.tests += read is not None
        return read

    def group(self, start: int, *, is_negative: bool, depth: int) -> Filter | None:
        if depth >= MOST_DEPTH:
            self.pass_over()
            last = self.tokens[self.at - 1]
            self.fault("too-deep", start, self.text[start : last[0] + len(last[1])])
            return None
        inner = self.any_of(depth=depth + 1)
        if self.at < len(self.tokens):
            self.at += 1  # its closing bracket; one that is forgotten is closed at the end
        if inner == EVERYTHING:
            return None
        inner = _plain(inner)
        return Not(inner) if is_negative else inner

    def pass_over(self) -> None:
        """Go behind the bracket that closes the one just read."""
        level = 1
        while level and self.at < len(self.tokens):
            level += {"(": 1, ")": -1}.get(self.tokens[self.at][1], 0)
            self.at += 1

    def unit(self, start: int, bit: str) -> Filter | None:
        """A test of a field, a phrase, or a word."""
        named = _NAMED.fullmatch(bit)
        if named and not named[3].startswith("//"):
            word = self.word_named(named[2])
            if word is not None:
                tested = self.test(word, named[3], start + named.start(3))
                return Not(tested) if tested and named[1] else tested
            if named[3]:
                self.fault("field", start + len(named[1]), f"{named[2]}:", self.near(named[2]))
                return None
        negative = len(bit) > 1 and bit[0] == "-"
        said = bit[1:] if negative else bit
        quoted = said.startswith('"')
        said = said.replace('"', " ").strip()
        if not any(char.isalnum() for char in said):
            return None
        test = Test("text", "phrase" if quoted else "has", (said,))
        return Not(test) if negative else test

    def word_named(self, name: str) -> Word | None:
        wanted = bare(name)
        return next((word for word in self.words if wanted in names_of(word)), None)

    def near(self, name: str) -> list[str]:
        if len(self.faults) > FAULTS_HELPED:
            return []
        known = {called: word for word in self.words for called in names_of(word)}
        return [f"{known[one].name(self.language)}:" for one in get_close_matches(bare(name), known, n=1, cutoff=0.6)]

    def test(self, word: Word, typed: str, start: int) -> Test | None:
        if not typed.strip('" '):
            self.fault("no-value", start, typed)
            return None
        if word.kind == "moment":
            return self.moment(word, typed, start)
        if word.kind == "text":
            quoted = typed.startswith('"')
            said = " ".join(typed.replace('"', " ").split())
            return Test(word.key, "phrase" if quoted and " " in said else "has", (said,))
        values: list[str] = []
        for found in _VALUE.finditer(typed):
            values += self.value(word, found.group(), start + found.start())
        unique = tuple(dict.fromkeys(values))[:MOST_VALUES]
        return Test(word.key, "is", unique) if unique else None

    def value(self, word: Word, typed: str, start: int) -> list[str]:
        said = typed.replace('"', "").strip()
        if not said:
            return []
        options = word.options()
        meant = meant_by(said, options)
        if len(meant) == 1:
            return [meant[0].value]
        if meant:
            self.fault("several", start, typed, [one.name(self.language) for one in meant[:3]])
            return []
        known = {bare(name): option for option in options for names in option.names.values() for name in names}
        known = {} if len(self.faults) > FAULTS_HELPED else known
        near = get_close_matches(bare(said), known, n=1, cutoff=0.6)
        self.fault("value", start, typed, [known[one].name(self.language) for one in near])
        return []

    def moment(self, word: Word, typed: str, start: int) -> Test | None:
        compared = _COMPARED.fullmatch(typed.replace('"', ""))
        sign, said = (compared[1] or "", compared[2]) if compared else ("", typed)
        first, dots, last = said.partition("..")
        try:
            tokens = [
                read_moment(one, today=self.today, is_ahead=word.is_ahead)
                for one in ([first, last] if dots else [said])
            ]
        except (NotADay, ValueError):
            self.fault("day", start, typed)
            return None
        if dots and not sign:
            return Test(word.key, "between", tuple(tokens))
        if len(tokens) > 1 or (sign and {"none", "any"} & set(tokens)):
            self.fault("day", start, typed)
            return None
        return Test(word.key, _OPS[sign], tuple(tokens))


def _plain(group: Filter) -> Filter:
    """A group of one part is that part."""
    return group.parts[0] if isinstance(group, All) and len(group.parts) == 1 else group


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Words that stand one after the other are one test: they are looked for together."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and _is_words(last.part) and _is_words(piece.part):
            said = f"{last.part.values[0]} {piece.part.values[0]}"  # type: ignore[union-attr]
            joined[-1] = Piece(part=Test("text", "has", (said,)), start=last.start, end=piece.end)
        else:
            joined.append(piece)
    return joined


def _is_words(part: Filter) -> bool:
    return isinstance(part, Test) and part.field == "text" and part.op == "has"


def names_of(word: Word) -> set[str]:
    """All that a field is called, as it is compared."""
    return {bare(name) for names in word.names.values() for name in names} | {bare(word.key)}


def meant_by(typed: str, options: Sequence[Option]) -> list[Option]:
    """The options called so, else those of which a word begins so, in some language."""
    wanted = bare(typed)
    exact = [one for one in options if wanted in {bare(one.value), *_called(one)}]
    if exact:
        return exact
    return [
        one for one in options if not one.is_gone and any(f" {name}".find(f" {wanted}") >= 0 for name in _called(one))
    ]


def _called(option: Option) -> set[str]:
    return {bare(name) for names in option.names.values() for name in names}


def write_text(given: Filter, words: Sequence[Word], *, language: str) -> str:
    """The filter as it would be typed in this language."""
    by_key = {word.key: word for word in words}
    return " ".join(_write(part, by_key, language) for part in parts_of(given))


def _write(part: Filter, words: dict[str, Word], language: str) -> str:
    if isinstance(part, Test):
        return write_test(part, words.get(part.field), language=language)
    if isinstance(part, Not):
        inner = _write(part.part, words, language)
        return f"-{inner}" if isinstance(part.part, Test) and not _is_several_words(part.part) else f"-({_open(inner)})"
    between = " " if isinstance(part, All) else (" HOẶC " if language == "vi" else " OR ")
    return f"({between.join(_write(one, words, language) for one in part.parts)})"


def _is_several_words(test: Test) -> bool:
    return _is_words(test) and " " in test.values[0]


def _open(written: str) -> str:
    return written[1:-1] if written.startswith("(") and written.endswith(")") else written


def write_test(test: Test, word: Word | None, *, language: str) -> str:
    """One test as it would be typed."""
    if test.field == "text":
        return f'"{test.values[0]}"' if test.op == "phrase" else test.values[0]
    name = word.name(language) if word else test.field
    return f"{name}:{write_values(test, word, language=language)}"


def write_values(test: Test, word: Word | None, *, language: str) -> str:
    """What stands behind the name of the field."""
    if word is not None and word.kind == "moment":
        tokens = [write_token(value, language=language) for value in test.values]
        return "..".join(tokens) if test.op == "between" else f"{'' if test.op == 'is' else test.op}{tokens[0]}"
    if test.op == "phrase":
        return f'"{test.values[0]}"'
    known = {option.value: option for option in word.options()} if word and word.kind == "choice" else {}
    names = [known[value].name(language) if value in known else value for value in test.values]
    return ",".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r'[\s,()|:"]', name) or not name else name


def without(text: str, piece: Piece) -> str:
    """The text without one of its parts."""
    return " ".join(f"{text[: piece.start]} {text[piece.end :]}".split())


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What is being typed at the caret: from where to where; of which field a value is wanted, None for its name."""

    start: int
    end: int
    typed: str
    word: Word | None


def gap_at(text: str, caret: int, words: Sequence[Word]) -> Gap:
    """What a completion at this place would replace."""
    flat = text.translate(_CURLY)
    for found in _TOKEN.finditer(flat):
        if found.start() <= caret <= found.end() and not found.group().isspace() and found.group() not in "()|":
            return _gap_in(flat, found.start(), caret, found.end(), words)
    return Gap(start=caret, end=caret, typed="", word=None)


def _gap_in(text: str, start: int, caret: int, end: int, words: Sequence[Word]) -> Gap:
    start += text[start:caret].startswith("-")
    bit = text[start:end]
    named = _NAMED.fullmatch(bit)
    reader = _Reader("", words, date.min, faults=[])
    word = reader.word_named(named[2]) if named else None
    if word is None or named is None or caret <= start + len(named[2]):
        return Gap(start=start, end=end, typed=text[start:caret], word=None)
    begin = start + named.start(3)
    for found in _VALUE.finditer(named[3]):
        if begin + found.start() <= caret <= begin + found.end():
            typed = text[begin + found.start() : caret].strip('"')
            return Gap(start=begin + found.start(), end=begin + found.end(), typed=typed, word=word)
    return Gap(start=caret, end=caret, typed="", word=word)
