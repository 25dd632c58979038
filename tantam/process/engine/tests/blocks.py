"""Random block-structured processes, drawn as BPMN on one side and run by a small oracle on the other.

The oracle knows nothing of tokens, scopes or flows: it rewrites the tree of blocks. `begin` gives what is left of a
block right after it was entered (DONE if nothing waits), `enabled` what may happen next, `step` what is left after it.
`Choices` says, for each step, which branch every choice takes and whether each loop goes round again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from tantam.process.engine.tests.drawing import Drawing, after

Choices: TypeAlias = Mapping[str, object]


class Done:
    """Nothing is left."""


DONE: Final = Done()


@dataclass(frozen=True)
class Work:
    """A user task."""


@dataclass(frozen=True)
class Auto:
    """A task that is passed at once."""


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Choice:
    """Exactly one of them."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Parallel:
    """All of them, in any order."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Repeat:
    """A user task and more, again and again."""

    part: Block


@dataclass(frozen=True)
class Inside:
    """A sub-process, possibly with a boundary event that interrupts it and leads to another block."""

    part: Block
    rescue: Block | None
    is_timer: bool


@dataclass(frozen=True)
class Beside:
    """A sub-process in which a message may start a user task beside the work, any number of times."""

    part: Block


@dataclass(frozen=True)
class Race:
    """An event-based gateway: the first event decides."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Ended:
    """A sub-process with branches of which the last, a user task, terminates it."""

    parts: tuple[Block, ...]


Block: TypeAlias = Work | Auto | Sequence | Choice | Parallel | Repeat | Inside | Beside | Race | Ended


# What is left of a block is a small tuple tree: (name of the block's class, its number, …).
Left: TypeAlias = "Done | tuple[object, ...]"


@dataclass
class Numbered:
    """A block with a number of its own, so that drawing and oracle name the same things."""

    block: Block
    number: int
    parts: list[Numbered]


def number(block: Block) -> Numbered:
    """Number all blocks in preorder."""
    counter = 0

    def visit(current: Block) -> Numbered:
        nonlocal counter
        counter += 1
        mine = counter
        match current:
            case Sequence(parts) | Choice(parts) | Parallel(parts) | Race(parts) | Ended(parts):
                inner = list(parts)
            case Repeat(part) | Beside(part):
                inner = [part]
            case Inside(part, rescue, _):
                inner = [part] if rescue is None else [part, rescue]
            case _:
                inner = []
        return Numbered(current, mine, [visit(part) for part in inner])

    return visit(block)


# The oracle


def begin(this: Numbered, choices: Choices) -> Left:
    """What is left of a block right after entering it."""
    match this.block:
        case Auto():
            return DONE
        case Sequence():
            return _sequence(this.parts, choices)
        case Choice():
            return begin(this.parts[min(_index(choices[f"c{this.number}"]), len(this.parts) - 1)], choices)
        case Parallel():
            left = [begin(part, choices) for part in this.parts]
            waiting = tuple(one for one in left if one is not DONE)
            return ("parallel", waiting) if waiting else DONE
        case Repeat():
            return ("repeat", this, None)
        case Inside():
            inner = begin(this.parts[0], choices)
            return inner if inner is DONE else ("inside", this, inner)
        case Beside():
            inner = begin(this.parts[0], choices)
            return inner if inner is DONE else ("beside", this, inner, 0)
        case Ended():
            left = [begin(part, choices) for part in this.parts]
            return ("ended", this, tuple(one for one in left if one is not DONE))
        case _:
            return (type(this.block).__name__.lower(), this)


def _index(value: object) -> int:
    assert isinstance(value, int)
    return value


def _sequence(parts: list[Numbered], choices: Choices) -> Left:
    for position, part in enumerate(parts):
        left = begin(part, choices)
        if left is not DONE:
            return ("sequence", left, parts[position + 1 :])
    return DONE


