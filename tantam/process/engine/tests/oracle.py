"""An independent reading of block-structured processes: it knows nothing of tokens, scopes or flows.

It rewrites what is left of the tree of blocks: `begin` gives what is left of a block right after it was entered (None
if nothing waits), `enabled` what may happen next, `step` what is left after it. `Choices` says, for each step, which
branch every choice takes (c1, c2 …) and whether each loop goes round again (l1, l2 …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from tantam.process.engine.tests.blocks import (
    Auto,
    Beside,
    Block,
    Choice,
    Crowd,
    Ended,
    Failed,
    First,
    Handled,
    Inside,
    Numbered,
    Parallel,
    Raised,
    Repeat,
    Sequence,
    Some,
    Told,
    Turns,
    Undone,
)

Choices: TypeAlias = Mapping[str, int]


class Left(Protocol):
    """What is left of a block."""

    def enabled(self) -> list[str]:
        """The names of what may happen next, one per place it may happen at."""

    def step(self, event: str, choices: Choices) -> Left | None:
        """What is left after `event`, which must be enabled; None if nothing."""


def begin(this: Numbered, choices: Choices) -> Left | None:
    """What is left of a block right after entering it."""
    block, parts = this.block, this.parts
    if isinstance(block, Auto):
        return None
    if isinstance(block, Sequence):
        return _sequence(parts, choices)
    if isinstance(block, Choice):
        return begin(parts[min(choices[f"c{this.number}"], len(parts) - 1)], choices)
    if isinstance(block, Parallel):
        return _all(tuple(begin(part, choices) for part in parts))
    if isinstance(block, Inside | Beside):
        return _begin_inside(this, choices)
    if isinstance(block, Ended):
        return UntilEnded(this.number, _still(tuple(begin(part, choices) for part in parts)))
    if isinstance(block, Repeat):
        return Again(this, None)
    if type(block) in _BEGUN:
        return _BEGUN[type(block)](this, choices)
    return Event({f"x{this.number}_{index}": part for index, part in enumerate(parts)} or {f"u{this.number}": None})


def _begin_inside(this: Numbered, choices: Choices) -> Left | None:
    inner = begin(this.parts[0], choices)
    if inner is None:
        return None
    if isinstance(this.block, Beside):
        return WithBeside(this.number, inner, 0)
    return Guarded(this.number, inner, this.parts[1]) if len(this.parts) > 1 else inner


def _begin_some(this: Numbered, choices: Choices) -> Left | None:
    out = choices[f"c{this.number}"]
    return _all(tuple(begin(part, choices) for index, part in enumerate(this.parts) if index != out))


def _begin_first(this: Numbered, choices: Choices) -> Left | None:
    parts = tuple(begin(part, choices) for part in this.parts)
    still = _still(parts)
    return UntilFirst(this.number, still, len(still) < len(parts))


def _begin_turns(this: Numbered, choices: Choices) -> Left | None:
    assert isinstance(this.block, Turns)
    if this.block.is_loop:
        return InTurns(this, _turn(this, choices), None)
    inner, left = _turn(this, choices), 1
    if inner is None:
        inner, left = _turn(this, choices), 0
    return None if inner is None else InTurns(this, inner, left)


def _turn(this: Numbered, choices: Choices) -> Left | None:
    """One turn; those of a loop begin with a task."""
    assert isinstance(this.block, Turns)
    if this.block.is_loop:
        return InSequence(Event({f"u{this.number}": None}), this.parts)
    return begin(this.parts[0], choices)


def _begin_failed(this: Numbered, choices: Choices) -> Left | None:
    return UntilFailed(this, begin(this.parts[0], choices))


def _begin_raised(this: Numbered, choices: Choices) -> Left | None:
    inner = begin(this.parts[0], choices)
    return _raised(this) if inner is None else BeforeRaised(this, inner)


def _raised(this: Numbered) -> Left:
    return AllOf((Event({f"w{this.number}": None}), Event({f"u{this.number}": None})))


def _begin_handled(this: Numbered, choices: Choices) -> Left | None:
    inner = begin(this.parts[0], choices)
    return None if inner is None else Guarded(this.number, inner, this.parts[1], f"h{this.number}_s")


def _begin_undone(this: Numbered, choices: Choices) -> Left | None:
    assert isinstance(this.block, Undone)
    return Undoing.begin(this.number, this.block.count, choices)


def _begin_told(this: Numbered, choices: Choices) -> Left | None:
    return _sequence(this.parts, choices)


def _begin_crowd(this: Numbered, _: Choices) -> Left | None:
    assert isinstance(this.block, Crowd)
    return Crowding(this.number, 3, this.block.needs)


def _sequence(parts: list[Numbered], choices: Choices) -> Left | None:
    for position, part in enumerate(parts):
        left = begin(part, choices)
        if left is not None:
            return InSequence(left, parts[position + 1 :])
    return None


def _still(parts: tuple[Left | None, ...]) -> tuple[Left, ...]:
    return tuple(part for part in parts if part is not None)


def _all(parts: tuple[Left | None, ...]) -> Left | None:
    still = _still(parts)
    return AllOf(still) if still else None


def _step_one(parts: tuple[Left, ...], event: str, choices: Choices) -> tuple[Left, ...]:
    found = next(index for index, part in enumerate(parts) if event in part.enabled())
    return _still((*parts[:found], parts[found].step(event, choices), *parts[found + 1 :]))


@dataclass(frozen=True)
class Event:
    """A user task, or the events of a race: one of them happens and leads to its block."""

    leads_to: Mapping[str, Numbered | None]

    def enabled(self) -> list[str]:
        """All of them."""
        return list(self.leads_to)

    def step(self, event: str, choices: Choices) -> Left | None:
        """The block behind it."""
        block = self.leads_to[event]
        return None if block is None else begin(block, choices)


@dataclass(frozen=True)
class InSequence:
    """One block under way and those after it."""

    inner: Left
    rest: list[Numbered]

    def enabled(self) -> list[str]:
        """What the one under way allows."""
        return self.inner.enabled()

    def step(self, event: str, choices: Choices) -> Left | None:
        """Go on in it, or to the next."""
        inner = self.inner.step(event, choices)
        return _sequence(self.rest, choices) if inner is None else replace(self, inner=inner)


@dataclass(frozen=True)
class AllOf:
    """Branches under way at once."""

    parts: tuple[Left, ...]

    def enabled(self) -> list[str]:
        """What any allows."""
        return [event for part in self.parts for event in part.enabled()]

    def step(self, event: str, choices: Choices) -> Left | None:
        """One goes on."""
        return _all(_step_one(self.parts, event, choices))


@dataclass(frozen=True)
class Again:
    """A loop: its user task first, then its block."""

    this: Numbered
    inner: Left | None

    def enabled(self) -> list[str]:
        """The task, or what the block allows."""
        return [f"u{self.this.number}"] if self.inner is None else self.inner.enabled()

    def step(self, event: str, choices: Choices) -> Left | None:
        """Go on, round again, or out."""
        inner = begin(self.this.parts[0], choices) if self.inner is None else self.inner.step(event, choices)
        if inner is not None:
            return Again(self.this, inner)
        return Again(self.this, None) if choices[f"l{self.this.number}"] else None


@dataclass(frozen=True)
class Guarded:
    """A sub-process that an event may interrupt, leading to another block."""

    number: int
    inner: Left
    rescue: Numbered
    event: str = ""

    def enabled(self) -> list[str]:
        """What goes on inside, and the event."""
        return [*self.inner.enabled(), self.event or f"b{self.number}"]

    def step(self, event: str, choices: Choices) -> Left | None:
        """Interrupted, or on inside."""
        if event == (self.event or f"b{self.number}"):
            return begin(self.rescue, choices)
        inner = self.inner.step(event, choices)
        return None if inner is None else replace(self, inner=inner)


@dataclass(frozen=True)
class WithBeside:
    """A sub-process during which a message starts work beside it, any number of times."""

    number: int
    inner: Left | None
    besides: int

    def enabled(self) -> list[str]:
        """The message only while the inside runs; each work beside is a place of its own."""
        inside = [] if self.inner is None else [*self.inner.enabled(), f"b{self.number}"]
        return inside + [f"w{self.number}"] * self.besides

    def step(self, event: str, choices: Choices) -> Left | None:
        """One more beside, one less, or on inside."""
        inner, besides = self.inner, self.besides
        if event == f"b{self.number}":
            besides += 1
        elif event == f"w{self.number}":
            besides -= 1
        elif inner is not None:
            inner = inner.step(event, choices)
        return None if inner is None and not besides else WithBeside(self.number, inner, besides)


@dataclass(frozen=True)
class UntilEnded:
    """Branches that run until a user task terminates them all."""

    number: int
    parts: tuple[Left, ...]

    def enabled(self) -> list[str]:
        """The terminating task and what the branches allow."""
        return [f"u{self.number}", *(event for part in self.parts for event in part.enabled())]

    def step(self, event: str, choices: Choices) -> Left | None:
        """All over, or on in one branch."""
        if event == f"u{self.number}":
            return None
        return UntilEnded(self.number, _step_one(self.parts, event, choices))


@dataclass(frozen=True)
class UntilFirst:
    """Branches under way, and a user task once the first of them is done; over when all of it is."""

    number: int
    parts: tuple[Left, ...]
    has_task: bool

    def enabled(self) -> list[str]:
        """What the branches allow, and the task."""
        task = [f"u{self.number}"] if self.has_task else []
        return [*task, *(event for part in self.parts for event in part.enabled())]

    def step(self, event: str, choices: Choices) -> Left | None:
        """The task is done, or a branch goes on; the first that ends begins the task."""
        if event == f"u{self.number}":
            return AllOf(self.parts) if self.parts else None
        parts = _step_one(self.parts, event, choices)
        return UntilFirst(self.number, parts, has_task=self.has_task or len(parts) < len(self.parts))


@dataclass(frozen=True)
class InTurns:
    """One turn under way; `left` more follow, or (None) as many as the condition wants."""

    this: Numbered
    inner: Left | None
    left: int | None

    def enabled(self) -> list[str]:
        """What the turn allows."""
        return self.inner.enabled() if self.inner is not None else []

    def step(self, event: str, choices: Choices) -> Left | None:
        """Go on, the next turn, or out."""
        assert self.inner is not None
        inner, left = self.inner.step(event, choices), self.left
        while inner is None and (choices[f"l{self.this.number}"] if left is None else left):
            inner = _turn(self.this, choices)
            left = None if left is None else left - 1
        return None if inner is None else InTurns(self.this, inner, left)


@dataclass(frozen=True)
class Crowding:
    """Equal tasks at once; so many that are done are enough."""

    number: int
    waiting: int
    needs: int

    def enabled(self) -> list[str]:
        """Each task is a place of its own."""
        return [f"u{self.number}"] * self.waiting

    def step(self, event: str, choices: Choices) -> Left | None:
        """One less, until there are enough."""
        waiting = self.waiting - 1
        return replace(self, waiting=waiting) if 3 - waiting < self.needs else None


@dataclass(frozen=True)
class UntilFailed:
    """Work beside a task that ends in an error, which stops it all."""

    this: Numbered
    inner: Left | None

    def enabled(self) -> list[str]:
        """The task, and what the work beside it allows."""
        return [f"u{self.this.number}", *(self.inner.enabled() if self.inner is not None else ())]

    def step(self, event: str, choices: Choices) -> Left | None:
        """Rescued, or on beside it."""
        if event == f"u{self.this.number}":
            return begin(self.this.parts[1], choices)
        assert self.inner is not None
        return replace(self, inner=self.inner.step(event, choices))


@dataclass(frozen=True)
class BeforeRaised:
    """Work at whose end something is escalated."""

    this: Numbered
    inner: Left

    def enabled(self) -> list[str]:
        """What the work allows."""
        return self.inner.enabled()

    def step(self, event: str, choices: Choices) -> Left | None:
        """On, or what follows and the task beside it."""
        inner = self.inner.step(event, choices)
        return _raised(self.this) if inner is None else replace(self, inner=inner)


@dataclass(frozen=True)
class Undoing:
    """Tasks one after the other, then the compensation of those that were done."""

    number: int
    count: int
    at: int
    done: tuple[int, ...]

    @classmethod
    def begin(cls, number: int, count: int, choices: Choices) -> Left | None:
        """Right after the first task was reached, or left out."""
        return cls._next(Undoing(number, count, 0, ()), choices)

    def _next(self, choices: Choices) -> Left | None:
        at = self.at + 1 if self.at < self.count and choices[f"c{self.number}"] == self.at else self.at
        if at < self.count or self.done:
            return replace(self, at=at)
        return None

    def enabled(self) -> list[str]:
        """The task whose turn it is, or the compensation of the last one that was done."""
        if self.at < self.count:
            return [f"u{self.number}_{self.at}"]
        return [f"v{self.number}_{self.done[-1]}"]

    def step(self, event: str, choices: Choices) -> Left | None:
        """The next task, or the one before."""
        if self.at < self.count:
            return replace(self, done=(*self.done, self.at), at=self.at + 1)._next(choices)
        done = self.done[:-1]
        return replace(self, done=done) if done else None


_BEGUN: Final[dict[type[Block], Callable[[Numbered, Choices], Left | None]]] = {
    Some: _begin_some,
    First: _begin_first,
    Turns: _begin_turns,
    Crowd: _begin_crowd,
    Failed: _begin_failed,
    Raised: _begin_raised,
    Handled: _begin_handled,
    Undone: _begin_undone,
    Told: _begin_told,
}
