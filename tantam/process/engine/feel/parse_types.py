"""Types as written after `instance of` and in the parameters of functions."""

from .cursor import Cursor
from .scope import Names
from .types import NAMED_TYPES, ContextOf, FunctionOf, ListOf, RangeOf, Type

_STANDARD = Names(NAMED_TYPES)


def parse_type(cursor: Cursor) -> Type:
    """The type that begins at the cursor. FeelError `bad_type` for a name that is none."""
    cursor.deeper()
    kind = _parametric(cursor)
    if kind is None:
        kind = _named(cursor)
    cursor.depth -= 1
    return kind


def _parametric(cursor: Cursor) -> Type | None:
    if cursor.ahead().text != "<" or cursor.token.kind != "name":
        return None
    word = cursor.token.text
    if word in ("list", "range"):
        item = _bracketed_one(cursor)
        return ListOf(item) if word == "list" else RangeOf(item)
    if word == "context":
        return _context(cursor)
    return _function(cursor) if word == "function" else None


def _bracketed_one(cursor: Cursor) -> Type:
    cursor.at += 2
    item = parse_type(cursor)
    cursor.expect(">")
    return item


def _context(cursor: Cursor) -> Type:
    cursor.at += 2
    fields: list[tuple[str, Type]] = []
    while not cursor.is_symbol(">"):
        name = cursor.declared_name(":")
        cursor.expect(":")
        fields.append((name, parse_type(cursor)))
        if not cursor.accept(","):
            break
    cursor.expect(">")
    return ContextOf(tuple(fields))


def _function(cursor: Cursor) -> Type:
    cursor.at += 2
    parameters: list[Type] = []
    while not cursor.is_symbol(">"):
        parameters.append(parse_type(cursor))
        if not cursor.accept(","):
            break
    cursor.expect(">")
    cursor.expect("->")
    return FunctionOf(tuple(parameters), parse_type(cursor))


def _named(cursor: Cursor) -> Type:
    """A standard name, or a custom one, perhaps with dots for an imported one."""
    found = Names(cursor.types, _STANDARD).longest(cursor.tokens, cursor.at)
    if found is None:
        raise cursor.error("bad_type", found=cursor.token.text)
    cursor.at += found[1]
    own = cursor.types.get(found[0])
    return own if own is not None else NAMED_TYPES[found[0]]
