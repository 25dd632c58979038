"""What building the logic of one element needs to know and to report."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tantam.process.engine.feel.errors import FeelError
from tantam.process.engine.feel.nodes import Coerced, Constant, Node, UnaryTests
from tantam.process.engine.feel.parser import parse_expression, parse_unary_tests
from tantam.process.engine.feel.scope import Names
from tantam.process.engine.feel.types import ANY, Type

from .item_types import TypeReader, feel_problem
from .problems import Problem, problem
from .reading import Reading
from .xml import Element


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a decision table something is read; as in Problem."""

    side: str = ""
    column: int = 0
    rule: int = 0


@dataclass(slots=True)
class Builder:
    """`owner` is the id of the decision or function being built; `names` grow and shrink with the scope."""

    owner: str
    names: Names
    members: Names
    types: TypeReader
    reading: Reading = field(default_factory=Reading)
    problems: list[Problem] = field(default_factory=list)
    place: Place = Place()

    def parse(self, element: Element) -> Node:
        """The expression inside an element; null and a problem if it cannot be read."""
        text = element.child_text("text")
        if text is None or not text.strip():
            return Constant(None)
        try:
            self.reading.pay(text)
            return parse_expression(text, names=self.names, members=self.members, types=self.types.all)
        except (FeelError, RecursionError) as error:
            self.report(error, element)
            return Constant(None)

    def parse_tests(self, element: Element) -> UnaryTests | None:
        """The tests inside an element; None and a problem if they cannot be read."""
        text = element.child_text("text") or ""
        try:
            self.reading.pay(text)
            names = Names(("?",), self.names)
            return parse_unary_tests(text, names=names, members=self.members, types=self.types.all)
        except (FeelError, RecursionError) as error:
            self.report(error, element)
            return None

    def report(self, error: FeelError | RecursionError, element: Element) -> None:
        """On the element, or on the decision or function around it where the element has no id."""
        known = error if isinstance(error, FeelError) else FeelError("too_deep")
        found = feel_problem(known, element)
        self._note(replace(found, element_id=found.element_id or self.owner.rpartition("#")[2]))

    def add_problem(self, code: str, element: Element, **parameters: object) -> None:
        self._note(problem(code, element_id=element.id, line=element.line, **parameters))

    def _note(self, found: Problem) -> None:
        place = self.place
        self.problems.append(replace(found, side=place.side, column=place.column, rule=place.rule))

    @contextmanager
    def at(self, side: str, column: int, rule: int = 0) -> Iterator[None]:
        """What is found meanwhile stands in this cell of a table."""
        before, self.place = self.place, Place(side, column, rule)
        try:
            yield
        finally:
            self.place = before

    def typed(self, node: Node, element: Element | None) -> Node:
        """The node, held to the type the element names."""
        kind: Type = self.types.of(element)
        return node if kind is ANY else Coerced(node, kind)

    @contextmanager
    def inside(self, *names: str) -> Iterator[Names]:
        """More names in scope for a while."""
        outer = self.names
        self.names = Names(names, outer)
        try:
            yield self.names
        finally:
            self.names = outer
