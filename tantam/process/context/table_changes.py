"""Two decision tables as one: rows that came, went or changed, and in those the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from tantam.process.context.tables import Cell, TableRow, TableView, table_in


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """A cell as it was and is; alike where nothing changed, empty where the column or row was not there."""

    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """A rule: its number in the newer table (in the older one where it went), and what became of it."""

    what: Literal["same", "added", "removed", "changed"]
    number: int
    cells: Sequence[CellChange]


@dataclass(frozen=True, kw_only=True)
class TableChange:
    """The columns of both (with whether they came or went), and every row; rows that stayed are only counted."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[RowChange]
    same: int
    policy: CellChange


def table_change(before: str, after: str) -> TableChange | None:
    """What differs between two tables; None where one of them cannot be shown as rows and columns."""
    old, new = table_in(before), table_in(after)
    if old is None or new is None:
        return None
    places = list(_columns(old, new))
    rows = list(_rows(old, new, places))
    return TableChange(
        columns=[(label, "same" if was is not None and is_ is not None else "added" if was is None else "removed")
                 for label, was, is_ in places],
        rows=[row for row in rows if row.what != "same"],
        same=sum(row.what == "same" for row in rows),
        policy=CellChange(before=old.policy, after=new.policy),
    )  # fmt: skip


_Place = tuple[str, int | None, int | None]


def _columns(old: TableView, new: TableView) -> Iterator[_Place]:
    """Columns by what they ask or give: (label, place in the older row, place in the newer one); inputs before results,
    the newer order first."""
    for then, now, labels_then, labels_now, first_then, first_now in (
        (old.asked, new.asked, old.conditions, new.conditions, 0, 0),
        (old.given, new.given, old.results, new.results, len(old.asked), len(new.asked)),
    ):
        for place, name in enumerate(now):
            was = first_then + then.index(name) if name in then else None
            yield labels_now[place], was, first_now + place
        for place, name in enumerate(then):
            if name not in now:
                yield labels_then[place], first_then + place, None


def _cells(row: TableRow) -> list[Cell]:
    return [*row.conditions, *row.results]


def _key(row: TableRow, places: Sequence[int | None]) -> tuple[str, ...]:
    cells = _cells(row)
    return (row.note, *(cells[place].formula for place in places if place is not None and place < len(cells)))


def _rows(old: TableView, new: TableView, places: Sequence[_Place]) -> Iterator[RowChange]:
    """Rows that read alike in all columns that both have are the same; between those, one by one in their order."""
    shared = [(was, is_) for _label, was, is_ in places if was is not None and is_ is not None]
    then = [_key(row, [was for was, _ in shared]) for row in old.rows]
    now = [_key(row, [is_ for _, is_ in shared]) for row in new.rows]
    for what, first, end, start, stop in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        gone, come = _paired(old.rows[first:end], new.rows[start:stop], is_same=what == "equal")
        for before, after in zip_longest(gone, come):
            yield _row(before, after, places)


def _paired(
    gone: Sequence[TableRow], come: Sequence[TableRow], *, is_same: bool
) -> tuple[Sequence[TableRow | None], Sequence[TableRow | None]]:
    """Rows between two that stayed: as many as have a counterpart in order are one row that changed, if they have
    anything in common."""
    if is_same:
        return gone, come
    lefts: list[TableRow | None] = []
    rights: list[TableRow | None] = []
    for before, after in zip_longest(gone, come):
        if before is not None and after is not None and not _alike(before, after):
            lefts += [before, None]
            rights += [None, after]
        else:
            lefts.append(before)
            rights.append(after)
    return lefts, rights


def _alike(before: TableRow, after: TableRow) -> bool:
    pairs = zip(_cells(before), _cells(after), strict=False)
    return any(one.formula == other.formula and not one.is_open for one, other in pairs) or (
        bool(before.note) and before.note == after.note
    )


def _row(before: TableRow | None, after: TableRow | None, places: Sequence[_Place]) -> RowChange:
    cells = [
        CellChange(before=_words(before, was), after=_words(after, is_)) for _label, was, is_ in places
    ]  # fmt: skip
    cells.append(CellChange(before=before.note if before else "", after=after.note if after else ""))
    shown = after or before
    assert shown is not None  # noqa: S101 - one of both is there
    if before is None or after is None:
        return RowChange(what="added" if before is None else "removed", number=shown.number, cells=cells)
    is_changed = any(cell.is_changed for cell in cells)
    return RowChange(what="changed" if is_changed else "same", number=shown.number, cells=cells)


def _words(row: TableRow | None, place: int | None) -> str:
    cells = _cells(row) if row else []
    if place is None or place >= len(cells):
        return ""
    return cells[place].words or "–"
