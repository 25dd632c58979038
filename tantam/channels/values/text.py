from __future__ import annotations


def storable(text: str | None, *, most: int | None = None) -> str:
    """Text that PostgreSQL can keep: no NUL, no lone surrogates; cut to `most` characters."""
    kept = (text or "").replace("\x00", "")
    try:
        kept.encode()
    except UnicodeEncodeError:
        kept = kept.encode("utf-8", "replace").decode()
    return kept if most is None else kept[:most]
