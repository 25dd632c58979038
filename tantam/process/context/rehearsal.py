"""A walk made ready for its page: the drawing with the token, what may happen now, and what happened so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tantam.core.values.forms_of_address import Language, form_of_address
from tantam.core.values.scripts import render_script, script_variables
from tantam.organisation.models import Agent
from tantam.process.context.account import Account
from tantam.process.context.reader import called, language, said
from tantam.process.drawing import READABLE, Mark, draw
from tantam.process.drawing.lines import line
from tantam.process.engine import changes as did
from tantam.process.engine.diagram import Diagram, FormField, Node
from tantam.process.engine.graph import GraphNode
from tantam.process.engine.state import Token
from tantam.process.models import Process
from tantam.process.procedure.telling import readable
from tantam.process.queries import doer_of
from tantam.process.queries.rehearsing import Tried, is_within_reach, past_subjects, working_hours
from tantam.process.registry import SubjectLine, data_of, dimension_names, is_outside
from tantam.process.rehearsal.asking import Asked, Wanted, asked_of_a_case
from tantam.process.rehearsal.walk import Turn, Walk, Walked, walked
from tantam.process.values.meanings import meaning_of

#: Texts by which these names are filled in with more than one line.
_LONG: Final = frozenset({"noi_dung"})
_STATES: Final = ("waiting", "action", "calling", "incident", "message", "signal", "timer", "condition")


class OutOfReach(Exception):
    """The case of the past that a walk takes its data from may not be seen by who walks it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place where the case waits, and what may happen there.

    `kind`: work, approval, reply, action, calling, incident, message, signal, timer, condition. `wanted` is what may
    be filled in, `codes` the errors that the drawing expects of it.
    """

    token: int
    kind: str
    name: str
    step: str = ""
    role: str = ""
    due_at: datetime | None = None
    guide: str = ""
    script: str = ""
    checklist: Sequence[str] = ()
    wanted: Sequence[Wanted] = ()
    message: str = ""
    codes: Sequence[str] = ()
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where a walk has come to, with all its page shows."""

    tried: Tried
    walk: Walk
    walked: Walked
    line: SubjectLine | None
    wanted: Sequence[Wanted]
    places: list[Place] = field(default_factory=list)


def starts_of(tried: Tried) -> list[tuple[str, str]]:
    """The ways in which the process can begin: id and name."""
    ids = dict.fromkeys(tried.graph.nodes[start.node].id for start in tried.graph.starts)
    return [(one, called(tried.diagram, one)) for one in ids]


def wanted_of_case(tried: Tried) -> list[Wanted]:
    """What must be known of a case, as fields."""
    found = [_wanted(one) for one in asked_of_a_case(tried.diagram, tried.graph)]
    return sorted(found, key=lambda one: one.kind != "long")


def _wanted(asked: Asked) -> Wanted:
    meaning = meaning_of(asked.name)
    named = dict(meaning.values()) if meaning is not None and meaning.values is not None else {}
    options = tuple((named or {word: word for word in asked.mentioned}).items())
    label = str(meaning.label) if meaning is not None else asked.name.replace("_", " ")
    kind = "long" if asked.name in _LONG else asked.kind
    return Wanted(name=asked.name, label=label, kind=kind, options=options if kind != "long" else ())


def past_values(subject: str, wanted: Iterable[Wanted]) -> dict[str, object]:
    """What a case of the past says to the names that are wanted."""
    known = data_of(subject)
    return {one.name: known.get(one.name) for one in wanted if known.get(one.name) is not None}


def past_lines(process: Process, agent: Agent) -> Mapping[str, SubjectLine]:
    """The cases of the past that may be walked."""
    return past_subjects(process, agent=agent)


def stage_of(tried: Tried, walk: Walk, *, agent: Agent) -> Stage:
    """Play a walk. Raises OutOfReach, NoSuchStart."""
    line_of = is_within_reach(walk.subject, agent) if walk.subject else None
    if walk.subject and line_of is None:
        raise OutOfReach(walk.subject)
    wanted = wanted_of_case(tried)
    known = past_values(walk.subject, wanted) if walk.subject else {}
    found = walked(
        tried.graph,
        walk,
        case={**known, **walk.case},
        calendar=working_hours(walk.subject),
        goes_by_itself=lambda node: _goes_by_itself(node, tried.diagram),
    )
    stage = Stage(tried=tried, walk=walk, walked=found, line=line_of, wanted=wanted)
    stage.places.extend(_place(token, stage) for token in found.waiting(*_STATES))
    return stage


