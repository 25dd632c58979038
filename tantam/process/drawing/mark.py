"""What a picture shows on top of the drawing: where a case stands, how full and how slow a step is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

#: How a step was done another way than drawn; `drawing.badges.KEYS` has the sign of each.
Aside = Literal["skipped", "moved", "repeated", "extra"]
Verdict = Literal["", "better", "worse", "alike", "mixed"]
State = Literal["none", "done", "current", "overdue", "skipped", "added", "removed", "changed"]
Link = Callable[[str], str | None]
HEAT_LEVELS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is shown on one element, by its id: a step, an event, or a flow.

    `heat` is 0 (cool) to 1 (hot), None for no colour. `count` cases stand here, `overdue` of them late, `incidents`
    failed. `lines` are short figures, the first the one that matters ("3 giờ 10 ph", "p90 26 giờ"). `share` (0 to 1)
    belongs to flows: the part of the cases that took this way. Zero counts are not drawn. `asides` say in how many
    cases the step was done another way than drawn.
    Of a comparison: `verdict` is whether the step became faster (mixed: by one measure, slower by another), `change` by
    how much ("↓ 30%"), `share_then` what part took the way before.
    """

    state: State = "none"
    heat: float | None = None
    count: int = 0
    overdue: int = 0
    incidents: int = 0
    lines: tuple[str, ...] = ()
    share: float | None = None
    asides: tuple[tuple[Aside, int], ...] = ()
    share_then: float | None = None
    verdict: Verdict = ""
    change: str = ""

    @property
    def heat_level(self) -> int | None:
        """The heat in steps of 1 to 5, for a class name."""
        if self.heat is None:
            return None
        return 1 + min(HEAT_LEVELS - 1, int(max(0.0, self.heat) * HEAT_LEVELS))


Marks = Mapping[str, Mark]
NO_MARK: Final = Mark()
