"""Content-Type and Content-Disposition with their parameters (RFC 2045, 2183, 2231), however carelessly written."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from .charsets import decode
from .encoded_words import decode_value

PAIR = re.compile(rb";[\s;]*([^\s=;]+)\s*=[ \t]*(\"(?:\\.|[^\"\\])*\"?|[^;]*)", re.DOTALL)
ESCAPE = re.compile(rb"\\([\"\\])")
LENGTH = 16_384  # bytes of one value read
TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


@dataclass(slots=True)
class Value:
    """``main`` in lower case, and parameters: the bytes, and the charset where the parameter names one itself."""

    main: str
    parameters: dict[str, tuple[bytes, str | None]] = field(default_factory=dict)

    def raw(self, name: str) -> bytes | None:
        found = self.parameters.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str | None:
        """The decoded parameter, None where absent or empty."""
        found = self.parameters.get(name)
        if found is None:
            return None
        data, charset = found
        return (decode(data, charset)[0] if charset is not None else decode_value(data)).strip() or None


def read_value(value: bytes | None) -> Value:
    """Parse a structured header value; never fails, what makes no sense is left out."""
    if not value:
        return Value("")
    value = value[:LENGTH]
    main, _, _ = value.partition(b";")
    if len(main) == len(value):
        return Value(_main(main))
    return Value(_main(main), _assemble(PAIR.findall(value[len(main) :])))


def _main(raw: bytes) -> str:
    return raw.decode("latin-1").strip(" \t\r\n\"'").lower()


def _unquote(raw: bytes) -> bytes:
    raw = raw.strip()
    if raw.startswith(b'"'):
        return ESCAPE.sub(rb"\1", raw[1:].removesuffix(b'"'))
    return raw


def _assemble(pairs: list[tuple[bytes, bytes]]) -> dict[str, tuple[bytes, str | None]]:
    found: dict[str, tuple[bytes, str | None]] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for raw_name, raw_value in pairs:
        name = raw_name.decode("latin-1").lower()
        if "*" in name:
            base, _, index = name.partition("*")
            number = index.rstrip("*")
            order = int(number) if number.isdecimal() and len(number) < 5 else 0
            pieces.setdefault(base, []).append((order, name.endswith("*"), _unquote(raw_value)))
        else:
            found.setdefault(name, (_unquote(raw_value), None))
    for base, parts in pieces.items():
        found[base] = _join(sorted(parts, key=lambda part: part[0]))
    return found


def _join(parts: list[tuple[int, bool, bytes]]) -> tuple[bytes, str | None]:
    """RFC 2231: continuations in order, the first extended one names the charset."""
    charset: str | None = None
    joined = []
    for position, (_, extended, value) in enumerate(parts):
        if extended and position == 0 and value.count(b"'") >= 2:
            label, _, rest = value.partition(b"'")
            charset, value = label.decode("latin-1").lower(), rest.partition(b"'")[2]
        joined.append(unquote_to_bytes(value) if extended else value)
    return b"".join(joined), charset


def content_type(value: Value, *, default: str) -> str:
    """A usable type: the stated one, repaired where only the main type is given (``text``), else the default."""
    found = TYPE.match(value.main)
    if found:
        return found[0]
    return {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(value.main, default)
