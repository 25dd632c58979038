"""The whole procedure, chapter by chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tantam.core.values.durations import parse_seconds
from tantam.core.values.text import fold
from tantam.process.engine.diagram import Flow, Goal, Node, ProcessCare
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.document import Block, Document, Heading, Paragraph, Picture, Signatures, Table
from tantam.process.procedure.going_on import Onward
from tantam.process.procedure.holding import held
from tantam.process.procedure.limits import demand_readable
from tantam.process.procedure.picturing import paper_for, pictured
from tantam.process.procedure.reaching import ITSELF, reach
from tantam.process.procedure.roles import responsibilities
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.telling import said, steps_of, tell, what_then
from tantam.process.procedure.waiting import awaited, length, throws
from tantam.process.procedure.words import Wording, is_better_low, is_rate

_DEEPEST = 4  # gateways one behind the other
_VIEW = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+)"')


def compose(subject: Subject) -> Document:
    """The document of one version. Raises TooLarge for a drawing that is no longer read as a document."""
    demand_readable(subject.diagram)
    return held(Composer(subject).document())


class Composer:
    """Writes the chapters of one document."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.word = Wording(subject.language)
        self.steps = steps_of(subject.diagram)
        self.conditions = Conditions(subject, self.word)
        numbers = {node.id: number for number, node in enumerate(self.steps, start=1)}
        self.onward = Onward(subject, self.word, self.conditions, numbers)
        processes = subject.diagram.processes
        self.care = processes[0].care if processes else ProcessCare()
        self.documentation = processes[0].documentation if processes else ""

    def document(self) -> Document:
        """All of it."""
        subject, word = self.subject, self.word
        return Document(
            language=word.language,
            business=subject.business,
            kind=word("kind"),
            title=subject.title,
            code=subject.code,
            edition=word("edition", number=subject.number),
            page=word("page"),
            notice=subject.notice,
            facts=self._facts(),
            signing=self._signing(),
            contents=word("contents"),
            blocks=tuple(self._chapters()),
            file_name=file_name(subject),
            author=subject.published_by,
        )

    def _facts(self) -> Table:
        subject, word = self.subject, self.word
        rows = [
            (word("business"), subject.business),
            (word("code"), subject.code),
            (word("version"), f"{subject.number} – {subject.state}"),
            (word("valid_from"), subject.valid_from or word("none")),
            (word("published_by"), subject.published_by or word("none")),
            (word("reason"), subject.reason or word("none")),
            (word("shape"), subject.shape),
            (word("printed"), subject.printed),
        ]
        return Table(rows=tuple(row for row in rows if row[1]), widths=(34, 100))

    def _chapters(self) -> Iterator[Block]:
        chapters = (
            ("purpose", self._purpose), ("scope", self._scope), ("terms", self._terms), ("roles", self._roles),
            ("diagram", self._diagram), ("steps", self._steps), ("events", self._events),
            ("approvals", self._approvals), ("goals", self._goals), ("history", self._history),
        )  # fmt: skip
        number = 0
        for key, chapter in chapters:
            blocks = list(chapter())
            if blocks:
                number += 1
                yield from _headed(f"{number}. {self.word(key)}", blocks)

    def _purpose(self) -> Iterator[Block]:
        own = said(self.care.purpose, self.word.language)
        yield Paragraph(text=own or self._documented() or self.word("no_purpose"))

    def _documented(self) -> str:
        """The standard's own text has one language, that of the drawing."""
        return self.documentation if self.word.language == "vi" else ""

    def _scope(self) -> Iterator[Block]:
        word, care = self.word, self.care
        rows = [
            *reach(care, subject=self.subject, word=word, begins_itself=self._begins_itself()),
            (word("begins"), "\n".join(self._begun(node) for node in self._events_of("startEvent"))),
            (word("ends"), "\n".join(self._named(node) for node in self._events_of("endEvent"))),
        ]
        if care.unmatched:
            rows.append((word("unmatched"), word.named("unmatched", care.unmatched)))
        yield Table(rows=tuple((key, value or word("none")) for key, value in rows), widths=(34, 100))

    def _begins_itself(self) -> bool:
        return any(one.kind in ITSELF for node in self._events_of("startEvent") for one in node.events)

    def _events_of(self, kind: str) -> list[Node]:
        return [node for node in self.subject.diagram.nodes if node.kind == kind]

    def _named(self, node: Node) -> str:
        return node.label(self.word.language) or self._awaited(node) or self.onward.name(node)

    def _begun(self, node: Node) -> str:
        """A start; of one that begins by itself also when, and for whom."""
        named, awaited_there = self._named(node), self._awaited(node)
        begins_itself = any(event.kind in ITSELF for event in node.events)
        return f"{named}: {awaited_there}" if begins_itself and named != awaited_there else named

    def _awaited(self, node: Node) -> str:
        return awaited(node, subject=self.subject, word=self.word, conditions=self.conditions)

    def _terms(self) -> Iterator[Block]:
        word, nodes = self.word, self.subject.diagram.nodes
        keys = ["ticket"]
        if any(node.care.times and node.care.times.response is not None for node in nodes):
            keys.append("response")
        if any(node.care.times and node.care.times.resolution is not None for node in nodes):
            keys.append("resolution")
        keys.append("hours")
        if any(node.care.scripts for node in nodes):
            keys.append("script")
        if any(node.care.done == "approval" for node in nodes):
            keys.append("approval")
        keys.append("deviation")
        rows = tuple((word(f"term.{key}"), word(f"term.{key}.is")) for key in keys)
        yield Table(heads=(word("term"), word("meaning")), rows=rows, widths=(34, 100))

    def _roles(self) -> Iterator[Block]:
        yield from responsibilities(self.steps, subject=self.subject, word=self.word, onward=self.onward)

    def _diagram(self) -> Iterator[Block]:
        found = _VIEW.search(self.subject.picture)
        if found is None:
            yield Paragraph(text=self.word("no_diagram"), tone="muted")
            return
        left, top, width, height = (float(one) for one in found.groups())
        view = (left, top, width, height)
        drawn = pictured(self.subject.diagram, svg=self.subject.picture, view=view, word=self.word)
        yield drawn
        if len(drawn.parts) == 1 and paper_for(view) is None:
            yield Paragraph(text=self.word("too_large"), tone="muted")

    def _steps(self) -> Iterator[Block]:
        for node in self.steps:
            yield from tell(node, subject=self.subject, word=self.word, onward=self.onward)

    def _events(self) -> Iterator[Block]:
        word, diagram = self.word, self.subject.diagram
        rows = tuple(
            (
                self.onward.name(node),
                self._awaited(node),
                self._place(node),
                what_then(node, word=word, onward=self.onward),
            )
            for node in diagram.nodes
            if node.kind in EVENTS and node.events and (node.kind not in ("startEvent", "endEvent") or throws(node))
        )
        if not rows:
            yield Paragraph(text=word("no_events"))
            return
        heads = (word("event"), word("when"), word("at"), word("then"))
        yield Table(heads=heads, rows=rows, widths=(30, 36, 30, 44))

    def _place(self, node: Node) -> str:
        host = self.subject.diagram.nodes_by_id.get(node.attached_to)
        if host is None:
            return self.word("on_the_way")
        return self.onward.step(host) if host.id in self.onward.numbers else self.onward.name(host)

    def _approvals(self) -> Iterator[Block]:
        word = self.word
        asked = [node for node in self.steps if node.care.done == "approval"]
        if not asked:
            return
        rows = tuple(
            (
                self.onward.step(node),
                self.subject.doers.get(node.id) or word("nobody"),
                self._approved(node),
                self._needed(node),
            )
            for node in asked
        )
        heads = (word("step"), word("approver"), word("approved"), word("needed_when"))
        yield Paragraph(text=word("limits"), tone="muted")
        yield Table(heads=heads, rows=rows, widths=(30, 22, 24, 64))

    def _approved(self, node: Node) -> str:
        amount = node.care.amount
        return self.conditions.labels.get(amount) or amount.replace("_", " ") or self.word("a_decision")

    def _needed(self, node: Node) -> str:
        """What is said on the ways into an approval, back to the step before it."""
        found = ([flow for flow in way if self._says(flow)] for way in self._ways_to(node, ()))
        ways = dict.fromkeys(filter(None, map(self._said_together, found)))
        return "\n".join(one[0].upper() + one[1:] for one in ways) or self.word("always")

    def _said_together(self, flows: list[Flow]) -> str:
        return self.word("and").join(self._said(one, is_among=len(flows) > 1) for one in flows)

    def _says(self, flow: Flow) -> bool:
        return flow.condition is not None or bool(flow.label(self.word.language))

    def _ways_to(self, node: Node, behind: tuple[Flow, ...]) -> Iterator[tuple[Flow, ...]]:
        diagram = self.subject.diagram
        if len(behind) >= _DEEPEST:
            yield behind
            return
        for flow in (diagram.flows_by_id[one] for one in node.incoming if one in diagram.flows_by_id):
            source = diagram.nodes_by_id.get(flow.source)
            if source is None:
                continue
            here = (flow, *behind)
            if source.kind in GATEWAYS:
                yield from self._ways_to(source, here)
            else:
                yield here

    def _said(self, flow: Flow, *, is_among: bool) -> str:
        """An arrow's condition, else its name with the question it answers."""
        if flow.condition is not None:
            return self.conditions.of(flow, is_among=is_among)
        language = self.word.language
        asked = self.subject.diagram.nodes_by_id[flow.source].label(language)
        return f"“{' '.join(filter(None, (asked, flow.label(language))))}”"

    def _goals(self) -> Iterator[Block]:
        word = self.word
        if not self.care.goals:
            yield Paragraph(text=word("no_goals"))
            return
        rows = tuple((word.named("metric", goal.metric), self._target(goal)) for goal in self.care.goals)
        yield Table(heads=(word("goal"), word("target")), rows=rows, widths=(60, 74))

    def _target(self, goal: Goal) -> str:
        word, seconds = self.word, parse_seconds(goal.target) if goal.target else None
        if seconds is not None:
            value = word("at_most", value=length(seconds, word.language))
        elif (number := _number(goal.target)) is not None:
            shown = _percent(number, word.language) if is_rate(goal.metric) else _plain(number, word.language)
            value = word("at_most" if is_better_low(goal.metric) else "at_least", value=shown)
        else:
            value = goal.target
        share = _number(goal.share)
        return word("at_share", target=value, share=_percent(share, word.language)) if share is not None else value

    def _history(self) -> Iterator[Block]:
        word = self.word
        rows = tuple((str(one.number), one.state, one.day, one.by, one.reason) for one in self.subject.editions)
        if rows:
            heads = (word("number"), word("state"), word("day"), word("by"), word("why"))
            yield Table(heads=heads, rows=rows, widths=(10, 24, 22, 30, 52))

    def _signing(self) -> Signatures:
        word = self.word
        return Signatures(
            heading=word("signing"),
            roles=(word("prepared"), word("reviewed"), word("signed")),
            hint=word("sign_here"),
            lines=(word("name"), word("position"), word("on")),
        )


def _headed(heading: str, blocks: list[Block]) -> Iterator[Block]:
    """A chapter; one that begins with a picture has its heading on the picture's page."""
    first = blocks[0]
    if isinstance(first, Picture):
        yield replace(first, heading=heading)
        yield from blocks[1:]
    else:
        yield Heading(text=heading)
        yield from blocks


def file_name(subject: Subject) -> str:
    """The name of the file without its kind: process, version, language."""
    parts = (subject.code, subject.title[:60], f"v{subject.number}", subject.language)
    plain = "-".join(re.sub(r"[^A-Za-z0-9]+", "-", fold(part) if at == 1 else part) for at, part in enumerate(parts))
    return re.sub(r"-{2,}", "-", plain).strip("-")


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def _plain(value: float, language: str) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate({44: ".", 46: ","}) if language == "vi" else text


def _percent(value: float, language: str) -> str:
    return f"{_plain(value * 100, language)}%"
