"""What a changeover would do, worked out on everything that runs now, with nothing changed and nobody kept waiting."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tantam.process.actions.changeover.kinds import SAMPLES, Kind, kinds_on, total_on
from tantam.process.actions.changeover.reading import Standing
from tantam.process.actions.changeover.recipes import Recipe, Recipes
from tantam.process.engine.changeover import Objection
from tantam.process.engine.state import AROUND
from tantam.process.models import Version

#: How long a person waits for the answer at most, about.
SECONDS = 2.0


@dataclass(kw_only=True)
class Preview:
    """What would move and what would stay, by the places in the old version and by reasons.

    `unseen` are those that only the move itself can tell of: what becomes of them hangs on the data of their case.
    `uncounted` are those that were left out as there are so many.
    `added` and `dropped` count the events that would be awaited anew or no longer, by their element.
    """

    total: int = 0
    moving: int = 0
    held: int = 0
    unseen: int = 0
    uncounted: int = 0
    moving_at: Counter[str] = field(default_factory=Counter)
    held_at: Counter[str] = field(default_factory=Counter)
    reasons: Counter[Objection] = field(default_factory=Counter)
    samples: dict[Objection, list[str]] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def may_move(self) -> int:
        """How many may go, as far as is known beforehand."""
        return self.moving + self.unseen + self.uncounted

    def count(self, kind: Kind, recipe: Recipe | None) -> None:
        """Those that stand alike, with what becomes of them."""
        self.total += kind.count
        if recipe is None:
            self.unseen += kind.count
        elif recipe.objections:
            self.held += kind.count
            self._reasons(kind, recipe)
            _count(self.held_at, _places(kind.example), kind.count)
        else:
            self.moving += kind.count
            _count(self.moving_at, _places(kind.example), kind.count)
            dropped = [kind.example.tokens[place] for place in recipe.dropped]
            added = [token.node for token, _ in recipe.added if token.attached_to is not None]
            _count(self.added, added, kind.count)
            _count(self.dropped, [row.node for row in dropped if row.attached_to_id is not None], kind.count)

    def _reasons(self, kind: Kind, recipe: Recipe) -> None:
        for objection in recipe.objections:
            self.reasons[objection] += kind.count
            known = self.samples.setdefault(objection, [])
            known += kind.subjects[: SAMPLES - len(known)]


def _places(standing: Standing) -> Iterable[str]:
    """Where it stands, each element once."""
    return {row.node for row in standing.positions() if row.phase != AROUND}


def _count(into: Counter[str], nodes: Iterable[str], count: int) -> None:
    for node in nodes:
        into[node] += count


def preview_changeover(
    old: Version, new: Version, *, node_map: Mapping[str, str], now: datetime, seconds: float = SECONDS
) -> Preview:
    """Everything that runs on `old`, without taking a lock, as far as it is seen in so many seconds: of more than some
    hundred thousand the rest is only counted. The map must have been checked."""
    until, recipes = time.monotonic() + seconds, Recipes.of(old.pk, new.pk, node_map, now=now)
    found, total, is_over = Preview(), total_on(old.pk), False
    known: dict[int, Recipe | None] = {}
    for kinds in kinds_on(old.pk, graph=recipes.crossing.old, total=total):
        for kind in kinds:
            key = kind.example.instance_id
            if key not in known:
                known[key] = recipes.glimpse(kind.example)
            found.count(kind, known[key])
            if is_over := time.monotonic() > until:
                break
        if is_over:
            break
    found.uncounted = max(0, total - found.total)
    found.total = max(found.total, total)
    return found
