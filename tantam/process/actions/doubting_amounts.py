"""Conditions of decision tables on amounts that cannot match: texts beside a number, decimals of đồng."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from tantam.process.engine.diagram import Diagram
from tantam.process.engine.dmn.sheet import Sheet, read_sheet
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.stray import names_set
from tantam.process.values.meanings import known_meanings

_NUMBERS: Final = frozenset(("number", "money"))
_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
#: What stands beside texts that are compared as they are; a name would be a function that takes them.
_PLAIN: Final = re.compile(r"(?:[\s,<>=!()\[\].\d-]|\bnot\b)*")
_WORDS: Final = re.compile(r"[^\W\d]\w*(?: \w+)*")
_DECIMAL: Final = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")


def amount_doubts(diagram: Diagram) -> Iterator[Problem]:
    """Warnings about the conditions of every table, on the step that holds it."""
    kinds, names = _kinds(diagram), names_set(diagram) | set(known_meanings()) | {"null"}
    for node in diagram.nodes:
        sheet = read_sheet(node.care.decision.xml) if node.care.decision is not None else None
        for asked, column, row, text in _conditions(sheet) if sheet is not None else ():
            code, found = _odd(text, kind=kinds.get(asked, ""), names=names)
            if code:
                yield problem(
                    code,
                    element=node.id,
                    line=node.line,
                    severity="warning",
                    name=node.name or node.id,
                    asked=asked,
                    found=found[:80],
                    row=row,
                    column=column,
                )


def _conditions(sheet: Sheet) -> Iterator[tuple[str, int, int, str]]:
    """Every condition with what its column asks, and the numbers of its column and its row."""
    for row in sheet.rows:
        for number, (column, text) in enumerate(zip(sheet.inputs, row.conditions, strict=False), start=1):
            yield column.name, number, row.number, text


def _kinds(diagram: Diagram) -> dict[str, str]:
    """What kind of value each name has, where a form or a meaning says so; "" where two forms disagree."""
    found: dict[str, str] = {}
    for node in diagram.nodes:
        for field in node.care.form:
            found[field.key] = field.kind if found.get(field.key, field.kind) == field.kind else ""
    return {**{name: meaning.kind for name, meaning in known_meanings().items()}, **found}


def _odd(text: str, *, kind: str, names: Collection[str]) -> tuple[str, str]:
    """What is odd about a condition on an amount, and the part of it; "" where nothing is."""
    if kind not in _NUMBERS:
        return "", ""
    rest, texts = _TEXT.sub("", text), _TEXT.findall(text)
    if texts:
        return ("text_for_amount", texts[0]) if _PLAIN.fullmatch(rest) else ("", "")
    if _WORDS.fullmatch(text) and text not in names:
        return "text_for_amount", text
    decimal = _DECIMAL.search(text) if kind == "money" else None
    return ("parts_of_money", decimal.group()) if decimal else ("", "")
