"""The MIME tree of a mail (RFC 2046), cut out of the raw bytes in one pass, without recursion and within limits."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from .charsets import decode
from .encoded_words import decode_value
from .heads import Head, read_head
from .mail import Limits, Problem
from .parameters import Value, content_type, read_value
from .transfer import decode_transfer

GUESS = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-")
PART_HEAD = 65_536  # bytes of a part's own head
MISSES = 20_000  # lines beginning with two dashes that were no boundary, before a slower, steadier search takes over


@dataclass(eq=False)
class Part:
    """A part with its head; ``children`` for a multipart that was opened, else its bytes."""

    raw: bytes = field(repr=False)
    head: Head
    content_type: str
    parameters: Value
    depth: int
    end: int = 0
    children: list["Part"] = field(default_factory=list)
    is_open: bool = False
    boundary: bytes = b""

    @cached_property
    def disposition(self) -> Value:
        return read_value(self.head.get("content-disposition"))

    @cached_property
    def filename(self) -> str | None:
        """The stated file name without folders, decoded; None where none is stated."""
        stated = self.disposition.text("filename") or self.parameters.text("name") or self.parameters.text("filename")
        return (bare_name(stated) if stated else None) or None

    @cached_property
    def content_id(self) -> str | None:
        stated = self.head.get("content-id")
        return decode_value(stated).strip(" <>") or None if stated else None

    @cached_property
    def encoded(self) -> bytes:
        return self.raw[self.head.body : self.end]

    @cached_property
    def decoded(self) -> tuple[bytes, str | None]:
        """The bytes behind the transfer encoding, and a problem code."""
        encoding = self.head.get("content-transfer-encoding")
        return decode_transfer(self.encoded, encoding.decode("latin-1") if encoding else "")

    @cached_property
    def text(self) -> tuple[str, str | None]:
        """The part as text with LF line ends, and a problem code of its charset."""
        data = self.decoded[0]
        charset = self.parameters.raw("charset")
        text, problem = decode(data, charset.decode("latin-1") if charset else None)
        return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text), problem


def bare_name(stated: str) -> str:
    """Without folders, and without the direction marks that make ``exe.pdf`` of ``fdp.exe``."""
    name = re.split(r"[/\\]", stated)[-1] or stated
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip()[:255]


def read_parts(raw: bytes, *, limits: Limits, problems: list[Problem]) -> Part:
    """The root part of a mail; what could not be followed is named in ``problems``."""
    return _Cutter(raw, limits, problems).run()


class _Cutter:
    """Walks the boundary lines once; ``stack`` holds the open multiparts, innermost last."""

    def __init__(self, raw: bytes, limits: Limits, problems: list[Problem]) -> None:
        self.raw, self.limits, self.problems = raw, limits, problems
        self.stack: list[Part] = []
        self.count = 0
        self.guesses = 0
        self.misses = 0
        self.leaf: Part | None = None

    def run(self) -> Part:
        root = self._open(0, None)
        position = max(root.head.body - 1, 0)
        while self.stack and (found := self._next(position)):
            start, level, closing, after = found
            self._close(level, start)
            if closing:
                self.stack.pop()
            elif self.count >= self.limits.parts:
                self._problem("too_many_parts", str(self.limits.parts))
                break
            else:
                child = self._open(after, self.stack[level])
                after = child.head.body
            position = max(after - 1, start + 1)
        self._close(0, len(self.raw))
        if root.end == 0:
            root.end = len(self.raw)
        return root

    def _open(self, start: int, parent: Part | None) -> Part:
        head = read_head(self.raw, start=start, limit=min(self.limits.head, PART_HEAD) if parent else self.limits.head)
        for code in head.problems:
            if parent is None or code == "header_damaged":
                self._problem(code)
        value = read_value(head.get("content-type"))
        default = "message/rfc822" if parent and parent.content_type == "multipart/digest" else "text/plain"
        kind = content_type(value, default=default)
        part = Part(self.raw, head, kind, value, parent.depth + 1 if parent else 0)
        self.count += 1
        if parent:
            parent.children.append(part)
        self.leaf = part
        if kind.startswith("multipart/") or (kind.startswith("text/") and self._is_bundle(part)):
            self._enter(part)
        return part

    def _is_bundle(self, part: Part) -> bool:
        """A text type whose body is a multipart all the same."""
        boundary = part.parameters.raw("boundary")
        return bool(boundary) and self.raw[part.head.body : part.head.body + 300].lstrip().startswith(
            b"--" + (boundary or b"")
        )

    def _enter(self, part: Part) -> None:
        if len(self.stack) >= self.limits.depth:
            self._problem("nested_too_deep", str(self.limits.depth))
            return
        boundary = self._boundary(part)
        if not boundary:
            self._problem("boundary_missing")
            part.content_type = "text/plain"
            return
        part.boundary, part.is_open = boundary, True
        if not part.content_type.startswith("multipart/"):
            part.content_type = "multipart/mixed"
        self.stack.append(part)
        self.leaf = None

    def _boundary(self, part: Part) -> bytes:
        stated = (part.parameters.raw("boundary") or b"").rstrip()
        self.guesses += 1
        if stated and (self.guesses > 50 or self.raw.find(b"--" + stated, part.head.body) >= 0):
            return stated
        guess = GUESS.search(self.raw[part.head.body : part.head.body + 65536]) if self.guesses <= 50 else None
        if guess is None or guess[1] in [outer.boundary for outer in self.stack]:
            return b""
        self._problem("boundary_guessed")
        return guess[1]

    def _next(self, position: int) -> tuple[int, int, bool, int] | None:
        """The next boundary line: where it starts, the level it belongs to, whether it closes, where it ends."""
        raw = self.raw
        while True:
            found = self._find(position)
            if found < 0:
                return None
            start = found + 3 if raw[found] == 10 else found + 2
            end = raw.find(b"\n", start)
            end = len(raw) if end < 0 else end
            line = raw[start : min(end, start + 400)].rstrip(b" \t\r")
            for level in range(len(self.stack) - 1, -1, -1):
                boundary = self.stack[level].boundary
                if line.startswith(boundary) and line[len(boundary) :] in (b"", b"--", b"-"):
                    before = found - 1 if found and raw[found - 1] == 13 else found
                    return before, level, len(line) > len(boundary), min(end + 1, len(raw))
            self.misses += 1
            position = start

    def _find(self, position: int) -> int:
        if position == 0 and self.raw.startswith(b"--"):
            return 0
        if self.misses <= MISSES:
            return self.raw.find(b"\n--", position)
        active = b"|".join(re.escape(part.boundary) for part in self.stack)
        found = re.compile(rb"\n--(?:" + active + rb")").search(self.raw, position)
        return found.start() if found else -1

    def _close(self, level: int, end: int) -> None:
        """Everything open inside ``level`` ends here."""
        for part in self.stack[level + 1 :]:
            part.end = end
        del self.stack[level + 1 :]
        if self.leaf is not None:
            self.leaf.end = max(end, self.leaf.head.body)
            self.leaf = None

    def _problem(self, code: str, detail: str = "") -> None:
        problem = Problem(code, detail)
        if problem not in self.problems:
            self.problems.append(problem)
