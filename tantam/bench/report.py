"""What was measured, on how much data, against which bound; as a table and as JSON."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number. `value` None: it could not be measured, and `note` says why. `wish` is no bound."""

    what: str
    on: str
    unit: str
    value: float | None
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the bound is kept; None without a value or a bound."""
        if self.value is None or (self.at_most is None and self.at_least is None):
            return None
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    def line(self) -> str:
        """One row of the table."""
        value = "missing" if self.value is None else f"{self.value:.3g}" if self.value < 10 else f"{self.value:.1f}"
        bound = f"≤ {self.at_most:g}" if self.at_most is not None else ""
        bound = f"≥ {self.at_least:g}" if self.at_least is not None else bound
        verdict = {True: "met", False: "NOT MET", None: ""}[self.is_met]
        return f"{self.what:<46}{self.on:<18}{value:>9} {self.unit:<8}{bound:<9}{verdict:<9}{self.note}".rstrip()


YARDSTICK = "yardstick of the processor"
MEMORY = "yardstick of the memory"
# Builds of one version differ by half: which one worked belongs to the figures.
PYTHON = f"Python {platform.python_version()} from {sys.base_prefix}"


def yardsticks(on: str, *, before: float, after: float, memory: float) -> list[Figure]:
    """How fast the processor was (milliseconds of a fixed piece of work) before and after what was measured on `on`,
    and the memory after it."""
    return [
        Figure(what=what, on=on, unit="ms", value=value, note=f"the same work every time; no bound; {PYTHON}")
        for what, value in ((f"{YARDSTICK}, before", before), (f"{YARDSTICK}, after", after), (MEMORY, memory))
    ]


def missing(what: str, *, on: str, note: str) -> Figure:
    """A figure that could not be measured."""
    return Figure(what=what, on=on, unit="", value=None, note=note)


def middle_of(rounds: Sequence[Sequence[Figure]]) -> list[Figure]:
    """Each figure once: the one in the middle of those measured in several rounds, a missing one before all others."""
    measured: dict[tuple[str, str], list[Figure]] = {}
    for figure in (figure for found in rounds for figure in found):
        measured.setdefault((figure.what, figure.on), []).append(figure)
    return [_middle(figures) for figures in measured.values()]


def _middle(figures: list[Figure]) -> Figure:
    lacking = [figure for figure in figures if figure.value is None]
    return (lacking or sorted(figures, key=lambda figure: figure.value or 0.0)[(len(figures) - 1) // 2 :])[0]


def ratios(figures: list[Figure], *, small: str, large: str, at_most: float) -> list[Figure]:
    """How much more the larger data cost, where both were measured; beside it how much slower the processor was."""
    slower = _speed(figures, on=large) / _speed(figures, on=small)
    before = {figure.what: figure.value for figure in figures if figure.on == small and figure.unit == "ms"}
    found = []
    for figure in figures:
        base = before.get(figure.what)
        if figure.what.startswith((YARDSTICK, MEMORY)):
            continue
        if figure.on == large and figure.unit == "ms" and figure.value is not None and base:
            found.append(
                Figure(
                    what=figure.what,
                    on=f"{large} : {small.split()[0]}",
                    unit="times",
                    value=figure.value / base,
                    at_most=at_most,
                    note=f"the yardstick meanwhile {slower:.2f} times",
                )
            )
    return found


def _speed(figures: list[Figure], *, on: str) -> float:
    """The mean of the yardsticks beside the figures of one size; 1 where there are none."""
    values = [figure.value for figure in figures if figure.on == on and figure.what.startswith(YARDSTICK)]
    return sum(value or 0.0 for value in values) / len(values) if values else 1.0


def as_rows(figures: list[Figure]) -> list[dict[str, object]]:
    """For JSON."""
    return [{**asdict(figure), "is_met": figure.is_met} for figure in figures]
