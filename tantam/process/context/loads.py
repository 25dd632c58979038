"""A trial with many cases made ready: what is asked before, and afterwards the drawing as a heat map, and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.process.context.answers import answer_lines, way_lines
from tantam.process.context.reader import called, language
from tantam.process.drawing import Mark, draw
from tantam.process.engine.diagram import Diagram
from tantam.process.models import LoadRun, Version
from tantam.process.queries import doer_of
from tantam.process.queries.drawn import diagram_of
from tantam.process.queries.loads import LOOKED_BACK, MOST_CASES, Hands, handling, hands_of, step_times, work_of_graph
from tantam.process.queries.rehearsing import Tried
from tantam.process.rehearsal.answering import ENOUGH
from tantam.process.values.wording import short_length
from tantam.ui.values.formatting import number

#: Working seconds of waiting from which a step is as hot as can be, where none waits longer.
_HOT = 4 * 3600.0


@dataclass(frozen=True, kw_only=True)
class StepAsked:
    """A step whose hands-on time may be changed: minutes, and whether the past says so."""

    node: str
    name: str
    minutes: int
    is_measured: bool


@dataclass(frozen=True, kw_only=True)
class CrewAsked:
    """A crew whose number of people may be changed."""

    key: str
    name: str
    people: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table: what it is about, the figures of the version and of the one beside it (None: not run)."""

    name: str
    mine: Mapping[str, Any]
    other: Mapping[str, Any] | None
    level: int | None = None
    role: str = ""


def crews_asked(tried: Tried) -> list[CrewAsked]:
    """The crews of a drawing."""
    return [CrewAsked(key=one.key, name=_named(one), people=one.people) for one in hands_of(tried)]


def _named(hands: Hands) -> str:
    if hands.key == "head":
        return _("The head")
    if hands.key == "assignee":
        return _("The assignees")
    return (hands.name_en if language() == "en" and hands.name_en else hands.name) or hands.key.partition(":")[2]


def steps_asked(tried: Tried, version: Version, *, now: datetime) -> list[StepAsked]:
    """The steps that people work on, with the hands-on time that the past suggests."""
    times = step_times(version.process, now=now)
    return [
        StepAsked(
            node=node,
            name=called(tried.diagram, node),
            minutes=max(1, round(handling(times, node) / 60)),
            is_measured=node in times and times[node].count >= 4,
        )
        for node in work_of_graph(tried)
    ]


def load_page(run: LoadRun) -> dict[str, Any]:
    """What came of a trial."""
    results: Mapping[str, Mapping[str, Any]] = run.result or {}
    mine = results.get(str(run.version.number))
    other = results.get(str(run.beside.number)) if run.beside is not None else None
    if mine is None:
        return {"summary": None}
    diagram = diagram_of(run.version)
    rows = _steps(diagram, mine, other)
    return {
        "summary": Row(name="", mine=mine, other=other),
        "drawing": _drawing(diagram, mine),
        "other_drawing": _drawing(diagram_of(run.beside), other) if run.beside is not None and other else "",
        "steps": rows,
        "crews": _crews(run, mine, other),
        "ends": _ends(diagram, mine, other),
        "has_several_ends": any(sum(one["ends"].values()) > one["arrived"] for one in (mine, other) if one),
        "unended": _unended(mine, other),
        "answers": answer_lines(diagram, mine),
        "ways": way_lines(diagram, mine, other),
        "worst": max(rows, key=lambda row: row.mine["wait_p90"] or 0, default=None),
        "fullest": max(_crews(run, mine, other), key=lambda row: row.mine["used"] or 0, default=None),
        "is_changed": run.version.sha256 != run.sha256,
        "few_copied": _few_copied(run, mine),
    }


def _few_copied(run: LoadRun, mine: Mapping[str, Any]) -> str:
    """Said where many invented tickets are copies of a handful, so that nobody takes them for a mixture."""
    copied = mine.get("rests", {}).get("copied")
    if copied is None or copied >= ENOUGH or run.spec["source"] == "past":
        return ""
    if not copied:
        return _("No ticket of the past ran here in this time: the invented ones know nothing but what was said below.")
    said = ngettext(
        "Only %(n)s ticket of the past ran here in this time: every invented one is a copy of it, with its words and "
        "its answers. Take the figures for a rehearsal, not for a forecast.",
        "Only %(n)s tickets of the past ran here in this time: every invented one is a copy of one of them, with its "
        "words and its answers. Take the figures for a rehearsal, not for a forecast.",
        copied,
    )
    return said % {"n": copied}


