"""What may follow an expression: .name, [filter], (arguments)."""

from typing import TYPE_CHECKING, Final

from .limits import MAX_DEPTH
from .nodes import Call, Filter, Node, Path, Tests
from .parse_primary import closes_interval
from .scope import Names

if TYPE_CHECKING:
    from .parser import Parser

_IN_NAMES: Final = frozenset(("'", "-", "+", "*", "**", "/", "."))  # what may stand between the words of a name


def parse_postfix(parser: "Parser", node: Node) -> Node:
    """The expression with all dots, filters and calls that follow it."""
    links = 0
    while not isinstance(node, Tests):
        longer = _longer(parser, node)
        if longer is None:
            break
        node = longer
        links += 1
        if links > MAX_DEPTH:
            raise parser.error("too_deep")
    return node


def _longer(parser: "Parser", node: Node) -> Node | None:
    if parser.accept("."):
        return Path(node, parser.read_name(parser.members))
    if parser.is_symbol("[") and not closes_interval(parser):
        return _filter(parser, node)
    if parser.accept("("):
        return _call(parser, node)
    return None


def _filter(parser: "Parser", node: Node) -> Node:
    """Inside a filter the names of the items' entries are known too."""
    parser.advance()
    outer = parser.names
    if not parser.is_filtering:
        parser.names = Names(("item",), parser.names, parser.members)
    was_filtering, parser.is_filtering = parser.is_filtering, True
    depth, parser.interval_depth = parser.interval_depth, 0
    condition = parser.expression()
    parser.interval_depth = depth
    parser.expect("]")
    parser.names, parser.is_filtering = outer, was_filtering
    return Filter(node, condition)


def _call(parser: "Parser", callee: Node) -> Node:
    names: list[str] = []
    arguments: list[Node] = []
    depth, parser.interval_depth = parser.interval_depth, 0
    while not parser.is_symbol(")"):
        name = _argument_name(parser)
        if name is not None:
            names.append(name)
        arguments.append(parser.expression())
        if names and len(names) != len(arguments):
            raise parser.error("mixed_arguments")
        if not parser.accept(","):
            break
    parser.interval_depth = depth
    parser.expect(")")
    return Call(callee, tuple(arguments), tuple(names) if names else None)


def _argument_name(parser: "Parser") -> str | None:
    """The name before a colon, if the argument has one."""
    if parser.token.kind == "string" and parser.ahead().text == ":":
        name = parser.advance().text
        parser.expect(":")
        return name
    count = 0
    while parser.ahead(count).kind in ("name", "number") or parser.ahead(count).text in _IN_NAMES:
        if parser.ahead(count).kind == "string":
            return None
        count += 1
    if not count or parser.ahead(count).text != ":" or parser.ahead(count).kind != "symbol":
        return None
    name = parser.take_text(count)
    parser.expect(":")
    return name
