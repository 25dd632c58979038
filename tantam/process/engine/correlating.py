"""The key by which a message finds what waits for it."""

from __future__ import annotations

from decimal import Decimal

from tantam.process.engine.choosing import Stuck
from tantam.process.engine.copying import Copy
from tantam.process.engine.feel import FeelError
from tantam.process.engine.graph import Trigger
from tantam.process.engine.state import Id

MOST_KEY = 200


def key_of(trigger: Trigger | None, move: Copy, scope: Id) -> str:
    """What the event's formula gives now, "" where it has none. Raises Stuck where it gives no text or number."""
    if trigger is None or trigger.correlation is None:
        return ""
    try:
        value = trigger.correlation(move.context(scope), now=move.now)
    except FeelError as error:
        raise Stuck.from_feel(error) from error
    return key_text(value)


def key_text(value: object) -> str:
    """A key as it is compared: trimmed text, or a number without needless digits. Raises Stuck."""
    found = ""
    if isinstance(value, str):
        found = value.strip()
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        found = f"{Decimal(value).normalize():f}"
    if not found or len(found) > MOST_KEY or "\x00" in found:
        raise Stuck("no_correlation_key")
    return found
