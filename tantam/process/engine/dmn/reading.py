"""How much of a file is read: expressions cost far more than the XML around them."""

from dataclasses import dataclass
from typing import Final

from tantam.process.engine.feel.errors import FeelError

MAX_LOGIC: Final = 1_000_000  # characters of all expressions of a file and those it imports


@dataclass(slots=True)
class Reading:
    """How many characters of expressions may still be read."""

    left: int = MAX_LOGIC

    def pay(self, text: str) -> None:
        """FeelError `too_long` when there are more than a file may hold."""
        self.left -= len(text)
        if self.left < 0:
            raise FeelError("too_long", limit=MAX_LOGIC)