def enabled(left: Left) -> list[str]:
    """The names of what may happen next, one per place it may happen at."""
    match left:
        case ("work", Numbered(number=n)):
            return [f"u{n}"]
        case ("race", Numbered(number=n, parts=parts)):
            return [f"x{n}_{index}" for index in range(len(parts))]
        case ("sequence", inner, _):
            return enabled(inner)
        case ("parallel", waiting):
            return [name for one in waiting for name in enabled(one)]
        case ("repeat", Numbered(number=n), inner):
            return [f"u{n}"] if inner is None else enabled(inner)
        case ("inside", Numbered(block=Inside(rescue=rescue), number=n), inner):
            return enabled(inner) + ([f"b{n}"] if rescue is not None else [])
        case ("beside", Numbered(number=n), inner, besides):
            return ([] if inner is DONE else [*enabled(inner), f"b{n}"]) + [f"w{n}"] * besides
        case ("ended", Numbered(number=n), waiting):
            return [f"u{n}"] + [name for one in waiting for name in enabled(one)]
    raise AssertionError(left)


def step(left: Left, event: str, choices: Choices) -> Left:
    """What is left after `event`, which must be enabled."""
    match left:
        case ("work", _):
            return DONE
        case ("race", Numbered(number=n, parts=parts)):
            return begin(parts[int(event.removeprefix(f"x{n}_"))], choices)
        case ("sequence", inner, rest):
            after_inner = step(inner, event, choices)
            return _sequence(rest, choices) if after_inner is DONE else ("sequence", after_inner, rest)
        case ("parallel", waiting):
            still = _step_one(waiting, event, choices)
            return ("parallel", still) if still else DONE
        case ("repeat", this, inner):
            inner = begin(this.parts[0], choices) if inner is None else step(inner, event, choices)
            if inner is not DONE:
                return ("repeat", this, inner)
            return ("repeat", this, None) if choices[f"l{this.number}"] else DONE
        case ("inside", this, inner):
            if event == f"b{this.number}":
                return begin(this.parts[1], choices)
            inner = step(inner, event, choices)
            return inner if inner is DONE else ("inside", this, inner)
        case ("beside", this, inner, besides):
            return _step_beside(this, inner, besides, event, choices)
        case ("ended", this, waiting):
            return DONE if event == f"u{this.number}" else ("ended", this, _step_one(waiting, event, choices))
    raise AssertionError(left)


def _step_beside(this: Numbered, inner: Left, besides: int, event: str, choices: Choices) -> Left:
    if event == f"b{this.number}":
        besides += 1
    elif event == f"w{this.number}":
        besides -= 1
    else:
        inner = step(inner, event, choices)
    return DONE if inner is DONE and not besides else ("beside", this, inner, besides)


def _step_one(waiting: tuple[Left, ...], event: str, choices: Choices) -> tuple[Left, ...]:
    found = next(index for index, one in enumerate(waiting) if event in enabled(one))
    left = step(waiting[found], event, choices)
    return (*waiting[:found], *(() if left is DONE else (left,)), *waiting[found + 1 :])


# The drawing


def draw(this: Numbered) -> Drawing:
    """The whole process: start, block, end."""
    drawing = Drawing()
    drawing.start()
    drawing.end()
    first, last = _draw(drawing, this)
    drawing.flow("s", first)
    drawing.flow(last, "e")
    return drawing


