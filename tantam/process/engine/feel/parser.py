"""Tokens → syntax tree, by recursive descent with a limit on depth (grammar: DMN 1.5, 10.3.1.2)."""

from collections.abc import Mapping
from typing import Final

from .cursor import Cursor
from .limits import MAX_DEPTH
from .nodes import (
    Arithmetic,
    Between,
    Comparison,
    HalfLine,
    In,
    InstanceOf,
    Logic,
    Negation,
    Node,
    Tests,
    UnaryTests,
)
from .parse_blocks import BLOCKS
from .parse_postfix import parse_postfix
from .parse_primary import parse_primary
from .parse_types import parse_type
from .scope import Names
from .types import Type

COMPARISONS: Final = ("=", "!=", "<", "<=", ">", ">=")
OR, AND, COMPARING, INSTANCE, SUM, PRODUCT, POWER = range(1, 8)
_SYMBOL_LEVELS: Final = {
    **dict.fromkeys(COMPARISONS, COMPARING),
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "**": POWER,
}
_WORD_LEVELS: Final = {"or": OR, "and": AND, "between": COMPARING, "in": COMPARING, "instance": INSTANCE}


class Parser(Cursor):
    """Reads one expression or one list of unary tests."""

    def expression(self) -> Node:
        """Any expression, or a unary test such as `< 10` standing as a range."""
        self.deeper()
        block = BLOCKS.get(self.token.text) if self.token.kind == "name" else None
        node = block(self) if block and not self.is_known_name() else self.binary(OR)
        self.depth -= 1
        return node

    def is_known_name(self) -> bool:
        """Whether a word such as `function` begins a longer name that is in scope."""
        found = self.names.longest(self.tokens, self.at)
        return found is not None and found[1] > 1

    def binary(self, level: int) -> Node:
        """Operands joined by operators that bind at least as tightly as `level`.

        One method climbs all levels, so that brackets within brackets cost few frames.
        """
        if level <= COMPARING and self.is_symbol(*COMPARISONS):
            return HalfLine(self.advance().text, self.operand(INSTANCE))
        left = self.negation()
        links = 0
        while (found := self.operator_level()) >= level:
            if isinstance(left, Tests):
                raise self.unexpected()
            left = self.chain(left, found)
            links += 1
            if links > MAX_DEPTH:
                raise self.error("too_deep")
        return left

    def operand(self, level: int) -> Node:
        node = self.binary(level)
        if isinstance(node, Tests):
            raise self.unexpected()
        return node

    def operator_level(self) -> int:
        """How tightly the operator at the cursor binds, 0 if there is none."""
        token = self.token
        if token.kind == "symbol":
            return _SYMBOL_LEVELS.get(token.text, 0)
        return _WORD_LEVELS.get(token.text, 0) if token.kind == "name" else 0

    def chain(self, left: Node, level: int) -> Node:
        """All operators of one level, from left to right, as one node."""
        if level == COMPARING:
            return self.longer_comparison(left)
        if level < COMPARING:
            return self.logic(left, level)
        if level == INSTANCE:
            self.advance()
            self.expect("of")
            return InstanceOf(left, parse_type(self))
        rest: list[tuple[str, Node]] = []
        while self.operator_level() == level:
            operator = self.advance().text
            rest.append((operator, self.operand(level + 1)))
        return Arithmetic(left, tuple(rest))

    def logic(self, left: Node, level: int) -> Node:
        word = self.token.text
        operands = [left]
        while self.operator_level() == level:
            self.advance()
            operands.append(self.operand(level + 1))
        return Logic(word, tuple(operands))

    def longer_comparison(self, left: Node) -> Node:
        operator = self.advance().text
        if operator == "between":
            low = self.operand(INSTANCE)
            self.expect("and")
            return Between(left, low, self.operand(INSTANCE))
        if operator == "in":
            return In(left, self.tests_after_in())
        return Comparison(operator, left, self.operand(INSTANCE))

    def tests_after_in(self) -> tuple[Node, ...]:
        found = self.binary(COMPARING) if self.is_symbol(*COMPARISONS) else self.binary(INSTANCE)
        return found.tests if isinstance(found, Tests) else (found,)

    def negation(self) -> Node:
        if not self.accept("-"):
            return parse_postfix(self, parse_primary(self))
        self.deeper()
        operand = self.negation()
        self.depth -= 1
        if isinstance(operand, Tests):
            raise self.unexpected()
        return Negation(operand)

    def finish(self, node: Node) -> Node:
        if self.token.kind != "end":
            raise self.unexpected()
        if isinstance(node, Tests):
            raise self.error("unexpected", found=",")
        return node

    def unary_tests(self) -> UnaryTests:
        """The contents of a table cell."""
        if self.is_symbol("-") and self.ahead().kind == "end":
            self.advance()
            return UnaryTests((), negated=False)
        if self.is_word("not") and self.ahead().text == "(":
            start = self.at
            self.at += 2
            tests = self.test_list()
            if self.accept(")") and self.token.kind == "end":
                return UnaryTests(tests, negated=True)
            self.at = start
        return UnaryTests(self.test_list(), negated=False)

    def test_list(self) -> tuple[Node, ...]:
        tests = [self.expression()]
        while self.accept(","):
            tests.append(self.expression())
        return tuple(test for part in tests for test in (part.tests if isinstance(part, Tests) else (part,)))


def parse_expression(text: str, *, names: Names, members: Names, types: Mapping[str, Type]) -> Node:
    """The tree of an expression. FeelError with line and column."""
    parser = Parser(text, names, members, types)
    return parser.finish(parser.expression())


def parse_unary_tests(text: str, *, names: Names, members: Names, types: Mapping[str, Type]) -> UnaryTests:
    """The tree of the contents of a table cell; an empty text means any value."""
    parser = Parser(text, names, members, types)
    if parser.token.kind == "end":
        return UnaryTests((), negated=False)
    tests = parser.unary_tests()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tests
