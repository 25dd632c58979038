"""What channels are told from outside: one adapter per kind of channel, and the verb that stores what comes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from tantam.channels.models import Channel, ChannelKind, Message
from tantam.channels.values.incoming import Incoming


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The provider took the message; `words` is what it said, `refused` the recipients it would not take."""

    words: str = ""
    refused: tuple[str, ...] = ()


class SendingError(Exception):
    """The message was not sent, in the provider's own words."""


class TryLater(SendingError):
    """This message was put off by the provider before it was taken."""


class Refused(SendingError):
    """The provider will never take this message."""


class Unreachable(SendingError):
    """The provider cannot be talked to at all: whatever else waits for it has to wait as well."""


class Unknowable(SendingError):
    """The message was handed over, the answer never came: it may or may not have been taken."""


class Line(Protocol):
    """An open way to a provider, used for one message after the other."""

    def send(self, message: Message) -> Receipt:
        """Hand the message over. Raises TryLater, Refused, Unreachable or Unknowable."""


class Adapter(Protocol):
    """How one kind of channel reaches its provider."""

    def open(self, channel: Channel) -> AbstractContextManager[Line]:
        """Open a line. Raises Unreachable; may as well do so only when the first message is sent."""


_adapters: dict[str, Adapter] = {}


def offer_adapter(kind: ChannelKind, adapter: Adapter) -> None:
    """Have messages of this kind of channel sent by this adapter."""
    _adapters[kind] = adapter


def adapter_of(kind: str) -> Adapter | None:
    """Return the adapter, None for a kind whose messages are only recorded so far."""
    return _adapters.get(kind)


Keeper = Callable[[Sequence[Incoming]], None]
_keepers: list[Keeper] = []


def offer_keeper(function: Keeper) -> Keeper:
    """Have what comes in through the doors of an adapter stored by this verb."""
    _keepers[:] = [function]
    return function


def keeper() -> Keeper:
    """The verb that stores what came in; when it returns, nothing of it can be lost."""
    return _keepers[0]
