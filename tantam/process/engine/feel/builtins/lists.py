"""List functions (DMN 1.5, table 76)."""

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from tantam.process.engine.feel.access import as_list
from tantam.process.engine.feel.arithmetic import truncated, whole
from tantam.process.engine.feel.compare import equal
from tantam.process.engine.feel.limits import Run, check_size
from tantam.process.engine.feel.values.functions import Function

from .registry import builtin, builtin_with_run


@builtin_with_run("list contains(list: list, element: any)")
def _list_contains(run: Run, items: list[object], element: object) -> bool:
    return any(_same(run, item, element) for item in items)


def _same(run: Run, left: object, right: object) -> bool:
    run.charge(1)
    return equal(left, right, run) is True


def _index(items: list[Any], position: Decimal) -> int | None:
    """The index of a position counted from 1, or from the end if negative."""
    at = whole(position)
    if at is None or not 1 <= abs(at) <= len(items):
        return None
    return at - 1 if at > 0 else len(items) + at


@builtin("sublist(list: list, start position: number, length: number =)")
def _sublist(items: list[object], start: Decimal, length: Decimal | None = None) -> list[object] | None:
    begin = _index(items, start)
    if begin is None:
        return None
    count = len(items) - begin if length is None else truncated(length)
    return items[begin : begin + count] if 0 <= count <= len(items) - begin else None


@builtin("append(list: list, item: any)")
def _append_one(items: list[object], item: object) -> list[object]:
    return [*items, item]


@builtin("append(*all: any)")
def _append(arguments: list[object]) -> list[object] | None:
    if len(arguments) < 2 or arguments[0] is None:
        return None
    return [*as_list(arguments[0]), *arguments[1:]]


@builtin("concatenate(*lists: any)")
def _concatenate(lists: list[object]) -> list[object] | None:
    if any(part is None for part in lists):
        return None
    parts = [as_list(part) for part in lists]
    check_size(sum(map(len, parts)))
    return [item for part in parts for item in part]


@builtin("insert before(list: list, position: number, newItem: any)")
def _insert_before(items: list[object], position: Decimal, new_item: object) -> list[object] | None:
    at = _index(items, position)
    if at is None:
        return None
    return [*items[:at], new_item, *items[at:]]


@builtin("remove(list: list, position: number)")
def _remove(items: list[object], position: Decimal) -> list[object] | None:
    at = _index(items, position)
    return None if at is None else items[:at] + items[at + 1 :]


@builtin("list replace(list: list, position: number, newItem: any)")
def _replace_at(items: list[object], position: Decimal, new_item: object) -> list[object] | None:
    at = _index(items, position)
    return None if at is None else [*items[:at], new_item, *items[at + 1 :]]


@builtin_with_run("list replace(list: list, match: function, newItem: any)")
def _replace_matching(run: Run, items: list[object], match: Function, new_item: object) -> list[object] | None:
    chosen = [match.call(run, [item, new_item]) for item in items]
    if any(type(choice) is not bool for choice in chosen):
        return None
    return [new_item if choice else item for item, choice in zip(items, chosen, strict=True)]


@builtin("reverse(list: list)")
def _reverse(items: list[object]) -> list[object]:
    return items[::-1]


@builtin_with_run("index of(list: list, match: any)")
def _index_of(run: Run, items: list[object], match: object) -> list[Decimal]:
    return [Decimal(at) for at, item in enumerate(items, 1) if _same(run, item, match)]


@builtin_with_run("union(*lists: any)")
def _union(run: Run, lists: list[object]) -> list[object] | None:
    joined = _concatenate(lists)
    return None if joined is None else _distinct(run, joined)


@builtin_with_run("distinct values(list: list)")
def _distinct(run: Run, items: list[object]) -> list[object]:
    found: list[object] = []
    for item in items:
        if not any(_same(run, item, other) for other in found):
            found.append(item)
    return found


@builtin_with_run("flatten(list: list)")
def _flatten(run: Run, items: list[object]) -> list[object]:
    """All items of nested lists in order, without recursion."""
    found: list[object] = []
    waiting: list[object] = items[::-1]
    while waiting:
        run.charge(1)
        item = waiting.pop()
        if type(item) is list:
            check_size(len(waiting) + len(item))
            waiting.extend(reversed(item))
        else:
            found.append(item)
    return found


@builtin_with_run("sort(list: list, precedes: function)")
def _sort(run: Run, items: list[object], precedes: Function) -> list[object] | None:
    """In the order a function of two items gives; None if it gives no truth value."""
    is_unknown = False

    def comes(left: object, right: object) -> int:
        nonlocal is_unknown
        run.charge(1)
        before = precedes.call(run, [left, right])
        is_unknown = is_unknown or type(before) is not bool
        if before is True:
            return -1
        return 1 if precedes.call(run, [right, left]) is True else 0

    ordered = sorted(items, key=cmp_to_key(comes))
    return None if is_unknown else ordered


@builtin("sort(list: list)")
def _sort_naturally(items: list[Any]) -> list[object] | None:
    """Numbers or texts in ascending order."""
    if {type(item) for item in items} in ({Decimal}, {str}, set()):
        return sorted(items)
    return None