def _steps(diagram: Diagram, mine: Mapping[str, Any], other: Mapping[str, Any] | None) -> list[Row]:
    nodes = [node for node in diagram.nodes if mine["steps"].get(node.id, {}).get("wait") is not None]
    top = _top(mine)
    return [
        Row(
            name=called(diagram, node.id),
            mine=mine["steps"][node.id],
            other=(other["steps"].get(node.id) if other else None),
            level=Mark(heat=_heat(mine["steps"][node.id], top)).heat_level,
            role=doer_of(diagram, node, language=language()),
        )
        for node in nodes
    ]


def _crews(run: LoadRun, mine: Mapping[str, Any], other: Mapping[str, Any] | None) -> list[Row]:
    names = run.spec.get("names", {}).get(language(), {})
    people = run.spec["people"]
    others = other["crews"] if other else {}
    return [
        Row(name=names.get(key, key), mine={**one, "people": people.get(key)}, other=others.get(key))
        for key, one in mine["crews"].items()
    ]


def _unended(mine: Mapping[str, Any], other: Mapping[str, Any] | None) -> list[Row]:
    """What came to no end, as a share of what arrived, like the ends it stands below."""
    kinds = (("running", _("still under way")), ("stuck", _("went round and round")))
    return [
        Row(
            name=words,
            mine={"share": mine[kind] / max(1, mine["arrived"])},
            other={"share": other[kind] / max(1, other["arrived"])} if other else None,
        )
        for kind, words in kinds
        if mine[kind]
    ]


def _ends(diagram: Diagram, mine: Mapping[str, Any], other: Mapping[str, Any] | None) -> list[Row]:
    return [
        Row(
            name=called(diagram, node),
            mine={"share": count / max(1, mine["arrived"])},
            other={"share": other["ends"].get(node, 0) / max(1, other["arrived"])} if other else None,
        )
        for node, count in sorted(mine["ends"].items(), key=lambda one: -one[1])
        if node in diagram.nodes_by_id and not _is_inside(diagram, node)
    ]


def _is_inside(diagram: Diagram, node: str) -> bool:
    return diagram.nodes_by_id[node].parent in diagram.nodes_by_id


def _top(figures: Mapping[str, Any]) -> float:
    return max([_HOT, *(one["wait_p90"] or 0 for one in figures["steps"].values())])


def _heat(step: Mapping[str, Any], top: float) -> float | None:
    return None if step["wait_p90"] is None else min(1.0, (step["wait_p90"] / top) ** 0.5)


def _drawing(diagram: Diagram, figures: Mapping[str, Any]) -> SafeString:
    """The drawing, as hot as one waits there; what still stands there in the end as a number."""
    top, length = _top(figures), partial(short_length, language=language())
    marks: dict[str, Mark] = {}
    for node, step in figures["steps"].items():
        if step["wait"] is not None:
            lines = (length(step["wait"]), f"p90\u00a0{length(step['wait_p90'])}") if step["wait_p90"] >= 60 else ()
            marks[node] = Mark(heat=_heat(step, top), lines=lines, count=step["standing"])
    marks |= {flow: Mark(share=share) for flow, share in _shares(diagram, figures["flows"]).items()}
    return mark_safe(draw(diagram, language=language(), marks=marks))  # noqa: S308 - our own, every text escaped


def _shares(diagram: Diagram, flows: Mapping[str, int]) -> dict[str, float]:
    """What part went which way, where there are several."""
    found: dict[str, float] = {}
    for node in diagram.nodes:
        ways = [flow for flow in node.outgoing if flow in diagram.flows_by_id]
        total = sum(flows.get(flow, 0) for flow in ways)
        if len(ways) > 1 and total and node.kind not in ("parallelGateway", "eventBasedGateway"):
            found |= {flow: flows.get(flow, 0) / total for flow in ways}
    return found


def assumptions(run: LoadRun) -> Sequence[str]:
    """What the figures rest on, said aloud."""
    spec = run.spec
    past = _("The tickets of the last %(days)s days come again at the moments at which they came.")
    invented = _(
        "%(per_day)s tickets a working day for %(length)s days, by chance over the opening hours; "
        "each like one of the last %(days)s days."
    )
    return [
        (past if spec["source"] == "past" else invented) % spec,
        _("The past is that of the last %(days)s days, the newest %(most)s tickets of it at most.")
        % {
            "days": max(LOOKED_BACK.days, int(spec["days"])),
            "most": number(MOST_CASES, language=language()),
        },
        _("Tickets bring their own data along as these are today."),
        _("Answers that decide a way are given as said under “What steps are answered”; all others change no figure."),
        _("Every ticket follows the drawing: what people left out in the past is done here."),
        _("Hands-on time is as in the form, spread around its mean."),
        _("All of a team do only this, one thing at a time, first come first served, within working hours."),
        _("Customers answer as often and as late as in the past; without one, half do, after four hours on average."),
        _("The desks begin empty; what is under way after the last arrival is followed for 30 more days."),
    ]
