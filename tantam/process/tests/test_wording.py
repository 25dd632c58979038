"""Short lengths of time, as they stand in a step of the heat map."""

from __future__ import annotations

import pytest

from tantam.process.values.wording import short_length
from tantam.ui.values.formatting import NBSP, duration

HOUR = 3600


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (42, "42 giây"),
        (59 * 60 + 59, "59 ph"),
        (3 * HOUR + 54 * 60 + 40, "3 giờ 54 ph"),
        (16 * HOUR + 59 * 60, "17 giờ"),
        (18 * HOUR + 40 * 60, "19 giờ"),
        (23 * HOUR + 40 * 60, "24 giờ"),
        (25.7 * HOUR, "25 giờ"),
        (47.9 * HOUR, "47 giờ"),
        (50.4 * HOUR, "2,1 ngày"),
    ],
)
def test_a_length_says_no_other_than_its_table_and_is_rounded_where_that_goes_on_to_minutes(seconds, said):
    assert short_length(seconds, language="vi").replace(NBSP, " ") == said


def test_the_picture_and_the_sentence_above_it_say_the_same_hours():
    assert duration(25.7 * HOUR).replace(NBSP, " ") == "1 ngày 1 giờ"
    assert short_length(25.7 * HOUR, language="vi").replace(NBSP, " ") == "25 giờ"
