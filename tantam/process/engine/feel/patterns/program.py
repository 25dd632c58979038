"""Patterns as programs of a small machine: test a character, try two ways, remember a place."""

from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, field
from typing import Final

from .charsets import CharTest

MAX_PROGRAM: Final = 10_000
MAX_WORK: Final = 4 * MAX_PROGRAM


class PatternError(Exception):
    """A pattern that is not a regular expression, or too large; `work` counts what was done before that was seen."""

    work = 0


CHAR, SPLIT, JUMP, SAVE, START, END, BACK, DONE = range(8)

# (code, character test or None, first operand, second operand)
Instruction = tuple[int, CharTest | None, int, int]


@dataclass(slots=True)
class Node:
    """Any part of a pattern."""


@dataclass(slots=True)
class Char(Node):
    """`literal` is the only character that passes the test, if there is only one."""

    test: CharTest
    literal: str = ""


@dataclass(slots=True)
class Mark(Node):
    """START or END of the text, or of a line."""

    code: int


@dataclass(slots=True)
class Back(Node):
    group: int


@dataclass(slots=True)
class Group(Node):
    body: Node
    number: int | None


@dataclass(slots=True)
class Sequence(Node):
    parts: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Choice(Node):
    options: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Repeat(Node):
    body: Node
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Program:
    """`groups` counts the capturing groups; `has_back` says that a visit may differ from the one before.

    `begins_with` is a character every match begins with, "" if there is none; `is_anchored` ones begin with the text.
    """

    code: tuple[Instruction, ...]
    groups: int
    has_back: bool
    multiline: bool
    ignore_case: bool
    begins_with: str = ""
    is_anchored: bool = False


def beginning(code: Sequence_[Instruction], *, multiline: bool) -> tuple[str, bool]:
    """`begins_with` and `is_anchored` of a program."""
    for kind, _, first, _ in code:
        if kind != SAVE:
            return chr(first) if kind == CHAR and first else "", kind == START and not multiline
    return "", False


class Emitter:
    """Writes the instructions of a pattern."""

    def __init__(self) -> None:
        self.code: list[Instruction] = []
        self.has_back = False
        self.work = 0

    def emit(self, code: int, test: CharTest | None = None, first: int = 0, second: int = 0) -> int:
        if len(self.code) >= MAX_PROGRAM:
            raise PatternError("too large")
        self.code.append((code, test, first, second))
        return len(self.code) - 1

    def add(self, node: Node) -> None:
        self.work += 1
        if self.work > MAX_WORK:  # a{1000} of nothing writes nothing, and yet costs
            raise PatternError("too large")
        match node:
            case Char(test, literal):
                self.emit(CHAR, test, ord(literal) if literal else 0)
            case Mark(code):
                self.emit(code)
            case Back(group):
                self.has_back = True
                self.emit(BACK, None, group)
            case Sequence(parts):
                for part in parts:
                    self.add(part)
            case Group():
                self._add_group(node)
            case Choice(options):
                self._add_choice(options)
            case Repeat():
                self._add_repeat(node)

    def _add_group(self, node: Group) -> None:
        if node.number is None:
            self.add(node.body)
            return
        self.emit(SAVE, None, node.number * 2)
        self.add(node.body)
        self.emit(SAVE, None, node.number * 2 + 1)

    def _add_choice(self, options: list[Node]) -> None:
        leaving: list[int] = []
        for option in options[:-1]:
            split = self.emit(SPLIT)
            self.add(option)
            leaving.append(self.emit(JUMP))
            self.code[split] = (SPLIT, None, split + 1, len(self.code))
        self.add(options[-1])
        for jump in leaving:
            self.code[jump] = (JUMP, None, len(self.code), 0)

    def _add_repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self.add(node.body)
        if node.most is None:
            self._add_loop(node)
            return
        splits = []
        for _ in range(node.most - node.least):
            splits.append(self.emit(SPLIT))
            self.add(node.body)
        for split in splits:
            self._set_split(split, node.greedy)

    def _add_loop(self, node: Repeat) -> None:
        split = self.emit(SPLIT)
        self.add(node.body)
        self.emit(JUMP, None, split)
        self._set_split(split, node.greedy)

    def _set_split(self, split: int, greedy: bool) -> None:
        inside, after = split + 1, len(self.code)
        self.code[split] = (SPLIT, None, inside, after) if greedy else (SPLIT, None, after, inside)
