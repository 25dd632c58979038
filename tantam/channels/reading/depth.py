"""How deep a page is nested: parsing takes the square of it."""

from __future__ import annotations

import re
from collections import Counter

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
#: What never holds anything, and what the next of its kind closes.
_FLAT = frozenset(
    str.split(
        "area base br col embed hr img input link meta param source track wbr "
        "p li dt dd tr td th tbody thead tfoot caption colgroup option"
    )
)


def is_deeper(html: str, most: int) -> bool:
    """Whether more than `most` elements stand in one another, or would if none were closed by itself."""
    unclosed: Counter[str] = Counter()
    depth = 0
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        if closing and unclosed[tag]:
            unclosed[tag] -= 1
            depth -= 1
        elif not closing and tag not in _FLAT:
            unclosed[tag] += 1
            depth += 1
            if depth > most:
                return True
    return False
