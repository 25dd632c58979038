"""Running a pattern's program over a text, without recursion and within the budget of the run."""

from dataclasses import dataclass
from typing import Final

from tantam.process.engine.feel.limits import Run

from .program import CHAR, DONE, END, JUMP, SAVE, SPLIT, START, Program

_BATCH: Final = 1024
_PRICE: Final = 2  # a visit is remembered, so it costs memory too


@dataclass(frozen=True, slots=True)
class Match:
    """`places` holds start and end of the whole match and of each group, -1 where a group took no part."""

    places: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[1]

    def group(self, text: str, number: int) -> str:
        """What the group matched, "" if it took no part or does not exist."""
        if number * 2 >= len(self.places) or self.places[number * 2 + 1] < 0:
            return ""
        return text[self.places[number * 2] : self.places[number * 2 + 1]]


def search(program: Program, text: str, run: Run, *, start: int = 0) -> Match | None:
    """The first match at or after `start`. FeelError `too_much_work` when the budget is spent."""
    seen: set[int] | None = None if program.has_back else set()
    at = start
    while at <= len(text):
        if program.begins_with:
            found = text.find(program.begins_with, at)
            run.charge(((found if found >= 0 else len(text)) - at) >> 6)
            if found < 0:
                return None
            at = found
        run.charge(1)
        places = _match_at(program, text, at, seen, run)
        if places is not None:
            return Match(places)
        if program.is_anchored:
            return None
        at += 1
    return None


def _match_at(program: Program, text: str, start: int, seen: set[int] | None, run: Run) -> tuple[int, ...] | None:  # noqa: C901
    """Ways still to try are kept on a stack; a way already tried in vain from the same place is not tried again."""
    code, width = program.code, len(text) + 1
    empty = (start, -1) + (-1, -1) * program.groups
    ways: list[tuple[int, int, tuple[int, ...]]] = [(0, start, empty)]
    steps = 0
    while ways:
        pc, at, places = ways.pop()
        while True:
            steps += 1
            if steps >= _BATCH:
                run.charge(steps * _PRICE)
                steps = 0
            if seen is not None:
                visit = pc * width + at
                if visit in seen:
                    break
                seen.add(visit)
            kind, test, first, second = code[pc]
            if kind == CHAR:
                if at == len(text) or not test(text[at]):  # type: ignore[misc]
                    break
                pc, at = pc + 1, at + 1
            elif kind == SPLIT:
                ways.append((second, at, places))
                pc = first
            elif kind == JUMP:
                pc = first
            elif kind == SAVE:
                places = (*places[:first], at, *places[first + 1 :])
                steps += len(places) >> 4
                pc += 1
            elif kind == DONE:
                run.charge(steps * _PRICE)
                return (start, at, *places[2:])
            else:
                group_text = _group_text(text, places, first)
                steps += len(group_text) >> 4
                moved = _other(program, text, at, kind, group_text)
                if moved < 0:
                    break
                pc, at = pc + 1, moved
    run.charge(steps * _PRICE)
    return None


def _group_text(text: str, places: tuple[int, ...], group: int) -> str:
    if places[group * 2 + 1] < 0:
        return ""
    return text[places[group * 2] : places[group * 2 + 1]]


def _other(program: Program, text: str, at: int, kind: int, group_text: str) -> int:
    """The place after a mark or a back-reference, -1 if it does not hold here."""
    if kind == START:
        holds = at == 0 or (program.multiline and at < len(text) and text[at - 1] == "\n")
    elif kind == END:
        holds = at == len(text) or (program.multiline and text[at] == "\n")
    else:
        return _after_back(program, text, at, group_text)
    return at if holds else -1


def _after_back(program: Program, text: str, at: int, group_text: str) -> int:
    end = at + len(group_text)
    found = text[at:end]
    same = found.lower() == group_text.lower() if program.ignore_case else found == group_text
    return end if same else -1
