"""The house's letters within a file of its own, which knows none of a page's fonts."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Final

BUILT: Final = Path(__file__).resolve().parent.parent / "static" / "ui" / "built"
_FACE: Final = re.compile(r"@font-face\{[^{}]*\}")
_ADDRESS: Final = re.compile(r"url\(\./([\w.-]+\.woff2)\)")


def font_faces() -> str:
    """The `@font-face` rules of the pages with the letters in them; nothing where the front end is not built."""
    sheets = sorted(BUILT.glob("app-*.css"))
    return _faces(sheets[-1]) if sheets else ""


@lru_cache(maxsize=2)
def _faces(sheet: Path) -> str:
    found = _FACE.findall(sheet.read_text(encoding="utf-8"))
    return "".join(_ADDRESS.sub(lambda address: f"url({_data(sheet.parent / address[1])})", one) for one in found)


def _data(file: Path) -> str:
    return f"data:font/woff2;base64,{b64encode(file.read_bytes()).decode()}"
