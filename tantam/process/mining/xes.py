"""XES event logs (IEEE 1849-2016): read and written as a stream, one case in memory at a time.

Extensions understood: concept (names), time, lifecycle, org (resource), identity as plain attributes. The drawing's
element stands in `tantam:node`, the customer in `tantam:customer` of the trace. Built on expat as the reader of
drawings is: no document type, no entities, nesting bounded.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from xml.parsers import expat

from tantam.process.mining.log import COMPLETE, Case, Event, Log, Scalar
from tantam.process.mining.reading import Source, UnreadableLog, instant, written

NODE: Final = "tantam:node"
CUSTOMER: Final = "tantam:customer"
#: A single case longer than this (bytes of XML) is refused: it would have to be held whole.
MOST_BYTES: Final = 64 * 1024 * 1024
_CHUNK: Final = 1 << 16
_MOST_LEVELS: Final = 40
_TYPES: Final = frozenset(("string", "date", "int", "float", "boolean", "id"))
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT: Final = "\ufffd"
_ESCAPED: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_GZIP: Final = b"\x1f\x8b"
_EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)


def read_xes(source: Source) -> Iterator[Case]:
    """The cases of a log, plain or packed with gzip; raises UnreadableLog where it breaks, after what came before."""
    reader = _Reader()
    for chunk in _chunks(source):
        yield from reader.feed(chunk)
    yield from reader.close()


def _chunks(source: Source) -> Iterator[bytes]:
    """What the source holds, unpacked where it is packed."""
    chunk = source.read(_CHUNK)
    if chunk[:2] != _GZIP:
        while chunk:
            yield chunk
            chunk = source.read(_CHUNK)
        return
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while chunk:
            yield unpacking.decompress(chunk, _CHUNK)
            chunk = unpacking.unconsumed_tail or source.read(_CHUNK)
    except zlib.error as error:
        raise UnreadableLog("not_xml", detail=str(error)) from None


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator="\x1f")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._open: list[str] = []
        self._cases: list[Case] = []
        self._events: list[Event] = []
        self._of_case: dict[str, Scalar] = {}
        self._of_event: dict[str, Scalar] = {}
        self._held = 0

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes) -> list[Case]:
        self._held += len(chunk)
        self._parse(chunk, is_last=False)
        if self._cases:
            self._held = 0
        elif self._held > MOST_BYTES:
            raise UnreadableLog("too_long", line=self._line, detail=str(MOST_BYTES))
        return self._taken()

    def close(self) -> list[Case]:
        self._parse(b"", is_last=True)
        return self._taken()

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise UnreadableLog("not_xml", line=error.lineno, detail=expat.ErrorString(error.code)) from None

    def _taken(self) -> list[Case]:
        found, self._cases = self._cases, []
        return found

    def _refuse(self, *_: object) -> None:
        raise UnreadableLog("entities", line=self._line)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("\x1f")[2]
        if not self._open and local != "log":
            raise UnreadableLog("not_a_log", line=self._line)
        if len(self._open) >= _MOST_LEVELS:
            raise UnreadableLog("too_deep", line=self._line)
        if local in _TYPES:
            self._value(local, attributes)
        elif local == "trace":
            self._events, self._of_case = [], {}
        elif local == "event":
            self._of_event = {}
        self._open.append(local)

    def _value(self, kind: str, attributes: dict[str, str]) -> None:
        """Attributes of attributes and of the log as a whole are left aside."""
        around = self._open[-1] if self._open else ""
        held = self._of_event if around == "event" else self._of_case if around == "trace" else None
        if held is not None and "key" in attributes:
            held[attributes["key"]] = _typed(kind, attributes.get("value", ""), line=self._line)

    def _end(self, name: str) -> None:
        local = self._open.pop()
        if local == "event" and "trace" in self._open:
            self._events.append(_event(self._of_event))
        elif local == "trace":
            held = self._of_case
            self._cases.append(
                Case(
                    id=str(held.pop("concept:name", "")),
                    customer=str(held.pop(CUSTOMER, "")),
                    attributes=held,
                    events=tuple(self._events),
                )
            )


def _typed(kind: str, value: str, *, line: int) -> Scalar:
    if kind == "date":
        return instant(value, line=line)
    if kind == "boolean":
        return value.strip().lower() in ("true", "1")
    if kind in ("int", "float"):
        try:
            return int(value) if kind == "int" else float(value)
        except ValueError:
            raise UnreadableLog("bad_number", line=line, detail=value) from None
    return value


def _event(held: dict[str, Scalar]) -> Event:
    at = held.pop("time:timestamp", None)
    return Event(
        activity=str(held.pop("concept:name", "")),
        at=at if isinstance(at, datetime) else None,
        node=str(held.pop(NODE, "")),
        lifecycle=str(held.pop("lifecycle:transition", COMPLETE)),
        resource=str(held.pop("org:resource", "")),
        attributes=held,
    )


def write_xes(log: Log, *, name: str) -> Iterator[bytes]:
    """The log as XES 2.0, in pieces of one case; `name` is that of the process."""
    extensions = "".join(f'<extension name="{a}" prefix="{b}" uri="{c}"/>\n' for a, b, c in _EXTENSIONS)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">\n'
        f"{extensions}"
        '<global scope="trace"><string key="concept:name" value=""/></global>\n'
        '<global scope="event"><string key="concept:name" value=""/>'
        '<date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>'
        '<string key="lifecycle:transition" value="complete"/></global>\n'
        '<classifier name="Activity" keys="concept:name"/>\n'
        '<classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>\n'
        f"{_written('concept:name', name)}\n"
    ).encode()
    for case in log:
        yield _case(case).encode()
    yield b"</log>\n"


def _case(case: Case) -> str:
    own: dict[str, Scalar] = {"concept:name": case.id}
    if case.customer:
        own[CUSTOMER] = case.customer
    parts = [_written(key, value) for key, value in {**own, **case.attributes}.items()]
    return f"<trace>{''.join(parts)}\n{''.join(map(_event_element, case.events))}</trace>\n"


def _event_element(event: Event) -> str:
    own: dict[str, Scalar] = {"concept:name": event.activity}
    if event.at is not None:
        own["time:timestamp"] = event.at
    if event.lifecycle:
        own["lifecycle:transition"] = event.lifecycle
    if event.resource:
        own["org:resource"] = event.resource
    if event.node:
        own[NODE] = event.node
    return f"<event>{''.join(_written(key, value) for key, value in {**own, **event.attributes}.items())}</event>\n"


def _written(key: str, value: Scalar) -> str:
    if isinstance(value, bool):
        kind, text = "boolean", "true" if value else "false"
    elif isinstance(value, int):
        kind, text = "int", str(value)
    elif isinstance(value, float):
        kind, text = "float", repr(value)
    elif isinstance(value, datetime):
        kind, text = "date", written(value)
    else:
        kind, text = "string", value
    return f"<{kind} key={_quoted(key)} value={_quoted(text)}/>"


def _quoted(text: str) -> str:
    """As an attribute; what XML 1.0 cannot hold at all becomes the replacement character."""
    return f'"{_NOT_XML.sub(_REPLACEMENT, text).translate(_ESCAPED)}"'
