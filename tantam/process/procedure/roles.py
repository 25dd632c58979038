"""Who does what (RACI), taken from lanes, approvals and notices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil

from tantam.process.engine.diagram import Node
from tantam.process.procedure.document import Block, Bullets, Paragraph, Table
from tantam.process.procedure.going_on import Onward
from tantam.process.procedure.hands import hands_of
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.words import Wording

_MOST_COLUMNS = 7
_MOST_ROWS = 30  # on one page


def responsibilities(steps: list[Node], *, subject: Subject, word: Wording, onward: Onward) -> Iterator[Block]:
    """A matrix of steps and roles, or a list by role where there are more roles than columns."""
    marks = {node.id: _marks(node, subject=subject, word=word, onward=onward) for node in steps}
    doers = (hands_of(node, subject=subject, word=word)[0] for node in steps)
    roles = list(dict.fromkeys([*filter(None, doers), *(role for node in steps for role in marks[node.id])]))
    if not roles:
        return
    yield Paragraph(text=word("raci"), tone="muted")
    if len(roles) > _MOST_COLUMNS:
        yield from _by_role(steps, roles, marks=marks, onward=onward)
        return
    rows = tuple(
        (f"{onward.numbers[node.id]}. {onward.name(node)}", *(marks[node.id].get(role, "") for role in roles))
        for node in steps
    )
    widths = (46, *(18 for _ in roles))
    for few in _shared_out(rows):
        yield Table(heads=(word("step"), *roles), rows=few, widths=widths, is_centred=True)


def _shared_out(rows: tuple[tuple[str, ...], ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Rows a page each, about as many on each: none of them stands alone on the last page."""
    pages = ceil(len(rows) / _MOST_ROWS)
    ends = [round(len(rows) * page / pages) for page in range(pages + 1)]
    yield from (rows[start:end] for start, end in pairwise(ends))


def _marks(node: Node, *, subject: Subject, word: Wording, onward: Onward) -> dict[str, str]:
    """R for who does it; A for who approves next (one answers: the first, where the amount leads to one of several),
    else who answers for it; C for who is asked, I for who is told.

    Each role has one part: who does or answers for a step needs not be asked or told, who is asked is told by it.
    """
    doer, accountable = hands_of(node, subject=subject, word=word)
    nodes = subject.diagram.nodes_by_id
    approvals = [one for one in onward.reaches(node) if nodes[one].care.done == "approval"]
    asked = (subject.doers.get(one, "") for one in sorted(approvals, key=lambda one: onward.numbers[one]))
    approvers = [one for one in asked if one not in ("", doer)][:1]
    found: dict[str, str] = {}
    if doer:
        found[doer] = "A" if node.care.done == "approval" else "R, A" if doer == accountable and not approvers else "R"
    found |= dict.fromkeys(approvers or ({accountable} - {"", doer}), "A")
    for one in subject.consulted.get(node.id, ()):
        found.setdefault(one, "C")
    for one in (*subject.informed.get(node.id, ()), _told(node, subject=subject)):
        if one:
            found.setdefault(one, "I")
    return found


def _told(node: Node, *, subject: Subject) -> str:
    acting = subject.actions.get(node.id)
    if acting is None or not acting.tells:
        return ""
    lanes = (lane for lane in subject.diagram.lanes if lane.role is not None and lane.role.kind == acting.tells)
    return next((lane.label(subject.language) for lane in lanes), "")


def _by_role(
    steps: list[Node], roles: list[str], *, marks: dict[str, dict[str, str]], onward: Onward
) -> Iterator[Block]:
    for role in roles:
        items = tuple(
            f"{onward.numbers[node.id]}. {onward.name(node)}: {marks[node.id][role]}"
            for node in steps
            if role in marks[node.id]
        )
        if items:
            yield Bullets(items=items, label=role)
