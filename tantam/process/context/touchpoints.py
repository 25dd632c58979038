"""The register of touchpoints made ready: names for its rows and columns, how many gaps, what would fit a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tantam.organisation.queries import the_business
from tantam.process.context.gallery import GalleryCard, gallery_cards
from tantam.process.context.reader import name_of
from tantam.process.queries.touchpoints import NOBODYS, Cell, Runner, cell_of, nowhere, register, runners
from tantam.process.registry import dimension_names

#: Touchpoints that no customer writes to.
_INSIDE = frozenset({"internal", "api"})


@dataclass(frozen=True, kw_only=True)
class RowOfCells:
    """One touchpoint."""

    channel: str
    name: str
    cells: list[Cell]

    @property
    def gaps(self) -> int:
        """How many segments nobody takes in here."""
        return sum(1 for cell in self.cells if cell.winner is None)


def channels() -> dict[str, str]:
    """The touchpoints of customers, with their names."""
    return {key: name for key, name in dimension_names("channel").items() if key not in _INSIDE}


def segments() -> dict[str, str]:
    """The segments with their names, and last those who belong to none."""
    return {**dimension_names("segment"), NOBODYS: _("In no segment")}


def register_page() -> dict[str, object]:
    """The whole register."""
    rows, columns, known = channels(), segments(), runners()
    business = the_business()
    default = business.intake_process if business else ""
    found = [
        RowOfCells(channel=channel, name=rows[channel], cells=cells)
        for channel, cells in zip(rows, register(rows, columns, known=known), strict=True)
    ]
    return {
        "nowhere": [
            Reason(runner=one, name=name_of(one.process), why="")
            for one in nowhere(known)
            if one.process.key != default
        ],
        "rows": found,
        "columns": list(columns.values()),
        "gaps": sum(row.gaps for row in found),
        "all_cells": len(rows) * len(columns),
        "default": default,
        "business": business.name if business else "",
    }


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A process at a cell, by name, and why it is or is not the one taken."""

    runner: Runner
    name: str
    why: str


def cell_page(channel: str, segment: str, *, names: Mapping[str, str]) -> dict[str, object]:
    """One cell: who runs there and why, and the ready-made processes that would fit."""
    cell = cell_of(channel, segment)
    beaten = _("takes in here too, but others are narrower or come first by code")
    inside = _("runs here, but others begin it: it takes no new requests in")
    tried = _("on trial for %(share)s%% of new tickets")
    return {
        "cell": cell,
        "winner": _reason(cell.winner, _why_taken(cell.winner, is_alone=not cell.losers)) if cell.winner else None,
        "others": [
            *(_reason(one, beaten) for one in cell.losers),
            *(_reason(one, inside) for one in cell.inside),
            *(_reason(one, tried % {"share": one.share}) for one in cell.on_trial),
            *(_reason(one, _("retired: runs no new tickets any more")) for one in cell.retired),
        ],
        "cards": [card for card in gallery_cards() if _fits(card, channel, segment)],
        "names": names,
    }


def _reason(runner: Runner, why: str) -> Reason:
    return Reason(runner=runner, name=name_of(runner.process), why=why)


def _why_taken(runner: Runner, *, is_alone: bool) -> str:
    if is_alone:
        return _("No other process takes in here.")
    if not runner.care.segments:
        return _("It is drawn for all segments, and nothing narrower takes in here.")
    return _("Its segments fit most closely: it is drawn for fewer segments than any other that takes in here.")


def _fits(card: GalleryCard, channel: str, segment: str) -> bool:
    care = card.ready.process.care
    return channel in care.takes_in and (not care.segments or not segment or segment in care.segments)
