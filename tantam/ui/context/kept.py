"""A piece of a page whose template is rendered once, with marks where values stand, and filled in afterwards.

Django's template language costs about a microsecond for each step of each lookup; fifty rows of a list or the frame
around every page cost more than all questions to the database. The template stays where it is and stays the only
source of the markup; only the text between the values is kept.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Hashable
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_KEPT = 256
# A word that can stand in an address too, and that nobody can know.
_SEAL = secrets.token_hex(8)
_MARK = re.compile(f"{_SEAL}-([a-z_]+)-{_SEAL}")


class CannotKeep(Exception):
    """A value does not come out of the template as it was given: it is asked about or filtered there."""


class KeptPart:
    """A template rendered once for each language and shape.

        row = KeptPart("cases/parts/row.html")
        row({"is_current": False}, name="Hoa", preview="Xin chào")

    What the template asks about (`{% if %}`, `{% for %}`, filters) is its shape and has to be hashable; what it only
    shows (`{{ name }}`) are values, which are escaped unless they are safe. `optional` ones stand only in some
    shapes.
    """

    def __init__(self, template: str, *, optional: Collection[str] = ()) -> None:
        self._template = template
        self._optional = frozenset(optional)
        self._kept: dict[Hashable, list[str]] = {}

    def __call__(self, shape: dict[str, Any] | None = None, **values: object) -> SafeString:
        """The piece with these values. Raises CannotKeep for a value that does not stand in it."""
        shape = shape or {}
        key = (get_language(), *shape.values(), *values)
        pieces = self._kept.get(key)
        if pieces is None:
            pieces = self._render(shape, values)
            if not settings.DEBUG:  # while templates are being written they are read anew
                self._keep(key, pieces)
        filled = pieces.copy()
        for position in range(1, len(pieces), 2):
            value = values[pieces[position]]
            filled[position] = value if type(value) is SafeString else escape(str(value))
        return mark_safe("".join(filled))  # noqa: S308 - a template of ours, its values escaped

    def _keep(self, key: Hashable, pieces: list[str]) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = pieces

    def _render(self, shape: dict[str, Any], values: dict[str, object]) -> list[str]:
        """The text around the values, with their names in between."""
        marks = {name: f"{_SEAL}-{name}-{_SEAL}" for name in values}
        pieces = _MARK.split(render_to_string(self._template, {**shape, **marks}))
        if missing := set(values) - set(pieces[1::2]) - self._optional:
            raise CannotKeep(f"{', '.join(sorted(missing))} cannot be told in {self._template}")
        return pieces