def _goes_by_itself(node: GraphNode, diagram: Diagram) -> bool:
    """Whether nobody needs to say how an action ends: it asks nobody outside, and no arrow leads on from its error."""
    return not is_outside(node.action) and not _errors_of(node.id, diagram)


def _errors_of(node_id: str, diagram: Diagram) -> list[str]:
    guests = (one for one in diagram.nodes if one.attached_to == node_id)
    return [event.code for one in guests for event in one.events if event.kind == "error"]


def _place(token: Token, stage: Stage) -> Place:
    diagram = stage.tried.diagram
    node = diagram.node(token.node)
    host = stage.walked.state.tokens.get(token.attached_to) if token.attached_to is not None else None
    asked = [one for one in stage.wanted if one.kind != "long"]
    return Place(
        token=int(token.id),
        kind=_kind(token, node),
        name=called(diagram, node.id),
        step=called(diagram, host.node) if host is not None and host.node in diagram.nodes_by_id else "",
        role=doer_of(diagram, node, language=language()) if token.state == "waiting" else "",
        due_at=token.due_at or token.resolution_due_at or token.response_due_at,
        guide=said(node.care.guide),
        script=_script(node, stage) if token.state == "waiting" else "",
        checklist=[said(item.texts) for item in node.care.checklist] if token.state == "waiting" else (),
        wanted=[_field(one) for one in node.care.form] if token.state == "waiting" else _brought(token, asked),
        message=token.wait_key,
        codes=_errors_of(node.id, diagram) if token.state == "action" else (),
        result=node.care.result,
    )


def _brought(token: Token, asked: list[Wanted]) -> list[Wanted]:
    """What a message, another system or another process may bring: whatever conditions read."""
    return asked if token.state in ("message", "signal", "action", "calling") else []


def _kind(token: Token, node: Node) -> str:
    if token.state == "waiting":
        return {"approval": "approval", "reply": "reply"}.get(node.care.done, "work")
    return token.state


def _field(one: FormField) -> Wanted:
    options = tuple((option, one.option_label(option, language=language())) for option in one.options)
    label, required = said(one.labels) or one.key, one.is_required
    return Wanted(name=one.key, label=label, kind=one.kind, options=options, is_required=required)


def _script(node: Node, stage: Stage) -> str:
    """The words for the customer, filled in with what is known here."""
    text = said(node.care.scripts)
    if not text:
        return ""
    name = (stage.line.person if stage.line else "") or _("Nguyễn Thu Hoà")
    tongue: Language = "en" if language() == "en" else "vi"
    known = script_variables(name, form=form_of_address("chị"), agent_name=_("Trần Minh An"), language=tongue)
    if stage.line is not None:
        known |= {"kh": stage.line.person or known["kh"], "ma": stage.line.title}
    values = {key: str(value) for key, value in stage.walked.state.variables.items() if isinstance(value, str | int)}
    return readable(render_script(text, variables={**values, **known}).text, dimension_names("gap"))


def walk_page(stage: Stage) -> dict[str, object]:
    """All that the page of a walk shows beside its forms."""
    account = Account(stage.tried.diagram)
    turns = stage.walked.turns
    return {
        "drawing": _drawing(stage),
        "hurts": _looked_at(stage),
        "turns": [
            {"said": _said(turn, account, stage), "lines": account.lines(turn), "is_missed": turn.is_missed}
            for turn in turns
        ],
        "now_lines": account.lines(turns[-1]),
        "missed": turns[-1].is_missed,
        "data": _data(stage, account),
        "clock": stage.walked.now,
        "ending": stage.walked.state.ending,
        "line": stage.line,
        "steps_taken": len(stage.walk.choices),
        "is_stopped": stage.walked.is_stopped,
    }


