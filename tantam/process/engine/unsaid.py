"""Why a condition was neither true nor false: by FEEL's rules a value that is missing, or of a kind that cannot be
compared so, makes null of it, and nothing fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from tantam.process.engine.reads import names_in

MISSING = "missing"


def why_unsaid(text: str, data: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Names that the condition asks for and whose values are to blame: those without a value ("missing"), else all of
    them with the kind of their value ("text", "number", "boolean", "day", "moment", "list", "context", "other")."""
    names = names_in([text])
    missing = tuple((name, MISSING) for name in names if data.get(name) is None)
    return missing or tuple((name, _kind(data[name])) for name in names)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case str():
            return "text"
        case int() | float() | Decimal():
            return "number"
        case datetime() | time():
            return "moment"
        case date():
            return "day"
        case Mapping():
            return "context"
        case list() | tuple():
            return "list"
    return "other"
