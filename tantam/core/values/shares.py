"""Shares as percentages that never say "all" or "none" where that is not so."""

from __future__ import annotations

from typing import Final

#: Beyond so many decimals a share is said to be more or less than the last figure: >99.99, <0.01.
MOST_PLACES: Final = 2


def percentage(share: float, *, places: int = 0) -> str:
    """A share of 1 in percent, without its sign: "93", "99.8", "<0.01".

    With `places` decimals, and with more where these would round what is nearly all to 100 or what is hardly any to
    0; the point is a full stop.
    """
    for tried in range(places, MOST_PLACES + 1):
        said = f"{share * 100:.{tried}f}"
        if not 0 < share < 1 or 0 < float(said) < 100:
            return said
    least = f"{1 / 10**MOST_PLACES:.{MOST_PLACES}f}"
    return f"<{least}" if share < 0.5 else f">{100 - float(least):.{MOST_PLACES}f}"
