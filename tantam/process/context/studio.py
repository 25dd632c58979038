"""What the studio needs from the server: findings with their mending, the catalogue of actions, remarks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.core.values.forms_of_address import Language, form_of_address
from tantam.core.values.scripts import script_variables
from tantam.organisation.queries import policies
from tantam.process.context.examples import Former, gone_by_name
from tantam.process.context.reader import called, choices, language, name_of, sentence
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram, Flow, Node
from tantam.process.engine.problem import Problem, Unreadable
from tantam.process.procedure import goal_measures
from tantam.process.queries import published_processes
from tantam.process.registry import PATIENCE, Setting, dimension_names, measures, messages, offers
from tantam.process.registry.crowds import crowds
from tantam.process.values.meanings import known_meanings

EXAMPLES = ['loai = "complaint"', "so_vong > 2", "tien_den_bu <= 300000", 'kenh = "zalo" and not(thieu_thong_tin)']


def findings(problems: Iterable[Problem], *, bpmn: str, former: Former | None = None) -> list[dict[str, Any]]:
    """Findings in the reader's language; where one click mends it, with that click's `fix`; about an example with its
    key. `former` finds the drawing that still knows what is no longer drawn."""
    diagram = read_drawing(bpmn)
    return [
        {
            "code": problem.code,
            "element_id": problem.element_id,
            "severity": problem.severity,
            "line": problem.line,
            "message": gone_by_name(
                _by_name(sentence(problem), problem, diagram), dict(problem.params).get("gone", ""), former
            ),
            "example": dict(problem.params).get("example", ""),
            **_mended(problem, diagram),
        }
        for problem in problems
    ]


def _by_name(said: str, problem: Problem, diagram: Diagram | None) -> str:
    """By the names things have in the reader's language; what has none yet by what it is or where it leads: an id says
    nothing to who draws."""
    if diagram is None:
        return said
    for node in _nodes_of(problem, diagram):
        said = said.replace(f"“{node.name or node.id}”", f"“{called(diagram, node.id)}”")
    for flow in filter(None, map(diagram.flows_by_id.get, _named_in(problem))):
        said = said.replace(f"“{flow.name or flow.id}”", f"“{_leading(flow, diagram)}”")
    return said


def _named_in(problem: Problem) -> set[str]:
    return {problem.element_id, *(value for _name, value in problem.params)}


def _nodes_of(problem: Problem, diagram: Diagram) -> list[Node]:
    """The nodes a finding may speak of: its own, the ends of its flow, those it names by their ids."""
    flow = diagram.flows_by_id.get(problem.element_id)
    ends = {flow.source, flow.target} if flow else set()
    return [diagram.nodes_by_id[one] for one in sorted(_named_in(problem) | ends) if one in diagram.nodes_by_id]


def _leading(flow: Flow, diagram: Diagram) -> str:
    """A branch is known by its name, one without by where it goes."""
    return flow.label(language()) or _("to %(name)s") % {"name": called(diagram, flow.target)}


def read_drawing(bpmn: str) -> Diagram | None:
    try:
        return read(bpmn.encode())
    except Unreadable:
        return None


def _mended(problem: Problem, diagram: Diagram | None) -> dict[str, object]:
    """A branch without a condition can be the default one, where its gateway has none; steps of no kind,
    and those that run a script of another tool, a person's; one of several processes the one that runs."""
    if diagram is not None and problem.code in {"does_not_run", "several_executable"}:
        pool = next((one for one in diagram.pools if one.id == problem.element_id), None)
        label = _("This one runs") if problem.code == "does_not_run" else _("Only this one runs")
        return {"fix": {"kind": "running", "process": pool.process if pool else problem.element_id, "label": label}}
    if diagram is not None and problem.code == "plain_task":
        return {"fix": _given_to_people(diagram)}
    if diagram is not None and problem.code == "unsupported" and _is_script(diagram, problem.element_id):
        label = _("Let a person do this step")
        return {"fix": {"kind": "user-task", "elements": [problem.element_id], "label": label}}
    flow = diagram.flows_by_id.get(problem.element_id) if diagram else None
    if diagram is None or flow is None or problem.code != "branch_without_condition":
        return {}
    gateway = diagram.nodes_by_id.get(flow.source)
    if gateway is None or gateway.default:
        return {}
    fix = {"kind": "default-flow", "gateway": gateway.id, "flow": flow.id, "label": _("Make this the default branch")}
    return {"fix": fix}


