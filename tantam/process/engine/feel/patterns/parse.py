"""The text of a pattern → its program."""

from functools import lru_cache
from typing import Final

from . import charsets
from .charsets import CharTest
from .program import (
    DONE,
    END,
    START,
    Back,
    Char,
    Choice,
    Emitter,
    Group,
    Mark,
    Node,
    PatternError,
    Program,
    Repeat,
    Sequence,
    beginning,
)

MAX_NESTING: Final = 50
MAX_REPEAT: Final = 1_000
_SPACE: Final = " \t\n\r"


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str = "") -> Program:
    """The program of `pattern`; `flags` among s m i x q. PatternError if either is wrong."""
    if not set(flags) <= set("smixq"):
        raise PatternError("unknown flag")
    if len(pattern) > 4096:
        raise PatternError("too long")
    parser = _Parser(_without_space(pattern) if "x" in flags and "q" not in flags else pattern, flags)
    root = parser.literal() if "q" in flags else parser.whole()
    emitter = Emitter()
    try:
        emitter.add(root)
        emitter.emit(DONE)
    except PatternError as error:
        error.work = emitter.work
        raise
    start, is_anchored = beginning(emitter.code, multiline="m" in flags)
    return Program(tuple(emitter.code), parser.groups, emitter.has_back, "m" in flags, "i" in flags, start, is_anchored)


def _without_space(pattern: str) -> str:
    """The pattern as the flag `x` reads it: no space counts but those inside [ ], not even after a backslash."""
    kept: list[str] = []
    depth = 0
    is_escaped = False
    for char in pattern:
        if char in _SPACE and not depth:
            continue
        kept.append(char)
        if not is_escaped and char in "[]":
            depth = max(depth + (1 if char == "[" else -1), 0)
        is_escaped = char == "\\" and not is_escaped
    return "".join(kept)


