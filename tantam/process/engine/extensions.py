"""Our extensions of BPMN (`extensionElements` in the namespace `urn:tantam:bpmn:1`) → care dataclasses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

from tantam.core.values.durations import parse_seconds
from tantam.process.engine.diagram import (
    Action,
    Care,
    Carry,
    ChecklistItem,
    Decision,
    Each,
    Example,
    Expression,
    FormField,
    Goal,
    HelpLink,
    ProcessCare,
    Role,
    Texts,
    Times,
)
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.xml import Element

TANTAM: Final = "urn:tantam:bpmn:1"
DEFAULT_LANGUAGE: Final = "vi"
_LONGEST_ADDRESS: Final = 2_000
_WEB_ADDRESS: Final = re.compile(r"https://[^\s/?#@\\<>\"]+([/?#][^\s\\<>\"]*)?")

Report = Callable[[Problem], None]


def extensions(element: Element, name: str = "") -> Iterator[Element]:
    """Our extension elements directly on `element`, all or those called `name`."""
    for child in element.children:
        if child.name == "extensionElements":
            for extension in child.children:
                if extension.namespace == TANTAM and name in ("", extension.name):
                    yield extension


def labels(element: Element) -> Texts:
    """The names in other languages."""
    return _texts(extensions(element, "label"))


def read_care(element: Element, *, element_id: str, report: Report) -> Care:
    """Scripts, guide, times, checklist, form, action and decision of a step."""
    found = {extension.name: extension for extension in extensions(element)}
    stage = element.get(f"{{{TANTAM}}}stage")
    if not found and not stage:
        return _NO_CARE
    return Care(
        scripts=_texts(extensions(element, "script")),
        guide=_texts(extensions(element, "guide")),
        times=_times(found["time"], element_id=element_id, report=report) if "time" in found else None,
        checklist=_checklist(found["checklist"]) if "checklist" in found else (),
        form=_form(found["form"]) if "form" in found else (),
        role=read_role(element),
        done=found["work"].get("done") if "work" in found else "",
        amount=found["work"].get("amount") if "work" in found else "",
        result=found["work"].get("result") if "work" in found else "",
        action=_action(found["action"]) if "action" in found else None,
        decision=_decision(found["decision"]) if "decision" in found else None,
        correlation=_correlation(found["correlation"]) if "correlation" in found else None,
        carries=tuple(_carry(extension) for extension in extensions(element, "carry")),
        stage=stage or (found["stage"].get("key") if "stage" in found else ""),
        policies=tuple(dict.fromkeys(one.get("key") for one in extensions(element, "policy") if one.get("key"))),
        each=_each(found["each"]) if "each" in found else None,
        help=_help(found["help"], element_id=element_id, report=report) if "help" in found else None,
        consulted=_involved(element, "consulted"),
        informed=_involved(element, "informed"),
    )


def _help(element: Element, *, element_id: str, report: Report) -> HelpLink | None:
    """A link that may stand on a page: what is none is told and not shown."""
    address = element.get("href").strip()
    if is_web_address(address):
        return HelpLink(address=address, labels=_inner_labels(element))
    report(problem("bad_help", element=element_id, line=element.line, severity="warning", text=address[:80]))
    return None


def is_web_address(text: str) -> bool:
    """Whether it is a whole https address without a name and password in it."""
    if len(text) > _LONGEST_ADDRESS or not _WEB_ADDRESS.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _involved(element: Element, part: str) -> tuple[Role, ...]:
    """Who has this part in a step beside those who do it, each once."""
    found = (one for one in extensions(element, "involves") if one.get("as") == part)
    return tuple(dict.fromkeys(Role(kind=one.get("kind"), ref=one.get("ref")) for one in found))


def read_role(element: Element) -> Role | None:
    """The role of a lane or of a step."""
    role = next(extensions(element, "role"), None)
    return Role(kind=role.get("kind"), ref=role.get("ref")) if role is not None else None


def read_process_care(element: Element) -> ProcessCare:
    """Key, model, purpose, stages, touchpoints, segments, goals, the rule for messages nothing waits for, examples."""
    own = next(extensions(element, "process"), None)
    inside = own.children if own is not None else []
    found = [*extensions(element), *(child for child in inside if child.namespace == TANTAM)]
    unmatched = [extension.get("message") for extension in found if extension.name == "unmatched"]
    return ProcessCare(
        key=own.get("key") if own is not None else "",
        shape=own.get("shape") if own is not None else "",
        purpose=_texts(extension for extension in found if extension.name == "purpose"),
        stage_labels=tuple((stage.get("key"), _inner_labels(stage)) for stage in found if stage.name == "stage"),
        touchpoints=tuple(point.get("channel") for point in found if point.name == "touchpoint"),
        takes_in=tuple(
            point.get("channel")
            for point in found
            if point.name == "touchpoint" and point.get("begins") not in ("false", "0")
        ),
        segments=tuple(segment.get("key") for segment in found if segment.name == "segment"),
        goals=tuple(
            Goal(metric=goal.get("metric"), target=goal.get("target"), share=goal.get("share"))
            for goal in found
            if goal.name == "goal"
        ),
        unmatched=unmatched[0] if unmatched else "",
        examples=tuple(_example(extension) for extension in found if extension.name == "example"),
    )


def _example(element: Element) -> Example:
    said = {child.name: child.text.strip() for child in element.children}
    return Example(
        key=element.get("key"),
        labels=_inner_labels(element),
        given=said.get("given", ""),
        expected=said.get("expected", ""),
        line=element.line,
    )


def _texts(elements: Iterator[Element]) -> Texts:
    return Texts(tuple((element.get("lang", DEFAULT_LANGUAGE), element.text.strip()) for element in elements))


def _inner_labels(element: Element) -> Texts:
    return _texts(child for child in element.children if child.name == "label")


def _times(element: Element, *, element_id: str, report: Report) -> Times:
    def seconds(name: str) -> int | None:
        text = element.get(name).strip()
        value = parse_seconds(text) if text else None
        if text and value is None:
            report(problem("bad_step_time", element=element_id, line=element.line, which=name, text=text))
        return value

    return Times(response=seconds("response"), resolution=seconds("resolution"), pauses=element.get("pauses"))


def _checklist(element: Element) -> tuple[ChecklistItem, ...]:
    texts: dict[str, list[tuple[str, str]]] = {}
    for item in element.children:
        if item.name == "item":
            key = item.get("key") or item.text.strip()
            texts.setdefault(key, []).append((item.get("lang", DEFAULT_LANGUAGE), item.text.strip()))
    return tuple(ChecklistItem(key=key, texts=Texts(tuple(pairs))) for key, pairs in texts.items())


def _form(element: Element) -> tuple[FormField, ...]:
    return tuple(
        FormField(
            key=entry.get("key"),
            kind=entry.get("type", "text"),
            is_required=entry.get("required") in ("true", "1"),
            options=tuple(filter(None, (option.strip() for option in entry.get("options").split("|")))),
            option_labels=tuple(
                (option.get("key"), _inner_labels(option)) for option in entry.children if option.name == "option"
            ),
            labels=_inner_labels(entry),
        )
        for entry in element.children
        if entry.name == "field"
    )


def _action(element: Element) -> Action:
    settings = tuple(
        (setting.get("name"), setting.get("value") or setting.text.strip())
        for setting in element.children
        if setting.name == "setting"
    )
    return Action(name=element.get("name"), settings=settings, line=element.line)


def _decision(element: Element) -> Decision:
    return Decision(result=element.get("result"), xml=element.text.strip(), line=element.line)


def _correlation(element: Element) -> Expression | None:
    text = (element.get("key") or element.text).strip()
    return Expression(text=text, line=element.line) if text else None


_OF_EACH: Final = frozenset(("of", "when", "most", "at"))


def _each(element: Element) -> Each:
    when = (element.get("when") or element.text).strip()
    return Each(
        of=element.get("of"),
        settings=tuple((name, value.strip()) for name, value in element.attributes.items() if name not in _OF_EACH),
        when=Expression(text=when, line=element.line) if when else None,
        most=element.get("most").strip(),
        at=element.get("at").strip(),
        line=element.line,
    )


def _carry(element: Element) -> Carry:
    """Without a formula of its own it is the variable of that name."""
    name = element.get("name").strip()
    text = (element.get("value") or element.text).strip() or name
    return Carry(name=name, value=Expression(text=text, line=element.line))


_NO_CARE: Final = Care()
