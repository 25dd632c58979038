"""Header values as text: RFC 2047, also broken, mixed or raw 8-bit."""

import binascii
import re
from collections.abc import Iterator
from itertools import groupby

from .charsets import decode
from .transfer import decode_base64

WORD = re.compile(
    rb"=\?([!-<>@-~]{1,60})\?([bBqQ])\?((?:[^?\r\n]|\?(?!=))*?)\?=(?=[\s\"=),;<>]|$|.)|"  # a whole one
    rb"=\?([!-<>@-~]{1,60})\?([bBqQ])\?([^?\s]*)\??$",  # cut off at the end of the value
    re.DOTALL,
)
LIMIT = 65_536  # bytes of one header value read
SPACE = re.compile(r"\s+")
Piece = tuple[str | None, bytes]


def decode_value(value: bytes) -> str:
    """The text of a header value in NFC, on one line, runs of white space as one space."""
    value = value[:LIMIT]
    if b"=?" not in value:
        return one_line(decode(value)[0])
    pieces = groupby(_pieces(value), key=lambda piece: piece[0])
    # Adjacent words of one charset are joined before decoding: senders cut them inside a letter.
    return one_line("".join(decode(b"".join(part for _, part in group), label)[0] for label, group in pieces))


def one_line(text: str) -> str:
    """White space, line ends included, as single spaces: nothing of a value can become a header of its own."""
    return SPACE.sub(" ", text).strip()


def _pieces(value: bytes) -> Iterator[Piece]:
    """(charset or None for plain text, bytes) in order; white space between two encoded words is no text."""
    position = 0
    after_word = False
    for match in WORD.finditer(value):
        between = value[position : match.start()]
        if between and not (after_word and not between.strip()):
            yield None, between
        charset, kind, content = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        yield charset.decode("ascii").lower(), _content(kind, content)
        position, after_word = match.end(), True
    if position < len(value):
        yield None, value[position:]


def _content(kind: bytes, content: bytes) -> bytes:
    if kind in b"bB":
        return decode_base64(content)[0]
    return binascii.a2b_qp(content, header=True)
