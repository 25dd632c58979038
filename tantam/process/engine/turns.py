"""What the turns of a loop begin with and what they gave: what the step began with, and what came and went since.

Ten thousand turns work off ten thousand values and give as many. A turn needs one of each, so the others are read only
when the loop is over; a step says what it added, not what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tantam.process.engine.state import Id


class KeptTurns(Protocol):
    """What was there before, wherever it is kept. Turns are numbered from 0."""

    def item(self, loop: Id, number: int) -> object:
        """The value that a turn begins with."""

    def results(self, loop: Id) -> Iterable[tuple[int, object]]:
        """The numbers of the turns that gave something, and what."""


@dataclass(slots=True)
class Turns:
    """What a step knows of them, by the scope of the loop. A state's own is never changed: a step that changes
    something takes a `copy`. `over` are loops of which nothing is kept any more."""

    kept: KeptTurns | None = None
    items: dict[Id, Sequence[object]] = field(default_factory=dict)
    given: dict[Id, dict[int, object]] = field(default_factory=dict)
    over: set[Id] = field(default_factory=set)

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.items or self.given or self.over)

    def copy(self) -> Turns:
        """The same, to be changed."""
        given = {loop: dict(values) for loop, values in self.given.items()}
        return Turns(kept=self.kept, items=dict(self.items), given=given, over=set(self.over))

    def item(self, loop: Id, number: int) -> object:
        """The value that a turn begins with."""
        if loop in self.items:
            return self.items[loop][number]
        return self.kept.item(loop, number) if self.kept is not None else None

    def results(self, loop: Id, *, total: int) -> list[object]:
        """What all turns gave, in their order; None for those that gave nothing."""
        found: list[object] = [None] * total
        before = self.kept.results(loop) if self.kept is not None else ()
        for number, value in (*before, *self.given.get(loop, _NOTHING).items()):
            found[number] = value
        return found

    def begin(self, loop: Id, items: Sequence[object]) -> None:
        """A loop begins whose turns work off these values."""
        self.items[loop] = items

    def give(self, loop: Id, number: int, value: object) -> None:
        """A turn is over and gave this."""
        self.given.setdefault(loop, {})[number] = value

    def end(self, loop: Id) -> None:
        """A loop is over."""
        self.items.pop(loop, None)
        self.given.pop(loop, None)
        if self.kept is not None:
            self.over.add(loop)


_NOTHING: Mapping[int, object] = {}
