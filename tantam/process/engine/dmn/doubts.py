"""What runs in a decision table and still cannot be meant: rows without any result, rows that never decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from .problems import DmnError, Problem, problem
from .xml import Element, read_xml

#: What a cell says when it says nothing: as a condition anything is right, as a result there is none.
_ANYTHING: Final = frozenset(("", "-"))
_NOTHING: Final = frozenset(("", "-", "null", '""'))
#: Ways of leaving columns open that are compared in one table; more than that is no table that people read.
_MOST_SHAPES: Final = 64

_Row: TypeAlias = tuple[str, ...]
_Shape: TypeAlias = tuple[int, ...]


def table_doubts(xml: str) -> list[Problem]:
    """Warnings about the rows of every table in a file, on the row; none for what is no decision file."""
    try:
        root = read_xml(xml.strip())
    except DmnError:
        return []
    return [found for table in _tables(root) for found in (*_empty(table), *_never(table))]


def _tables(element: Element) -> Iterator[Element]:
    if element.tag == "decisionTable":
        yield element
    for child in element.children:
        yield from _tables(child)


def _empty(table: Element) -> Iterator[Problem]:
    for number, rule in enumerate(table.all("rule"), start=1):
        results = _cells(rule, "outputEntry")
        if results and all(text in _NOTHING for text in results):
            yield _on_row("row_without_result", rule, number, column=1)


def _never(table: Element) -> Iterator[Problem]:
    """Rows that are certain to be right together: one says in each cell what the other says, or leaves it open."""
    policy = (table.get("hitPolicy") or "UNIQUE").upper()
    rules = table.all("rule")
    rows = [tuple("" if text in _ANYTHING else text for text in _cells(rule, "inputEntry")) for rule in rules]
    if policy == "FIRST":
        for at, other in _later_ones(rows, only_behind=True).items():
            yield _on_row("row_never_reached", rules[at], at + 1, side="inputs", column=1, other=other + 1)
    if policy == "UNIQUE":
        for at, other in _later_ones(rows, only_behind=False).items():
            yield _on_row("row_beside_another", rules[at], at + 1, side="inputs", column=1, other=other + 1)


def _later_ones(rows: Sequence[_Row], *, only_behind: bool) -> dict[int, int]:
    """For each row, the earliest one before it that is right whenever it is (or, unless `only_behind`, that it is
    right with). Rows are looked up by what they say in the columns that another one fills."""
    wide: dict[_Shape, dict[_Row, int]] = {}
    for at, row in enumerate(rows):
        shape = tuple(column for column, text in enumerate(row) if text)
        if shape in wide or len(wide) < _MOST_SHAPES:
            wide.setdefault(shape, {}).setdefault(tuple(row[column] for column in shape), at)
    found: dict[int, int] = {}
    for at, row in enumerate(rows):
        for shape, said in wide.items():
            other = said.get(tuple(row[column] for column in shape if column < len(row)), at)
            if other < at or (other > at and not only_behind):
                first, later = sorted((other, at))
                found[later] = min(first, found.get(later, first))
    return dict(sorted(found.items()))


def _cells(rule: Element, tag: str) -> list[str]:
    return [(cell.child_text("text") or "").strip() for cell in rule.all(tag)]


def _on_row(
    code: str, rule: Element, number: int, *, column: int, side: str = "outputs", **parameters: object
) -> Problem:
    found = problem(code, element_id=rule.id, line=rule.line, **parameters)
    return Problem(
        found.code, found.element_id, found.line, found.message_vi, found.message_en,
        side=side, column=column, rule=number, severity="warning",
    )  # fmt: skip
