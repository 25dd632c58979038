"""Alignments as they are kept: short, and told the same way again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from tantam.process.mining.alignment import Alignment, Step
from tantam.process.mining.net import Net

_SHORT: Final = {"both": "b", "extra": "x", "skipped": "s"}


def digest_of(steps: Iterable[str]) -> str:
    """The hash by which a sequence of steps is found again; ids of elements hold no line breaks."""
    return sha256("\n".join(steps).encode()).hexdigest()


def mark_of(net: Net) -> str:
    """The hash of what a net allows and how its steps are called."""
    return sha256(repr((net.transitions, net.initial, net.final, sorted(net.hidden))).encode()).hexdigest()


def as_moves(alignment: Alignment) -> list[list[str]]:
    """The steps of an alignment as JSON."""
    return [[_SHORT[step.kind], step.label] for step in alignment.steps]


def alignment_of(moves: Sequence[Sequence[str]], net: Net, *, cost: int, worst: int) -> Alignment:
    """The alignment that was kept; `net` tells the elements."""
    nodes = {one.label: one.node for one in reversed(net.transitions) if one.label}
    steps, index = [], 0
    for kind, label in moves:
        if kind == "s":
            steps.append(Step("skipped", label, nodes.get(label, "")))
            continue
        steps.append(
            Step("both", label, nodes.get(label, ""), index) if kind == "b" else Step("extra", label, index=index)
        )
        index += 1
    return Alignment(cost=cost, worst=worst, steps=tuple(steps))
