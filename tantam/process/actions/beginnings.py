"""Starts that the engine knows and that would never come about, or for nobody: said when a drawing is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.process.actions.hosting import HANOI, StoredHost
from tantam.process.actions.incidents import in_both_languages
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.days import read_days
from tantam.process.engine.diagram import Diagram, Each, Node, Process
from tantam.process.engine.graph import TimerRule
from tantam.process.engine.problem import Problem, Severity, problem
from tantam.process.engine.reads import names_in
from tantam.process.engine.starting import next_start, over_since
from tantam.process.registry import LANGUAGE, Text, messages, opens_subjects
from tantam.process.registry.crowds import Crowd, crowds, is_short_number

#: What brings no subject along: one is opened, or those of a list.
_BY_ITSELF = ("timer", "conditional")
#: Of one list at one time.
MOST = 100_000
#: A cycle that opens tickets each time leaves so many seconds between.
LEAST_SECONDS = 60
BAD_MOST = _("Write for how many at most as a whole number from 1 to {most}.")
_THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")


def beginning_problems(diagram: Diagram) -> Iterator[Problem]:
    """A process runs for a subject: what begins by a time or a condition needs one of its own or a list; a message of
    another process begins it only where that process runs."""
    for process in diagram.processes:
        starts = [node for node in diagram.children(process.id) if node.kind == "startEvent"]
        for node in starts:
            yield from _by_itself(node)
        yield from _not_by_subject(process, starts)
    yield from (_sends_nothing(node, name) for node in diagram.nodes for name in _incoming_names(node))


def _by_itself(node: Node) -> Iterator[Problem]:
    name, kinds = node.name or node.id, [event.kind for event in node.events]
    each = node.care.each
    if node.is_parallel_multiple and len(kinds) > 1 and not set(kinds).isdisjoint(_BY_ITSELF):
        yield problem("start_among_others", element=node.id, line=node.line, name=name)
    if each is None:
        return
    if set(kinds).isdisjoint(_BY_ITSELF):
        yield problem("each_ignored", element=node.id, line=each.line, severity="warning", name=name)
    elif (crowd := crowds().get(each.of)) is None:
        yield problem("each_unknown", element=node.id, line=each.line, name=name, of=each.of[:40])
    else:
        yield from _of_each(node, each, crowd)


def _of_each(node: Node, each: Each, crowd: Crowd) -> Iterator[Problem]:
    """What the list is narrowed by, as the app that offers it sees it; how many, and at which hour."""
    given, known = dict(each.settings), {setting.name for setting in crowd.settings}
    for setting in crowd.settings:
        value = given.get(setting.name, "")
        if value and setting.fault is not None and (words := setting.fault(value)):
            yield _said(node, each, words, severity="error")
        if value and setting.doubt is not None and (words := setting.doubt(value)):
            yield _said(node, each, words)
    for name in given.keys() - known:
        yield _said(node, each, format_lazy(_("There is no setting “{name}”."), name=name[:40]))
    yield from _misspelt(node, each, crowd)
    if each.most and not (is_short_number(each.most) and 0 < int(each.most) <= MOST):
        yield _said(node, each, format_lazy(BAD_MOST, most=MOST), severity="error")
    if each.at and read_days(each.at, "") is None:
        yield _said(node, each, _("Write the hour of day such as 08:00."), severity="error")


#: Formulas that make names of their own: what is known in them cannot be told from outside.
_OWN_NAMES = re.compile(r"\b(?:for|some|every|function)\b|[{\[:]")


def _misspelt(node: Node, each: Each, crowd: Crowd) -> Iterator[Problem]:
    """A name that no member of the list has is never true, of nobody, and nothing fails."""
    written = [each.when, *(event.expression for event in node.events if event.kind == "conditional")]
    texts = [one.text for one in written if one is not None and not _OWN_NAMES.search(one.text)]
    for name in [one for one in names_in(texts) if crowd.names and one not in crowd.names]:
        alike = get_close_matches(name, crowd.names, n=1)
        if alike:
            said = _("Nobody of the list has “{name}”, so its condition is never true. “{alike}” is there.")
            yield _said(node, each, format_lazy(said, name=name[:40], alike=alike[0]))
        else:
            said = _("Nobody of the list has “{name}”, so its condition is never true. It may ask for: {names}.")
            yield _said(node, each, format_lazy(said, name=name[:40], names=", ".join(crowd.names)))


def _said(node: Node, each: Each, words: Text, *, severity: Severity = "warning") -> Problem:
    vi, en = in_both_languages(words)
    called = (node.label("vi") or node.id, node.label("en") or node.id)
    said = problem("each_setting", element=node.id, line=each.line, severity=severity, name=called[0], what=vi)
    other = problem("each_setting", element=node.id, line=each.line, severity=severity, name=called[1], what=en)
    return replace(said, message_en=other.message_en)


def time_problems(diagram: Diagram, *, now: datetime) -> Iterator[Problem]:
    """Starts by time that would never come due: for drawings without errors, which are compiled for it."""
    if not any(event.kind == "timer" for node in diagram.nodes for event in node.events):
        return
    graph = compile_graph(diagram, language=LANGUAGE)
    for start in graph.starts:
        if start.kind != "timer":
            continue
        node = diagram.node(graph.nodes[start.node].id)
        host = StoredHost(now=now, subject="")
        due = next_start(graph, start, host)
        place: dict[str, Any] = {"element": node.id, "line": node.line, "name": node.name or node.id}
        if start.timer is not None and (seconds := _is_too_often(start.timer)):
            yield problem("start_too_often", seconds=seconds, least=LEAST_SECONDS, **place)
        over = due if due is not None and due <= now else over_since(start, host)
        if over is not None and (due is None or not _repeats(start.timer)):
            moment = f"{over.astimezone(HANOI):%d/%m/%Y %H:%M}"
            yield problem("start_is_over", severity="warning", moment=moment, **place)
        elif due is None:
            is_shut = start.timer is not None and start.timer.days is not None and start.timer.days.is_working
            yield problem("start_never_opens" if is_shut else "start_gives_no_time", **place)


def _repeats(rule: TimerRule | None) -> bool:
    return rule is not None and rule.kind == "cycle"


def _is_too_often(rule: TimerRule) -> int:
    """The seconds between two times of a cycle, where they are too few; else 0."""
    is_short = rule.kind == "cycle" and rule.days is None and not rule.months and rule.seconds < LEAST_SECONDS
    return rule.seconds if is_short else 0


def _not_by_subject(process: Process, starts: list[Node]) -> Iterator[Problem]:
    """Where every start waits for what another process sends, and none for what a subject comes with."""
    heard = [
        (node, event) for node in starts for event in node.events if event.kind in ("message", "signal") and event.name
    ]
    if not heard or any(not node.events for node in starts) or any(opens_subjects(one.name) for _node, one in heard):
        return
    node, event = heard[0]
    yield problem(
        "start_not_by_ticket", element=node.id, line=node.line, severity="warning", name=node.name or process.name,
        heard=event.name,
    )  # fmt: skip


def _incoming_names(node: Node) -> Iterator[str]:
    """Messages that come from outside, where a drawing would send them."""
    if node.kind in _THROWING and node.care.action is None:
        thrown = [event.name for event in node.events if event.kind == "message"]
        yield from (name for name in (*thrown, node.message) if name in messages())


def _sends_nothing(node: Node, name: str) -> Problem:
    called = node.name or node.id
    vi, en = (
        problem("sends_what_comes_in", element=node.id, line=node.line, severity="warning", name=called, message=label)
        for label in in_both_languages(messages()[name])
    )
    return replace(vi, message_en=en.message_en)
