"""A workflow net: what a drawing allows, as places and transitions.

A transition takes one token from each of its places (a place may stand there several times) and gives one to each of
the others; one without a label is silent. A run is over when no token is left, as in BPMN, but for those of places that
only say how much room there is (`final`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Places = tuple[int, ...]
ApproximationCode = Literal[
    "inclusive_join",
    "complex_gateway",
    "several_instances",
    "several_instances_at_once",
    "repeated_event",
    "waiting_events",
    "late_end",
    "ad_hoc",
    "compensation",
    "recursion",
    "token_limit",
]
#: What each approximation means for the numbers, for the page that lists them.
APPROXIMATIONS: Final[dict[ApproximationCode, tuple[str, str]]] = {
    "inclusive_join": (
        "Cổng gộp nhiều nhánh được coi là có thể đi tiếp ngay khi có bất kỳ nhánh nào tới: sai lệch có thể bị bỏ sót.",
        "The inclusive join is taken to go on with whatever has arrived: deviations may be missed.",
    ),
    "complex_gateway": (
        "Cổng phức hợp được coi là đi tiếp với bất kỳ nhánh nào: sai lệch có thể bị bỏ sót.",
        "The complex gateway is taken to go on with whatever has arrived: deviations may be missed.",
    ),
    "several_instances": (
        "Số lần lặp không được kiểm tra: bất kỳ số lần nào cũng được coi là đúng.",
        "The number of repetitions is not checked: any number counts as right.",
    ),
    "several_instances_at_once": (
        "Bên trong các lượt chạy song song, thứ tự và số lần của các bước không được kiểm tra.",
        "Inside instances that run at once, neither order nor number of the steps is checked.",
    ),
    "repeated_event": (
        "Sự kiện không ngắt quãng được tính tối đa {most} lần trong một lần ở bước.",
        "An event that does not interrupt is counted at most {most} times in one stay.",
    ),
    "waiting_events": (
        "Của sự kiện không ngắt quãng, tối đa {most} lần được coi là còn chờ xử lý cùng lúc.",
        "Of an event that does not interrupt, at most {most} occurrences are taken to wait at once.",
    ),
    "late_end": (
        "Điều kết thúc tất cả được coi là có thể có tác dụng muộn hơn: bước song song làm sau đó vẫn được coi là đúng.",
        "What ends everything is taken to be able to act later: a step beside it that is done after counts as right.",
    ),
    "ad_hoc": (
        "Nhóm bước tự do được coi là có thể kết thúc bất cứ lúc nào.",
        "The ad-hoc sub-process is taken to be able to end at any time.",
    ),
    "compensation": (
        "Khi hoàn tác, các bước hoàn tác có thể diễn ra theo bất kỳ thứ tự và số lần nào.",
        "While compensating, the undoing steps may come in any order and number.",
    ),
    "recursion": (
        "Quy trình tự gọi lại chính nó được coi là một bước.",
        "A process that calls itself again is taken for one step.",
    ),
    "token_limit": (
        "Số nhánh chạy cùng lúc bên trong được giới hạn ở {most}.",
        "At most {most} branches are taken to run inside at once.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approximation:
    """Where the net is not exactly the drawing: which way (`code`), at which element; `most` is a limit, if any."""

    code: ApproximationCode
    node: str
    most: int = 0

    def sentence(self, language: str) -> str:
        """What it means, in Vietnamese or English."""
        return APPROXIMATIONS[self.code][0 if language == "vi" else 1].format(most=self.most)


@dataclass(frozen=True, slots=True)
class Transition:
    """What takes and gives tokens; `label` is what the log calls it ("": silent), `node` the drawing's element."""

    takes: Places
    gives: Places
    label: str = ""
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """`places` are names for reading only; `initial` and `final` hold a place once for each of its tokens.

    `hidden` are labels of the log that the net knows of and never shows (gateways, sub-processes): they are no
    deviations and are left out before aligning.
    """

    places: tuple[str, ...]
    transitions: tuple[Transition, ...]
    initial: Places
    final: Places = ()
    hidden: frozenset[str] = frozenset()
    approximations: tuple[Approximation, ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """What the net can show."""
        return frozenset(one.label for one in self.transitions if one.label)

    def seen(self, sequence: Iterable[str]) -> tuple[str, ...]:
        """What of a sequence is to be aligned."""
        return tuple(label for label in sequence if label not in self.hidden)


def reduced(net: Net) -> Net:
    """The same language with fewer silent transitions: places that only a silent transition parts become one.

    Two rules, both keep every sequence of labels (fusion of series places, Murata 1989, and its mirror for choices):
    a silent transition from p to q goes where nothing else takes from p, or where nothing else gives to q and q is
    empty at first.
    """
    transitions, initial = _tidy(_alive(net)), net.initial
    while becomes := _fusible(transitions, initial, net.final):
        transitions = _tidy(
            replace(one, takes=_moved(one.takes, becomes), gives=_moved(one.gives, becomes)) for one in transitions
        )
        initial = _moved(initial, becomes)
    return _renumbered(replace(net, transitions=transitions, initial=initial))


def _alive(net: Net) -> list[Transition]:
    """Without those that can never fire because nothing ever gives what they take."""
    alive: list[Transition] = []
    waiting, marked = list(net.transitions), set(net.initial)
    while True:
        fired = [one for one in waiting if marked.issuperset(one.takes)]
        if not fired:
            return alive
        alive += fired
        waiting = [one for one in waiting if not marked.issuperset(one.takes)]
        marked |= {place for one in fired for place in one.gives}


def _tidy(transitions: Iterable[Transition]) -> tuple[Transition, ...]:
    """Each once, without those that do nothing."""
    found = (replace(one, takes=tuple(sorted(one.takes)), gives=tuple(sorted(one.gives))) for one in transitions)
    distinct = {(one.takes, one.gives, one.label): one for one in found if one.label or one.takes != one.gives}
    return tuple(distinct.values())


def _fusible(transitions: Sequence[Transition], initial: Places, final: Places) -> dict[int, int]:
    """Places that can go, and which each becomes; pairs that have nothing to do with each other."""
    takers: defaultdict[int, list[Transition]] = defaultdict(list)
    givers: defaultdict[int, list[Transition]] = defaultdict(list)
    for one in transitions:
        for place in set(one.takes):
            takers[place].append(one)
        for place in set(one.gives):
            givers[place].append(one)
    becomes: dict[int, int] = {}
    touched: set[int] = set()
    for one in transitions:
        if one.label or len(one.takes) != 1 or len(one.gives) != 1 or touched & {*one.takes, *one.gives}:
            continue
        before, after = one.takes[0], one.gives[0]
        if before in final or after in final:
            continue
        if takers[before] == [one]:
            becomes[before] = after
        elif givers[after] == [one] and after not in initial:
            becomes[after] = before
        else:
            continue
        touched |= {before, after}
    return becomes


def _moved(places: Places, becomes: Mapping[int, int]) -> Places:
    return tuple(becomes.get(place, place) for place in places)


def _renumbered(net: Net) -> Net:
    used = {place for one in net.transitions for place in (*one.takes, *one.gives)} | {*net.initial, *net.final}
    numbers = {place: number for number, place in enumerate(sorted(used))}
    return replace(
        net,
        places=tuple(net.places[place] for place in sorted(used)),
        initial=tuple(numbers[place] for place in net.initial),
        final=tuple(numbers[place] for place in net.final),
        transitions=tuple(
            replace(
                one,
                takes=tuple(numbers[place] for place in one.takes),
                gives=tuple(numbers[place] for place in one.gives),
            )
            for one in net.transitions
        ),
    )
