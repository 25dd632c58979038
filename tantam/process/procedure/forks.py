"""The ways on from an element as a tree, and how they are said: what is done at once never reads like a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tantam.process.engine.diagram import Flow, Node
from tantam.process.engine.kinds import GATEWAYS
from tantam.process.procedure.limits import MOST_WAYS
from tantam.process.procedure.words import Wording

#: Where ways part: all are gone at once, one of them, each that applies, or the one whose event comes first.
Parting: TypeAlias = Literal["all", "one", "some", "first"]
_GATES: dict[str, Parting] = {
    "parallelGateway": "all", "exclusiveGateway": "one", "inclusiveGateway": "some", "complexGateway": "some",
    "eventBasedGateway": "first",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a way before its goal: under which `key` of the words, and the words that belong there.
    `again` are fewer words, where the same was said of a way above."""

    key: Literal["if", "else", "after", "joined", "joined_some"]
    words: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Fork:
    """Where ways part."""

    parting: Parting
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what is said of it, and the step or end it leads to, in words, or where it parts again."""

    to: str | Fork
    said: tuple[Said, ...] = ()

    def behind(self, said: Iterable[Said]) -> Way:
        """The same with more said before."""
        return replace(self, said=(*said, *self.said))


def parting_of(node: Node, flows: list[Flow]) -> Parting:
    """How the ways out of an element part; out of what is no gateway all are gone that have no condition or meet it."""
    if node.kind in GATEWAYS:
        return _GATES[node.kind]
    return "some" if any(flow.condition is not None for flow in flows) else "all"


def forked(ways: Iterable[Way], parting: Parting) -> Way:
    """Ways that part; what parts again in the same manner is said at once, for it means the same."""
    return Way(Fork(parting, tuple(one for way in ways for one in _flat(way, parting))))


def _flat(way: Way, parting: Parting) -> Iterator[Way]:
    inner = way.to
    if isinstance(inner, Fork) and (
        (inner.parting == "one" and parting in ("one", "first"))
        or (inner.parting == "all" and parting == "all" and not way.said)
    ):
        yield from (one.behind(way.said) for one in inner.ways)
    else:
        yield way


def in_lines(way: Way, word: Wording) -> tuple[str, ...]:
    """A line for each way, below a line that says how they part."""
    if isinstance(way.to, str):
        return (_capital(_sentence(way, word)),)
    shown = way.to.ways[:MOST_WAYS]
    rest = len(way.to.ways) - len(shown)
    head = _capital(_before(way.said, f"{word(f'fork.{way.to.parting}')}:", word))
    more = (f"– {word('more_ways', count=rest)}",) if rest else ()
    return (head, *(f"– {_capital(_sentence(one, word))}" for one in _said_once(shown)), *more)


def _said_once(ways: Iterable[Way]) -> Iterator[Way]:
    """The same ways; a condition that several of them share is told in full at the first."""
    told: set[Said] = set()
    for way in ways:
        yield replace(way, said=tuple(replace(s, words=s.again) if s in told and s.again else s for s in way.said))
        told.update(way.said)


def in_one_line(way: Way, word: Wording) -> str:
    """The same inside a sentence."""
    return lowered(_sentence(way, word))


def _sentence(way: Way, word: Wording) -> str:
    return _before(way.said, way.to if isinstance(way.to, str) else _parted(way.to, word), word)


def _parted(fork: Fork, word: Wording) -> str:
    shown = [lowered(_sentence(one, word)) for one in fork.ways[:MOST_WAYS]]
    if len(fork.ways) > len(shown):
        shown.append(word("more_ways", count=len(fork.ways) - len(shown)))
    if fork.parting == "all" and all(isinstance(one.to, str) and not one.said for one in fork.ways):
        ways = listed(shown, word)
    else:
        ways = "; ".join(f"({number}) {one}" for number, one in enumerate(shown, start=1))
    return f"{word(f'fork.{fork.parting}')}: {ways}"


def _before(said: tuple[Said, ...], words: str, word: Wording) -> str:
    for one in reversed(said):
        words = word(one.key, words=one.words, target=lowered(words))
    return words


def listed(words: list[str], word: Wording) -> str:
    """`a, b và c`."""
    return ", ".join(words[:-1]) + word("and") + words[-1] if len(words) > 1 else "".join(words)


def lowered(words: str) -> str:
    """The same inside a sentence."""
    return words[:1].lower() + words[1:]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
