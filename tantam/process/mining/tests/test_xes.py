"""XES: round trips, streams, hostile files."""

import gzip
import io
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from tantam.process.mining.log import Case, Event
from tantam.process.mining.reading import UnreadableLog
from tantam.process.mining.tests.made import MONDAY
from tantam.process.mining.xes import read_xes, write_xes

CASES = [
    Case(
        id='PYC-26-000001 & <"x">',
        customer="kh:7",
        attributes={"kênh": "zalo", "tiền": 12_000, "tỷ lệ": 0.5, "gấp": True, "hạn": MONDAY},
        events=(
            Event(activity="Nhận\tphiếu\nmới", at=MONDAY, node="t1", lifecycle="start", resource="Lan"),
            Event(activity="Nhận phiếu", at=MONDAY + timedelta(milliseconds=1500), node="t1", attributes={"đợt": 2}),
            Event(activity="Không giờ", lifecycle=""),
        ),
    ),
    Case(id="2"),
]


def packed(cases):
    return b"".join(write_xes(cases, name="Chăm sóc"))


def read(text):
    return list(read_xes(io.BytesIO(text if isinstance(text, bytes) else text.encode())))


def test_what_is_written_is_read_again():
    back = read(packed(CASES))
    assert back[0].events[2].lifecycle == "complete"  # the standard's default
    assert [(one.id, one.customer, one.attributes) for one in back] == [
        (one.id, one.customer, one.attributes) for one in CASES
    ]
    assert back[0].events[:2] == CASES[0].events[:2]


def test_a_packed_file_is_read_as_well():
    assert [one.id for one in read(gzip.compress(packed(CASES)))] == [one.id for one in CASES]


def test_what_xml_cannot_hold_is_replaced():
    back = read(packed([Case(id="a\x00b\x0b\ud800c")]))
    assert back[0].id == "a\ufffdb\ufffd\ufffdc"


def test_instants_keep_their_moment_whatever_the_zone_and_utc_is_meant_without_one():
    def at(value):
        event = f'<event><string key="concept:name" value="A"/><date key="time:timestamp" value="{value}"/></event>'
        return read(f"<log><trace>{event}</trace></log>")[0].events[0].at

    assert at("2010-12-30T14:32:00.000+01:00") == datetime(2010, 12, 30, 13, 32, tzinfo=UTC)
    assert at("2010-12-30T14:32:00Z") == at("2010-12-30T14:32:00") == datetime(2010, 12, 30, 14, 32, tzinfo=UTC)


def test_attributes_of_attributes_lists_and_the_log_itself_are_left_aside():
    text = """<log><int key="n" value="1"><int key="A" value="2"/></int><trace>
      <string key="concept:name" value="1"><string key="deep" value="x"/></string>
      <list key="l"><values><string key="in" value="y"/></values></list>
      <event><string key="concept:name" value="A"/></event></trace></log>"""
    [found] = read(text)
    assert (found.id, found.attributes, found.events[0].activity) == ("1", {}, "A")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('<!DOCTYPE log [<!ENTITY a "b">]>\n<log/>', "entities", 1),
        ("<log>\n<trace>", "not_xml", 2),
        ("", "not_xml", 1),
        ("<definitions/>", "not_a_log", 1),
        ("<log>" + "<a>" * 50, "too_deep", 1),
        ('<log><trace>\n<event><date key="time:timestamp" value="gestern"/></event></trace></log>', "bad_instant", 2),
        ('<log><trace><event>\n<int key="n" value="1,5"/></event></trace></log>', "bad_number", 2),
    ],
)
def test_a_broken_file_says_where(text, code, line):
    with pytest.raises(UnreadableLog) as caught:
        read(text)
    assert (caught.value.code, caught.value.line) == (code, line)
    assert caught.value.message_vi.startswith(f"Dòng {line}:")


def test_a_broken_packed_file_is_said_to_be_broken():
    with pytest.raises(UnreadableLog) as caught:
        read(b"\x1f\x8bnothing of the kind")
    assert caught.value.code == "not_xml"


def test_an_endless_case_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr("tantam.process.mining.xes.MOST_BYTES", 1 << 20)
    event = b'<event><string key="concept:name" value="A"/></event>'
    with pytest.raises(UnreadableLog) as caught:
        read(b"<log><trace>" + event * 40_000)
    assert caught.value.code == "too_long"


def test_a_log_ten_times_as_long_takes_no_more_memory():
    def peak(cases):
        made = (Case(id=str(n), events=tuple(Event(activity="A", at=MONDAY) for _ in range(5))) for n in range(cases))
        stream = Joined(write_xes(made, name="x"))
        tracemalloc.start()
        read_back = sum(len(one.events) for one in read_xes(stream))
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert read_back == cases * 5
        return highest

    peak(100)
    assert peak(5_000) < 1.5 * peak(500) + 100_000


class Joined:
    """Pieces read as if from a file."""

    def __init__(self, pieces):
        self._pieces, self._held = pieces, b""

    def read(self, size=-1, /):
        while len(self._held) < size and (piece := next(self._pieces, None)) is not None:
            self._held += piece
        part, self._held = self._held[:size], self._held[size:]
        return part
