"""Filters: what a list is narrowed to, as a value that is stored, written in words and asked of the database.

A filter is a tree of tests. Each test names a field by its key and values by theirs, so that a stored filter means the
same in every language and whatever things are called later. `filter_text` reads and writes it as people type it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything
from typing import Literal, get_args

MOST_TESTS = 50
MOST_DEPTH = 5
MOST_LETTERS = 2_000
MOST_VALUES = 50

#: `is`: one of the values; `has`: these words are said; `phrase`: said so, one word after the other; else of instants.
Op = Literal["is", "has", "phrase", "<", "<=", ">", ">=", "between"]
Kind = Literal["choice", "text", "moment"]


class NotAFilter(ValueError):
    """What was given is no filter; the message names the place in it."""


@dataclass(frozen=True)
class Test:
    """One condition on one field."""

    __test__ = False  # for pytest, which looks for tests by name

    field: str
    op: Op
    values: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """All of the parts hold; without parts everything is meant."""

    parts: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Any:
    """At least one of the parts holds."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Filter


Filter = Test | All | Any | Not
EVERYTHING = All()


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value of a field with its names by language, how it is written first."""

    value: str
    names: Mapping[str, Sequence[str]]
    is_gone: bool = False

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["vi"])[0]


@dataclass(frozen=True, kw_only=True)
class Word:
    """A field as filters speak of it. `options` is asked only when a value of it is read or written; what one typed may
    be called by several. `is_ahead`: a bare stretch of time lies before us (due), not behind us."""

    key: str
    kind: Kind
    names: Mapping[str, Sequence[str]]
    options: Callable[[], Sequence[Option]] = tuple
    is_ahead: bool = False

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["vi"])[0]


def parts_of(given: Filter) -> tuple[Filter, ...]:
    """What all has to hold: the parts of an `All`, else the filter itself."""
    return given.parts if isinstance(given, All) else (given,)


def both(first: Filter, second: Filter) -> Filter:
    """What holds where both hold, without a bracket more than needed."""
    parts = (*parts_of(first), *parts_of(second))
    return parts[0] if len(parts) == 1 else All(parts)


def each_test(given: Filter) -> Iterator[Test]:
    """Each test, wherever it stands."""
    if isinstance(given, Test):
        yield given
    elif isinstance(given, Not):
        yield from each_test(given.part)
    else:
        for part in given.parts:
            yield from each_test(part)


def narrowed(base: Filter, by: Filter) -> Filter:
    """`base` narrowed to `by`: what `by` says of a field in its own right goes before what `base` says of it."""
    said = {part.field for part in map(_bare, parts_of(by)) if part is not None}
    kept = tuple(part for part in parts_of(base) if (bare := _bare(part)) is None or bare.field not in said)
    return both(All(kept), by)


def _bare(part: Filter) -> Test | None:
    part = part.part if isinstance(part, Not) else part
    return part if isinstance(part, Test) and part.field != "text" else None


def to_json(given: Filter) -> dict[str, Anything]:
    """The filter as it is stored."""
    if isinstance(given, Test):
        return {"field": given.field, "op": given.op, "values": list(given.values)}
    if isinstance(given, Not):
        return {"not": to_json(given.part)}
    return {"all" if isinstance(given, All) else "any": [to_json(part) for part in given.parts]}


def from_json(given: object) -> Filter:
    """The stored filter. Raises NotAFilter, naming the place."""
    read = _read(given, "filter", depth=0)
    if sum(1 for _ in each_test(read)) > MOST_TESTS:
        raise NotAFilter(f"filter: more than {MOST_TESTS} tests")
    return read


def _read(given: object, place: str, *, depth: int) -> Filter:
    if not isinstance(given, Mapping):
        raise NotAFilter(f"{place}: not an object")
    if depth > MOST_DEPTH:
        raise NotAFilter(f"{place}: nested deeper than {MOST_DEPTH}")
    if "not" in given:
        return Not(_read(given["not"], f"{place}.not", depth=depth + 1))
    for name, kind in (("all", All), ("any", Any)):
        if name in given:
            parts = given[name]
            if not isinstance(parts, list):
                raise NotAFilter(f"{place}.{name}: not a list")
            read = (_read(part, f"{place}.{name}[{at}]", depth=depth + 1) for at, part in enumerate(parts))
            return kind(tuple(read))
    return _read_test(given, place)


def _read_test(given: Mapping[str, object], place: str) -> Test:
    field, op, values = given.get("field"), given.get("op"), given.get("values")
    if not isinstance(field, str) or not field:
        raise NotAFilter(f"{place}.field: missing")
    if op not in get_args(Op):
        raise NotAFilter(f"{place}.op: {op!r} is unknown")
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise NotAFilter(f"{place}.values: not a list of texts")
    if len(values) > MOST_VALUES or any(len(value) > MOST_LETTERS for value in values):
        raise NotAFilter(f"{place}.values: too many or too long")
    return Test(field, op, tuple(values))  # type: ignore[arg-type]