def _is_script(diagram: Diagram, element: str) -> bool:
    node = diagram.nodes_by_id.get(element)
    return node is not None and node.kind == "scriptTask"


def _given_to_people(diagram: Diagram) -> dict[str, object]:
    """All steps of no kind at once: what another tool drew has many, and each click more is one too many."""
    plain = [node.id for node in diagram.nodes if node.kind == "task"]
    label = ngettext("Let a person do it", "Let people do all %(n)s steps of no kind", len(plain)) % {"n": len(plain)}
    return {"kind": "user-task", "elements": plain, "label": label}


def refusal(problem: Problem) -> str:
    """Why a file was not taken: the sentence, with element and line where they are known."""
    places = [
        _("element %(id)s") % {"id": problem.element_id} if problem.element_id else "",
        _("line %(line)s") % {"line": problem.line} if problem.line else "",
    ]
    where = ", ".join(place for place in places if place)
    nothing = _("Nothing was stored.")
    said = sentence(problem)
    return f"{said.rstrip('.')} ({where}). {nothing}" if where else f"{said} {nothing}"


def offered() -> dict[str, object]:
    """The catalogue of the studio: actions with their settings, teams, messages, processes, examples."""
    actions = [
        {
            "name": offer.name,
            "label": str(offer.label),
            "hint": str(offer.hint),
            "sendsScript": offer.sends_script,
            "settings": [_setting(setting) for setting in (*offer.settings, *PATIENCE)],
        }
        for offer in offers()
    ]
    teams = [{"key": key, "label": label} for key, label in choices()["team"].items()]
    heard = [{"name": name, "label": str(label)} for name, label in messages().items()]
    others = [{"key": process.key, "label": name_of(process)} for process in published_processes()]
    laid_down = [
        {"key": one.key, "label": one.title_in(language()), "state": one.state}
        for one in policies(on=timezone.localdate()).values()
    ]
    lists = [
        {
            "of": of,
            "label": str(crowd.label),
            "hint": str(crowd.hint),
            "settings": [_setting(setting) for setting in crowd.settings],
        }
        for of, crowd in crowds().items()
    ]
    goals = [{"key": key, "label": label, "unit": unit} for key, label, unit in goal_measures(language())]
    meant = {
        name: {key: str(words) for key, words in one.values().items()}
        for name, one in known_meanings().items()
        if one.values is not None
    }
    judged = [{"key": one.key, "label": str(one.label), "hint": str(one.hint)} for one in measures().values()]
    return {
        "actions": actions,
        "teams": teams,
        "messages": heard,
        "processes": others,
        "policies": laid_down,
        "policiesUrl": reverse("settings_policies"),
        "lists": lists,
        "examples": EXAMPLES,
        "measures": judged,
        "places": _places(),
        "samples": {"vi": _sample("vi"), "en": _sample("en")},
        "goals": goals,
        "meanings": meant,
    }


def _places() -> list[dict[str, object]]:
    """The places of scripts, those that are filled in by themselves first."""
    filled = dimension_names("place")
    known = {**filled, **dimension_names("gap")}
    return [{"name": name, "label": label, "filled": name in filled} for name, label in known.items()]


def _sample(tongue: Language) -> dict[str, str]:
    """What stands in the places of a script in the studio, as for a made-up customer."""
    form = form_of_address("chị")
    people = script_variables("Nguyễn Thu Hoà", form=form, agent_name="Trần Minh An", language=tongue)
    part = {"vi": "phụ trách", "en": "looking after"}[tongue]
    return {**people, "ma": "TT-26-000123", "vai_tro": part, "gio_hen": "16:00", "gio_mo_cua": "8:00"}


def _setting(setting: Setting) -> dict[str, object]:
    known = setting.choices() if callable(setting.choices) else setting.choices
    return {
        "name": setting.name,
        "label": str(setting.label),
        "hint": str(setting.hint),
        "kind": setting.kind,
        "choices": [{"value": value, "label": str(label)} for value, label in known],
        "required": setting.is_required,
        "default": setting.default,
    }


def places_of(diagram: Diagram) -> list[tuple[str, str]]:
    """Elements with a name, in the order of the drawing."""
    return [(node.id, node.label(language())) for node in diagram.nodes if node.label(language())]


def as_script(data: object) -> SafeString:
    """Data as JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False)
    for sign, code in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 - no sign of HTML is left in it
