"""How a drawing would begin, said before it is published: by which message, when first, and for about how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.process.actions.arming import Wanted, first_due, wanted_in
from tantam.process.context.reader import language
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.unsaid import MISSING
from tantam.process.models import Process
from tantam.process.queries.beginning import beginning_in
from tantam.process.queries.conditions import Said, conditions_in, said_of
from tantam.process.registry import LANGUAGE, messages, opens_subjects
from tantam.process.registry.crowds import crowds, is_short_number
from tantam.ui.values import formatting

#: Of so many members of a list the conditions are tried beforehand.
TRIED = 100


def begins_in_words(bpmn: str, process: Process, *, now: datetime) -> list[str]:
    """A sentence for each message, signal, time and condition by which the drawing begins; none for a plain start."""
    try:
        diagram = read(bpmn.encode())
        graph = compile_graph(diagram, language=LANGUAGE)
    except (Unreadable, NotRunnable):
        return []
    ids = dict.fromkeys(graph.nodes[start.node].id for start in graph.starts)
    heard = [line for one in ids for line in _heard(diagram.node(one))]
    timed = [_by_itself(one, diagram, process, now=now) for one in wanted_in(graph, diagram)]
    return [*heard, *timed]


def _heard(node: Node) -> Iterator[str]:
    key = node.care.correlation.text if node.care.correlation is not None else ""
    for event in node.events:
        if event.kind == "message" and event.name:
            yield _by_message(event.name, key)
        elif event.kind == "signal" and event.name:
            yield _("Begins for a ticket when a process on it sends the signal “%(name)s”.") % {"name": event.name}


def _by_message(name: str, key: str) -> str:
    if opens_subjects(name):
        label = str(messages().get(name, name))
        return _("Begins when this comes: %(message)s (%(name)s).") % {"message": label, "name": name}
    said = _("Begins for a ticket when another process on it sends the message “%(name)s”.") % {"name": name}
    return f"{said} {_('The message needs the key that “%(key)s” gives.') % {'key': key}}" if key else said


def _by_itself(one: Wanted, diagram: Diagram, process: Process, *, now: datetime) -> str:
    name = one.node.label(language()) or _("Start")
    if one.start.kind == "conditional" and not one.of:
        return _("“%(name)s”: looked at whenever a ticket changes, begins each time it becomes true.") % {"name": name}
    due_at = first_due(one, now=now)
    if due_at is None:
        return _("“%(name)s”: its time does not come.") % {"name": name}
    words = {"name": name, "moment": formatting.moment(timezone.localtime(due_at), language=language())}
    said = _("“%(name)s”: first on %(moment)s.") % words
    return " ".join(filter(None, [said, *_for_whom(one, diagram, process, due_at=due_at, now=now)]))


def _for_whom(one: Wanted, diagram: Diagram, process: Process, *, due_at: datetime, now: datetime) -> Iterator[str]:
    crowd, each = crowds().get(one.of), one.node.care.each
    if crowd is None or each is None:
        return
    coming = beginning_in(diagram, one.node.id, process, due_at=due_at, now=now)
    about, conditions = crowd.counting(coming, 0), conditions_in(one.graph, diagram, *one.key)
    shown = {"shown": _number(about)}
    if not conditions:
        if is_short_number(each.most):
            about = min(about, int(each.most))
        yield ngettext("About %(shown)s customer.", "About %(shown)s customers.", about) % {"shown": _number(about)}
        return
    yield ngettext("%(shown)s customer is looked at.", "%(shown)s customers are looked at.", about) % shown
    ids = list(crowd.selecting(coming, 0, TRIED))
    if ids:
        yield _tried(said_of(conditions, crowd, ids, now=now), len(ids))


def _tried(said: Said, count: int) -> str:
    words = {"asked": _number(count), "true": _number(len(said.true))}
    told = _("Tried now on %(asked)s: true for %(true)s.") % words
    if not said.unsaid:
        return told
    neither = _("Neither true nor false for %(unsaid)s: %(why)s.") % {
        "unsaid": _number(len(said.unsaid)),
        "why": why_in_words(next(iter(said.unsaid.values()))),
    }
    return f"{told} {neither}"


def _number(value: int) -> str:
    return formatting.number(value, language=language())


def why_in_words(why: Sequence[Sequence[str]]) -> str:
    """Which values are to blame that a condition says nothing: those that are missing, else what kinds they are."""
    kinds = _kinds()
    said = [
        (_("“%(name)s” is missing") if kind == MISSING else _("“%(name)s” is %(kind)s"))
        % {"name": name, "kind": kinds.get(kind, kinds["other"])}
        for name, kind in why
    ]
    return ", ".join(said) or _("it says neither yes nor no")


def _kinds() -> Mapping[str, str]:
    return {
        "text": _("a text"),
        "number": _("a number"),
        "boolean": _("yes or no"),
        "day": _("a day"),
        "moment": _("a time"),
        "list": _("a list"),
        "context": _("a group of values"),
        "other": _("of another kind"),
    }
