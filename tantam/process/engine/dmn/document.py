"""A decision file as the things it is made of: inputs, decisions, functions, services, types."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tantam.process.engine.feel.scope import normal

from .problems import DmnError, Problem, problem
from .xml import Element, read_xml

_NAMESPACE: Final = re.compile(r"https?://www\.omg\.org/spec/DMN/[0-9]{8}/(?:MODEL/?|dmn\.xsd|DMN[0-9]{2}\.xsd)")
KINDS: Final = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
LOGIC: Final = (
    "literalExpression",
    "decisionTable",
    "invocation",
    "context",
    "relation",
    "functionDefinition",
    "list",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)
_REQUIREMENTS: Final = {
    "informationRequirement": ("requiredInput", "requiredDecision"),
    "knowledgeRequirement": ("requiredKnowledge",),
}


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the requirements graph. `key` is "namespace#id"; `requires` are the keys of what it needs."""

    kind: str
    key: str
    name: str
    type_ref: str
    element: Element
    requires: tuple[str, ...]

    @property
    def qualified_name(self) -> str:
        """ "namespace#name", by which a host may give the inputs of imported files."""
        return f"{self.namespace}#{self.name}"

    @property
    def namespace(self) -> str:
        """That of the file it stands in."""
        return self.key.rpartition("#")[0]

    @property
    def logic(self) -> Element | None:
        """The boxed expression of a decision."""
        return self.element.first(*LOGIC)

    def references(self, tag: str, namespace: str) -> list[str]:
        """The keys named by children such as `outputDecision`."""
        return [_key(child.get("href"), namespace) for child in self.element.all(tag)]


@dataclass(slots=True)
class Document:
    """One file. `imports` are (name, namespace) of other files; several may have no name: what they hold is then known
    here as if it stood here."""

    namespace: str
    name: str
    root: Element
    nodes: dict[str, Node] = field(default_factory=dict)
    imports: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def item_definitions(self) -> list[Element]:
        return self.root.all("itemDefinition")


def read_document(xml: bytes | str) -> Document:
    """Read a file. Raises DmnError if it is no DMN at all; smaller faults stand in `problems`."""
    root = read_xml(xml)
    if root.tag != "definitions" or not _NAMESPACE.fullmatch(root.namespace):
        raise DmnError([problem("not_dmn", element_id=root.id, line=root.line)])
    document = Document(root.get("namespace"), root.get("name"), root)
    for element in root.all("import"):
        if _NAMESPACE.fullmatch(element.get("importType")):
            document.imports.append((normal(element.get("name")), element.get("namespace")))
    for element in _elements(root):
        _add(document, element)
    return document


def _elements(root: Element) -> Iterator[Element]:
    for child in root.children:
        if child.tag in KINDS:
            yield child


def _add(document: Document, element: Element) -> None:
    name = normal(element.get("name"))
    key = _key("#" + (element.id or name), document.namespace)
    if key in document.nodes:
        document.problems.append(
            problem("duplicate_id", element_id=element.id, line=element.line, found=element.id or name)
        )
        return
    variable = element.first("variable")
    document.nodes[key] = Node(
        element.tag,
        key,
        normal(variable.get("name") or name) if variable else name,
        type_ref(variable) if variable else "",
        element,
        tuple(_requirements(element, document.namespace)),
    )


def _requirements(element: Element, namespace: str) -> Iterator[str]:
    for child in element.children:
        for tag in _REQUIREMENTS.get(child.tag, ()):
            for reference in child.all(tag):
                yield _key(reference.get("href"), namespace)


def _key(href: str, namespace: str) -> str:
    """A local "#id" or a full "namespace#id" as a key."""
    space, _, name = href.rpartition("#")
    return f"{space or namespace}#{name}"


def type_ref(element: Element) -> str:
    """The type an element names: an attribute, or in DMN 1.1 also a child."""
    return element.get("typeRef") or (element.child_text("typeRef") or "").strip()
