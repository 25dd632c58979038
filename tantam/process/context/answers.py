"""What steps are answered on a trial with many cases, in words: asked before, and said afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.process.context.account import Account
from tantam.process.context.reader import called, language
from tantam.process.engine.diagram import Diagram
from tantam.process.models import Version
from tantam.process.queries.loads import Unknown, answers_known, chance_of
from tantam.process.queries.rehearsing import Tried
from tantam.process.rehearsal.answering import Chance
from tantam.process.rehearsal.deciding import START
from tantam.ui.values.formatting import money, number, percent


@dataclass(frozen=True, kw_only=True)
class AnswerAsked:
    """An answer that decides a way: the step, what it is called, and what is suggested where the past says nothing."""

    key: str
    step: str
    name: str
    chance: Chance
    options: Sequence[tuple[object, str, int]]
    is_asked: bool
    is_known: bool
    known: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn where the past says nothing."""
        return self.chance.is_empty and not self.is_known


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """What came to be answered: the step, what it is called, and on what it rests, in words."""

    step: str
    name: str
    rests_on: str
    is_assumed: bool


@dataclass(frozen=True, kw_only=True)
class WayLine:
    """A way out of where it divides: what part went it on the trial, on the one beside it, and in the past."""

    gate: str
    way: str
    mine: float | None
    other: float | None
    past: float | None
    cases: int
    is_first: bool


def answers_asked(tried: Tried, version: Version, *, now: datetime) -> list[AnswerAsked]:
    """The answers that decide ways on a version; those to be asked for have too little of a past."""
    account = Account(tried.diagram)
    return [_asked(one, tried.diagram, account) for one in answers_known(version.process, tried, now=now)]


def _asked(one: Unknown, diagram: Diagram, account: Account) -> AnswerAsked:
    question, chance = one.question, one.chance
    total = sum(weight for _value, weight in chance.shares) or 1
    return AnswerAsked(
        key=question.key,
        step=_step(diagram, question.node),
        name=_label(diagram, question.node, question.name, account),
        chance=chance,
        options=[
            (value, _value(question.name, value, account), round(100 * weight / total))
            for value, weight in chance.shares
        ],
        is_asked=one.is_asked,
        is_known=one.is_enough,
        known=_known(one.cases, is_enough=one.is_enough),
    )


def _known(cases: int, *, is_enough: bool) -> str:
    if is_enough:
        return ngettext("from %(cases)s past ticket", "from %(cases)s past tickets", cases) % {"cases": _figure(cases)}
    if cases:
        return ngettext("only %(cases)s past ticket says", "only %(cases)s past tickets say", cases) % {
            "cases": _figure(cases)
        }
    return _("no past ticket says")


def answer_lines(diagram: Diagram, figures: Mapping[str, Any]) -> list[AnswerLine]:
    """What the answers of a trial rested on; nothing of trials from before that was kept."""
    account = Account(diagram)
    return [
        AnswerLine(
            step=_step(diagram, one["node"]),
            name=_label(diagram, one["node"], one["name"], account),
            rests_on=_rests_on(one, account),
            is_assumed=one["chance"] is not None,
        )
        for one in figures.get("rests", {}).get("answers", ())
    ]


def _rests_on(one: Mapping[str, Any], account: Account) -> str:
    values, ways = one["values"], one["ways"]
    if one["chance"] is not None:
        chance = chance_of(one["chance"])
        none = _sentence(_known(values + ways, is_enough=False))
        if chance.is_empty:
            return _("%(none)s It is left empty: a text cannot be made up.") % {"none": none}
        words = (
            _("%(none)s Assumed, as said in the form: %(what)s.")
            if one["is_said"]
            else _("%(none)s Assumed: %(what)s.")
        )
        return words % {"none": none, "what": assumed(chance, one["name"], account)}
    if values and ways:
        return _("As in the past. Tickets with the answer: %(values)s; with only the way they took: %(ways)s.") % {
            "values": _figure(values),
            "ways": _figure(ways),
        }
    if values:
        return _("As in the past. Tickets with the answer: %(values)s.") % {"values": _figure(values)}
    return _("By the ways of the past, since the answers are not known. Tickets with the way: %(ways)s.") % {
        "ways": _figure(ways)
    }


def assumed(chance: Chance, name: str, account: Account) -> str:
    """What is drawn, in words."""
    total = sum(weight for _value, weight in chance.shares)
    if total:
        parts = [(value, weight / total) for value, weight in chance.shares if weight]
        return ", ".join(
            f"{_value(name, value, account)} {percent(share, language=language())}" for value, share in parts
        )
    low, high = chance.low or 0, chance.high or 0
    if chance.kind == "money":
        sums = {"low": money(int(low), language=language()), "high": money(int(high), language=language())}
        return _("%(low)s to %(high)s, each amount alike") % sums
    words = {"low": _figure(low), "high": _figure(high)}
    if chance.kind == "date":
        return _("%(low)s to %(high)s days ahead") % words
    return _("%(low)s to %(high)s, each number alike") % words


def way_lines(diagram: Diagram, mine: Mapping[str, Any], other: Mapping[str, Any] | None) -> list[WayLine]:
    """Of each place where ways part, what part went which, beside the past; nothing where that was not kept."""
    if "rests" not in mine:
        return []
    past = mine["rests"]["flows"]
    found = []
    for node in diagram.nodes:
        ways = [flow for flow in node.outgoing if flow in diagram.flows_by_id]
        if len(ways) < 2 or node.kind == "parallelGateway" or not any(mine["flows"].get(flow) for flow in ways):
            continue
        shares = [_parts(ways, one["flows"]) if one else {} for one in (mine, other)]
        then = _parts(ways, past)
        for place, flow in enumerate(ways):
            drawn = diagram.flows_by_id[flow]
            found.append(
                WayLine(
                    gate=called(diagram, node.id),
                    way=drawn.label(language()) or f"→ {called(diagram, drawn.target)}",
                    mine=shares[0].get(flow),
                    other=shares[1].get(flow),
                    past=then.get(flow),
                    cases=sum(past.get(one, 0) for one in ways),
                    is_first=not place,
                )
            )
    return found


def _parts(ways: Sequence[str], flows: Mapping[str, int]) -> dict[str, float]:
    total = sum(flows.get(flow, 0) for flow in ways)
    return {flow: flows.get(flow, 0) / total for flow in ways} if total else {}


def _step(diagram: Diagram, node: str) -> str:
    return _("The ticket itself") if node == START else called(diagram, node)


def _label(diagram: Diagram, node: str, name: str, account: Account) -> str:
    """What a field is called on the form of its step, else what the name means."""
    drawn = diagram.nodes_by_id.get(node)
    for one in drawn.care.form if drawn is not None else ():
        if one.key == name:
            return one.labels.in_language(language(), default=name)
    return account.label(name)


def _value(name: str, value: object, account: Account) -> str:
    return _("something else") if value is None else account.value(name, value)


def _figure(value: float) -> str:
    return number(value, language=language(), places=0 if value == int(value) else 1)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
