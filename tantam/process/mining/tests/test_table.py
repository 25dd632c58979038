"""CSV: round trips, spreadsheets that would run what a customer wrote, tables of other tools."""

import io

import pytest

from tantam.process.mining.log import Case, Event
from tantam.process.mining.reading import UnreadableLog
from tantam.process.mining.table import neutral, read_csv, write_csv
from tantam.process.mining.tests.made import MONDAY, case


def read(text, **options):
    return list(read_csv(io.BytesIO(text if isinstance(text, bytes) else text.encode()), **options))


def test_what_is_written_is_read_again():
    cases = [
        Case(
            id="=1+1",
            customer="@kh",
            attributes={"kênh": "zalo"},
            events=(
                Event(activity='Gọi "lại", rồi\nđóng', at=MONDAY, node="t1", lifecycle="start", resource="-Lan"),
                Event(activity="'=thật", attributes={"ghi chú": "+84 90"}),
            ),
        ),
        case("2", "AB"),
    ]
    assert read(b"".join(write_csv(cases, attributes=["ghi chú"], of_case=["kênh"]))) == cases


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text):
    [line] = list(write_csv([Case(id=text, events=(Event(activity=text, attributes={"a": text}),))], attributes=["a"]))[
        1:
    ]
    assert line.decode().count(f"'{text[0]}") == 3
    assert neutral(text) == f"'{text}"
    assert neutral("Lan") == "Lan"


def test_columns_may_be_called_otherwise_and_the_rest_are_attributes():
    text = "Case ID;Activity;Complete Timestamp;Cost\n1;A;2026-11-16T08:00:00+07:00;5\n1;B;;\n"
    names = {"case": "Case ID", "activity": "Activity", "at": "Complete Timestamp"}
    [found] = read(text, names=names, delimiter=";")
    assert (found.id, [event.activity for event in found.events]) == ("1", ["A", "B"])
    assert (found.events[0].at, found.events[0].attributes, found.events[1].at) == (MONDAY, {"Cost": "5"}, None)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("case,step\n1,A\n", "no_column", 1),
        ("", "no_column", 1),
        ("case,activity\n1,A\n2,A\n1,B\n", "case_in_pieces", 4),
        ("case,activity,at\n1,A,morgen\n", "bad_instant", 2),
        (b"case,activity\n1,\xff\n", "not_text", 0),
    ],
)
def test_a_broken_table_says_where(text, code, line):
    with pytest.raises(UnreadableLog) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.line == line or code == "not_text"
