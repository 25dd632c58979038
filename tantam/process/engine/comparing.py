"""What differs between two drawings of one process, element by element; where things are drawn does not count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, TypeVar

from tantam.process.engine.called import names_of
from tantam.process.engine.diagram import (
    Carry,
    Diagram,
    EventDefinition,
    Flow,
    FormField,
    Lane,
    Loop,
    Node,
    ProcessCare,
    Role,
    Texts,
)

T = TypeVar("T")
What = Literal["added", "removed", "changed"]
Aspects: TypeAlias = dict[str, str]

_FIELD_KINDS: Final = {
    "text": ("chữ", "text"), "number": ("số", "number"), "money": ("số tiền", "amount"), "date": ("ngày", "date"),
    "choice": ("lựa chọn", "choice"), "boolean": ("có hoặc không", "yes or no"), "phone": ("số điện thoại", "phone"),
}  # fmt: skip
_RULES: Final = re.compile(r"<(?:[\w.-]+:)?rule[\s/>]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One thing that is otherwise: its name, what it was and what it is ("" for nothing); lengths are in seconds."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One element that came, went or changed; `old` and `new` are its two forms (none for the process)."""

    element: str
    family: Literal["node", "flow", "lane", "process"]
    what: What
    old: Node | Flow | Lane | None = None
    new: Node | Flow | Lane | None = None
    aspects: tuple[Aspect, ...] = ()


def compare(before: Diagram, after: Diagram, *, language: str) -> list[Difference]:
    """All differences: the process first, then nodes, flows and lanes, each in the order of the newer drawing.

    Names of what is referred to, and items of lists, are said in `language`; texts are compared in every language.
    What is referred to goes by its newer name on both sides: a renamed step does not change the arrows at it.
    """
    called = {**_named(before, language), **_named(after, language)}
    return [
        *_process(before, after, language),
        *_family("node", _nodes(before, called, language), _nodes(after, called, language)),
        *_family("flow", _flows(before, called), _flows(after, called)),
        *_family("lane", _lanes(before), _lanes(after)),
    ]


def _family(
    family: Literal["node", "flow", "lane"],
    before: Mapping[str, tuple[Node | Flow | Lane, Aspects]],
    after: Mapping[str, tuple[Node | Flow | Lane, Aspects]],
) -> Iterator[Difference]:
    for key, (new, now) in after.items():
        if key not in before:
            yield Difference(element=key, family=family, what="added", new=new)
            continue
        old, then = before[key]
        aspects = _differing(then, now)
        if aspects:
            yield Difference(element=key, family=family, what="changed", old=old, new=new, aspects=aspects)
    for key, (old, _then) in before.items():
        if key not in after:
            yield Difference(element=key, family=family, what="removed", old=old)


def _differing(then: Aspects, now: Aspects) -> tuple[Aspect, ...]:
    names = dict.fromkeys([*now, *then])
    pairs = [(name, then.get(name, ""), now.get(name, "")) for name in names]
    return tuple(Aspect(name=name, before=old, after=new) for name, old, new in pairs if old != new)


def _named(diagram: Diagram, language: str) -> dict[str, str]:
    return {**names_of(diagram, language=language), **{lane.id: lane.label(language) for lane in diagram.lanes}}


def _nodes(diagram: Diagram, called: Mapping[str, str], language: str) -> dict[str, tuple[Node | Flow | Lane, Aspects]]:
    return {node.id: (node, _of_node(node, called, language)) for node in diagram.nodes}


def _of_node(node: Node, called: Mapping[str, str], language: str) -> Aspects:
    care = node.care
    return {
        "kind": node.kind,
        **_texts("name", node.labels, default=node.name),
        "lane": called.get(node.lane, ""),
        **_role(care.role),
        "host": (called.get(node.attached_to) or node.attached_to) if node.attached_to else "",
        "interrupts": "" if node.is_interrupting else "no",
        **_texts("guide", care.guide),
        **_texts("script", care.scripts),
        "response": str(care.times.response or "") if care.times else "",
        "resolution": str(care.times.resolution or "") if care.times else "",
        "pauses": care.times.pauses if care.times else "",
        "checklist": _listed(care.checklist, lambda item: _said(item.texts, language) or item.key),
        "checklist:en": _listed(care.checklist, lambda item: item.texts.in_language("en")) if language != "en" else "",
        "form": _listed(care.form, lambda field: _said(field.labels, language) or field.key),
        "form:en": _listed(care.form, lambda field: field.labels.in_language("en")) if language != "en" else "",
        "fields": _listed(care.form, lambda field: _field(field, language)),
        "required": _listed(
            (one for one in care.form if one.is_required), lambda one: _said(one.labels, language) or one.key
        ),
        "done": care.done,
        "approved": " → ".join(filter(None, (care.amount, care.result))),
        "called": node.called,
        "loop": _loop(node.loop) if node.loop else "",
        "action": care.action.name if care.action else "",
        "settings": _listed(care.action.settings, " = ".join) if care.action else "",
        "rules": _rules(care.decision.xml) if care.decision else "",
        "table": re.sub(r"\s+", " ", care.decision.xml).strip() if care.decision else "",
        "event": "; ".join(map(_event, node.events)),
        "message": node.message,
        "correlation": care.correlation.text if care.correlation else "",
        "decides": care.decision.result if care.decision else "",
        "carries": _listed(care.carries, _carry),
        "stage": care.stage,
        "consulted": _listed(care.consulted, _party),
        "informed": _listed(care.informed, _party),
        "help": care.help.address if care.help else "",
        **_texts("help label", care.help.labels if care.help else Texts()),
        "policies": _listed(care.policies, str),
        "remarks": node.documentation,
        "more": _more(node),
    }


