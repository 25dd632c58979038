"""for, some and every."""

from collections.abc import Iterable

from .access import iterable, span
from .compiler import RUN, Closure, Compiler, Frame, compiles
from .limits import Run, check_size
from .nodes import For, Iterator, Quantified

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


def _rounds(sources: tuple[Source, ...], weight: int, frame: Frame, at: int = 0) -> Iterable[None]:
    """Sets the variables of the iterators, one round after the other, the last one turning fastest."""
    slot, source, until = sources[at]
    values = _values(source, until, frame)
    if values is None:
        raise _Unknown
    run: Run = frame[RUN]
    is_last = at == len(sources) - 1
    for value in values:
        run.charge(weight)
        frame[slot] = value
        if is_last:
            yield
        else:
            yield from _rounds(sources, weight, frame, at + 1)


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
