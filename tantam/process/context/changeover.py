"""What the pages about bringing running cases to another version show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tantam.organisation.models import Agent
from tantam.process.actions.changeover import Preview
from tantam.process.context.differences import kind_name
from tantam.process.context.reader import called, language
from tantam.process.engine.changeover import Objection, holds, receivers
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.graph import Graph
from tantam.process.models import Changeover, Passage, Version
from tantam.process.queries import compiled, lines_for, standing_by_node, subjects_of
from tantam.process.registry import SubjectLine


@dataclass(frozen=True, kw_only=True)
class MapRow:
    """An element of the old version, who stands there, and what it may become in the new one."""

    node: str
    name: str
    kind: str
    standing: int
    target: str
    target_name: str
    options: Sequence[tuple[str, str]]
    problem: str = ""
    is_event: bool = False

    @property
    def is_same(self) -> bool:
        return self.target == self.node


@dataclass(frozen=True, kw_only=True)
class Places:
    """The rows of the map: those that a person has to look at, those that speak for themselves."""

    open: Sequence[MapRow]
    same: Sequence[MapRow]

    @property
    def undecided(self) -> int:
        """At how many elements somebody stands of whom nobody has said where to."""
        return sum(row.standing > 0 and not row.target and not row.is_event for row in self.open)


def places(
    old: Version, new: Version, *, node_map: Mapping[str, str], asked: Collection[str], wrong: Sequence[Objection]
) -> Places:
    """The map as rows: first what is gone or was chosen by hand, then what stays itself.

    `asked` are the elements that somebody has said something about.
    """
    before, after = compiled(old.pk), compiled(new.pk)
    standing = standing_by_node(old.pk)
    said = {one.node: _words(one, before.diagram, after.diagram) for one in wrong}
    rows = [
        MapRow(
            node=node.id,
            name=_name(before.diagram, node.id),
            kind=kind_name(node.kind),
            standing=standing.get(node.id, 0),
            target=node_map.get(node.id, ""),
            target_name=_name(after.diagram, node_map.get(node.id, "")),
            options=_options(before.graph, after.graph, after.diagram, node.id, called=_name(before.diagram, node.id)),
            problem=said.get(node.id, ""),
            is_event=node.host >= 0 or node.kind == "startEvent",
        )
        for node in before.graph.nodes
        if holds(before.graph, node) or standing.get(node.id)
    ]
    is_open = [not row.is_same or row.node in asked or bool(row.problem) for row in rows]
    shown = [row for row, mine in zip(rows, is_open, strict=True) if mine]
    return Places(
        open=sorted(shown, key=lambda row: (bool(row.target), -row.standing)),
        same=[row for row, mine in zip(rows, is_open, strict=True) if not mine],
    )


def _options(old: Graph, new: Graph, diagram: Diagram, node: str, *, called: str) -> list[tuple[str, str]]:
    """What it may become; one with its own name first, for a person to choose: nothing is guessed."""
    named = [(target, _name(diagram, target)) for target in receivers(old, new, node)]
    return sorted(named, key=lambda one: one[1] != called)


def _name(diagram: Diagram, node: str) -> str:
    return called(diagram, node) if node else ""


def _words(objection: Objection, old: Diagram, new: Diagram) -> str:
    first = new if objection.is_new else old
    second = old if objection.target in old.nodes_by_id and objection.target not in new.nodes_by_id else new
    name, target = _name(first, objection.node), _name(second, objection.target)
    return objection.words(name=name, target=target, language=language())


def digest(old: Version, new: Version, node_map: Mapping[str, str]) -> str:
    """What tells one map from another, so that only what was seen beforehand is begun."""
    return sha256(repr((old.pk, new.pk, sorted(node_map.items()))).encode()).hexdigest()[:20]


# The preview


@dataclass(frozen=True, kw_only=True)
class ReasonRow:
    """Why some cannot move: in words, how many, and some of them as far as the reader may see them."""

    words: str
    count: int
    lines: Sequence[SubjectLine] = ()


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """How many of those who stand at a step would move and how many not."""

    name: str
    moving: int
    held: int


def previewed(preview: Preview, old: Version, new: Version, *, agent: Agent) -> dict[str, object]:
    """A preview as words and names."""
    before, after = compiled(old.pk).diagram, compiled(new.pk).diagram
    lines = lines_for((subject for found in preview.samples.values() for subject in found), agent)
    nodes = sorted({*preview.moving_at, *preview.held_at}, key=lambda node: (-preview.held_at[node], node))
    return {
        "preview": preview,
        "reasons": [
            ReasonRow(
                words=_words(objection, before, after),
                count=count,
                lines=[lines[subject] for subject in preview.samples[objection] if subject in lines],
            )
            for objection, count in preview.reasons.most_common()
        ],
        "standing": [
            PlaceRow(name=_name(before, node), moving=preview.moving_at[node], held=preview.held_at[node])
            for node in nodes
        ],
        "added": [(_name(after, node), count) for node, count in preview.added.most_common()],
        "dropped": [(_name(before, node), count) for node, count in preview.dropped.most_common()],
    }


# One that was begun


def became_another(changeover: Changeover) -> list[tuple[str, str]]:
    """The steps that became another one in the new version, by name: those a person chose."""
    changed = [(node, target) for node, target in changeover.node_map.items() if node != target]
    if not changed:
        return []
    before, after = compiled(changeover.old_id), compiled(changeover.new_id)
    steps = [(node, target) for node, target in changed if before.graph.by_id[node].host < 0]
    return sorted((_name(before.diagram, node), _name(after.diagram, target)) for node, target in steps)


@dataclass(frozen=True, kw_only=True)
class PassageRow:
    """A case that stayed behind or could not be taken back, and why."""

    line: SubjectLine | None
    words: Sequence[str]


def passage_rows(found: Sequence[Passage], changeover: Changeover, *, agent: Agent) -> list[PassageRow]:
    """Passages with the cases they are about, as far as the reader may see them."""
    subjects = subjects_of(row.instance_id for row in found)
    lines = lines_for(subjects.values(), agent)
    before, after = compiled(changeover.old_id).diagram, compiled(changeover.new_id).diagram
    return [
        PassageRow(
            line=lines.get(subjects.get(row.instance_id, "")),
            words=[_words(_objection(kept), before, after) for kept in row.reasons or ()],
        )
        for row in found
    ]


def _objection(kept: Sequence[object]) -> Objection:
    code, node, target, is_new = kept
    return Objection(code=str(code), node=str(node), target=str(target), is_new=bool(is_new))
