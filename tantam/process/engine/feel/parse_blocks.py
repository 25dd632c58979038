"""The expressions that begin with a word: if, for, some, every, function."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .nodes import For, If, Iterator, Node, Quantified
from .parse_primary import parse_function
from .scope import Names

if TYPE_CHECKING:
    from .parser import Parser


def _if(parser: "Parser") -> Node:
    """else-ifs are read in a loop, so that a long ladder is not deep."""
    branches: list[tuple[Node, Node]] = []
    while parser.accept_word("if"):
        condition = parser.expression()
        parser.expect("then")
        branches.append((condition, parser.expression()))
        parser.expect("else")
    return If(tuple(branches), parser.expression())


def _for(parser: "Parser") -> Node:
    parser.expect("for")
    outer = parser.names
    iterators = _iterators(parser)
    parser.expect("return")
    parser.names.add("partial")
    body = parser.expression()
    parser.names = outer
    return For(iterators, body)


def _quantified(parser: "Parser") -> Node:
    kind = parser.advance().text
    outer = parser.names
    iterators = _iterators(parser)
    parser.expect("satisfies")
    condition = parser.expression()
    parser.names = outer
    return Quantified(kind, iterators, condition)


def _iterators(parser: "Parser") -> tuple[Iterator, ...]:
    """x in list, y in 1..n: each sees those before it. The names stay in scope; the caller takes them out."""
    parser.names = Names((), parser.names)
    found: list[Iterator] = []
    while True:
        name = parser.declared_name("in")
        parser.expect("in")
        source = parser.expression()
        until = parser.expression() if parser.accept("..") else None
        found.append(Iterator(name, source, until))
        parser.names.add(name)
        if not parser.accept(","):
            return tuple(found)


BLOCKS: Final[dict[str, Callable[["Parser"], Node]]] = {
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": parse_function,
}
