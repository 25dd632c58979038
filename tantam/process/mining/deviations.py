"""Where cases leave the drawing: read from their alignments, on the drawing's elements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from tantam.process.mining.alignment import Alignment, Conformance, Step
from tantam.process.mining.measures import Variant
from tantam.process.mining.net import Net

Kind = Literal["skipped", "moved", "repeated", "extra", "unknown"]
#: Kind ("drawn" too), element, the label of the last step as drawn before it.
Element = tuple[str, str, str]
#: The kinds in words, for the page: Vietnamese, English.
KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "skipped": ("bỏ qua bước", "step skipped"),
    "moved": ("sai thứ tự", "out of order"),
    "repeated": ("làm lại ngoài sơ đồ", "repeated beside the drawing"),
    "extra": ("làm thêm ngoài sơ đồ", "done where not drawn"),
    "unknown": ("bước không có trong sơ đồ", "step that is not drawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One way in which cases leave the drawing.

    `kind`: skipped (drawn, not done), moved (done, at another place than drawn), repeated (done again where the
    drawing does not lead back), extra (a drawn step where it is not drawn), unknown (a step the drawing does not have).
    `node` is the element ("" for an unknown step), `after` the label of the last step as drawn before it ("": none),
    `variants` those it occurs in, the most frequent first.
    """

    kind: Kind
    label: str
    node: str
    after: str
    times: int
    cases: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One element against what was done: in how many cases it was done as drawn, skipped, done otherwise."""

    node: str
    as_drawn: int
    skipped: int
    otherwise: int


@dataclass(slots=True)
class _Found:
    times: int = 0
    cases: int = 0
    variants: list[Variant] = field(default_factory=list)


def deviations_of(conformance: Conformance, net: Net) -> tuple[Deviation, ...]:
    """All deviations of the variants that were computed, those of the most cases first."""
    nodes = _nodes(net)
    found: defaultdict[tuple[Kind, str, str, str], _Found] = defaultdict(_Found)
    for variant, alignment in _computed(conformance):
        for key, times in Counter(_named(alignment, nodes)).items():
            one = found[key]
            one.times += times * variant.count
            one.cases += variant.count
            one.variants.append(variant)
    deviations = [
        Deviation(
            kind=kind, label=label, node=node, after=after, times=one.times, cases=one.cases, variants=_first(one)
        )
        for (kind, label, node, after), one in found.items()
    ]
    return tuple(sorted(deviations, key=lambda one: (-one.cases, one.kind, one.label, one.after)))


def followed(conformance: Conformance, net: Net) -> tuple[Followed, ...]:
    """Every visible element of the net, in its order: cases in which it was done as drawn, skipped, done otherwise (one
    case may be in several)."""
    nodes = _nodes(net)
    counted: dict[str, dict[str, int]] = {
        node: {"both": 0, "skipped": 0, "extra": 0} for one in net.transitions if one.label for node in [one.node]
    }
    for variant, alignment in _computed(conformance):
        for kind, node in {(step.kind, step.node or nodes.get(step.label, "")) for step in alignment.steps}:
            if node in counted:
                counted[node][kind] += variant.count
    return tuple(
        Followed(node=node, as_drawn=one["both"], skipped=one["skipped"], otherwise=one["extra"])
        for node, one in counted.items()
    )


def kinds_in(alignment: Alignment, net: Net) -> tuple[tuple[Step, Kind | None], ...]:
    """The steps of one alignment, each with the kind of its deviation (None: as drawn): the path of one case."""
    return tuple(_kinds(alignment, net.labels))


def elements_in(alignment: Alignment, net: Net) -> Counter[Element]:
    """What an alignment says of each element and how often: done as drawn (kind "drawn"), or a deviation with the last
    element done as drawn before it."""
    nodes = _nodes(net)
    found: Counter[Element] = Counter()
    for kind, label, node, after in _named(alignment, nodes):
        found[kind, node or label, after] += 1
    for step in alignment.steps:
        if step.kind == "both":
            found["drawn", step.node or step.label, ""] += 1
    return found


def _computed(conformance: Conformance) -> Iterator[tuple[Variant, Alignment]]:
    for one in conformance.variants:
        if one.alignment is not None:
            yield one.variant, one.alignment


def _first(found: _Found) -> tuple[Variant, ...]:
    return tuple(sorted(found.variants, key=lambda one: (-one.count, one.steps)))


def _nodes(net: Net) -> dict[str, str]:
    """The element of each label; where several have the same name, the first."""
    found: dict[str, str] = {}
    for one in net.transitions:
        if one.label:
            found.setdefault(one.label, one.node)
    return found


def _named(alignment: Alignment, nodes: dict[str, str]) -> Iterator[tuple[Kind, str, str, str]]:
    after = ""
    for step, kind in _kinds(alignment, nodes.keys()):
        if kind is None:
            after = step.label
        else:
            yield kind, step.label, step.node or nodes.get(step.label, ""), after


def _kinds(alignment: Alignment, known: Collection[str]) -> Iterator[tuple[Step, Kind | None]]:
    """A step that is skipped at one place and done at another was moved: said once, where it was done."""
    skipped = Counter(step.label for step in alignment.steps if step.kind == "skipped")
    extra = Counter(step.label for step in alignment.steps if step.kind == "extra")
    moved_away, moved_here = skipped & extra, skipped & extra
    done = {step.label for step in alignment.steps if step.kind == "both"}
    for step in alignment.steps:
        if step.kind == "both":
            yield step, None
        elif step.kind == "skipped":
            if moved_away[step.label]:
                moved_away[step.label] -= 1
            else:
                yield step, "skipped"
        elif moved_here[step.label]:
            moved_here[step.label] -= 1
            yield step, "moved"
        elif step.label not in known:
            yield step, "unknown"
        else:
            yield step, "repeated" if step.label in done else "extra"
