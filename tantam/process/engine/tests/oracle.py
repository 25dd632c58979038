"""An independent reading of block-structured processes: it knows nothing of tokens, scopes or flows.

It rewrites what is left of the tree of blocks: `begin` gives what is left of a block right after it was entered (None
if nothing waits), `enabled` what may happen next, `step` what is left after it. `Choices` says, for each step, which
branch every choice takes (c1, c2 …) and whether each loop goes round again (l1, l2 …).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from tantam.process.engine.tests.blocks import (
    Auto,
    Beside,
    Choice,
    Ended,
    Inside,
    Numbered,
    Parallel,
    Repeat,
    Sequence,
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
    return Event({f"x{this.number}_{index}": part for index, part in enumerate(parts)} or {f"u{this.number}": None})


def _begin_inside(this: Numbered, choices: Choices) -> Left | None:
    inner = begin(this.parts[0], choices)
    if inner is None:
        return None
    if isinstance(this.block, Beside):
        return WithBeside(this.number, inner, 0)
    return Guarded(this.number, inner, this.parts[1]) if len(this.parts) > 1 else inner


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

    def enabled(self) -> list[str]:
        """What goes on inside, and the event."""
        return [*self.inner.enabled(), f"b{self.number}"]

    def step(self, event: str, choices: Choices) -> Left | None:
        """Interrupted, or on inside."""
        if event == f"b{self.number}":
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
