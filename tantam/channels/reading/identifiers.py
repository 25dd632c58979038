"""Message ids (RFC 5322, 3.6.4), kept with their angle brackets."""

import re

from .encoded_words import decode_value

BRACKETED = re.compile(r"<([^<>]*)>")
COMMENT = re.compile(r"\([^()]*\)")
LIMIT = 1000  # ids read from one header


def read_ids(values: list[bytes]) -> tuple[str, ...]:
    """Every id in these headers, in order, without repeats; bare words with an @ count where brackets were lost."""
    found: dict[str, None] = {}
    for value in values:
        text = decode_value(value)
        ids = BRACKETED.findall(text) or [word for word in text.split() if "@" in word]
        for inner in ids[:LIMIT]:
            packed = "".join(COMMENT.sub("", inner).split())
            if packed:
                found.setdefault(f"<{packed}>")
    return tuple(found)
