"""What a changeover would do, worked out on everything that runs now, with nothing changed and nobody kept waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tantam.process.actions.changeover.reading import OF_INSTANCE, Standing, running_on, standings
from tantam.process.actions.changeover.recipes import Recipe, Recipes
from tantam.process.engine.changeover import Objection
from tantam.process.engine.state import AROUND
from tantam.process.models import Version

CHUNK = 5_000
#: Instances of which each must be looked at alone: so many at most, the rest is found out when it is moved.
ALONE = 20_000
SAMPLES = 5


@dataclass(kw_only=True)
class Preview:
    """What would move and what would stay, by the places in the old version and by reasons.

    `unseen` are those that only the move itself can tell of: what becomes of them hangs on the data of their case.
    `added` and `dropped` count the events that would be awaited anew or no longer, by their element.
    """

    total: int = 0
    moving: int = 0
    held: int = 0
    unseen: int = 0
    moving_at: Counter[str] = field(default_factory=Counter)
    held_at: Counter[str] = field(default_factory=Counter)
    reasons: Counter[Objection] = field(default_factory=Counter)
    samples: dict[Objection, list[str]] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)

    def count(self, standing: Standing, recipe: Recipe) -> None:
        """One more instance."""
        nodes = {row.node for row in standing.positions() if row.phase != AROUND}
        (self.held_at if recipe.objections else self.moving_at).update(nodes)
        for objection in recipe.objections:
            self.reasons[objection] += 1
            known = self.samples.setdefault(objection, [])
            if len(known) < SAMPLES:
                known.append(standing.subject)
        self.held += bool(recipe.objections)
        self.moving += not recipe.objections
        self.added.update(token.node for token, _ in recipe.added if token.attached_to is not None)
        dropped = (standing.tokens[place] for place in recipe.dropped)
        self.dropped.update(row.node for row in dropped if row.attached_to_id is not None)


def preview_changeover(old: Version, new: Version, *, node_map: Mapping[str, str], now: datetime) -> Preview:
    """Everything that runs on `old`, without taking a lock. The map must have been checked."""
    found, recipes, last, alone = Preview(), Recipes.of(old.pk, new.pk, node_map, now=now), 0, 0
    graph = recipes.crossing.old
    while True:
        rows = list(running_on(old.pk).filter(pk__gt=last).order_by("pk").values_list(*OF_INSTANCE)[:CHUNK])
        if not rows:
            return found
        last = rows[-1][0]
        for standing in standings(rows, graph=graph):
            found.total += 1
            alone += not standing.is_plain
            is_too_much = not standing.is_plain and alone > ALONE
            recipe = None if is_too_much else recipes.glimpse(standing)
            if recipe is None:
                found.unseen += 1
            else:
                found.count(standing, recipe)
