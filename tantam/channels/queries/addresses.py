"""Which mailbox an address belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tantam.channels.models import Channel, ChannelKind
from tantam.channels.values.addresses import plain, untagged


@dataclass(frozen=True)
class Directory:
    """The running mailboxes by address; the catch-all takes what no other does."""

    channels: Mapping[str, int]
    catch_all: int | None = None

    def channel_of(self, address: str) -> int | None:
        """The channel's id: of the address itself, of the address without its tag, of the catch-all; None if none."""
        exact = self.channels.get(plain(address))
        return exact or self.channels.get(untagged(address)) or self.catch_all

    def by_channel(self, addresses: Iterable[str]) -> dict[int, list[str]]:
        """The addresses sorted by mailbox, unknown ones left out."""
        sorted_out: dict[int, list[str]] = {}
        for address in addresses:
            if (channel_id := self.channel_of(address)) is not None:
                sorted_out.setdefault(channel_id, []).append(address)
        return sorted_out


def mail_directory() -> Directory:
    """The e-mail channels that run now, further addresses in their `aliases` included; one question."""
    channels: dict[str, int] = {}
    catch_all = None
    for channel in Channel.objects.running().filter(kind=ChannelKind.EMAIL).order_by("-id"):
        for alias in (*channel.settings.get("aliases", ()), channel.address):
            channels[plain(alias)] = channel.pk
        if channel.settings.get("catch_all"):
            catch_all = channel.pk
    return Directory(channels, catch_all)
