"""A document whose texts any file can hold, and which is not too long."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tantam.process.procedure.cleaning import LONGEST_WORD, clean, clean_line
from tantam.process.procedure.document import Block, Bullets, Document, Heading, Paragraph, Picture, Table
from tantam.process.procedure.limits import MOST_LETTERS, TooLarge

_CELL = 2_000
_LETTERS_A_LINE = 96  # of wide letters, in the size of tables, less the space between columns
_LEAST_WORD = 5


def held(document: Document) -> Document:
    """The same with clean texts. Raises TooLarge where they are longer than anybody reads."""
    blocks = tuple(map(_block, document.blocks))
    letters = sum(map(_letters, blocks))
    if letters > MOST_LETTERS:
        raise TooLarge("letters", count=letters, most=MOST_LETTERS)
    return replace(
        document,
        blocks=blocks,
        facts=_table(document.facts),
        business=clean_line(document.business),
        title=clean_line(document.title),
        code=clean_line(document.code),
        edition=clean_line(document.edition),
        notice=clean_line(document.notice),
        author=clean_line(document.author),
    )


def _block(block: Block) -> Block:
    match block:
        case Heading():
            return replace(block, text=clean_line(block.text))
        case Paragraph():
            return replace(block, text=clean(block.text))
        case Bullets():
            return replace(block, items=tuple(map(partial(clean, most=_CELL), block.items)))
        case Table():
            return _table(block)
        case Picture():
            return replace(block, alt=clean_line(block.alt), heading=clean_line(block.heading))


def _table(table: Table) -> Table:
    cells = [partial(clean, most=_CELL, word=word) for word in _words(table.widths)]
    rows = tuple(tuple(cell(text) for cell, text in zip(cells, row, strict=False)) for row in table.rows)
    heads = tuple(cell(text) for cell, text in zip(cells, table.heads, strict=False))
    return replace(table, rows=rows, heads=heads, caption=clean(table.caption))


def _words(widths: tuple[int, ...]) -> list[int]:
    """How many letters of one word each column holds."""
    return [max(_LEAST_WORD, min(LONGEST_WORD, int(_LETTERS_A_LINE * width / sum(widths)))) for width in widths]


def _letters(block: Block) -> int:
    match block:
        case Heading() | Paragraph():
            return len(block.text)
        case Bullets():
            return sum(map(len, block.items))
        case Table():
            return sum(len(cell) for row in block.rows for cell in row)
    return 0
