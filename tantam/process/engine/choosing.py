"""Which outgoing flows a token takes."""

from __future__ import annotations

from datetime import datetime

from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import Arc, Context, GraphNode
from tantam.process.engine.problem import problem


class Stuck(Exception):
    """A token cannot go on: the incident's code and its sentences."""

    def __init__(self, code: str, *, vi: str = "", en: str = "", name: str = "") -> None:
        if not vi:
            found = problem(code, name=name)
            vi, en = found.message_vi, found.message_en
        super().__init__(en)
        self.code = code
        self.message_vi = vi
        self.message_en = en

    @classmethod
    def from_feel(cls, error: FeelError) -> Stuck:
        """The incident of a formula that failed."""
        return cls(error.code, vi=error.message_vi, en=error.message_en)


def choose(node: GraphNode, context: Context, *, now: datetime) -> tuple[Arc, ...]:
    """The flows to take out of `node`, or Stuck where no condition holds and there is no default."""
    try:
        chosen = _first(node, context, now) if node.split == "first" else _every(node, context, now)
    except FeelError as error:
        raise Stuck.from_feel(error) from error
    if not chosen:
        raise Stuck("no_branch", name=node.name or node.id)
    return chosen


def _first(node: GraphNode, context: Context, now: datetime) -> tuple[Arc, ...]:
    for arc in node.outgoing:
        if arc.condition is None or arc.condition(context, now=now) is True:
            return (arc,)
    return (node.default,) if node.default is not None else ()


def _every(node: GraphNode, context: Context, now: datetime) -> tuple[Arc, ...]:
    """All flows without a condition and all whose condition holds; the default only where no condition holds."""
    chosen = tuple(arc for arc in node.outgoing if arc.condition is None or arc.condition(context, now=now) is True)
    if node.default is not None and not any(arc.condition is not None for arc in chosen):
        return (*chosen, node.default)
    return chosen
