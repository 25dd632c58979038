"""How much an expression may ask for, so that none can stall a worker."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from .errors import FeelError

MAX_TEXT: Final = 65_536  # characters of source
MAX_DEPTH: Final = 100  # nested brackets, or links in one chain of dots, filters and calls
MAX_CALLS: Final = 64  # nested calls of functions defined in expressions
MAX_STEPS: Final = 2_000_000  # evaluated nodes, about a second
MAX_SIZE: Final = 1_000_000  # characters or items of one value
MAX_VALUE_DEPTH: Final = 200  # lists within lists in a result


class Run:
    """The budget of one evaluation, its clock, and the host's values already taken over."""

    __slots__ = ("cache", "depth", "now", "steps")

    def __init__(self, now: datetime | None = None, steps: int = MAX_STEPS) -> None:
        self.steps = steps
        self.depth = 0
        self.now = now
        self.cache: dict[object, object] = {}

    def charge(self, steps: int) -> None:
        """Take `steps` from the budget; FeelError `too_much_work` when it is spent."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelError("too_much_work")

    def enter(self) -> None:
        """Go one call deeper; FeelError `too_deep` beyond MAX_CALLS."""
        self.depth += 1
        if self.depth > MAX_CALLS:
            raise FeelError("too_deep")

    def leave(self) -> None:
        self.depth -= 1


def charge(run: Run | None, steps: int) -> None:
    """Charge where a budget is kept; expressions without loops and calls keep none."""
    if run is not None:
        run.charge(steps)


def check_size(size: int) -> None:
    """FeelError `too_large` for a value of more than MAX_SIZE characters or items."""
    if size > MAX_SIZE:
        raise FeelError("too_large")


def check_depth(value: object) -> None:
    """FeelError `too_deep` for lists and contexts nested so deeply that the host could not walk through them."""
    level = [value]
    for _ in range(MAX_VALUE_DEPTH):
        level = [inner for item in level if type(item) in (list, dict) for inner in _inside(item)]
        if not level:
            return
    raise FeelError("too_deep")


def _inside(item: Any) -> Iterable[object]:
    return item.values() if type(item) is dict else item
