"""Kinds of values that the API takes: bounded, and nothing that the database could not keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from tantam.core.values.money import MAX_VND

MOST_LISTED = 200
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("the character U+0000 cannot be stored."))
    return text


def _in_our_time(at: datetime) -> datetime:
    if not _FIRST <= at <= _LAST:
        raise ValueError(_("only times between 1970 and 2200 are taken."))
    return at


Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True), AfterValidator(_storable)]
Paragraph = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(_storable)]
Number = Annotated[str, StringConstraints(max_length=40), AfterValidator(_storable)]
When = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Money = Annotated[int, Field(ge=0, le=MAX_VND)]
Listed = Annotated[int, Field(ge=1, le=MOST_LISTED)]


class Strict(Schema):
    """What a caller sends: a field we do not know is an error, not silence."""

    model_config = ConfigDict(extra="forbid")
