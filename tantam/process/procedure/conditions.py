"""A condition on an arrow in plain words; what has no plain words stays the formula it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from decimal import Decimal
from typing import Final, Protocol

from tantam.process.engine.diagram import Diagram, Flow
from tantam.process.engine.diagram import Node as Element
from tantam.process.engine.dmn.sheet import Column, read_sheet
from tantam.process.engine.feel.builtins import BUILTINS
from tantam.process.engine.feel.errors import FeelError
from tantam.process.engine.feel.nodes import (
    Call,
    Comparison,
    Constant,
    In,
    ListLiteral,
    Logic,
    Name,
    Negation,
    Node,
    Path,
)
from tantam.process.engine.feel.parser import parse_expression
from tantam.process.engine.feel.scope import Names
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.procedure.words import Wording

_SCOPE: Final = Names(("mentions",), Names(BUILTINS))
_NOTHING: Final = Names()
_SIGNS: Final = {
    "=": "is", "!=": "is_not", ">": "more", ">=": "more_or_same", "<": "less", "<=": "less_or_same",
}  # fmt: skip


class _Unsaid(Exception):
    """This has no plain words."""


class Known(Protocol):
    """What conditions are said with: the drawing, what names are called, and what their keys are called."""

    @property
    def diagram(self) -> Diagram: ...

    @property
    def data(self) -> Mapping[str, str]: ...

    @property
    def values(self) -> Mapping[str, Mapping[str, str]]: ...


class Conditions:
    """Says conditions about one process: fields of its forms go by their labels, keys by their names.

    Steps may ask for different things under one key (an approval and then the customer's answer, both `dong_y`): what
    an arrow asks about is what the nearest steps before it asked.
    """

    def __init__(self, subject: Known, word: Wording) -> None:
        self.word = word
        self.subject = subject
        self.steps = {node.id: node.label(word.language) for node in subject.diagram.nodes}
        self.labels = dict(subject.data)
        self.values = {key: dict(names) for key, names in subject.values.items()}
        self.asked: dict[str, dict[str, str]] = {}
        for node in subject.diagram.nodes:
            self._learn(node)

    def _learn(self, node: Element) -> None:
        language = self.word.language
        for one in node.care.form:
            label = one.labels.in_language(language, default=one.labels.in_language("vi"))
            if label:
                self.labels[one.key] = label
                self.asked.setdefault(one.key, {})[node.id] = label
            known = self.values.setdefault(one.key, {})
            known.update({key: one.option_label(key, language=language) for key, _texts in one.option_labels})
        self._learn_results(node)
        for result in (node.care.result, node.care.decision.result if node.care.decision else ""):
            if result and node.label(language):
                self.labels.setdefault(result, node.label(language))

    def _learn_results(self, node: Element) -> None:
        """What a table's results are called; one that gives a single result gives it under the step's own name."""
        results = _results_of(node)
        for column in results:
            name = node.care.decision.result if node.care.decision and len(results) == 1 else column.name
            self.values.setdefault(name, {}).update(column.options(self.word.language))
            if name == column.name and (label := column.labels.in_language(self.word.language)):
                self.labels.setdefault(name, label)

    def __call__(self, text: str, *, is_among: bool = False) -> str:
        """The condition in words, else as it is written; among others an “or” stands in brackets."""
        try:
            node = parse_expression(text, names=_SCOPE, members=_NOTHING, types={})
            said = self._said(node)
            return self.word("group", words=said) if is_among and isinstance(node, Logic) and _is_or(node) else said
        except (FeelError, RecursionError, _Unsaid):
            return text.strip()

    def of(self, flow: Flow, *, is_among: bool = False) -> str:
        """The condition of an arrow in words; "" where it has none."""
        if flow.condition is None:
            return ""
        return self._before(flow.source)(flow.condition.text, is_among=is_among)

    def _before(self, source: str) -> Conditions:
        """The same conditions, with the labels of the steps nearest before an element where a key has several."""
        several = {key: steps for key, steps in self.asked.items() if len(set(steps.values())) > 1}
        near = {key: label for key, steps in several.items() if (label := self._nearest(steps, source))}
        if not near:
            return self
        there = copy(self)
        there.labels = self.labels | near
        return there

    def _nearest(self, steps: Mapping[str, str], source: str) -> str:
        """The label that the steps first met on the ways back from `source` give; "" where they differ or are none."""
        diagram, seen, here = self.subject.diagram, {source}, [source]
        while here:
            if found := {steps[one] for one in here if one in steps}:
                return found.pop() if len(found) == 1 else ""
            nodes = [diagram.nodes_by_id[one] for one in here if one in diagram.nodes_by_id]
            back = [
                diagram.flows_by_id[one].source for node in nodes for one in node.incoming if one in diagram.flows_by_id
            ]
            here = [one for one in dict.fromkeys(back) if one not in seen]
            seen.update(here)
        return ""

    def _said(self, node: Node) -> str:
        match node:
            case Logic(operator, operands):
                return self.word(operator).join(map(self._part, operands))
            case Comparison(operator, left, right) if operator in _SIGNS:
                return self.word(_SIGNS[operator], name=self._name(left), value=self._value(right, of=left))
            case Call(Name("mentions"), (wanted, ListLiteral(items)), None):
                return self.word("mentions", name=self._name(wanted), value=self._list(items, of=wanted))
            case Call(Name("not"), (only,), None):
                return self.word("not", words=self._part(only))
            case In(value, tests):
                return self.word("is", name=self._name(value), value=self._list(tests, of=value))
            case Name() | Path():
                return self.word("is", name=self._name(node), value=self.word("yes"))
        raise _Unsaid

    def _part(self, node: Node) -> str:
        said = self._said(node)
        return self.word("group", words=said) if isinstance(node, Logic) else said

    def _list(self, items: tuple[Node, ...], *, of: Node) -> str:
        say: Callable[[Node], str] = lambda item: self._value(item, of=of)  # noqa: E731
        return ", ".join(map(say, items))

    def _name(self, node: Node) -> str:
        match node:
            case Path(Name(base), step) if base == HOW_OFTEN:
                return self.word("times", name=self.steps.get(step) or step)
            case Path(_, name) | Name(name):
                return self.labels.get(name) or name.replace("_", " ")
        raise _Unsaid

    def _value(self, node: Node, *, of: Node) -> str:
        match node:
            case Constant(bool(value)):
                return self.word("yes" if value else "no")
            case Constant(None) | Constant(""):
                return self.word("empty")
            case Constant(str(text)):
                return self._key(text, of=of)
            case Constant(Decimal() as value):
                return _number(value, self.word.language)
            case Negation(Constant(Decimal() as value)):
                return _number(-value, self.word.language)
            case Name() | Path():
                return self._name(node)
        raise _Unsaid

    def _key(self, text: str, *, of: Node) -> str:
        names = self.values.get(of.name, {}) if isinstance(of, Name | Path) else {}
        return f"“{names.get(text, text)}”"


def _results_of(node: Element) -> tuple[Column, ...]:
    """The results of a step's decision table."""
    sheet = read_sheet(node.care.decision.xml) if node.care.decision else None
    return sheet.outputs if sheet is not None else ()


def _is_or(node: Logic) -> bool:
    return node.operator == "or"


def _number(value: Decimal, language: str) -> str:
    text = f"{value.normalize():,f}"
    return text.translate({44: ".", 46: ","}) if language == "vi" else text