def _flows(diagram: Diagram, called: Mapping[str, str]) -> dict[str, tuple[Node | Flow | Lane, Aspects]]:
    return {flow.id: (flow, _of_flow(diagram, flow, called)) for flow in diagram.sequence_flows()}


def _of_flow(diagram: Diagram, flow: Flow, called: Mapping[str, str]) -> Aspects:
    source = diagram.nodes_by_id.get(flow.source)
    return {
        **_texts("name", flow.labels, default=flow.name),
        "way": " → ".join((called.get(end) or end) if end else "?" for end in (flow.source, flow.target)),
        "condition": flow.condition.text.strip() if flow.condition else "",
        "default": "yes" if source is not None and source.default == flow.id else "",
    }


def _lanes(diagram: Diagram) -> dict[str, tuple[Node | Flow | Lane, Aspects]]:
    return {lane.id: (lane, _of_lane(lane)) for lane in diagram.lanes}


def _of_lane(lane: Lane) -> Aspects:
    return {**_texts("name", lane.labels, default=lane.name), **_role(lane.role)}


def _role(role: Role | None) -> Aspects:
    return {"role": role.kind if role else "", "team": role.ref if role else ""}


def _process(before: Diagram, after: Diagram, language: str) -> Iterator[Difference]:
    if not before.processes or not after.processes:
        return
    old, new = before.processes[0], after.processes[0]
    then = {**_texts("name", old.labels, default=old.name), **_of_care(old.care, language)}
    now = {**_texts("name", new.labels, default=new.name), **_of_care(new.care, language)}
    aspects = _differing(then, now)
    if aspects:
        yield Difference(element=new.id, family="process", what="changed", aspects=aspects)


def _of_care(care: ProcessCare, language: str) -> Aspects:
    return {
        "touchpoints": ", ".join(care.touchpoints),
        "begun_by_others": ", ".join(one for one in care.touchpoints if one not in care.takes_in),
        "segments": ", ".join(care.segments),
        "goals": _listed(care.goals, lambda goal: " ".join(filter(None, (goal.metric, goal.target, goal.share)))),
        "shape": care.shape,
        "stages": _listed(care.stage_labels, lambda one: f"{one[0]}: {_said(one[1], language)}"),
        "unmatched": care.unmatched,
        **_texts("purpose", care.purpose, default=care.purpose.in_language("vi")),
        "examples": _listed(care.examples, lambda one: f"{one.label(language)}: {one.given} → {one.expected}"),
    }


def _party(role: Role) -> str:
    return ":".join(filter(None, (role.kind, role.ref)))


def _field(field: FormField, language: str) -> str:
    """A field's name with its kind and what may be chosen."""
    offered = " | ".join(field.option_label(one, language=language) for one in field.options)
    name = _said(field.labels, language) or field.key
    kind = _FIELD_KINDS.get(field.kind, (field.kind, field.kind))[0 if language == "vi" else 1]
    return f"{name} [{field.key}, {kind}{': ' + offered if offered else ''}]"


def _loop(loop: Loop) -> str:
    parts = [
        loop.kind,
        loop.collection and f"{loop.item} ∈ {loop.collection}",
        loop.cardinality.text.strip() if loop.cardinality else "",
        loop.condition.text.strip() if loop.condition else "",
        loop.maximum and f"≤ {loop.maximum}",
        loop.results and f"→ {loop.results}",
    ]
    return " ".join(filter(None, parts))


def _more(node: Node) -> str:
    """The rest of what makes an element run as it does, so that none of it changes unseen."""
    said = {
        "parallel": node.is_parallel_multiple, "instantiating": node.is_instantiating,
        "triggered": node.is_event_triggered, "compensation": node.is_for_compensation,
        "gateway": node.gateway_type, "start": node.start_quantity, "completion": node.completion_quantity,
        "activation": node.activation.text.strip() if node.activation else "",
        "done": node.completion.text.strip() if node.completion else "",
        "ordering": node.ordering, "cancels": node.cancels_rest, "script": node.script.strip(),
        "events": [(one.code, one.activity, one.timer) for one in node.events],
        "tested": node.loop and (node.loop.is_tested_before, node.loop.result, node.loop.behavior),
    }  # fmt: skip
    return "; ".join(f"{key}={value}" for key, value in said.items() if value)


def _texts(name: str, texts: Texts, *, default: str = "") -> Aspects:
    """One aspect a language, as `name:vi`."""
    said = {f"{name}:{language}": text.strip() for language, text in texts.pairs}
    return {f"{name}:vi": default, **said} if default else said


def _said(texts: Texts, language: str) -> str:
    return texts.in_language(language, default=texts.pairs[0][1] if texts.pairs else "")


def _listed(things: Iterable[T], said: Callable[[T], str]) -> str:
    return "; ".join(map(said, things))


def _rules(xml: str) -> str:
    return str(len(_RULES.findall(xml)))


def _carry(carry: Carry) -> str:
    return carry.name if carry.value.text == carry.name else f"{carry.name} = {carry.value.text}"


def _event(event: EventDefinition) -> str:
    parts = [event.kind, event.name, event.expression.text.strip() if event.expression else ""]
    if event.kind == "timer":
        parts += [event.time if event.time != "calendar" else "", event.between, event.at, event.on]
    return " ".join(filter(None, parts))
