"""A formula that is being typed: what is wrong with it and where, and what it gives for a ticket's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from tantam.core.values.instants import parse_instant
from tantam.process.context.reader import language
from tantam.process.engine.feel import Expression, FeelError, compile_expression, from_python, to_json
from tantam.process.registry import LANGUAGE

MOMENT: Final = "moment"
_MISSING: Final = object()


def tried(text: str, *, kind: str, data: Mapping[str, object] | None, now: datetime) -> dict[str, object]:
    """What the studio shows below a formula. `data` is what it sees, None where nothing was chosen to try it on.

    A "moment" may also be written out in ISO 8601, which is no formula.
    """
    body = text.removeprefix("=").strip()
    if not body or (kind == MOMENT and parse_instant(body) is not None):
        return {"problem": None, "names": []}
    try:
        formula = compile_expression(body, names=LANGUAGE.names, functions=LANGUAGE.functions)
        known: dict[str, object] = {"problem": None, "names": sorted(formula.free_names)}
        return known if data is None else {**known, **_given(formula, text, data, now)}
    except FeelError as error:
        return {"problem": _problem(error, text, body), "names": []}


def _given(formula: Expression, text: str, data: Mapping[str, object], now: datetime) -> dict[str, object]:
    """Its value, and the values of what it names."""
    value = to_json(formula(data, now=now))
    return {"value": value, "used": dict(_used(sorted(formula.free_names), text, data))}


def _used(names: Iterable[str], text: str, data: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    """Of a context only the parts that are named: `phan_loai.khan`."""
    for name in names:
        value = data.get(name, _MISSING)
        if isinstance(value, Mapping):
            parts = [(f"{name}.{key}", inner) for key, inner in value.items() if f"{name}.{key}" in text]
            yield from ((key, to_json(from_python(inner))) for key, inner in parts)
            if parts:
                continue
        if value is not _MISSING:
            yield name, to_json(from_python(value))


def _problem(error: FeelError, text: str, body: str) -> dict[str, object]:
    """In the reader's language; `at` counts from the begin of the text, as browsers count letters."""
    at = _place(error, body)
    before = text[: text.index(body) + at] if at is not None else ""
    return {
        "message": error.message_en if language() == "en" else error.message_vi,
        "at": None if at is None else len(before.encode("utf-16-le")) // 2,
    }


def _place(error: FeelError, body: str) -> int | None:
    if not error.line:
        return None
    lines = body.splitlines(keepends=True)
    return min(sum(map(len, lines[: error.line - 1])) + max(error.column, 1) - 1, len(body))
