"""Literals, names, brackets: what an expression is made of."""

from decimal import DecimalException
from typing import TYPE_CHECKING, Final

from .arithmetic import NUMBERS
from .lexer import Token
from .nodes import (
    Constant,
    ContextLiteral,
    FunctionLiteral,
    HalfLine,
    Interval,
    ListLiteral,
    Name,
    Node,
    Tests,
)
from .parse_types import parse_type
from .scope import Names
from .types import Type
from .values.temporal_text import parse_temporal

if TYPE_CHECKING:
    from .parser import Parser

_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_CANNOT_START: Final = (")", ",", "]", "}", ".", "=", "!=", "<", "<=", ">", ">=", "*", "/", "+", "**", "..", ":")
_CANNOT_START_WORDS: Final = ("and", "or", "in", "between", "instance", "then", "else", "return", "satisfies")


def parse_primary(parser: "Parser") -> Node:
    """The expression without operators that begins here."""
    token = parser.token
    if token.kind == "name":
        return _word(parser, token)
    if token.kind == "number":
        return _number(parser)
    if token.kind == "string":
        parser.advance()
        return Constant(token.text)
    return _symbol(parser, token)


def _word(parser: "Parser", token: Token) -> Node:
    known = parser.names.longest(parser.tokens, parser.at)
    if known is None or known[1] == 1:
        if token.text in _CONSTANTS:
            parser.advance()
            return Constant(_CONSTANTS[token.text])
        if token.text in ("if", "for", "some", "every", "function"):
            return parser.expression()
    return Name(parser.read_name(parser.names))


def _number(parser: "Parser") -> Node:
    token = parser.token
    try:
        value = NUMBERS.create_decimal(token.text)
    except DecimalException:
        raise parser.error("bad_number", found=token.text[:40]) from None
    parser.advance()
    return Constant(value)


def _symbol(parser: "Parser", token: Token) -> Node:
    if token.text == "(":
        return _round(parser)
    if token.text == "[":
        return _square(parser)
    if token.text == "{":
        return _context(parser)
    if token.text == "]":
        parser.advance()
        return _interval_from(parser, parser.expression(), low_included=False)
    if token.text == "@":
        return _at_literal(parser)
    if token.text == "?":
        parser.advance()
        return Name("?")
    raise parser.unexpected()


def _at_literal(parser: "Parser") -> Node:
    parser.advance()
    if parser.token.kind != "string":
        raise parser.unexpected()
    return Constant(parse_temporal(parser.advance().text))


def _round(parser: "Parser") -> Node:
    """( ): an expression in brackets, an open interval, or several tests."""
    parser.advance()
    first = parser.expression()
    if parser.is_symbol(".."):
        return _interval_from(parser, first, low_included=False)
    tests = [first]
    while parser.accept(","):
        tests.append(parser.expression())
    parser.expect(")")
    return first if len(tests) == 1 else Tests(tuple(tests))


def _square(parser: "Parser") -> Node:
    """[ ]: a list, or an interval."""
    parser.advance()
    if parser.accept("]"):
        return ListLiteral(())
    first = parser.expression()
    if parser.is_symbol(".."):
        return _interval_from(parser, first, low_included=True)
    items = [first]
    while parser.accept(","):
        items.append(parser.expression())
    parser.expect("]")
    return ListLiteral(tuple(items))


def _interval_from(parser: "Parser", low: Node, *, low_included: bool) -> Node:
    parser.expect("..")
    parser.interval_depth += 1
    high = parser.expression()
    parser.interval_depth -= 1
    closing = parser.token
    if closing.text not in ("]", ")", "[") or closing.kind != "symbol":
        raise parser.unexpected()
    parser.advance()
    if isinstance(low, HalfLine) or isinstance(high, HalfLine):
        raise parser.unexpected()
    return Interval(low, high, low_included, closing.text == "]")


def closes_interval(parser: "Parser") -> bool:
    """Whether a `[` after an expression ends an interval: nothing that follows it could begin a filter."""
    if not parser.interval_depth:
        return False
    after = parser.ahead()
    if after.kind == "end":
        return True
    return after.text in (_CANNOT_START_WORDS if after.kind == "name" else _CANNOT_START) and after.kind != "string"


def _context(parser: "Parser") -> Node:
    """{ }: each entry sees those before it."""
    parser.advance()
    outer, parser.names = parser.names, Names((), parser.names)
    entries: list[tuple[str, Node]] = []
    while not parser.is_symbol("}"):
        key = parser.advance().text if parser.token.kind == "string" else parser.declared_name(":")
        parser.expect(":")
        entries.append((key, parser.expression()))
        parser.names.add(key)
        parser.members.add(key)
        if not parser.accept(","):
            break
    parser.expect("}")
    parser.names = outer
    return ContextLiteral(tuple(entries))


def parse_function(parser: "Parser") -> Node:
    """function(a, b: number) body; one written in another language (`external`) cannot be run and is null."""
    parser.expect("function")
    parser.expect("(")
    parameters: list[tuple[str, Type | None]] = []
    while not parser.is_symbol(")"):
        name = parser.declared_name(":", ",", ")")
        parameters.append((name, parse_type(parser) if parser.accept(":") else None))
        if not parser.accept(","):
            break
    parser.expect(")")
    outer, parser.names = parser.names, Names((name for name, _ in parameters), parser.names)
    is_external = parser.is_word("external") and parser.ahead().text == "{"
    if is_external:
        parser.advance()
    body = parser.expression()
    parser.names = outer
    return Constant(None) if is_external else FunctionLiteral(tuple(parameters), body)
