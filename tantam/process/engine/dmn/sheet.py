"""A decision table as people read it: columns with names, rows with a note; the cells as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tantam.process.engine.diagram import Texts

from .problems import DmnError
from .xml import Element, read_xml

_OURS = "urn:tantam:bpmn:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`name` is what it asks (an expression) or the result it gives; `labels` what it is called, Vietnamese first;
    `option_labels` what values that stand in its cells are called in other languages."""

    name: str
    labels: Texts
    option_labels: tuple[tuple[str, Texts], ...] = ()

    def options(self, language: str) -> dict[str, str]:
        """What its values are called in `language`; those that have no name there are left out."""
        found = ((key, texts.in_language(language)) for key, texts in self.option_labels)
        return {key: words for key, words in found if words}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A rule, its number from 1, what somebody noted about it, and its cells as formulas."""

    number: int
    notes: Texts
    conditions: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One decision table."""

    policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(xml: str) -> Sheet | None:
    """The one table of a decision file; None where it cannot be read, or is anything but one table."""
    try:
        tables = list(_tables(read_xml(xml.strip())))
    except DmnError:
        return None
    if len(tables) != 1:
        return None
    (table,) = tables
    return Sheet(
        policy=" ".join(filter(None, ((table.get("hitPolicy") or "UNIQUE").upper(), table.get("aggregation").upper()))),
        inputs=tuple(_input(column) for column in table.all("input")),
        outputs=tuple(_column(one, one.get("name")) for one in table.all("output")),
        rows=tuple(_row(rule, number) for number, rule in enumerate(table.all("rule"), start=1)),
    )


def _tables(element: Element) -> Iterator[Element]:
    if element.tag == "decisionTable":
        yield element
    for child in element.children:
        yield from _tables(child)


def _input(element: Element) -> Column:
    asked = element.first("inputExpression")
    name = (asked.child_text("text") or "").strip() if asked is not None else ""
    return _column(element, name)


def _column(element: Element, name: str) -> Column:
    named = ((one.get("key"), Texts(_labels(one))) for one in _ours(element, "option"))
    return Column(name=name, labels=_texts(element, element.get("label")), option_labels=tuple(named))


def _row(rule: Element, number: int) -> SheetRow:
    return SheetRow(
        number=number,
        notes=_texts(rule, (rule.child_text("description") or "").strip()),
        conditions=_cells(rule, "inputEntry"),
        results=_cells(rule, "outputEntry"),
    )


def _cells(rule: Element, tag: str) -> tuple[str, ...]:
    return tuple((cell.child_text("text") or "").strip() for cell in rule.all(tag))


def _texts(element: Element, default: str) -> Texts:
    """The standard has one name; ours in other languages stand beside it, as on a diagram."""
    held = element.first("extensionElements")
    others = _labels(held) if held is not None else ()
    return Texts((("vi", default), *others) if default else others)


def _ours(element: Element, tag: str) -> Iterator[Element]:
    held = element.first("extensionElements")
    yield from (one for one in held.all(tag) if one.namespace == _OURS) if held is not None else ()


def _labels(held: Element) -> tuple[tuple[str, str], ...]:
    labels = (one for one in held.all("label") if one.namespace == _OURS)
    return tuple((one.get("lang"), one.text.strip()) for one in labels if one.text.strip())