def _said(turn: Turn, account: Account, stage: Stage) -> str:
    """What was chosen, in words."""
    choice = turn.choice
    if choice is None:
        return _("The start")
    words = {"name": _name_of(choice.token, stage, account), "message": account.message(choice.name)}
    sentences = {
        "done": _("“%(name)s” is done"),
        "fails": _("“%(name)s” fails"),
        "comes": _("Comes: %(message)s"),
        "due": _("The clock goes to “%(name)s”"),
        "learns": _("The data of the ticket change"),
        "waits": _("Time passes"),
    }
    data = "; ".join(f"{account.label(key)}: {account.value(key, value)}" for key, value in choice.data.items())
    return sentences[choice.do] % words + (f" – {data}" if data else "")


def _name_of(token: int, stage: Stage, account: Account) -> str:
    for turn in stage.walked.turns:
        for one in turn.happened:
            held = getattr(one.change, "token", None) or getattr(one.change, "wait", None)
            if held is not None and held.id == token:
                return account.name(held.node)
    return _("a step")


def _data(stage: Stage, account: Account) -> list[tuple[str, str]]:
    """What is known now: the data of the case that the drawing reads, then what its steps have set."""
    wanted = [one.name for one in stage.wanted]
    variables = stage.walked.state.variables
    known = {name: stage.walked.case.get(name) for name in wanted} | dict(variables)
    return [(account.label(name), account.value(name, value)) for name, value in known.items()]


def _drawing(stage: Stage) -> SafeString:
    """The drawing with the way so far, where the token stands, and the last way as a moving dot."""
    diagram = stage.tried.diagram
    marks: dict[str, Mark] = {}
    for turn in stage.walked.turns:
        for node, flow in _passed(turn):
            marks[node] = Mark(state="done")
            marks[flow] = Mark(state="done")
    last = [flow for _node, flow in _passed(stage.walked.turns[-1]) if flow]
    marks |= {flow: Mark(state="current") for flow in last}
    for token in stage.walked.state.positions():
        stood = marks.get(token.node, Mark())
        marks[token.node] = Mark(state="current", count=stood.count + 1, incidents=int(token.state == "incident"))
    marks.pop("", None)
    svg = draw(diagram, language=language(), marks=marks, scale=READABLE).removesuffix("</svg>")
    return mark_safe(f"{svg}{_moving(diagram, last)}</svg>")  # noqa: S308 - our own markup, numbers only


def _looked_at(stage: Stage) -> str:
    """Where the picture begins: where the case stands, else what it passed last."""
    standing = [token.node for token in stage.walked.state.positions() if token.attached_to is None]
    passed = [node for turn in stage.walked.turns for node, _flow in _passed(turn) if node]
    return next(iter(standing), "") or (passed[-1] if passed else "")


def _passed(turn: Turn) -> list[tuple[str, str]]:
    found = []
    for one in turn.happened:
        if isinstance(one.change, did.NodePassed):
            found.append((one.change.node, one.change.flow))
        elif isinstance(one.change, did.TokenEntered):
            found.append((one.change.token.node, one.change.token.flow))
    return found


def _moving(diagram: Diagram, flows: Sequence[str]) -> str:
    """A dot that runs along the arrows taken last, one after the other; it holds still for who wants no motion."""
    edges = {edge.element: edge for edge in diagram.edges}
    known = [edges[flow] for flow in flows if flow in edges][:30]
    seconds = max(0.15, min(0.6, 4 / max(1, len(known))))
    dots = []
    for number, edge in enumerate(known):
        begin = f"{0.3 + number * seconds:.2f}s"
        path = line(edge.waypoints)
        dots.append(
            f'<circle class="dg-token" r="7" visibility="hidden">'
            f'<set attributeName="visibility" to="visible" begin="{begin}" dur="{seconds:.2f}s"/>'
            f'<animateMotion begin="{begin}" dur="{seconds:.2f}s" path="{path}"/></circle>'
        )
    return "".join(dots)


def case_fields(stage: Stage) -> tuple[Sequence[Wanted], dict[str, object]]:
    """What may be learnt of the case now, and what is known of it."""
    return stage.wanted, {one.name: stage.walked.case.get(one.name) for one in stage.wanted}


__all__ = [
    "OutOfReach",
    "Place",
    "Stage",
    "case_fields",
    "past_lines",
    "past_values",
    "stage_of",
    "starts_of",
    "walk_page",
    "wanted_of_case",
]
