"""What a line of the stream kept, read in the language of whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

Data = Mapping[str, Any]


def name_in(data: Data, key: str = "name") -> str:
    """A name kept in both languages, in the reader's."""
    english = data.get(f"{key}_en") if get_language() == "en" else ""
    return str(english or data.get(key) or "")
