"""XML bytes → a tree of elements with line numbers, refusing everything a diagram does not need.

Built on expat directly: no document type, no entities, no external reference is ever followed, and size, depth and
number of elements are bounded while reading, so that a hostile file costs no more than its limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from tantam.process.engine.problem import Unreadable, problem

_SEPARATOR = " "
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold: bytes, levels of nesting, XML elements."""

    size: int = 10 * 1024 * 1024
    depth: int = 100
    elements: int = 400_000


DEFAULT_LIMITS = Limits()
#: What expat says, in Vietnamese.
_REASONS: dict[str | None, str] = {
    "syntax error": "nội dung không phải XML",
    "no element found": "tệp bị cắt ngang, thiếu phần cuối",
    "not well-formed (invalid token)": "có ký tự sai chỗ hoặc tệp không phải văn bản",
    "unclosed token": "có thẻ chưa được đóng",
    "partial character": "có ký tự bị cắt",
    "mismatched tag": "thẻ mở và thẻ đóng không khớp",
    "duplicate attribute": "một thuộc tính ghi hai lần",
    "junk after document element": "còn nội dung sau phần tử cuối",
    "undefined entity": "dùng thực thể không được khai báo",
    "unbound prefix": "dùng tiền tố không được khai báo",
    "unknown encoding": "không biết bảng mã",
    "encoding specified in XML declaration is incorrect": "bảng mã khai báo không đúng",
    "XML or text declaration not at start of entity": "dòng khai báo XML không ở đầu tệp",
    "unclosed CDATA section": "đoạn CDATA chưa được đóng",
}


@dataclass(slots=True)
class Element:
    """One XML element: namespace and local name, attributes ("local" or "{namespace}local"), text, children, line."""

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters directly inside, children's left out."""
        return "".join(self.pieces)

    def get(self, name: str, default: str = "") -> str:
        """An attribute by local name, or by "{namespace}local"."""
        return self.attributes.get(name, default)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


class _Builder:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_entity
        self.parser.ExternalEntityRefHandler = self.refuse_reference

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if self.count > self.limits.elements:
            raise Unreadable(problem("file_too_many_elements", line=line, limit=self.limits.elements))
        if len(self.stack) >= self.limits.depth:
            raise Unreadable(problem("file_too_deep", line=line, limit=self.limits.depth))
        namespace, _, name = tag.rpartition(_SEPARATOR)
        element = Element(namespace, name, {_attribute(key): value for key, value in attributes.items()}, line)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, _tag: str) -> None:
        self.stack.pop()

    def characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1].pieces.append(text)

    def refuse_doctype(self, *_: object) -> None:
        raise Unreadable(problem("file_has_doctype", line=self.parser.CurrentLineNumber))

    def refuse_entity(self, *_: object) -> None:
        raise Unreadable(problem("file_has_entity", line=self.parser.CurrentLineNumber))

    def refuse_reference(self, *_: object) -> int:
        raise Unreadable(problem("file_has_external_reference", line=self.parser.CurrentLineNumber))


def _attribute(key: str) -> str:
    namespace, _, name = key.rpartition(_SEPARATOR)
    return f"{{{namespace}}}{name}" if namespace else name


def parse(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Element:
    """The root element of `data`; raises Unreadable for anything broken, hostile or above `limits`."""
    if len(data) > limits.size:
        raise Unreadable(problem("file_too_large", size=len(data), limit=limits.size))
    if not data.strip():
        raise Unreadable(problem("file_empty"))
    builder = _Builder(limits)
    try:
        for start in range(0, len(data), _CHUNK):
            builder.parser.Parse(data[start : start + _CHUNK], False)
        builder.parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        why = _REASONS.get(reason, reason)
        raise Unreadable(problem("file_not_xml", line=error.lineno, reason=reason, why=why)) from None
    except (ValueError, LookupError) as error:  # an encoding Python does not know, or one of several bytes
        raise Unreadable(problem("file_not_xml", line=1, reason=error, why="không đọc được bảng mã")) from None
    if builder.root is None:
        raise Unreadable(problem("file_empty"))
    return builder.root