class _Parser:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.nesting = 0

    def peek(self) -> str:
        """The next character, "" at the end."""
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def take(self) -> str:
        if self.at >= len(self.pattern):
            raise PatternError("ends too early")
        self.at += 1
        return self.pattern[self.at - 1]

    def accept(self, wanted: str) -> bool:
        if self.peek() != wanted:
            return False
        self.at += 1
        return True

    def literal(self) -> Node:
        return Sequence([self.char(char) for char in self.pattern])

    def char(self, char: str) -> Char:
        return Char(self.one(char), "" if "i" in self.flags else char)

    def one(self, char: str) -> CharTest:
        """The test for one character, with the flag `i` in either case."""
        if "i" not in self.flags:
            return charsets.literal(char)
        return charsets.ignoring_case(charsets.variants(char).__contains__)

    def whole(self) -> Node:
        node = self.choice()
        if self.peek():
            raise PatternError("unexpected character")
        return node

    def choice(self) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise PatternError("nested too deeply")
        options = [self.branch()]
        while self.accept("|"):
            options.append(self.branch())
        self.nesting -= 1
        return options[0] if len(options) == 1 else Choice(options)

    def branch(self) -> Node:
        parts = Sequence()
        while self.peek() not in ("", "|", ")"):
            parts.parts.append(self.quantified(self.atom()))
        return parts

    def quantified(self, atom: Node) -> Node:
        bounds = self.bounds()
        if bounds is None:
            return atom
        greedy = not self.accept("?")
        if self.peek() in ("*", "+", "?", "{") and self.peek():
            raise PatternError("quantifier after quantifier")
        return Repeat(atom, bounds[0], bounds[1], greedy)

    def bounds(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("?", (0, 1)), ("*", (0, None)), ("+", (1, None))):
            if self.accept(mark):
                return bounds
        if not self.accept("{"):
            return None
        least = self.number()
        most: int | None = least
        if self.accept(","):
            most = None if self.peek() == "}" else self.number()
        if not self.accept("}") or (most is not None and most < least):
            raise PatternError("wrong quantifier")
        return least, most

    def number(self) -> int:
        digits = ""
        while self.peek() in tuple("0123456789"):
            digits += self.take()
        if not digits or len(digits) > 4 or int(digits) > MAX_REPEAT:
            raise PatternError("wrong quantifier")
        return int(digits)

    def atom(self) -> Node:
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return self.char_class()
        if char == "\\":
            return self.escape()
        if char == ".":
            return Char((lambda _: True) if "s" in self.flags else (lambda c: c not in "\n\r"))
        if char in "^$":
            return Mark(START if char == "^" else END)
        if char in "?*+{}]":
            raise PatternError("unexpected character")
        return self.char(char)

    def group(self) -> Node:
        number = None
        if self.accept("?"):
            if not self.accept(":"):
                raise PatternError("unknown kind of group")
        else:
            self.groups += 1
            number = self.groups
        body = self.choice()
        if not self.accept(")"):
            raise PatternError("group not closed")
        if number:
            self.closed.add(number)
        return Group(body, number)

    def escape(self) -> Node:
        letter = self.take()
        if letter in "123456789":
            return self.back_reference(int(letter))
        if letter in charsets.SINGLE_ESCAPES:
            return self.char(charsets.SINGLE_ESCAPES[letter])
        return Char(self.escaped_set(letter))

    def back_reference(self, group: int) -> Node:
        while self.peek() in tuple("0123456789") and group * 10 + int(self.peek()) <= self.groups:
            group = group * 10 + int(self.take())
        if group not in self.closed:
            raise PatternError("no such group")
        return Back(group)

    def escaped_set(self, letter: str) -> CharTest:
        if letter in charsets.SINGLE_ESCAPES:
            return charsets.literal(charsets.SINGLE_ESCAPES[letter])
        if letter in "pP":
            return self.property_set(negated=letter == "P")
        found = charsets.escape_test(letter)
        if found is None:
            raise PatternError("unknown escape")
        return found

    def property_set(self, *, negated: bool) -> CharTest:
        end = self.pattern.find("}", self.at)
        if self.take() != "{" or end < 0:
            raise PatternError("unknown property")
        name = self.pattern[self.at : end]
        test = charsets.property_test(name)
        self.at = end + 1
        if test is None:
            raise PatternError("unknown property")
        return charsets.negation(test) if negated else test

    def char_class(self) -> Node:
        test, negated = self.class_body()
        return Char(charsets.negation(test) if negated else test)

    def class_body(self) -> tuple[CharTest, bool]:
        """The set inside [ ], and whether it is negated as a whole."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise PatternError("nested too deeply")
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        tests: list[CharTest] = []
        while True:
            char = self.take()
            if char == "]" and tests:
                break
            if char == "-" and self.pattern.startswith("[", self.at) and tests:
                return self.subtracted(charsets.union(tests), negated=negated)
            tests.append(self.class_item(char))
        self.nesting -= 1
        return charsets.union(tests), negated

    def subtracted(self, test: CharTest, *, negated: bool) -> tuple[CharTest, bool]:
        self.take()
        inner, inner_negated = self.class_body()
        if self.take() != "]":
            raise PatternError("class not closed")
        self.nesting -= 1
        outer = charsets.negation(test) if negated else test
        return charsets.difference(outer, charsets.negation(inner) if inner_negated else inner), False

    def class_item(self, char: str) -> CharTest:
        first = self.class_char(char)
        if not isinstance(first, str):
            return first
        if not self.pattern.startswith("-", self.at) or self.pattern[self.at + 1 : self.at + 2] in ("]", "[", ""):
            return self.one(first)
        self.take()
        last = self.class_char(self.take())
        if not isinstance(last, str) or last < first:
            raise PatternError("wrong range of characters")
        interval = charsets.interval(ord(first), ord(last))  # categories and blocks are as they are, whatever the case
        return charsets.ignoring_case(interval) if "i" in self.flags else interval

    def class_char(self, char: str) -> str | CharTest:
        if char == "[" or char == "]":
            raise PatternError("unexpected bracket")
        if char != "\\":
            return char
        letter = self.take()
        return charsets.SINGLE_ESCAPES.get(letter) or self.escaped_set(letter)
