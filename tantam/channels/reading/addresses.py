"""Address lists (RFC 5322 with its obsolete forms), read so that a person is found even in a broken one."""

import re

from .encoded_words import decode_value, one_line
from .mail import Address

TOKEN = re.compile(r'=\?[^?\s]+\?[bBqQ]\?[^?]*\?=|"(?:\\.|[^"\\])*"?|\(|<[^<>]*>?|[,;:]|[^"(<>,;:]+|.', re.DOTALL)
MAILBOX = re.compile(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+")
AROUND = re.compile(r"\s*([.@])\s*")
QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"?', re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
ROUTE = re.compile(r"^\s*@[^:]*:")
LENGTH = 65_536  # bytes of one header read
LIMIT = 500  # mailboxes read from one header


def read_addresses(values: list[bytes]) -> tuple[Address, ...]:
    """Mailboxes of one or several headers of the same name, groups opened, in order, repeats as they stand."""
    found: list[Address] = []
    for value in values:
        for address in _read(value):
            found.append(address)
            if len(found) >= LIMIT:
                return tuple(found)
    return tuple(found)


def _read(value: bytes) -> list[Address]:
    # Encoded words may hold commas and brackets: they are decoded only inside the pieces they stand in.
    text = value[:LENGTH].decode("utf-8", "surrogateescape")
    boxes = [_Box()]
    position = 0
    while match := TOKEN.match(text, position):
        piece, position = match[0], match.end()
        box = boxes[-1]
        if piece == "(":
            comment, position = _comment(text, position)
            box.comments.append(comment)
        elif piece in (",", ";"):
            boxes.append(_Box())
        elif piece == ":" and box.angle is None:
            boxes[-1] = _Box()
        elif piece.startswith("<"):
            if box.angle is not None:
                box = _Box()
                boxes.append(box)
            box.angle = _inside(piece)
        elif box.angle is None:
            box.phrase += piece
    return [address for box in _rejoined(boxes) for address in box.finish()]


def _rejoined(boxes: list["_Box"]) -> list["_Box"]:
    """``Nguyễn, An <a@b>`` without quotes was cut at its comma: the halves belong together."""
    joined: list[_Box] = []
    for box in boxes:
        before = joined[-1] if joined else None
        if before and box.angle and box.phrase.strip() and before.is_half_a_name():
            box.phrase = f"{before.phrase.strip()}, {box.phrase.strip()}"
            joined.pop()
        joined.append(box)
    return joined


def _comment(text: str, position: int) -> tuple[str, int]:
    """The comment opened just before ``position`` and where it ends; comments nest."""
    depth, start = 1, position
    while position < len(text) and depth:
        letter = text[position]
        if letter == "\\":
            position += 1
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        position += 1
    return text[start : position - 1 if depth == 0 else position].replace("\\", ""), position


def _inside(angle: str) -> str:
    """What stands between angle brackets, without comments and old source routes."""
    inside = angle[1:].removesuffix(">")
    while "(" in inside:
        start = inside.index("(")
        inside = inside[:start] + inside[_comment(inside, start + 1)[1] :]
    return "".join(ROUTE.sub("", inside).split())


class _Box:
    """One mailbox while its pieces are being read."""

    def __init__(self) -> None:
        self.phrase = ""
        self.angle: str | None = None
        self.comments: list[str] = []

    def is_half_a_name(self) -> bool:
        return self.angle is None and bool(self.phrase.strip()) and "@" not in self.phrase and '"' not in self.phrase

    def finish(self) -> list[Address]:
        words = self.phrase.strip()
        comment = _name(self.comments[0]) if self.comments else None
        if self.angle is not None:
            name = _name(words) or (comment if not words else None)
            return [Address(name, _text(self.angle) or None)] if self.angle or name else []
        return _bare(words, comment) if words else []


def _bare(words: str, comment: str | None) -> list[Address]:
    """No angle brackets: old style ``a@b (Name)``, several glued together, or only a name."""
    packed = AROUND.sub(r"\1", words)
    boxes = MAILBOX.findall(packed)
    if boxes:
        name = comment or _name(packed[: packed.index(boxes[0])])
        return [Address(name, _text(boxes[0])), *(Address(None, _text(box)) for box in boxes[1:])]
    name = _name(words) or comment
    if words.startswith(('"', "=?")) or " " in words:
        return [Address(name, None)] if name else []
    return [Address(comment, _text(words))]


def _name(words: str) -> str | None:
    plain = QUOTED.sub(lambda match: ESCAPED.sub(r"\1", match[1]), words)
    return _text(plain).strip("'\" ") or None


def _text(value: str) -> str:
    return one_line(decode_value(value.encode("utf-8", "surrogateescape")))
