"""Header blocks: from bytes to (name, raw value) pairs, also where they are damaged (RFC 5322, 4.5 of it included)."""

import re
from dataclasses import dataclass, field

NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
BLANK = re.compile(rb"\n\r*\n")
KNOWN = frozenset(
    b"from to cc bcc date subject sender reply-to message-id in-reply-to references received return-path "
    b"delivered-to mime-version content-type content-transfer-encoding content-disposition content-id "
    b"content-description content-location content-language importance priority precedence auto-submitted "
    b"user-agent organization status comments keywords errors-to authentication-results received-spf "
    b"dkim-signature domainkey-signature feedback-id thread-topic thread-index envelope-to delivery-date "
    b"final-recipient original-recipient action reporting-mta arrival-date diagnostic-code "
    b"disposition-notification-to lines path newsgroups apparently-to mail-followup-to".split()
)
ENVELOPES = (b"From ", b">From ", b"+OK")  # an mbox separator, a POP3 answer kept by mistake
FAMILIES = (b"x-", b"list-", b"content-", b"resent-", b"arc-", b"received")


@dataclass(slots=True)
class Head:
    """A header block. ``body`` is where the body starts in the bytes it was read from."""

    fields: list[tuple[str, bytes]]
    body: int
    problems: list[str] = field(default_factory=list)

    def get(self, name: str) -> bytes | None:
        """The first value of that name (lower case), unfolded, or None."""
        for key, value in self.fields:
            if key == name:
                return value
        return None

    def all(self, name: str) -> list[bytes]:
        """Every value of that name, in order."""
        return [value for key, value in self.fields if key == name]


def read_head(raw: bytes, *, start: int = 0, end: int | None = None, limit: int = 1_000_000) -> Head:
    """Read the header block at ``start``; what cannot belong to one is body, as a person would see it."""
    end = len(raw) if end is None else end
    start = _skip_blank(raw, start, end)
    first = raw[start : start + 2]
    if first in (b"\n", b"\r\n") or first[:1] == b"\n":
        return Head([], start + (2 if first == b"\r\n" else 1))
    stop = _stop(raw, start, min(end, start + limit))
    block = raw[start:stop]
    lines = block.replace(b"\r", b"").split(b"\n")
    fields, used, problems = _read_lines(lines)
    if not any(_is_known(name.encode()) for name, _ in fields):
        return Head([], start, ["no_headers"])
    body = _after(raw, stop, end) if used == len(lines) else _line_start(raw, start, used)
    if used != len(lines):
        problems.append("header_without_blank_line")
    return Head(fields, min(body, end), problems)


def _skip_blank(raw: bytes, start: int, end: int) -> int:
    """Blank lines before the very first header come from careless pipes; inside a mail they end an empty head."""
    if start:
        return start
    while start < end and raw[start] in b"\r\n \t":
        start += 1
    return max(raw.rfind(b"\n", 0, start) + 1, 0)


def _stop(raw: bytes, start: int, end: int) -> int:
    match = BLANK.search(raw, start, end)
    return match.start() if match else end


def _after(raw: bytes, stop: int, end: int) -> int:
    match = BLANK.match(raw, stop, end)
    return match.end() if match else stop


def _line_start(raw: bytes, start: int, count: int) -> int:
    for _ in range(count):
        start = raw.find(b"\n", start) + 1
    return start


def _read_lines(lines: list[bytes]) -> tuple[list[tuple[str, bytes]], int, list[str]]:
    """Fields, how many lines belonged to the head, and what was wrong with it."""
    fields: list[tuple[str, list[bytes]]] = []
    problems: list[str] = []
    count = len(lines)
    for index, line in enumerate(lines):
        if line[:1] in (b" ", b"\t"):
            if not line.strip() and not _resumes(lines, index):
                count = index
                break
            if fields:
                fields[-1][1].append(line)
            continue
        if line.startswith(b"--"):
            count = index
            break
        match = NAME.match(line)
        if match:
            fields.append((match[1].lower().decode("ascii"), [line[match.end() :]]))
        elif index == 0 and line.startswith(ENVELOPES):
            continue
        elif line and fields and _resumes(lines, index):
            problems.append("header_damaged")
        elif line:
            count = index
            break
    return [(name, b"".join(values).strip(b" \t")) for name, values in fields], count, problems


def _resumes(lines: list[bytes], index: int) -> bool:
    """Does the header block go on after this odd line? Then the line is dirt in it, not the body."""
    for line in lines[index + 1 : index + 4]:
        if line[:1] in (b" ", b"\t") and line.strip():
            return True
        match = NAME.match(line)
        if match and _is_known(match[1].lower()):
            return True
    return False


def _is_known(name: bytes) -> bool:
    return name in KNOWN or name.startswith(FAMILIES)
