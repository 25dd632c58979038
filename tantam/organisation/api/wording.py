"""Why a value of a request is not usable, in the language of the answer.

The kinds are those of the validator (pydantic's error types); each sentence names the field as the caller wrote it.
Kinds that no field of ours has today are answered by a general sentence, never in the validator's own English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

_SAID: Final[dict[str, str]] = {
    "missing": gettext_noop("“%(field)s” is missing."),
    "extra_forbidden": gettext_noop("There is no field “%(field)s”."),
    "text": gettext_noop("“%(field)s” must be a text."),
    "whole": gettext_noop("“%(field)s” must be a whole number."),
    "number": gettext_noop("“%(field)s” must be a number."),
    "bool": gettext_noop("“%(field)s” must be true or false."),
    "moment": gettext_noop("“%(field)s” must be a time such as 2026-11-22T09:00:00+07:00."),
    "timezone": gettext_noop("“%(field)s” must say its offset from UTC, such as 2026-11-22T09:00:00+07:00."),
    "day": gettext_noop("“%(field)s” must be a day such as 2026-11-22."),
    "uuid": gettext_noop("“%(field)s” must be a UUID."),
    "list": gettext_noop("“%(field)s” must be a list."),
    "object": gettext_noop("“%(field)s” must be an object with named fields."),
    "empty": gettext_noop("“%(field)s” must not be empty."),
    "greater_than_equal": gettext_noop("“%(field)s” must be at least %(ge)s."),
    "greater_than": gettext_noop("“%(field)s” must be more than %(gt)s."),
    "less_than_equal": gettext_noop("“%(field)s” must be at most %(le)s."),
    "less_than": gettext_noop("“%(field)s” must be less than %(lt)s."),
    "choice": gettext_noop("“%(field)s” must be one of: %(known)s."),
}
_FORMS: Final[tuple[tuple[str, str], ...]] = (
    ("timezone_", "timezone"),
    ("datetime_", "moment"),
    ("date_", "day"),
    ("uuid_", "uuid"),
    ("string_too_", ""),
    ("string_pattern_", ""),
    ("string_", "text"),
    ("int_", "whole"),
    ("float_", "number"),
    ("decimal_", "number"),
    ("finite_number", "number"),
    ("bool_", "bool"),
    ("list_", "list"),
    ("dict_", "object"),
    ("model_", "object"),
    ("mapping_", "object"),
)
_ALTERNATIVES: Final = re.compile(r"\^\(([\w.|-]+)\)\$")
_QUOTED: Final = re.compile(r"'((?:[^'\\]|\\.)*)'")


def why_unusable(error: Mapping[str, Any], *, field: str) -> str:
    """The sentence of one error of the validator; `field` is its place as the caller wrote it ("" : the whole)."""
    kind, context = str(error["type"]), dict(error.get("ctx") or {})
    if kind == "value_error" and "error" in context:
        return f"“{field}”: {context['error']}" if field else str(context["error"])
    if not field:
        return _("The body must be a JSON object with named fields.")
    if too_long := _length(kind, context, field):
        return too_long
    said = _SAID.get(kind) or _SAID.get(_form(kind))
    if known := _known(kind, context):
        said, context = _SAID["choice"], {"known": known}
    return _(said) % {**context, "field": field} if said else _("“%(field)s” is not usable.") % {"field": field}


def _form(kind: str) -> str:
    return next((form for start, form in _FORMS if kind.startswith(start)), "")


def _length(kind: str, context: Mapping[str, Any], field: str) -> str:
    """What is said of a text or list that is too long or too short, "" of anything else."""
    if kind in ("string_too_short", "too_short"):
        return _(_SAID["empty"]) % {"field": field}
    most = context.get("max_length")
    if kind == "string_too_long" and isinstance(most, int):
        said = ngettext(
            "“%(field)s” has at most %(most)s character.", "“%(field)s” has at most %(most)s characters.", most
        )
        return said % {"field": field, "most": most}
    if kind == "too_long" and isinstance(most, int):
        said = ngettext("“%(field)s” has at most %(most)s item.", "“%(field)s” has at most %(most)s items.", most)
        return said % {"field": field, "most": most}
    return ""


def _known(kind: str, context: Mapping[str, Any]) -> str:
    """The values that may be sent, by commas, where the kind of value names them."""
    if kind in ("enum", "literal_error"):
        return ", ".join(_QUOTED.findall(str(context.get("expected", ""))))
    found = _ALTERNATIVES.fullmatch(str(context.get("pattern", ""))) if kind == "string_pattern_mismatch" else None
    return found[1].replace("|", ", ") if found else ""
