"""XML → elements with their lines, refusing everything that could harm: DOCTYPE, entities, depth, size."""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from .problems import DmnError, problem

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 120
MAX_ELEMENTS: Final = 100_000
_SEPARATOR: Final = " "


@dataclass(slots=True)
class Element:
    """`tag` and attribute names are without namespace; `text` is all text directly inside."""

    tag: str
    namespace: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def all(self, *tags: str) -> list["Element"]:
        """The children with one of these tags."""
        return [child for child in self.children if child.tag in tags]

    def first(self, *tags: str) -> "Element | None":
        return next((child for child in self.children if child.tag in tags), None)

    def child_text(self, tag: str) -> str | None:
        """The text of the first child with this tag, None without one."""
        child = self.first(tag)
        return None if child is None else child.text


class _Builder:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            raise DmnError([problem("too_deep", line=self.parser.CurrentLineNumber)])
        if self.count > MAX_ELEMENTS:
            raise DmnError([problem("too_many", line=self.parser.CurrentLineNumber, limit=MAX_ELEMENTS)])
        namespace, _, tag = name.rpartition(_SEPARATOR)
        plain = {key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()}
        element = Element(tag, namespace, plain, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1].parts.append(text)

    def refuse(self, *_: object) -> None:
        raise DmnError([problem("doctype", line=self.parser.CurrentLineNumber)])


def read_xml(xml: bytes | str) -> Element:
    """The root element. Raises DmnError for what is not well-formed, too large or unsafe."""
    if len(xml) > MAX_BYTES:
        raise DmnError([problem("too_large", limit=MAX_BYTES)])
    is_text = isinstance(xml, str)
    parser = expat.ParserCreate("utf-8" if is_text else None, _SEPARATOR)
    parser.buffer_text = True
    builder = _Builder(parser)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    try:
        parser.Parse(xml.encode("utf-8", "replace") if isinstance(xml, str) else xml, True)
    except expat.ExpatError as error:
        raise DmnError([problem("not_xml", line=error.lineno, reason=expat.ErrorString(error.code))]) from None
    except (LookupError, ValueError) as error:
        raise DmnError([problem("not_xml", line=0, reason=str(error))]) from None
    if builder.root is None:
        raise DmnError([problem("not_xml", line=1, reason="no element found")])
    return builder.root
