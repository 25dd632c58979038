from __future__ import annotations

from tantam.bench.report import Figure, middle_of, missing


def figure(value: float | None, *, on: str = "10 cases") -> Figure:
    return Figure(what="inbox", on=on, unit="ms", value=value)


def test_of_several_rounds_the_middle_one_counts() -> None:
    rounds = [[figure(9.0), figure(1.0, on="100 cases")], [figure(3.0), figure(2.0, on="100 cases")], [figure(4.0)]]

    assert middle_of(rounds) == [figure(4.0), figure(1.0, on="100 cases")]


def test_what_was_missing_in_one_round_is_missing() -> None:
    gone = missing("inbox", on="10 cases", note="it ended with 1")

    assert middle_of([[figure(9.0)], [gone]]) == [gone]
