"""How much an expression may ask for, so that none can stall a worker."""

from datetime import datetime
from typing import Any, Final

from .errors import FeelError

MAX_TEXT: Final = 65_536  # characters of source
MAX_DEPTH: Final = 100  # nested brackets, or links in one chain of dots, filters and calls
MAX_CALLS: Final = 64  # nested calls of functions defined in expressions
MAX_STEPS: Final = 1_000_000  # evaluated nodes, less than a second
ROUND_STEPS: Final = 4  # a round of a loop beside its body
CALL_STEPS: Final = 4  # a call of a built-in function beside what it does
MAX_SIZE: Final = 1_000_000  # characters or items of one value
MAX_VALUE_DEPTH: Final = 200  # lists within lists in a result


class Run:
    """The budget of one evaluation, its clock, the host's values already taken over, and what tables have hit.

    `hits` holds (owner of the table, numbers of the rules that matched) in the order of evaluation.
    """

    __slots__ = ("cache", "depth", "hits", "now", "steps")

    def __init__(self, now: datetime | None = None, steps: int = MAX_STEPS) -> None:
        self.steps = steps
        self.depth = 0
        self.now = now
        self.cache: dict[object, object] = {}
        self.hits: list[tuple[str, list[int]]] = []

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


def check_result(value: object) -> None:
    """FeelError for a result that a host could not walk through: nested too deeply, or with too many items.

    A list may hold the same list many times over; each is measured once, without recursion.
    """
    measured: dict[int, tuple[int, int]] = {}
    waiting: list[tuple[Any, bool]] = [(value, False)]
    while waiting:
        item, is_ready = waiting.pop()
        if id(item) in measured:
            continue
        inner = [part for part in (item.values() if type(item) is dict else item) if type(part) in (list, dict)]
        if is_ready:
            measured[id(item)] = _measure(len(item), [measured[id(part)] for part in inner])
        else:
            waiting.append((item, True))
            waiting.extend((part, False) for part in inner)


def _measure(count: int, inner: list[tuple[int, int]]) -> tuple[int, int]:
    """(depth, number of items) of a list or context."""
    depth = 1 + max((part[0] for part in inner), default=0)
    if depth > MAX_VALUE_DEPTH:
        raise FeelError("too_deep")
    size = count + sum(part[1] for part in inner)
    check_size(size)
    return depth, size
