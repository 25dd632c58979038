"""Opening hours as people write them."""

from __future__ import annotations

import pytest

from tantam.core.values.openings import NotOpenings, parse_openings, write_openings


@pytest.mark.parametrize(
    ("typed", "openings"),
    [
        ("", []),
        (" – ", []),
        ("8:00–12:00, 13:30–17:30", [(480, 720), (810, 1050)]),
        ("13h30 - 17h30; 8h-12h", [(480, 720), (810, 1050)]),
        ("8 đến 12 và 13:30 đến 17:30", [(480, 720), (810, 1050)]),
        ("0-24", [(0, 1440)]),
        ("8:00–12:00, 12:00–13:00", [(480, 720), (720, 780)]),
    ],
)
def test_openings_are_read_in_any_of_the_usual_ways(typed, openings):
    assert parse_openings(typed) == openings
    assert parse_openings(write_openings(openings)) == openings


@pytest.mark.parametrize("typed", ["8", "8-", "12-8", "8-8", "8-12, 11-13", "sáng", "8-25", "8-12-17"])
def test_what_are_no_openings_is_refused(typed):
    with pytest.raises(NotOpenings):
        parse_openings(typed)
