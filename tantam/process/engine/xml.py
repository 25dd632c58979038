"""XML bytes → a tree of elements with line numbers, refusing everything a diagram does not need.

Built on expat directly: no document type, no entities, no external reference is ever followed, and size, depth and
number of elements are bounded while reading, so that a hostile file costs no more than its limit. The tree keeps all
that was in the file (prefixes, declarations, comments, CDATA, instructions, order): `markup` can write it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from xml.parsers import expat

from tantam.process.engine.problem import Unreadable, problem

_SEPARATOR: Final = "\x1f"  # no XML file can hold it
_CHUNK: Final = 1 << 16
_NO_PREFIXES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold: bytes, levels of nesting, XML elements."""

    size: int = 10 * 1024 * 1024
    depth: int = 100
    elements: int = 400_000


DEFAULT_LIMITS: Final = Limits()
#: What expat says, for people: in Vietnamese and in English.
_REASONS: dict[str | None, tuple[str, str]] = {
    "syntax error": ("nội dung không phải XML", "its content is not XML"),
    "no element found": ("tệp bị cắt ngang, thiếu phần cuối", "it is cut off, its end is missing"),
    "not well-formed (invalid token)": (
        "có ký tự sai chỗ hoặc tệp không phải văn bản",
        "a character stands where none may, or it is no text file",
    ),
    "unclosed token": ("có thẻ chưa được đóng", "a tag is not closed"),
    "partial character": ("có ký tự bị cắt", "a character is cut in the middle"),
    "mismatched tag": ("thẻ mở và thẻ đóng không khớp", "an opening and a closing tag do not match"),
    "duplicate attribute": ("một thuộc tính ghi hai lần", "an attribute is written twice"),
    "junk after document element": ("còn nội dung sau phần tử cuối", "something stands after the last element"),
    "undefined entity": ("dùng thực thể không được khai báo", "it uses an entity that is not declared"),
    "unbound prefix": ("dùng tiền tố không được khai báo", "it uses a prefix that is not declared"),
    "unknown encoding": ("không biết bảng mã", "its encoding is not known"),
    "encoding specified in XML declaration is incorrect": (
        "bảng mã khai báo không đúng",
        "the encoding it declares is not its own",
    ),
    "XML or text declaration not at start of entity": (
        "dòng khai báo XML không ở đầu tệp",
        "the XML declaration is not at its beginning",
    ),
    "unclosed CDATA section": ("đoạn CDATA chưa được đóng", "a CDATA section is not closed"),
}


class Verbatim(str):
    """Text that stood in a CDATA section."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """`<!--text-->`"""

    text: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """`<?target text?>`"""

    target: str
    text: str


Content: TypeAlias = "str | Verbatim | Comment | Instruction | Element"


@dataclass(slots=True)
class Element:
    """One XML element: namespace and local name, attributes ("local" or "{namespace}local"), text, children, line.

    `content` holds text, comments, instructions and children in order. `prefix` is the one the name was written with,
    `declared` the namespaces declared here as (prefix, namespace), `prefixes` those of attributes that have one.
    """

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    prefix: str = ""
    declared: tuple[tuple[str, str], ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=lambda: _NO_PREFIXES)
    children: list[Element] = field(default_factory=list)
    content: list[Content] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters directly inside, joined."""
        return "".join(piece for piece in self.content if isinstance(piece, str))

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


@dataclass(slots=True)
class XmlFile:
    """A whole file: the root element, what stands before and after it, and `standalone` as declared."""

    root: Element
    before: list[Content]
    after: list[Content]
    standalone: bool | None = None


