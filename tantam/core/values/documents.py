"""Documents (JSON) that others send: small enough, flat enough, and nothing that the database could not keep."""

from __future__ import annotations

import json

MOST_LETTERS = 16_000
MOST_DEPTH = 8


def is_storable(value: object, *, most: int = MOST_LETTERS, depth: int = MOST_DEPTH) -> bool:
    """Whether a value read from JSON can be kept: at most so many characters written out, so many levels deep, without
    U+0000, half characters, and numbers that are none."""
    if not _is_flat(value, depth):
        return False
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, TypeError, RecursionError):
        return False
    return len(text) <= most and "\\u0000" not in text


def _is_flat(value: object, depth: int) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(_is_flat(inner, depth - 1) for inner in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_flat(inner, depth - 1) for inner in value)
    return True
