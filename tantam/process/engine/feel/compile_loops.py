"""for, some and every."""

from collections.abc import Iterable
from collections.abc import Iterator as Turning
from typing import Final

from .access import iterable, span
from .compiler import RUN, Closure, Compiler, Frame, compiles
from .limits import ROUND_STEPS, Run, check_size
from .nodes import For, Iterator, Quantified

_OVER: Final = object()
Source = tuple[int, Closure, Closure | None]


def _sources(compiler: Compiler, iterators: tuple[Iterator, ...], known: dict[str, int]) -> tuple[Source, ...]:
    """Slot and bounds of each iterator; each sees those before it."""
    sources: list[Source] = []
    for iterator in iterators:
        source = compiler.compile(iterator.source)
        until = None if iterator.until is None else compiler.compile(iterator.until)
        slot = known[iterator.name] = compiler.slot()
        sources.append((slot, source, until))
    return tuple(sources)


def _values(source: Closure, until: Closure | None, frame: Frame) -> Iterable[object] | None:
    return iterable(source(frame)) if until is None else span(source(frame), until(frame))


class _Unknown(Exception):
    """An iterator runs over something that is no list and no range."""


def _rounds(sources: tuple[Source, ...], weight: int, frame: Frame) -> Iterable[None]:
    """Sets the variables of the iterators, one round after the other, the last one turning fastest."""
    run: Run = frame[RUN]
    turning = [_started(sources[0], frame)]
    while turning:
        value = next(turning[-1], _OVER)
        if value is _OVER:
            turning.pop()
            continue
        run.charge(weight)
        frame[sources[len(turning) - 1][0]] = value
        if len(turning) == len(sources):
            yield
        else:
            turning.append(_started(sources[len(turning)], frame))


def _started(source: Source, frame: Frame) -> Turning[object]:
    values = _values(source[1], source[2], frame)
    if values is None:
        raise _Unknown
    return iter(values)


@compiles(For)
def _for(compiler: Compiler, node: For) -> Closure:
    """`partial` is the list of the results so far."""
    compiler.needs_run = True
    partial = compiler.slot()
    known: dict[str, int] = {}
    with compiler.inside(known):
        sources = _sources(compiler, node.iterators, known)
        with compiler.inside({"partial": partial}):
            body, weight = compiler.weigh(node.body)
    weight += ROUND_STEPS

    def collect(frame: Frame) -> list[object] | None:
        results: list[object] = []
        try:
            for _ in _rounds(sources, weight, frame):
                frame[partial] = results
                results.append(body(frame))
        except _Unknown:
            return None
        check_size(len(results))
        return results

    return collect


@compiles(Quantified)
def _quantified(compiler: Compiler, node: Quantified) -> Closure:
    """some: one is enough; every: one against it is enough; unknown if only an unknown stands in the way."""
    compiler.needs_run = True
    known: dict[str, int] = {}
    with compiler.inside(known):
        sources = _sources(compiler, node.iterators, known)
        condition, weight = compiler.weigh(node.condition)
    weight += ROUND_STEPS
    decisive = node.kind == "some"

    def decide(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        try:
            for _ in _rounds(sources, weight, frame):
                value: object = condition(frame)
                if value is decisive:
                    return decisive
                if type(value) is not bool:
                    result = None
        except _Unknown:
            return None
        return result

    return decide