def _draw(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    """Draw one block; gives the node to enter it by and the node to leave it from."""
    n = this.number
    match this.block:
        case Work():
            return drawing.user(f"u{n}"), f"u{n}"
        case Auto():
            return drawing.add("task", f"a{n}"), f"a{n}"
        case Sequence():
            ends = [_draw(drawing, part) for part in this.parts]
            for (_, source), (target, _) in zip(ends, ends[1:], strict=False):
                drawing.flow(source, target)
            return ends[0][0], ends[-1][1]
        case Choice():
            return _draw_choice(drawing, this)
        case Parallel():
            return _draw_fork(drawing, this)
        case Repeat():
            return _draw_repeat(drawing, this)
        case Race():
            return _draw_race(drawing, this)
        case Inside():
            return _draw_inside(drawing, this)
        case Beside():
            return _draw_beside(drawing, this)
        case Ended():
            return _draw_ended(drawing, this)


def _draw_choice(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    split, merge = drawing.gateway(f"g{n}", default=f"d{n}"), drawing.gateway(f"m{n}")
    for index, part in enumerate(this.parts):
        first, last = _draw(drawing, part)
        if index == len(this.parts) - 1:
            drawing.flow(split, first, name=f"d{n}")
        else:
            drawing.flow(split, first, condition=f"c{n} = {index}", name=f"f{n}_{index}")
        drawing.flow(last, merge, name=f"t{n}_{index}")
    return split, merge


def _draw_fork(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    fork, join = drawing.gateway(f"g{n}", "parallel"), drawing.gateway(f"m{n}", "parallel")
    for index, part in enumerate(this.parts):
        first, last = _draw(drawing, part)
        drawing.flow(fork, first, name=f"f{n}_{index}")
        drawing.flow(last, join, name=f"t{n}_{index}")
    return fork, join


def _draw_repeat(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    entry, work = drawing.gateway(f"m{n}"), drawing.user(f"u{n}")
    again = drawing.gateway(f"g{n}", default=f"d{n}")
    out = drawing.add("intermediateThrowEvent", f"o{n}")
    first, last = _draw(drawing, this.parts[0])
    drawing.path(entry, work, first)
    drawing.flow(last, again, name=f"t{n}")
    drawing.flow(again, entry, condition=f"l{n}", name=f"f{n}")
    drawing.flow(again, out, name=f"d{n}")
    return entry, out


def _draw_race(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    gateway, merge = drawing.gateway(f"g{n}", "eventBased"), drawing.gateway(f"m{n}")
    for index, part in enumerate(this.parts):
        event = f"x{n}_{index}"
        drawing.catch(event, after("PT1H") if index == 0 else drawing.message(event))
        first, last = _draw(drawing, part)
        drawing.path(gateway, event, first)
        drawing.flow(last, merge, name=f"t{n}_{index}")
    return gateway, merge


def _draw_inside(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    with drawing.inside(f"p{n}"):
        drawing.start(f"s{n}")
        drawing.end(f"e{n}")
        first, last = _draw(drawing, this.parts[0])
        drawing.flow(f"s{n}", first)
        drawing.flow(last, f"e{n}")
    if len(this.parts) == 1:
        return f"p{n}", f"p{n}"
    assert isinstance(this.block, Inside)
    merge = drawing.gateway(f"m{n}")
    drawing.boundary(f"b{n}", f"p{n}", after("PT1H") if this.block.is_timer else drawing.message(f"b{n}"))
    first, last = _draw(drawing, this.parts[1])
    drawing.flow(f"p{n}", merge)
    drawing.flow(f"b{n}", first)
    drawing.flow(last, merge, name=f"t{n}")
    return f"p{n}", merge


def _draw_beside(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    with drawing.inside(f"o{n}"):
        drawing.start(f"r{n}")
        with drawing.inside(f"p{n}"):
            drawing.start(f"s{n}")
            drawing.end(f"e{n}")
            first, last = _draw(drawing, this.parts[0])
            drawing.flow(f"s{n}", first)
            drawing.flow(last, f"e{n}")
        drawing.boundary(f"b{n}", f"p{n}", drawing.message(f"b{n}"), interrupting=False)
        drawing.path(f"b{n}", drawing.user(f"w{n}"), drawing.end(f"f{n}"))
        drawing.path(f"r{n}", f"p{n}", drawing.end(f"q{n}"))
    return f"o{n}", f"o{n}"


def _draw_ended(drawing: Drawing, this: Numbered) -> tuple[str, str]:
    n = this.number
    with drawing.inside(f"p{n}"):
        drawing.start(f"s{n}")
        fork = drawing.gateway(f"g{n}", "parallel")
        drawing.user(f"u{n}")
        drawing.end(f"e{n}", event="<b:terminateEventDefinition/>")
        drawing.path(f"s{n}", fork, f"u{n}", f"e{n}")
        for index, part in enumerate(this.parts):
            first, last = _draw(drawing, part)
            drawing.flow(fork, first, name=f"f{n}_{index}")
            drawing.flow(last, drawing.end(f"q{n}_{index}"), name=f"t{n}_{index}")
    return f"p{n}", f"p{n}"
