"""A walk as a short text that fits into an address, and back: the page keeps no other memory of it."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast, get_args

from tantam.core.values.instants import parse_instant
from tantam.process.rehearsal.walk import MOST_CHOICES, Choice, Deed, Walk

#: Characters that an address may carry through every proxy, and that a walk may have unpacked.
MOST_SENT, MOST_UNPACKED = 6_000, 60_000
_LONGEST: Final = 3_650 * 86_400


class BadWalk(ValueError):
    """This text is no walk."""


class WalkTooLong(ValueError):
    """There is more to remember than an address holds."""


def pack(walk: Walk) -> str:
    """The walk as text; raises WalkTooLong."""
    told = {
        "s": walk.start.isoformat(),
        "n": walk.node,
        "o": walk.subject,
        "c": dict(walk.case),
        "w": [[one.do, one.token, one.name, one.seconds, dict(one.data)] for one in walk.choices],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=plain).encode()
    sent = urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")
    if len(sent) > MOST_SENT or len(text) > MOST_UNPACKED or len(walk.choices) > MOST_CHOICES:
        raise WalkTooLong
    return sent


def unpack(sent: str) -> Walk:
    """The walk in a text; raises BadWalk for anything that `pack` would not have written."""
    try:
        if len(sent) > MOST_SENT:
            raise BadWalk
        raw = _inflated(urlsafe_b64decode(sent + "=" * (-len(sent) % 4)))
        return _walk(json.loads(raw))
    except (ValueError, TypeError, KeyError, zlib.error, RecursionError) as error:
        raise BadWalk from error


def _inflated(packed: bytes) -> bytes:
    """Never more than a walk may have, whatever was packed."""
    reader = zlib.decompressobj()
    raw = reader.decompress(packed, MOST_UNPACKED)
    if reader.unconsumed_tail:
        raise BadWalk
    return raw


def _walk(told: object) -> Walk:
    if not isinstance(told, dict):
        raise BadWalk
    start = parse_instant(_text(told["s"]))
    if start is None or not 1990 <= start.year <= 2150 or len(told["w"]) > MOST_CHOICES:
        raise BadWalk
    return Walk(
        start=start,
        node=_text(told["n"]),
        subject=_text(told["o"]),
        case=_data(told["c"]),
        choices=tuple(_choice(*one) for one in told["w"]),
    )


def _choice(do: object, token: object, name: object, seconds: object, data: object) -> Choice:
    if do not in get_args(Deed) or type(token) is not int or type(seconds) is not int:
        raise BadWalk
    if not 0 <= seconds <= _LONGEST:
        raise BadWalk
    return Choice(do=cast(Deed, do), token=token, name=_text(name), seconds=seconds, data=_data(data))


def _data(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise BadWalk
    return {str(name): _value(value) for name, value in raw.items()}


def _value(value: object) -> object:
    """Texts, numbers, yes and no, nothing, and lists of these: what a form can say."""
    if isinstance(value, list):
        return [_value(one) for one in value]
    if isinstance(value, float):
        return Decimal(str(value))
    if value is None or isinstance(value, str | bool | int):
        return value
    raise BadWalk


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadWalk
    return value


def plain(value: object) -> object:
    """A value that JSON does not know, as one that it does."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