class _Builder:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.count = 0
        self.before: list[Content] = []
        self.after: list[Content] = []
        self.standalone: bool | None = None
        self.declared: list[tuple[str, str]] = []
        self.is_verbatim = False
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartCdataSectionHandler = self.start_verbatim
        self.parser.EndCdataSectionHandler = self.end_verbatim
        self.parser.CommentHandler = self.comment
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_entity
        self.parser.ExternalEntityRefHandler = self.refuse_reference

    def declaration(self, _version: str, _encoding: str | None, standalone: int) -> None:
        self.standalone = None if standalone < 0 else bool(standalone)

    def declare(self, prefix: str | None, namespace: str | None) -> None:
        self.declared.append((prefix or "", namespace or ""))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if self.count > self.limits.elements:
            raise Unreadable(problem("file_too_many_elements", line=line, limit=self.limits.elements))
        if len(self.stack) >= self.limits.depth:
            raise Unreadable(problem("file_too_deep", line=line, limit=self.limits.depth))
        element = _element(tag, attributes, line, tuple(self.declared))
        self.declared.clear()
        if self.stack:
            self.stack[-1].children.append(element)
            self.stack[-1].content.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, _tag: str) -> None:
        self.stack.pop()

    def characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1].content.append(Verbatim(text) if self.is_verbatim else text)

    def start_verbatim(self) -> None:
        self.is_verbatim = True

    def end_verbatim(self) -> None:
        self.is_verbatim = False

    def comment(self, text: str) -> None:
        self.place.append(Comment(text))

    def instruction(self, target: str, text: str) -> None:
        self.place.append(Instruction(target, text))

    @property
    def place(self) -> list[Content]:
        """Where what is no element goes."""
        if self.stack:
            return self.stack[-1].content
        return self.before if self.root is None else self.after

    def refuse_doctype(self, *_: object) -> None:
        raise Unreadable(problem("file_has_doctype", line=self.parser.CurrentLineNumber))

    def refuse_entity(self, *_: object) -> None:
        raise Unreadable(problem("file_has_entity", line=self.parser.CurrentLineNumber))

    def refuse_reference(self, *_: object) -> int:
        raise Unreadable(problem("file_has_external_reference", line=self.parser.CurrentLineNumber))


def _element(tag: str, attributes: dict[str, str], line: int, declared: tuple[tuple[str, str], ...]) -> Element:
    namespace, name, prefix = _parts(tag)
    if not any(_SEPARATOR in key for key in attributes):
        return Element(namespace, name, attributes, line, prefix, declared)
    found: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for key, value in attributes.items():
        space, local, written = _parts(key)
        whole = f"{{{space}}}{local}" if space else local
        found[whole] = value
        if space:
            prefixes[whole] = written
    return Element(namespace, name, found, line, prefix, declared, prefixes)


def _parts(written: str) -> tuple[str, str, str]:
    """(namespace, local name, prefix) of a name as expat gives it."""
    parts = written.split(_SEPARATOR)
    if len(parts) == 1:
        return "", written, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def parse(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Element:
    """The root element of `data`; raises Unreadable for anything broken, hostile or above `limits`."""
    return parse_file(data, limits=limits).root


def parse_file(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> XmlFile:
    """All that is in `data`; raises Unreadable as `parse` does."""
    if len(data) > limits.size:
        raise Unreadable(problem("file_too_large", limit=f"{limits.size / 1_048_576:g}"))
    if not data.strip():
        raise Unreadable(problem("file_empty"))
    builder = _Builder(limits)
    try:
        for start in range(0, len(data), _CHUNK):
            builder.parser.Parse(data[start : start + _CHUNK], False)
        builder.parser.Parse(b"", True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        why, reason = _REASONS.get(said, (said, said))
        raise Unreadable(problem("file_not_xml", line=error.lineno, reason=reason, why=why)) from None
    except (ValueError, LookupError):  # an encoding Python does not know, or one of several bytes
        raise Unreadable(
            problem("file_not_xml", line=1, reason="its encoding cannot be read", why="không đọc được bảng mã")
        ) from None
    if builder.root is None:
        raise Unreadable(problem("file_empty"))
    return XmlFile(builder.root, builder.before, builder.after, builder.standalone)
