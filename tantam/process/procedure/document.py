"""A document as its writers take it: blocks one after the other, with plain text in them and nothing to interpret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Paper: TypeAlias = Literal["a4", "a3"]
Tone = Literal["plain", "muted", "quote", "strong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` from 1. It stays on the page of what follows it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph. Line breaks in `text` are kept. A quote is said word for word; `label` stands before it."""

    text: str
    tone: Tone = "plain"
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; with `is_ticked` each item has a box to tick. `label` stands before it."""

    items: tuple[str, ...]
    is_ticked: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `widths` are shares of the line. Without `heads` the first column names what the second says."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    heads: tuple[str, ...] = ()
    caption: str = ""
    is_centred: bool = False  # all columns but the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a picture on a page of its own, in the picture's units; `band` is how much of the left edge of the
    picture (the names of the lanes) is repeated beside it; `paper` is the sheet, across. `beside` says at its edges
    (left, right, above, below) where the drawing goes on; "" where it ends there."""

    left: float
    top: float
    width: float
    height: float
    band: float = 0
    caption: str = ""
    paper: Paper = "a4"
    beside: tuple[str, str, str, str] = ("", "", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing (SVG with its colours inside, `width` × `height` in its units) on pages across, a page for each part;
    `heading` stands on the first of them.

    `left` and `top` are where the picture's own coordinates begin; `alt` says it to those who do not see it.
    """

    heading: str
    svg: str
    left: float
    top: float
    width: float
    height: float
    parts: tuple[Part, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Places to sign on the cover, side by side: what who signs did; `lines` name what is filled in by hand below."""

    heading: str
    roles: tuple[str, ...]
    hint: str
    lines: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole: its cover (what it is, who signs, and under `contents` its chapters) and its blocks. `page` has places
    for {page} and {pages}."""

    language: str
    business: str
    kind: str
    title: str
    code: str
    edition: str
    page: str
    notice: str = ""  # that it is not in force, said on every page
    facts: Table
    signing: Signatures
    contents: str
    blocks: tuple[Block, ...]
    file_name: str
    author: str = ""
