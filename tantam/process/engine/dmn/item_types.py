"""Item definitions → types, which may refer to each other and to those of imported files."""

from collections.abc import Callable, Mapping

from tantam.process.engine.feel.errors import FeelError
from tantam.process.engine.feel.expression import compile_unary_tests
from tantam.process.engine.feel.scope import normal
from tantam.process.engine.feel.types import (
    ANY,
    NAMED_TYPES,
    ContextOf,
    FunctionOf,
    ListOf,
    Reference,
    Restricted,
    Type,
)

from .document import Document, type_ref
from .problems import Problem, problem
from .reading import Reading
from .xml import Element

Report = Callable[[Problem], None]


class TypeReader:
    """Reads the item definitions of one file; `imported` are the types of others, by "import name.type name"."""

    def __init__(self, document: Document, imported: Mapping[str, Type], reading: Reading) -> None:
        self.reading = reading
        self.problems: list[Problem] = []
        self.known: dict[str, Reference] = {}
        self.imported = imported
        self.components: set[str] = set()
        definitions = document.item_definitions()
        self.allowed = {normal(found.get("name")): found.first("allowedValues") for found in definitions}
        for element in definitions:
            self.known[normal(element.get("name"))] = Reference(normal(element.get("name")))
        for element in definitions:
            self.known[normal(element.get("name"))].target = self._definition(element)
        for reference in self.known.values():
            if _is_circular(reference):
                reference.target = ANY
        self.all: Mapping[str, Type] = {**imported, **self.known}

    def named(self, name: str, element: Element) -> Type:
        """The type a typeRef names; a problem, and any type, if there is none."""
        plain = normal(name)
        found = self._find(plain)
        if found is None and ":" in plain:
            found = self._find(plain.partition(":")[2])
        if found is None:
            self.problems.append(problem("unknown_type", element_id=element.id, line=element.line, found=name))
            return ANY
        return found

    def of(self, element: Element | None) -> Type:
        """The type of an element by its typeRef, any type without one."""
        name = type_ref(element) if element is not None else ""
        return self.named(name, element) if name and element is not None else ANY

    def allowed_values(self, element: Element) -> Element | None:
        """The allowed values of the item definition an element names, in their order; None without any."""
        return self.allowed.get(normal(type_ref(element)))

    def _find(self, name: str) -> Type | None:
        return self.known.get(name) or self.imported.get(name) or NAMED_TYPES.get(name)

    def _definition(self, element: Element) -> Type:
        base = self._restricted(self._base(element), element.first("allowedValues"))
        kind: Type = ListOf(base) if element.get("isCollection") == "true" else base
        return self._restricted(kind, element.first("typeConstraint"))

    def _base(self, element: Element) -> Type:
        components = element.all("itemComponent")
        if components:
            return ContextOf(tuple(self._component(component) for component in components))
        function = element.first("functionItem")
        if function is not None:
            return self._function(function)
        return self.of(element)

    def _component(self, element: Element) -> tuple[str, Type]:
        name = normal(element.get("name"))
        self.components.add(name)
        return name, self._definition(element)

    def _function(self, element: Element) -> Type:
        output = element.get("outputTypeRef")
        return FunctionOf(
            tuple(self.of(parameter) for parameter in element.all("parameters")),
            self.named(output, element) if output else ANY,
        )

    def _restricted(self, base: Type, allowed: Element | None) -> Type:
        text = (allowed.child_text("text") or "").strip() if allowed is not None else ""
        if allowed is None or not text:
            return base
        try:
            self.reading.pay(text)
            tests = compile_unary_tests(text)
        except FeelError as error:
            self.problems.append(feel_problem(error, allowed))
            return base
        return Restricted(base, lambda value, run: tests.within(value, {}, run) is True)


def _is_circular(reference: Reference) -> bool:
    """Whether a type is nothing but a name for itself."""
    seen: set[int] = set()
    kind: Type | None = reference
    while isinstance(kind, Reference | Restricted | ListOf):
        if id(kind) in seen:
            return True
        seen.add(id(kind))
        kind = kind.target if isinstance(kind, Reference) else kind.base if isinstance(kind, Restricted) else kind.item
    return False


def feel_problem(error: FeelError, element: Element) -> Problem:
    """A problem of an expression, on the element it stands in and its line of the file."""
    text = element.first("text") or element
    line = text.line + max(error.line - 1, 0)
    return Problem(error.code, element.id, line, error.message_vi, error.message_en)
