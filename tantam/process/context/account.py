"""What happened on a walk, in words: each turn as lines, and why which arrow was taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from tantam.process.context.knowing import called_in
from tantam.process.context.procedure import acting_of
from tantam.process.context.reader import called, language
from tantam.process.context.tables import Cell, table_of
from tantam.process.engine import changes as did
from tantam.process.engine.compiling import SCRIPT
from tantam.process.engine.diagram import Diagram, Flow, Node
from tantam.process.engine.feel import FeelError, compile_expression
from tantam.process.engine.kinds import GATEWAYS
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.telling import readable
from tantam.process.procedure.words import Wording
from tantam.process.queries import doer_of
from tantam.process.registry import LANGUAGE, dimension_names, messages
from tantam.process.rehearsal.walk import Happening, Turn
from tantam.process.values.meanings import known_meanings
from tantam.ui.values.formatting import day, moment, number

_MOST_LINES = 60
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T|$)")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the account: its sign, when, what, and what more there is to say."""

    icon: str
    at: datetime
    text: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What names in conditions are called, as `Conditions` asks for it."""

    diagram: Diagram
    data: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


def _figure(value: Decimal | float) -> str:
    """A number with as many decimals as it has, three at most."""
    rest = f"{value:.3f}".rstrip("0").partition(".")[2]
    return number(float(value), language=language(), places=len(rest))


def _moment_of(value: object) -> str | None:
    """A day or an instant as people read it, where a text is one."""
    if not isinstance(value, str) or not _DATE.match(value):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if len(value) == len("2026-11-22"):
        return day(found.date(), language=language())
    return moment(found, language=language(), zone=timezone.get_current_timezone() if found.tzinfo else None)


class Account:
    """Tells what happened on one drawing in the reader's language."""

    def __init__(self, diagram: Diagram) -> None:
        meanings = known_meanings()
        self.diagram = diagram
        self.gaps = dimension_names("gap")
        self.zone: tzinfo = timezone.get_current_timezone()
        self.values = {name: dict(one.values()) for name, one in meanings.items() if one.values is not None}
        names = {HOW_OFTEN: _("How often each step was entered"), **called_in(diagram)}
        self.conditions = Conditions(
            Names(diagram=diagram, data=names, values=self.values), Wording(language=language())
        )

    def lines(self, turn: Turn) -> list[Line]:
        """What followed from one choice, the first lines of it."""
        return [line for one in turn.happened for line in self._lines(one)][:_MOST_LINES]

    def name(self, node_id: str) -> str:
        """What a step is called."""
        return called(self.diagram, node_id)

    def label(self, name: str) -> str:
        """What a name of the data is called."""
        known = self.conditions.labels.get(name) or self.conditions.steps.get(name)
        return known or name.replace("_", " ")

    def value(self, name: str, value: object) -> str:
        """A value as people read it."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if value is None or value == "":
            return _("nothing yet")
        if isinstance(value, list):
            return ", ".join(self.value(name, one) for one in value) or _("nothing yet")
        if isinstance(value, dict):
            return "; ".join(f"{self.label(key)}: {self.value(key, one)}" for key, one in value.items())
        if isinstance(value, Decimal | float | int):
            return _figure(value)
        if (when := _moment_of(value)) is not None:
            return when
        known = {**self.values.get(name, {}), **self.conditions.values.get(name, {})}
        return known.get(str(value), str(value))[:200]

    def _lines(self, one: Happening) -> Iterator[Line]:
        change = one.change
        flow = getattr(change, "flow", "") or getattr(getattr(change, "token", None), "flow", "")
        if flow and isinstance(change, did.NodePassed | did.TokenEntered):
            yield from self._why(flow, one)
        match change:
            case did.NodePassed(node=node):
                yield from self._passed(node, one)
            case did.TokenEntered(token=token):
                yield from self._entered(token.node, token.state, token.due_at, one)
            case did.TokenLeft(token=token, outcome=outcome):
                yield from self._left(token.node, outcome, is_beside=token.attached_to is not None, one=one)
            case did.ActionRequested(token=token, name=name):
                yield self._action(token.node, name, one)
            case did.DecisionMade(node=node, value=value, rules=rules):
                yield self._decision(node, change.variable, value, rules, one)
            case did.InstanceFinished(ending=ending):
                yield self._finished(ending, one)
            case did.IncidentRaised(token=token):
                said = change.message_en if language() == "en" else change.message_vi
                text = _("It stands at “%(name)s” with an incident.") % {"name": self.name(token.node)}
                yield Line(icon="triangle-alert", at=one.at, text=text, detail=said, tone="error")
            case _:
                yield from self._beside(one)

    def _beside(self, one: Happening) -> Iterator[Line]:
        """What happens beside the way of a token."""
        line = partial(Line, at=one.at)
        match one.change:
            case did.InstanceStarted(start=start):
                yield line(icon="play", text=_("The process begins at “%(name)s”.") % {"name": self.name(start)})
            case did.TimerSet(wait=wait) if wait.due_at is not None:
                words = {"name": self.name(wait.node), "when": self._moment(wait.due_at)}
                yield line(icon="timer", text=_("A clock is set: “%(name)s” at %(when)s.") % words)
            case did.MessageThrown(name=name):
                words = {"name": self.message(name)}
                yield line(icon="send", text=_("Would send the message “%(name)s”; nothing leaves.") % words)
            case did.SignalThrown(name=name):
                yield line(icon="radio", text=_("Would send the signal “%(name)s”; nothing leaves.") % {"name": name})
            case did.CallRequested(process=process):
                words = {"name": process}
                yield line(icon="workflow", text=_("Calls the process %(name)s; it is not run along.") % words)
            case did.EscalationThrown(node=node) | did.ErrorThrown(node=node):
                yield line(icon="triangle-alert", text=self.name(node), tone="warning")
            case did.Compensated(record=record):
                words = {"name": self.name(record.node)}
                yield line(icon="undo-2", text=_("“%(name)s” is undone.") % words)

    def _passed(self, node_id: str, one: Happening) -> Iterator[Line]:
        node = self.diagram.nodes_by_id.get(node_id)
        if node is None or node.kind in GATEWAYS or node.kind == "startEvent":
            return
        words = {"name": self.name(node_id)}
        if node.kind == "endEvent":
            yield Line(icon="flag", at=one.at, text=_("It reaches the end “%(name)s”.") % words)
        elif node.kind == "boundaryEvent" or node.events:
            yield Line(icon="zap", at=one.at, text=_("“%(name)s” happens.") % words)

    def _entered(self, node_id: str, state: str, due: datetime | None, one: Happening) -> Iterator[Line]:
        node = self.diagram.nodes_by_id.get(node_id)
        words = {"name": self.name(node_id), "when": self._moment(due) if due else ""}
        if state == "waiting" and node is not None:
            doer = doer_of(self.diagram, node, language=language())
            detail = _("to be done by %(when)s") % words if due else ""
            text = _("It comes to “%(name)s”.") % words
            yield Line(icon="circle-dot", at=one.at, text=text, detail=" · ".join(filter(None, (doer, detail))))
        elif state == "timer" and due is not None:
            yield Line(icon="hourglass", at=one.at, text=_("It waits at “%(name)s” until %(when)s.") % words)
        elif state in ("message", "signal", "condition", "choosing"):
            yield Line(icon="hourglass", at=one.at, text=_("It waits at “%(name)s”.") % words)
        elif state == "inside":
            yield Line(icon="layers", at=one.at, text=_("“%(name)s” begins.") % words)
        elif state == "joining":
            yield Line(icon="merge", at=one.at, text=_("It waits for the other paths at “%(name)s”.") % words)

    def _left(self, node_id: str, outcome: str, *, is_beside: bool, one: Happening) -> Iterator[Line]:
        node = self.diagram.nodes_by_id.get(node_id)
        words = {"name": self.name(node_id)}
        if outcome == "interrupted" and not is_beside:
            text = _("“%(name)s” is broken off.") % words
            yield Line(icon="circle-x", at=one.at, text=text, tone="warning")
        elif outcome == "completed" and node is not None and (is_beside or node.kind == "intermediateCatchEvent"):
            yield Line(icon="zap", at=one.at, text=_("“%(name)s” happens.") % words)

    def _action(self, node_id: str, name: str, one: Happening) -> Line:
        node = self.diagram.nodes_by_id.get(node_id)
        words = {"name": self.name(node_id)}
        if node is None or node.care.action is None:
            label = name if name != SCRIPT else ""
            return Line(icon="bot", at=one.at, text=_("“%(name)s”: only told, not done.") % words, detail=label)
        acting = acting_of(node.care.action)
        detail = "; ".join(
            [acting.label, *(f"{label}: {readable(value, self.gaps)}" for label, value in acting.settings)]
        )
        return Line(
            icon="bot", at=one.at, text=_("“%(name)s” would be done; here nothing leaves.") % words, detail=detail
        )

    def _decision(self, node_id: str, variable: str, value: object, rules: tuple[int, ...], one: Happening) -> Line:
        node = self.diagram.nodes_by_id.get(node_id)
        view = table_of(node) if node is not None else None
        words = {"name": self.name(node_id), "rows": ", ".join(map(str, rules)) or "–"}
        said = self.value(variable, value)
        if view is not None and len(rules) == 1 and rules[0] <= len(view.rows):
            row = view.rows[rules[0] - 1]
            given = value if isinstance(value, dict) and len(view.given) > 1 else dict.fromkeys(view.given, value)
            triples = zip(view.results, view.given, row.results, strict=False)
            results = [self._result(label, name, cell, given.get(name)) for label, name, cell in triples if cell.words]
            said = "; ".join(results) or said
        return Line(
            icon="table-2", at=one.at, text=_("The table “%(name)s” decides by row %(rows)s.") % words, detail=said
        )

    def _result(self, label: str, name: str, cell: Cell, value: object) -> str:
        """What a row gave for a column; a cell that says something and gives nothing is a mistake in the table."""
        if value is None and not cell.is_open:
            return _("%(label)s: nothing, as “%(cell)s” gives no value") % {"label": label, "cell": cell.words}
        return f"{label}: {self.value(name, value) if cell.is_formula else cell.words}"

    def _finished(self, ending: str, one: Happening) -> Line:
        if ending == "finished":
            return Line(icon="circle-check", at=one.at, text=_("The process is over."), tone="success")
        return Line(icon="circle-x", at=one.at, text=_("The process broke off with an error."), tone="error")

    def _why(self, flow_id: str, one: Happening) -> Iterator[Line]:
        """Why a token left a gateway (or a step with several ways out) by this arrow."""
        flow = self.diagram.flows_by_id.get(flow_id)
        source = self.diagram.nodes_by_id.get(flow.source) if flow is not None else None
        if flow is None or source is None or not self._is_choice(source):
            return
        words = {"name": self.name(source.id), "way": flow.label(language()) or self.name(flow.target)}
        text = _("At “%(name)s” it goes “%(way)s”.") % words
        yield Line(icon="split", at=one.at, text=text, detail=self._because(flow, source, one))

    def _is_choice(self, source: Node) -> bool:
        ways = [self.diagram.flows_by_id[one] for one in source.outgoing if one in self.diagram.flows_by_id]
        return len(ways) > 1 and (bool(source.default) or any(way.condition is not None for way in ways))

    def _because(self, flow: Flow, source: Node, one: Happening) -> str:
        if flow.condition is not None:
            shown = self._values_in([flow.condition.text], one)
            return _("because %(condition)s") % {"condition": self.conditions.of(flow)} + shown
        if source.default == flow.id:
            others = [self.diagram.flows_by_id[way] for way in source.outgoing if way in self.diagram.flows_by_id]
            texts = [way.condition.text for way in others if way.condition is not None]
            return _("because none of the other conditions holds") + self._values_in(texts, one)
        return _("always")

    def _values_in(self, texts: list[str], one: Happening) -> str:
        """What the names in the formulas were; of what a table gave only the parts that are named."""
        said = []
        for name in sorted({name for text in texts for name in _names_in(text)} - {HOW_OFTEN}):
            value = one.seen.get(name)
            parts = value if isinstance(value, dict) else {name: value}
            named = {
                key: part
                for key, part in parts.items()
                if any(re.search(rf"\b{re.escape(key)}\b", text) for text in texts)
            }
            said += [f"{self.label(key)}: {self.value(key, part)}" for key, part in named.items()]
        return f" ({'; '.join(said)})" if said else ""

    def message(self, name: str) -> str:
        """What a message is called."""
        return str(messages().get(name, name))

    def _moment(self, at: datetime) -> str:
        return moment(at, language=language(), zone=self.zone)


def _names_in(text: str) -> frozenset[str]:
    try:
        return compile_expression(text.removeprefix("=").strip(), functions=LANGUAGE.functions).free_names
    except FeelError:
        return frozenset()
