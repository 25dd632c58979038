"""A net being drawn: places that belong to scopes (the inside of a process or sub-process), and moves between them.

Most scopes hold one token at a time; they need nothing of their own, and stopping them is taking that token. A scope
that may hold several (parallel branches, events beside) is made whole in `scoped`: it counts its tokens so that it ends
with the last of them, and can be stopped with all that is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from tantam.process.mining.net import Approximation, ApproximationCode, Places

ROOT: Final = 0
#: How often an event that does not interrupt is taken to come in one stay, unless it can come only once.
MOST_BESIDE: Final = 3


@dataclass(slots=True)
class Place:
    """`is_position`: its tokens count as tokens of the scope; others only remember something. `waits`: a token stands
    there for a while, so that what goes on can be stopped; from others it goes on at once."""

    name: str
    scope: int
    is_position: bool = True
    waits: bool = False


@dataclass(slots=True)
class Move:
    """A transition to be, in a scope; `own` are scopes whose counting it settles itself."""

    takes: list[int]
    gives: list[int]
    scope: int
    label: str = ""
    node: str = ""
    own: frozenset[int] = frozenset()


@dataclass(slots=True)
class Stop:
    """Something that ends all in a scope: an interrupting event, a terminate event, an ad-hoc sub-process's end.

    `kind` says where it goes on: `out` of the scope by the border (to `gives`, in the scope around), `in` it (an event
    sub-process takes over), or as if it were `done`. `takes` are the places (any of them) it comes from; empty: any.
    """

    kind: Literal["out", "in", "done"]
    gives: tuple[int, ...] = ()
    takes: tuple[int, ...] = ()
    node: str = ""
    handler: int = -1


@dataclass(slots=True)
class Beside:
    """An event that comes while a scope is active without stopping it; it gives its tokens to `gives`. `armed` and
    `spent` are the places that count how often it still may, `most` how often in all."""

    gives: int
    armed: int
    spent: int
    most: int
    scope: int
    is_inside: bool


@dataclass(slots=True)
class Scope:
    """The inside of a process (`parent` -1) or sub-process. `work` and `after` are the places around it."""

    index: int
    parent: int
    name: str
    work: int = -1
    after: int = -1
    begins: tuple[int, ...] = ()
    children: list[int] = field(default_factory=list)
    ends: list[tuple[int, str]] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    is_several: bool = False


class Sketch:
    """Places, moves and scopes as they are found; the first scope is the process."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.moves: list[Move] = []
        self.scopes: list[Scope] = []
        self.approximations: dict[tuple[str, str], Approximation] = {}

    def scope(self, name: str, *, parent: int) -> Scope:
        """A new scope within another."""
        found = Scope(index=len(self.scopes), parent=parent, name=name)
        self.scopes.append(found)
        if parent >= 0:
            self.scopes[parent].children.append(found.index)
        return found

    def place(self, name: str, scope: int) -> int:
        """A new place where a token of the scope may stand."""
        self.places.append(Place(name, scope))
        return len(self.places) - 1

    def memory(self, name: str, scope: int) -> int:
        """A new place that remembers something for the scope."""
        self.places.append(Place(name, scope, is_position=False))
        return len(self.places) - 1

    def move(
        self,
        takes: list[int],
        gives: list[int],
        *,
        scope: int,
        label: str = "",
        node: str = "",
        own: frozenset[int] = frozenset(),
    ) -> None:
        """A new transition."""
        self.moves.append(Move(list(takes), list(gives), scope, label, node, own))

    def approximate(self, code: ApproximationCode, node: str, *, most: int = 0) -> None:
        """Note where the net is not exactly the drawing."""
        self.approximations[code, node] = Approximation(code=code, node=node, most=most)

    def under(self, scope: int) -> list[int]:
        """A scope and all in it."""
        found = [scope]
        for index in found:
            found.extend(self.scopes[index].children)
        return found

    def around(self, scope: int) -> list[int]:
        """A scope and all around it, from the inside out."""
        found = []
        while scope >= 0:
            found.append(scope)
            scope = self.scopes[scope].parent
        return found

    def positions(self, scope: int, *, but: int = -1) -> Places:
        """Where tokens may stand in a scope and all in it, without what is in the scope `but`."""
        left_out = set(self.under(but)) if but >= 0 else set()
        inside = set(self.under(scope)) - left_out
        return tuple(number for number, place in enumerate(self.places) if place.is_position and place.scope in inside)

    def waiting(self, scope: int, *, but: int = -1) -> Places:
        """Of these the ones where a token stands for a while."""
        return tuple(number for number in self.positions(scope, but=but) if self.places[number].waits)
