"""Interchange: every `*.bpmn` of the folder is read by the engine, written, read again, and nothing may be missing.

What was written is compared with the file by readers that are not ours: a walk over both trees (every element,
attribute, text and declared prefix) and the canonical form of XML (C14N 2.0, comments included). Then the engine's own
view must be complete (everything drawn stands in the diagram), the same before and after, and its check must name what
does not run instead of failing.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, canonicalize

from defusedxml.ElementTree import iterparse

from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.markup import rewritten
from tantam.process.engine.problem import Unreadable

from .verdict import Verdict

_DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def run(folder: Path) -> Verdict:
    """Every model below the folder; one passes if nothing is lost and the engine's view of it is whole."""
    found = [(str(path.relative_to(folder)), _losses(path.read_bytes())) for path in sorted(_models(folder))]
    failed = [name for name, lost in found if lost]
    return Verdict(
        set="miwg",
        passed=len(found) - len(failed),
        total=len(found),
        failed=failed,
        notes=tuple(f"{name}: {line}" for name, lost in found for line in lost[:10]),
    )


def _models(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() == ".bpmn" and path.is_file())


def _losses(data: bytes) -> list[str]:
    try:
        return list(losses(data))
    except Exception as error:
        return [repr(error)]


def losses(data: bytes) -> Iterator[str]:
    """What a file loses when it is read, written and read again; one line each."""
    try:
        diagram, again = read(data), rewritten(data).encode()
        yield from _differences(data, again)
        if _plain(diagram) != _plain(read(again)):
            yield "the diagram differs after writing"
        yield from _undrawn(data, diagram)
        for found in check(diagram):
            if not (found.message_vi and found.message_en):
                yield f"a finding without words: {found.code}"
    except Unreadable as error:
        yield f"line {error.problem.line}: {error.problem.message_en}"


def _differences(data: bytes, again: bytes) -> Iterator[str]:
    first, first_names = _tree(data)
    second, second_names = _tree(again)
    if first_names != second_names:
        yield "declared namespaces differ"
    yield from _compared(first, second)
    if canonicalize(from_file=BytesIO(data), with_comments=True) != canonicalize(
        from_file=BytesIO(again), with_comments=True
    ):
        yield "the canonical form differs"


def _tree(data: bytes) -> tuple[Element, list[tuple[str, str]]]:
    """The tree as the standard library reads it, and the prefixes declared on the way."""
    parser: Any = iterparse(BytesIO(data), events=("start-ns",))
    declared = [found for _, found in parser]
    return parser.root, declared


def _compared(first: Element, second: Element) -> Iterator[str]:
    waiting = [(first, second, first.tag)]
    while waiting:
        one, other, place = waiting.pop()
        if (one.tag, one.attrib, one.text, one.tail) != (other.tag, other.attrib, other.text, other.tail):
            yield f"{place}: name, attributes or text differ"
        if len(one) != len(other):
            yield f"{place}: {len(one)} elements inside, {len(other)} after writing"
        waiting.extend((a, b, f"{place}/{a.tag}") for a, b in zip(one, other, strict=False))


def _undrawn(data: bytes, diagram: Diagram) -> Iterator[str]:
    """Shapes and lines of the file that the engine's view lacks."""
    root, _ = _tree(data)
    drawn = {"BPMNShape": len(diagram.shapes), "BPMNEdge": len(diagram.edges)}
    for tag, count in drawn.items():
        wanted = sum(1 for _ in root.iter(_DI + tag))
        if wanted != count:
            yield f"{wanted} {tag} in the file, {count} in the diagram"


def _plain(value: Any) -> object:
    """A part of a diagram as plain data, without the lines it stood on."""
    if is_dataclass(value):
        kept = (field for field in fields(value) if field.name != "line" and field.compare)
        return (type(value).__name__, *(_plain(getattr(value, field.name)) for field in kept))
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
