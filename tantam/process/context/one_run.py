"""One ticket against its drawing, made ready: where it went as drawn, where not, and what was said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from tantam.organisation.models import Agent
from tantam.process.context.mined import kind_in_words, legend, natural
from tantam.process.context.reader import language
from tantam.process.drawing import READABLE, Mark, draw
from tantam.process.drawing.badges import KEYS, key
from tantam.process.drawing.mark import Aside, State
from tantam.process.engine.called import names_of
from tantam.process.models import Deviation, Instance, Visit
from tantam.process.queries import diagram_of, one_run
from tantam.process.queries.one_run import OneRun, RunStep
from tantam.process.queries.walks import reasons_by_run


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A line of the comparison in words."""

    name: str
    sign: SafeString
    kind: str
    stay: Visit | None
    by: str
    is_off: bool


@dataclass(frozen=True, kw_only=True)
class SaidRow:
    """Where somebody left the path, and why."""

    row: Deviation
    step: str
    target: str


def run_page(run: Instance) -> dict[str, object]:
    """Everything the page of one run shows."""
    found = one_run(run)
    names = names_of(diagram_of(run.version), language=language())
    doers = _doers(found)
    said = reasons_by_run([run.pk]).get(run.pk, [])
    return {
        "run": run,
        "found": found,
        "rows": [_row(step, names, doers) for step in found.steps],
        "said": [
            SaidRow(row=one, step=names.get(one.from_node, one.from_node), target=names.get(one.to_node, one.to_node))
            for one in said
        ],
        "standing": [names.get(node, node) for node in found.standing],
        "drawing": _drawing(run, found),
        "readable": str(READABLE),
        "worst": next((step.node for step in found.steps if step.kind), ""),
        "legend": legend(),
        "siblings": _siblings(run),
    }


def _row(step: RunStep, names: Mapping[str, str], doers: Mapping[int, str]) -> RunRow:
    aside: Aside | None = next((kind for kind in KEYS if kind == step.kind), None)
    by = step.stay.by_id if step.stay else None
    return RunRow(
        name=names.get(step.node, step.node),
        sign=mark_safe(key(aside) if aside else ""),  # noqa: S308 - our own markup
        kind=kind_in_words(step.kind) if step.kind else "",
        stay=step.stay,
        by=doers.get(by, "") if by is not None else "",
        is_off=step.kind is not None,
    )


def _doers(found: OneRun) -> dict[int, str]:
    ids = {step.stay.by_id for step in found.steps if step.stay and step.stay.by_id}
    return dict(Agent.objects.filter(pk__in=ids).values_list("pk", "full_name"))


def _drawing(run: Instance, found: OneRun) -> SafeString:
    asides: dict[str, Counter[Aside]] = {}
    states: dict[str, State] = {}
    for step in found.steps:
        if step.kind is None:
            states[step.node] = "done"
        elif step.kind != "unknown":
            asides.setdefault(step.node, Counter())[step.kind] += 1
            states.setdefault(step.node, "skipped" if step.kind == "skipped" else "done")
    states.update(dict.fromkeys(found.standing, "current"))
    marks = {
        node: Mark(state=state, asides=tuple(asides.get(node, Counter()).items())) for node, state in states.items()
    }
    return natural(draw(diagram_of(run.version), language=language(), marks=marks))


def _siblings(run: Instance) -> Sequence[Instance]:
    """Other runs for the same subject: processes that it called, or that came after."""
    others = Instance.objects.filter(subject=run.subject).exclude(pk=run.pk).select_related("version__process")
    return list(others.defer("version__bpmn", "variables", "scopes", "given").order_by("pk")[:20])
