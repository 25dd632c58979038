from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantam.channels.values.addresses import is_usable, plain
from tantam.channels.values.text import storable


@dataclass(frozen=True, kw_only=True)
class Recipients:
    """Whom a message goes to: (name, address) each. Of `bcc` the others see nothing."""

    to: Sequence[tuple[str, str]]
    cc: Sequence[tuple[str, str]] = ()
    bcc: Sequence[tuple[str, str]] = ()

    def kept(self) -> dict[str, list[dict[str, str]]]:
        """As a message keeps them: names on one line, nobody twice."""
        to = {plain(address): _on_one_line(name) for name, address in self.to}
        cc = {plain(address): _on_one_line(name) for name, address in self.cc if plain(address) not in to}
        kept = {"to": _boxes(to), "cc": _boxes(cc)}
        bcc = {plain(address): _on_one_line(name) for name, address in self.bcc if plain(address) not in to | cc}
        return kept | {"bcc": _boxes(bcc)} if bcc else kept

    def unusable(self) -> list[str]:
        """Addresses that mail cannot go to; they may hold anything."""
        return [address for _, address in (*self.to, *self.cc, *self.bcc) if not is_usable(plain(address))]


def _on_one_line(name: str) -> str:
    return " ".join(storable(name, most=200).split())


def _boxes(addresses: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "address": storable(address, most=254)} for address, name in addresses.items()]
