"""One stored step, as everything that writes it down knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tantam.core.facts import Actor
from tantam.process.engine.state import Id
from tantam.process.models import Instance
from tantam.process.queries import Compiled
from tantam.process.values.patience import Patience


@dataclass(frozen=True)
class Step:
    """The instance, what its version compiles to, who made it move and when.

    `patience`: for tokens whose action failed for a reason that may pass, how it is tried again.
    """

    instance: Instance
    known: Compiled
    by: Actor
    now: datetime
    patience: dict[Id, Patience] = field(default_factory=dict)
