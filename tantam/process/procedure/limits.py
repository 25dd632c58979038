"""How large a document may become: nobody reads more, and a request must not be kept busy by it."""

from __future__ import annotations

from typing import Final

from tantam.process.engine.diagram import Diagram

MOST_NODES: Final = 500
MOST_LETTERS: Final = 400_000
MOST_PARTS: Final = 24
MOST_WAYS: Final = 12
LONGEST_TEXT: Final = 8_000


class TooLarge(Exception):
    """The drawing holds more `of` something (elements, letters) than a written procedure can: `count`, of `most`."""

    def __init__(self, of: str, *, count: int, most: int) -> None:
        self.of = of
        self.count = count
        self.most = most
        super().__init__(f"{count} {of}, at most {most}")


def demand_readable(diagram: Diagram) -> None:
    """Raises TooLarge for a drawing that is no longer read as a document."""
    if len(diagram.nodes) > MOST_NODES:
        raise TooLarge("elements", count=len(diagram.nodes), most=MOST_NODES)
