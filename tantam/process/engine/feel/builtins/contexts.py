"""Context functions (DMN 1.5, table 80)."""

from typing import Any

from .registry import builtin


@builtin("get value(m: context, key: string)", "get value(m: context, keys: list)")
def _get_value(context: dict[str, object], key: str | list[object]) -> object:
    if isinstance(key, str):
        return context.get(key)
    value: object = context if key and all(isinstance(part, str) for part in key) else None
    for part in key:
        value = value.get(part) if isinstance(value, dict) else None
    return value


@builtin("get entries(m: context)")
def _get_entries(context: dict[str, object]) -> list[object]:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def _context(entries: list[Any]) -> dict[str, object] | None:
    """From entries of the form {key: …, value: …}; None if one is not, or a key comes twice."""
    found: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry or not isinstance(entry.get("key"), str):
            return None
        if entry["key"] in found:
            return None
        found[entry["key"]] = entry["value"]
    return found


@builtin("context put(context: context, key: string, value: any)")
def _context_put(context: dict[str, object], key: str, value: object) -> dict[str, object]:
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def _context_put_deep(context: dict[str, object], keys: list[Any], value: object) -> dict[str, object] | None:
    """Every context on the way to the last key is copied; None where there is none to go through."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    result = dict(context)
    inner = result
    for key in keys[:-1]:
        below = inner.get(key)
        if not isinstance(below, dict):
            return None
        inner[key] = dict(below)
        inner = inner[key]  # type: ignore[assignment]
    inner[keys[-1]] = value
    return result


@builtin("context merge(contexts: list)")
def _context_merge(contexts: list[Any]) -> dict[str, object] | None:
    """Later contexts go before earlier ones."""
    if not all(isinstance(context, dict) for context in contexts):
        return None
    return {key: value for context in contexts for key, value in context.items()}
