"""Block-structured processes for random tests: the blocks, and how each is drawn as BPMN (see `oracle` too)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, after, instances, loop


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


@dataclass(frozen=True)
class Some:
    """An inclusive gateway: all of them but one, or all."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class First:
    """A complex gateway: when the first is done a user task begins; the others end at the gateway."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Turns:
    """A sub-process several times: as a loop that begins with a user task, or twice, one after the other."""

    part: Block
    is_loop: bool


@dataclass(frozen=True)
class Crowd:
    """A user task three times at once; two that are done are enough where `needs` is 2."""

    needs: int


@dataclass(frozen=True)
class Failed:
    """A sub-process with a branch whose user task ends in an error, caught at the border by another block."""

    part: Block
    rescue: Block


@dataclass(frozen=True)
class Raised:
    """A sub-process that escalates when it is done: a user task begins beside what follows."""

    part: Block


@dataclass(frozen=True)
class Handled:
    """A sub-process with an event sub-process: a message stops what it does and another block is done instead."""

    part: Block
    handler: Block


@dataclass(frozen=True)
class Undone:
    """User tasks, one of them perhaps left out, that are all compensated then, the last first."""

    count: int


@dataclass(frozen=True)
class Told:
    """Two at once, of which the second waits for a signal that the first one throws when it is done."""

    parts: tuple[Block, Block]


Block: TypeAlias = (
    Work | Auto | Sequence | Choice | Parallel | Repeat | Inside | Beside | Race | Ended
    | Some | First | Turns | Crowd | Failed | Raised | Handled | Undone | Told
)  # fmt: skip


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
            case Some(parts) | First(parts):
                inner = list(parts)
            case Told(both):
                inner = list(both)
            case Repeat(part) | Beside(part) | Turns(part, _) | Raised(part):
                inner = [part]
            case Failed(part, other) | Handled(part, other):
                inner = [part, other]
            case Inside(part, rescue, _):
                inner = [part] if rescue is None else [part, rescue]
            case _:
                inner = []
        return Numbered(current, mine, [visit(part) for part in inner])

    return visit(block)


Ends: TypeAlias = tuple[str, str]  # the node to enter a block by, the node to leave it from


def draw(this: Numbered) -> Drawing:
    """The whole process: start, block, end."""
    drawing = Drawing()
    drawing.start()
    drawing.end()
    first, last = _draw(drawing, this)
    drawing.flow("s", first)
    drawing.flow(last, "e")
    return drawing


def _draw(drawing: Drawing, this: Numbered) -> Ends:
    return _DRAWN[type(this.block)](drawing, this)


def _draw_work(drawing: Drawing, this: Numbered) -> Ends:
    work = drawing.user(f"u{this.number}")
    return work, work


def _draw_auto(drawing: Drawing, this: Numbered) -> Ends:
    auto = drawing.add("task", f"a{this.number}")
    return auto, auto


def _draw_sequence(drawing: Drawing, this: Numbered) -> Ends:
    ends = [_draw(drawing, part) for part in this.parts]
    for (_, source), (target, _) in pairwise(ends):
        drawing.flow(source, target)
    return ends[0][0], ends[-1][1]


def _draw_choice(drawing: Drawing, this: Numbered) -> Ends:
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


def _draw_fork(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    fork, join = drawing.gateway(f"g{n}", "parallel"), drawing.gateway(f"m{n}", "parallel")
    for index, part in enumerate(this.parts):
        first, last = _draw(drawing, part)
        drawing.flow(fork, first, name=f"f{n}_{index}")
        drawing.flow(last, join, name=f"t{n}_{index}")
    return fork, join


def _draw_repeat(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    entry, work = drawing.gateway(f"m{n}"), drawing.user(f"u{n}")
    again = drawing.gateway(f"g{n}", default=f"d{n}")
    out = drawing.add("intermediateThrowEvent", f"o{n}")
    first, last = _draw(drawing, this.parts[0])
    drawing.path(entry, work, first)
    drawing.flow(last, again, name=f"t{n}")
    drawing.flow(again, entry, condition=f"l{n} = 1", name=f"f{n}")
    drawing.flow(again, out, name=f"d{n}")
    return entry, out


def _draw_race(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    gateway, merge = drawing.gateway(f"g{n}", "eventBased"), drawing.gateway(f"m{n}")
    for index, part in enumerate(this.parts):
        event = f"x{n}_{index}"
        drawing.catch(event, after("PT1H") if index == 0 else drawing.message(event))
        first, last = _draw(drawing, part)
        drawing.path(gateway, event, first)
        drawing.flow(last, merge, name=f"t{n}_{index}")
    return gateway, merge


def _draw_inside(drawing: Drawing, this: Numbered) -> Ends:
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


def _draw_beside(drawing: Drawing, this: Numbered) -> Ends:
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


def _draw_ended(drawing: Drawing, this: Numbered) -> Ends:
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


def _draw_some(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    fork, join = drawing.gateway(f"g{n}", "inclusive"), drawing.gateway(f"m{n}", "inclusive")
    for index, part in enumerate(this.parts):
        first, last = _draw(drawing, part)
        drawing.flow(fork, first, condition=f"c{n} != {index}", name=f"f{n}_{index}")
        drawing.flow(last, join, name=f"t{n}_{index}")
    return fork, join


def _draw_first(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    with drawing.inside(f"p{n}"):
        drawing.start(f"s{n}")
        fork = drawing.gateway(f"g{n}", "parallel")
        rule = "<b:activationCondition>activationCount &gt;= 1</b:activationCondition>"
        join = drawing.add("complexGateway", f"m{n}", inner=rule)
        drawing.flow(f"s{n}", fork)
        for index, part in enumerate(this.parts):
            first, last = _draw(drawing, part)
            drawing.flow(fork, first, name=f"f{n}_{index}")
            drawing.flow(last, join, name=f"t{n}_{index}")
        drawing.path(join, drawing.user(f"u{n}"), drawing.end(f"e{n}"))
    return f"p{n}", f"p{n}"


def _fill(drawing: Drawing, this: Numbered, *, end: str = "", task: str = "") -> None:
    """The inside of a sub-process: start, a user task if wanted, block, end."""
    n = this.number
    at = drawing.start(f"s{n}")
    drawing.end(f"e{n}", event=end)
    if task:
        drawing.flow(at, drawing.user(task))
        at = task
    first, last = _draw(drawing, this.parts[0])
    drawing.flow(at, first)
    drawing.flow(last, f"e{n}")


def _draw_turns(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    assert isinstance(this.block, Turns)
    marker = loop(f"l{n} = 1") if this.block.is_loop else instances("2", sequential=True)
    with drawing.inside(f"p{n}", inner=marker):
        _fill(drawing, this, task=f"u{n}" if this.block.is_loop else "")
    return f"p{n}", f"p{n}"


def _draw_crowd(drawing: Drawing, this: Numbered) -> Ends:
    assert isinstance(this.block, Crowd)
    done = f"numberOfCompletedInstances >= {this.block.needs}"
    work = drawing.add("userTask", f"u{this.number}", inner=instances("3", done=done))
    return work, work


def _rescued(drawing: Drawing, this: Numbered, event: str, *, interrupting: bool = True) -> Ends:
    """A boundary event of the sub-process that leads to its second block, and both ways together again."""
    n = this.number
    merge = drawing.gateway(f"m{n}")
    drawing.boundary(f"b{n}", f"p{n}", event, interrupting=interrupting)
    first, last = _draw(drawing, this.parts[1])
    drawing.flow(f"p{n}", merge)
    drawing.flow(f"b{n}", first)
    drawing.flow(last, merge, name=f"t{n}")
    return f"p{n}", merge


def _draw_failed(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    with drawing.inside(f"p{n}"):
        drawing.start(f"s{n}")
        fork = drawing.gateway(f"g{n}", "parallel")
        drawing.path(f"s{n}", fork, drawing.user(f"u{n}"), drawing.end(f"e{n}", event=drawing.error(f"E{n}")))
        first, last = _draw(drawing, this.parts[0])
        drawing.flow(fork, first, name=f"f{n}")
        drawing.flow(last, drawing.end(f"q{n}"), name=f"r{n}")
    return _rescued(drawing, this, drawing.error(f"E{n}"))


def _draw_raised(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    with drawing.inside(f"o{n}"):
        drawing.start(f"r{n}")
        with drawing.inside(f"p{n}"):
            _fill(drawing, this, end=drawing.escalation(f"E{n}"))
        drawing.boundary(f"b{n}", f"p{n}", drawing.escalation(), interrupting=False)
        drawing.path(f"b{n}", drawing.user(f"w{n}"), drawing.end(f"f{n}"))
        drawing.path(f"r{n}", f"p{n}", drawing.user(f"u{n}"), drawing.end(f"q{n}"))
    return f"o{n}", f"o{n}"


def _draw_handled(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    with drawing.inside(f"p{n}"):
        _fill(drawing, this)
        with drawing.handling(f"h{n}", drawing.message(f"h{n}_s")) as start:
            first, last = _draw(drawing, this.parts[1])
            drawing.flow(start, first)
            drawing.flow(last, drawing.end(f"q{n}"))
    return f"p{n}", f"p{n}"


def _draw_undone(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    assert isinstance(this.block, Undone)
    with drawing.inside(f"p{n}"):
        at = drawing.start(f"s{n}")
        for index in range(this.block.count):
            split, merge = drawing.gateway(f"g{n}_{index}", default=f"d{n}_{index}"), drawing.gateway(f"m{n}_{index}")
            work = drawing.user(f"u{n}_{index}")
            drawing.undone_by(work, f"v{n}_{index}")
            drawing.flow(at, split)
            drawing.flow(split, work, name=f"d{n}_{index}")
            drawing.flow(split, merge, condition=f"c{n} = {index}", name=f"k{n}_{index}")
            drawing.flow(work, merge)
            at = merge
        drawing.add("intermediateThrowEvent", f"o{n}", inner=COMPENSATE)
        drawing.path(at, f"o{n}", drawing.end(f"e{n}"))
    return f"p{n}", f"p{n}"


def _draw_told(drawing: Drawing, this: Numbered) -> Ends:
    n = this.number
    fork, join = drawing.gateway(f"g{n}", "parallel"), drawing.gateway(f"m{n}", "parallel")
    first, last = _draw(drawing, this.parts[0])
    drawing.flow(fork, first, name=f"f{n}")
    drawing.add("intermediateThrowEvent", f"o{n}", inner=drawing.signal(f"T{n}"))
    drawing.flow(last, f"o{n}", name=f"t{n}")
    drawing.flow(f"o{n}", join)
    first, last = _draw(drawing, this.parts[1])
    drawing.catch(f"i{n}", drawing.signal(f"T{n}"))
    drawing.path(fork, f"i{n}", first)
    drawing.flow(last, join, name=f"r{n}")
    return fork, join


_DRAWN: Final[dict[type[Block], Callable[[Drawing, Numbered], Ends]]] = {
    Work: _draw_work,
    Auto: _draw_auto,
    Sequence: _draw_sequence,
    Choice: _draw_choice,
    Parallel: _draw_fork,
    Repeat: _draw_repeat,
    Race: _draw_race,
    Inside: _draw_inside,
    Beside: _draw_beside,
    Ended: _draw_ended,
    Some: _draw_some,
    First: _draw_first,
    Turns: _draw_turns,
    Crowd: _draw_crowd,
    Failed: _draw_failed,
    Raised: _draw_raised,
    Handled: _draw_handled,
    Undone: _draw_undone,
    Told: _draw_told,
}
