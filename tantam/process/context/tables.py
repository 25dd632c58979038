"""A step's decision table in the reader's words, with the formulas behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tantam.process.context.reader import language, said
from tantam.process.engine.diagram import Node
from tantam.process.engine.dmn.sheet import Column, Sheet, SheetRow, read_sheet
from tantam.process.engine.dmn.speaking import Speaker
from tantam.process.values.meanings import meaning_of

_POLICIES: dict[str, str | Promise] = {
    "FIRST": _("The first row that matches decides."),
    "UNIQUE": _("Exactly one row may match; it decides."),
    "ANY": _("All rows that match must say the same."),
    "PRIORITY": _("Of the rows that match, the most important result counts."),
    "RULE ORDER": _("All rows that match count, in their order."),
    "OUTPUT ORDER": _("All rows that match count, the most important result first."),
    "COLLECT": _("All rows that match count."),
    "COLLECT SUM": _("The results of all rows that match are added up."),
    "COLLECT MIN": _("The smallest result of the rows that match counts."),
    "COLLECT MAX": _("The largest result of the rows that match counts."),
    "COLLECT COUNT": _("What counts is how many rows match."),
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell in words, and as it is stored; `is_open` where it says nothing (anything is right, no result)."""

    words: str
    formula: str
    is_formula: bool
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A rule as words."""

    number: int
    note: str
    conditions: Sequence[Cell]
    results: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class TableView:
    """A decision table as a page shows it."""

    policy: str
    conditions: Sequence[str]
    results: Sequence[str]
    asked: Sequence[str]
    given: Sequence[str]
    rows: Sequence[TableRow]
    has_notes: bool


def table_of(node: Node) -> TableView | None:
    """The table of a step that decides; None for other steps, and for decisions that are more than one table."""
    return table_in(node.care.decision.xml) if node.care.decision else None


def table_in(xml: str) -> TableView | None:
    """The one table of a decision file in the reader's words."""
    sheet = read_sheet(xml)
    if sheet is None:
        return None
    rows = _rows(sheet)
    return TableView(
        policy=str(_POLICIES.get(sheet.policy, "")),
        conditions=[label_of(column) for column in sheet.inputs],
        results=[label_of(column) for column in sheet.outputs],
        asked=[column.name for column in sheet.inputs],
        given=[column.name for column in sheet.outputs],
        rows=rows,
        has_notes=any(row.note for row in rows),
    )


def spoken(xml: str) -> dict[str, object]:
    """What the studio shows over the cells while nobody types in them, "inputs.1.2" for the first condition of the
    second row, and what the keys of each column are called, "outputs.1" for the first result."""
    sheet = read_sheet(xml)
    view = table_in(xml)
    if sheet is None or view is None:
        return {"words": {}, "names": {}}
    sides = {"inputs": sheet.inputs, "outputs": sheet.outputs}
    return {
        "words": {
            f"{side}.{column}.{row.number}": cell.words or (gettext("anything") if side == "inputs" else "–")
            for row in view.rows
            for side, cells in (("inputs", row.conditions), ("outputs", row.results))
            for column, cell in enumerate(cells, start=1)
            if not cell.is_formula
        },
        "names": {
            f"{side}.{number}": dict(names_in(column))
            for side, columns in sides.items()
            for number, column in enumerate(columns, start=1)
        },
    }


def note_of(xml: str, number: int) -> str | None:
    """What a rule is called in the reader's language, None where there is no such rule."""
    sheet = read_sheet(xml)
    return said(sheet.rows[number - 1].notes) if sheet is not None and 0 < number <= len(sheet.rows) else None


def label_of(column: Column) -> str:
    """What a column is called: as its author wrote it in the reader's language, else what its name means, else as
    written in any language."""
    written = column.labels.in_language(language())
    meaning = meaning_of(column.name)
    return written or (str(meaning.label) if meaning else "") or said(column.labels) or column.name


def names_in(column: Column) -> Mapping[str, str]:
    """What the keys in a column are called: as its author named them, else what its name means."""
    meaning = meaning_of(column.name)
    meant = meaning.values() if meaning is not None and meaning.values is not None else {}
    return {**meant, **column.options(language())}


def _rows(sheet: Sheet) -> list[TableRow]:
    askers = [Speaker(language(), names_in(column)) for column in sheet.inputs]
    givers = [Speaker(language(), names_in(column)) for column in sheet.outputs]
    return [_row(row, askers, givers) for row in sheet.rows]


def _row(row: SheetRow, askers: Sequence[Speaker], givers: Sequence[Speaker]) -> TableRow:
    return TableRow(
        number=row.number,
        note=said(row.notes),
        conditions=[_condition(one, text) for one, text in zip(askers, row.conditions, strict=False)],
        results=[_cell(one.result(text), text) for one, text in zip(givers, row.results, strict=False)],
    )


def _condition(speaker: Speaker, text: str) -> Cell:
    return _cell("" if text in ("", "-") else speaker.condition(text), text)


def _cell(words: str | None, formula: str) -> Cell:
    return Cell(
        words=formula if words is None else words, formula=formula, is_formula=words is None, is_open=words == ""
    )
