"""What conditions see: several sources laid over each other, read only where a name is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

#: The name under which conditions see how often each step of this run has been entered.
HOW_OFTEN: Final = "so_lan"
_MISSING: Final = object()


class Seen(Mapping[str, Any]):
    """Sources over each other; the first that knows a name wins. A source may be one that reads only when asked."""

    __slots__ = ("_sources",)

    def __init__(self, *sources: Mapping[str, Any]) -> None:
        self._sources = sources

    def get(self, name: str, default: Any = None, /) -> Any:
        for source in self._sources:
            value = source.get(name, _MISSING)
            if value is not _MISSING:
                return value
        return default

    def __getitem__(self, name: str) -> Any:
        value = self.get(name, _MISSING)
        if value is _MISSING:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter({name: None for source in self._sources for name in source})

    def __len__(self) -> int:
        return sum(1 for _ in self)
