"""The sentences of every finding: code → (Vietnamese, English)."""

from __future__ import annotations

from typing import Final

WORDING: Final[dict[str, tuple[str, str]]] = {}
