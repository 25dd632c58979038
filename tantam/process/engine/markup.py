"""A tree read by `xml` → text: everything that was in the file, always as UTF-8.

Elements, attributes, extensions of any vendor, layout, comments and namespaces come out as they were read; only how
they were typed may differ (quotation marks, blanks between attributes, `<a></a>` for `<a/>`, the encoding).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tantam.process.engine.xml import Comment, Content, Element, Instruction, Verbatim, XmlFile, parse_file

_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_STANDALONE: Final = {None: "", True: ' standalone="yes"', False: ' standalone="no"'}


def rewritten(data: bytes) -> str:
    """A file, read whole and written again as text; raises Unreadable as reading does."""
    return write(parse_file(data))


def write(file: XmlFile) -> str:
    """The text of a file; encode it as UTF-8."""
    parts = [f'<?xml version="1.0" encoding="UTF-8"{_STANDALONE[file.standalone]}?>\n']
    parts += (f"{_aside(piece)}\n" for piece in file.before)
    _add(file.root, parts)
    parts.append("\n")
    parts += (f"{_aside(piece)}\n" for piece in file.after)
    return "".join(parts)


def _add(element: Element, parts: list[str]) -> None:
    name = f"{element.prefix}:{element.name}" if element.prefix else element.name
    parts += ("<", name, *_attributes(element))
    if not element.content:
        parts.append("/>")
        return
    parts.append(">")
    for piece in element.content:
        if isinstance(piece, Element):
            _add(piece, parts)
        else:
            parts.append(_aside(piece))
    parts += ("</", name, ">")


def _attributes(element: Element) -> Iterator[str]:
    for prefix, namespace in element.declared:
        name = "xmlns:" + prefix if prefix else "xmlns"
        yield f' {name}="{namespace.translate(_IN_ATTRIBUTE)}"'
    for key, value in element.attributes.items():
        name = f"{element.prefixes[key]}:{key.rpartition('}')[2]}" if key in element.prefixes else key
        yield f' {name}="{value.translate(_IN_ATTRIBUTE)}"'


def _aside(piece: Content) -> str:
    """What is no element."""
    match piece:
        case Comment(text):
            return f"<!--{text}-->"
        case Instruction(target, text):
            return f"<?{target} {text}?>" if text else f"<?{target}?>"
        case Verbatim():
            return f"<![CDATA[{piece.replace(']]>', ']]]]><![CDATA[>')}]]>"
        case str():
            return piece.translate(_IN_TEXT)
        case _:
            return ""
