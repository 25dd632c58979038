"""What a formula of a drawing may name: the ticket's data, and what the drawing's own steps set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tantam.process.context.reader import called, language, said
from tantam.process.context.tables import label_of, names_in
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram, Example, FormField, Node
from tantam.process.engine.dmn.sheet import Column, read_sheet
from tantam.process.engine.examples import sample_of
from tantam.process.engine.feel.builtins import BUILTINS
from tantam.process.engine.feel.help import help_for, signature_of
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.registry import LANGUAGE
from tantam.process.values.meanings import Meaning, known_meanings, meaning_of

_KINDS = {"money": "number", "number": "number", "boolean": "boolean", "date": "date"}
_CALL = "http.call"


@dataclass(frozen=True, kw_only=True)
class Known:
    """A name, what it is called, where it comes from, and what its values are called (by key).

    Money is of the kind number to formulas; a table reads what is typed beside it as the forms of tickets do.
    """

    name: str
    label: str
    kind: str = "text"
    source: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    is_money: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind,
            "source": self.source,
            "values": list(map(list, self.values.items())),
            "is_money": self.is_money,
        }


def offered_names(bpmn: str) -> dict[str, object]:
    """Names and functions that formulas of a drawing can use, in the reader's language; the first to say a name wins.

    Of a drawing that cannot be read, those that are there in every one.
    """
    diagram = _read(bpmn)
    found: dict[str, Known] = {}
    for known in [*(_of_drawing(diagram) if diagram else ()), *_of_ticket()]:
        found.setdefault(known.name, known)
    functions = sorted((*BUILTINS, *LANGUAGE.functions))
    return {
        "names": [known.as_json() for known in found.values()],
        "functions": [[name, signature_of(name), help_for(name, language=language())] for name in functions],
    }


def called_in(diagram: Diagram) -> dict[str, str]:
    """What people call the values of a drawing's runs, by name: as its forms, tables and steps say; what only the
    program names, such as an answer of another system, with the name behind it."""
    shared = {_("Answer of the other system"), _("The one of the list that this turn is about")}
    found: dict[str, str] = {}
    for known in _of_drawing(diagram):
        if known.label and known.label != _("From the process's examples"):
            called = known.source if known.kind == "context" and known.source else known.label  # a table: its step
            found.setdefault(known.name, f"{called} ({known.name})" if called in shared else called)
    return {**{name: str(meaning.label) for name, meaning in known_meanings().items()}, **found}


def _read(bpmn: str) -> Diagram | None:
    try:
        return read(bpmn.encode())
    except Unreadable:
        return None


def _of_ticket() -> Iterator[Known]:
    for name, meaning in known_meanings().items():
        yield _meant(name, meaning)
    yield Known(name=HOW_OFTEN, label=_("How often each step was entered"), kind="context", source=_("Process"))


def _meant(name: str, meaning: Meaning) -> Known:
    values = meaning.values() if meaning.values is not None else {}
    kind, is_money = _kind_of(meaning)
    return Known(name=name, label=str(meaning.label), kind=kind, source=_("Ticket"), values=values, is_money=is_money)


def _kind_of(meaning: Meaning | None) -> tuple[str, bool]:
    """What kind of value a name has in formulas, and whether it is money."""
    kind = meaning.kind if meaning else "text"
    return _KINDS.get(kind, kind), kind == "money"


def _of_drawing(diagram: Diagram) -> Iterator[Known]:
    """What its steps set, in the order of the file; then what its examples are given besides."""
    for node in diagram.nodes:
        source = called(diagram, node.id)
        for one in node.care.form:
            yield _of_field(one, source)
        if node.care.done == "approval":
            yield from _of_approval(node, source)
        if node.care.decision is not None:
            yield from _of_table(node.care.decision.result, node.care.decision.xml, source)
        yield from _of_action(node, source)
        yield from _of_loop(node, source)
    yield from _of_steps(diagram)
    for process in diagram.processes:
        for example in process.care.examples:
            yield from _of_example(example)


def _of_field(one: FormField, source: str) -> Known:
    meaning = meaning_of(one.key)
    options = {key: one.option_label(key, language=language()) for key in one.options}
    return Known(
        name=one.key,
        label=said(one.labels) or (str(meaning.label) if meaning else ""),
        kind=_KINDS.get(one.kind, "text"),
        source=source,
        values=options or (meaning.values() if meaning and meaning.values else {}),
        is_money=one.kind == "money",
    )


def _of_approval(node: Node, source: str) -> Iterator[Known]:
    yield Known(name=node.care.result or "dong_y", label=_("Approved"), kind="boolean", source=source)
    yield Known(name="ly_do", label=_("What the approver noted"), source=source)
    amount = node.care.amount or "tien_den_bu"
    if (meaning := meaning_of(amount)) is None:
        yield Known(name=amount, label=_("Amount to approve"), kind="number", source=source, is_money=True)
    else:
        yield _meant(amount, meaning)


def _of_table(result: str, xml: str, source: str) -> Iterator[Known]:
    """A table with one result gives its value, with several a context of them."""
    sheet = read_sheet(xml)
    if sheet is None or not result:
        return
    if len(sheet.outputs) == 1:
        yield _of_column(result, sheet.outputs[0], source)
        return
    yield Known(name=result, label=_("All results of the table"), kind="context", source=source)
    for column in sheet.outputs:
        yield _of_column(f"{result}.{column.name}", column, source)


def _of_column(name: str, column: Column, source: str) -> Known:
    meaning = meaning_of(column.name)
    kind, is_money = _kind_of(meaning)
    values = names_in(column)
    return Known(name=name, label=label_of(column), kind=kind, source=source, values=values, is_money=is_money)


def _of_action(node: Node, source: str) -> Iterator[Known]:
    """What is kept of another system's answer: a line `variable = formula` each."""
    if node.care.action is None or node.care.action.name != _CALL:
        return
    for line in dict(node.care.action.settings).get("receive", "").splitlines():
        name, sign, _formula = line.partition("=")
        if sign and name.strip():
            yield Known(name=name.strip(), label=_("Answer of the other system"), source=source)


def _of_loop(node: Node, source: str) -> Iterator[Known]:
    if node.loop is None:
        return
    if node.loop.item:
        yield Known(name=node.loop.item, label=_("The one of the list that this turn is about"), source=source)
    for name, label in (
        ("loopCounter", _("Which turn this is, from 1")),
        ("numberOfInstances", _("How many turns there are")),
        ("numberOfActiveInstances", _("How many turns are under way")),
        ("numberOfCompletedInstances", _("How many turns are done")),
    ):
        yield Known(name=name, label=label, kind="number", source=source)


def _of_steps(diagram: Diagram) -> Iterator[Known]:
    for node in diagram.nodes:
        if "Task" in node.kind or node.kind == "task":
            label = _("How often “%(step)s” was entered") % {"step": called(diagram, node.id)}
            yield Known(name=f"{HOW_OFTEN}.{node.id}", label=label, kind="number", source=_("Process"))
        if node.kind == "complexGateway":
            source = called(diagram, node.id)
            yield Known(name="activationCount", label=_("How many paths have come"), kind="number", source=source)
            yield Known(name="waitingForStart", label=_("It still waits to open"), kind="boolean", source=source)


def _of_example(example: Example) -> Iterator[Known]:
    for name, value in sample_of(example.given).items():
        if (meaning := meaning_of(name)) is not None:
            yield _meant(name, meaning)
        elif not isinstance(value, dict):
            yield Known(name=name, label=_("From the process's examples"), kind=_kind(value), source=_("Process"))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "list" if isinstance(value, list) else "text"
