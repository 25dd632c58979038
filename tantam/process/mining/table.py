"""Event logs as CSV (RFC 4180, UTF-8): one line an event, the lines of a case together; read and written as a stream.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it and read without.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from tantam.process.mining.log import COMPLETE, Case, Event, Log, Scalar
from tantam.process.mining.reading import Source, UnreadableLog, instant, written

COLUMNS: Final = ("case", "activity", "node", "lifecycle", "resource", "at", "customer")
_NEEDED: Final = ("case", "activity")
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_CHUNK: Final = 1 << 16
_MARK: Final = "\ufeff"


def write_csv(log: Log, *, attributes: Sequence[str] = (), of_case: Sequence[str] = ()) -> Iterator[bytes]:
    """The log in pieces of one case. Besides `COLUMNS` it has a column for each named attribute of the events and,
    under `case:…`, of the cases. It begins with a byte order mark, which spreadsheets need."""
    header = (*COLUMNS, *(f"case:{name}" for name in of_case), *attributes)
    yield (_MARK + _lines([[neutral(name) for name in header]])).encode()
    for case in log:
        yield _lines(_row(case, event, attributes, of_case) for event in case.events).encode()


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) or (text[:1] == "'" and text[1:].startswith(_FORMULAS)) else text


def _plain(text: str) -> str:
    """What `neutral` was given."""
    is_marked = text[:1] == "'" and text[1:].lstrip("'").startswith(_FORMULAS)
    return text[1:] if is_marked else text


def _lines(rows: Iterator[list[str]] | list[list[str]]) -> str:
    written_to = io.StringIO()
    csv.writer(written_to, lineterminator="\r\n").writerows(rows)
    return written_to.getvalue()


def _row(case: Case, event: Event, attributes: Sequence[str], of_case: Sequence[str]) -> list[str]:
    own = (case.id, event.activity, event.node, event.lifecycle, event.resource, event.at, case.customer)
    more = (*(case.attributes.get(name) for name in of_case), *(event.attributes.get(name) for name in attributes))
    return [_cell(value) for value in (*own, *more)]


def _cell(value: Scalar | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return neutral(value) if isinstance(value, str) else str(value)


def read_csv(source: Source, *, names: dict[str, str] | None = None, delimiter: str = ",") -> Iterator[Case]:
    """The cases of a table. `names` says how its columns are called where not as in `COLUMNS`; all others become
    attributes (of the case those that begin with `case:`). Raises UnreadableLog."""
    rows = csv.reader(_text(source), delimiter=delimiter)
    columns = [_plain(name) for name in _next(rows) or []]
    called = {(names or {}).get(name, name): name for name in COLUMNS}
    for needed in _NEEDED:
        if (names or {}).get(needed, needed) not in columns:
            raise UnreadableLog("no_column", line=1, detail=(names or {}).get(needed, needed))
    seen: set[str] = set()
    held: list[dict[str, str]] = []
    while (row := _next(rows)) is not None:
        line = dict(zip([called.get(name, name) for name in columns], map(_plain, row), strict=False))
        line["\0line"] = str(rows.line_num)
        if held and held[0]["case"] != line.get("case", ""):
            yield _case(held, columns=columns, called=called)
            held = []
        if not held:
            _begin(line.get("case", ""), seen, line=rows.line_num)
        held.append(line)
    if held:
        yield _case(held, columns=columns, called=called)


def _begin(case: str, seen: set[str], *, line: int) -> None:
    if case in seen:
        raise UnreadableLog("case_in_pieces", line=line, detail=case)
    seen.add(case)


def _next(rows: Iterator[list[str]]) -> list[str] | None:
    """The next line that holds something."""
    try:
        return next((row for row in rows if row), None)
    except (csv.Error, UnicodeDecodeError):
        raise UnreadableLog("not_text", line=getattr(rows, "line_num", 0)) from None


def _text(source: Source) -> Iterator[str]:
    """Lines of the source with their ends, without the byte order mark."""
    decoder = io.TextIOWrapper(io.BufferedReader(_Raw(source), _CHUNK), encoding="utf-8-sig", newline="")
    yield from decoder


class _Raw(io.RawIOBase):
    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        found = self._source.read(len(view))
        view[: len(found)] = found
        return len(found)


def _case(held: list[dict[str, str]], *, columns: list[str], called: dict[str, str]) -> Case:
    own = {"case", "customer", *COLUMNS, "\0line"}
    others = [name for name in (called.get(column, column) for column in columns) if name not in own]
    return Case(
        id=held[0]["case"],
        customer=held[0].get("customer", ""),
        attributes={name[5:]: held[0][name] for name in others if name.startswith("case:") and held[0].get(name)},
        events=tuple(_event(line, [name for name in others if not name.startswith("case:")]) for line in held),
    )


def _event(line: dict[str, str], others: list[str]) -> Event:
    at = line.get("at", "")
    return Event(
        activity=line["activity"],
        at=instant(at, line=int(line["\0line"])) if at else None,
        node=line.get("node", ""),
        lifecycle=line.get("lifecycle") or COMPLETE,
        resource=line.get("resource", ""),
        attributes={name: line[name] for name in others if line.get(name)},
    )
