"""Cells of a decision table in plain words; what has no plain words is left to its formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from tantam.process.engine.feel.builtins import BUILTINS
from tantam.process.engine.feel.errors import FeelError
from tantam.process.engine.feel.nodes import (
    Call,
    Comparison,
    Constant,
    HalfLine,
    In,
    Interval,
    ListLiteral,
    Logic,
    Name,
    Negation,
    Node,
    Tests,
    UnaryTests,
)
from tantam.process.engine.feel.parser import parse_expression, parse_unary_tests
from tantam.process.engine.feel.scope import Names

_SCOPE: Final = Names(("?", "mentions"), Names(BUILTINS))
_NOTHING: Final = Names()

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "anything": ("bất kỳ", "anything"),
    "mentions": ("có nhắc tới: {}", "mentions: {}"),
    "contains": ("có: {}", "includes: {}"),
    "not": ("không phải: {}", "not: {}"),
    "not mentions": ("không nhắc tới: {}", "does not mention: {}"),
    "not contains": ("không có: {}", "without: {}"),
    "group": ("({})", "({})"),
    "<": ("dưới {}", "less than {}"),
    "<=": ("nhiều nhất {}", "at most {}"),
    ">": ("trên {}", "more than {}"),
    ">=": ("từ {} trở lên", "{} or more"),
    "< day": ("trước {}", "before {}"),
    "<= day": ("đến hết {}", "until {}"),
    "> day": ("sau {}", "after {}"),
    ">= day": ("từ {}", "from {}"),
    "=": ("{}", "{}"),
    "!=": ("khác {}", "not {}"),
    "between": ("từ {} đến {}", "{} to {}"),
    "or": (" hoặc ", " or "),
    "and": (" và ", " and "),
    "true": ("có", "yes"),
    "false": ("không", "no"),
    "null": ("để trống", "empty"),
}


class _Unsaid(Exception):
    """This has no plain words."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says cells in `language` ("vi" or "en"); `names` are what keys such as "complaint" are called."""

    language: str
    names: Mapping[str, str]

    def condition(self, text: str) -> str | None:
        """The tests of a cell, None where only the formula says it."""
        return self._said(partial(parse_unary_tests, names=_SCOPE), text, self._tests)

    def result(self, text: str) -> str | None:
        """What a row answers: "" for nothing, None where only the formula says it."""
        if not text.strip() or text.strip() == "-":
            return ""
        return self._said(partial(parse_expression, names=_SCOPE), text, self._answer)

    def _said(self, parse: Callable[..., Node], text: str, say: Callable[[Node], str]) -> str | None:
        try:
            return say(parse(text, members=_NOTHING, types={}))
        except (FeelError, RecursionError, _Unsaid):
            return None

    def _word(self, key: str, *values: str) -> str:
        return _WORDS[key][0 if self.language == "vi" else 1].format(*values)

    def _answer(self, node: Node) -> str:
        if isinstance(node, Constant) and node.value in {None, ""}:
            return ""
        return self._value(node)

    def _tests(self, node: Node) -> str:
        if not isinstance(node, UnaryTests):
            raise _Unsaid
        if not node.tests:
            return self._word("anything")
        if node.negated:
            return self._denied(node.tests)
        return self._any(node.tests)

    def _denied(self, tests: tuple[Node, ...]) -> str:
        match tests:
            case (Call(Name("mentions"), (Name("?"), words), None),):
                return self._word("not mentions", self._value(words))
            case (Call(Name("list contains"), (Name("?"), wanted), None),):
                return self._word("not contains", self._value(wanted))
        return self._word("not", self._any(tests))

    def _any(self, tests: Iterable[Node]) -> str:
        return self._word("or").join(map(self._test, tests))

    def _test(self, node: Node) -> str:
        match node:
            case HalfLine(operator, operand):
                return self._compared(operator, operand)
            case Comparison(operator, Name("?"), right):
                return self._compared(operator, right)
            case Interval(low, high, True, True):
                return self._word("between", self._value(low), self._value(high))
            case Interval(low, high, low_included, high_included):
                ends = (">=" if low_included else ">", low), ("<=" if high_included else "<", high)
                return self._word("and").join(self._compared(sign, end) for sign, end in ends)
            case Logic(operator, operands):
                return self._word(operator).join(map(self._part, operands))
            case In(Name("?"), tests):
                return self._any(tests)
            case Tests(tests):
                return self._any(tests)
            case Call(Name(name), arguments, None):
                return self._call(name, arguments)
        return self._value(node)

    def _compared(self, sign: str, with_: Node) -> str:
        is_day = isinstance(with_, Call) and f"{sign} day" in _WORDS
        return self._word(f"{sign} day" if is_day else sign, self._value(with_))

    def _part(self, node: Node) -> str:
        said = self._test(node)
        return self._word("group", said) if isinstance(node, Logic) else said

    def _call(self, name: str, arguments: tuple[Node, ...]) -> str:
        match name, arguments:
            case "not", (only,):
                return self._denied((only,))
            case "mentions", (Name("?"), words):
                return self._word("mentions", self._value(words))
            case "list contains", (Name("?"), wanted):
                return self._word("contains", self._value(wanted))
        raise _Unsaid

    def _value(self, node: Node) -> str:
        match node:
            case Constant(str() as text):
                return self.names.get(text, text) or self._word("null")
            case Constant(value):
                return self._constant(value)
            case ListLiteral(items):
                return ", ".join(map(self._value, items))
            case Negation(Constant(Decimal() as number)):
                return self._number(-number)
            case Call(Name("date"), (Constant(str() as text),), None):
                return self._day(text)
        raise _Unsaid

    def _day(self, text: str) -> str:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise _Unsaid from None
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {day:%b %Y}"

    def _constant(self, value: object) -> str:
        if value is None or isinstance(value, bool):
            return self._word({True: "true", False: "false", None: "null"}[value])
        if isinstance(value, Decimal | int):
            return self._number(Decimal(value))
        raise _Unsaid

    def _number(self, value: Decimal) -> str:
        text = f"{value.normalize():,f}"
        return text.translate({44: ".", 46: ","}) if self.language == "vi" else text
