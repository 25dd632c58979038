"""OCEL 2.0: what the standard asks for, in JSON and in SQLite."""

import io
import json
import sqlite3
from contextlib import closing

import pytest

from tantam.process.mining.log import Case, Event
from tantam.process.mining.ocel import read_ocel_json, write_ocel_json
from tantam.process.mining.ocel_tables import write_ocel_sqlite
from tantam.process.mining.reading import UnreadableLog
from tantam.process.mining.tests.made import MONDAY

CASES = [
    Case(
        id="1",
        customer="kh:7",
        attributes={"kênh": "zalo", "tiền": 12_000},
        events=(
            Event(activity="Nhận", at=MONDAY, node="t1", resource="Lan", attributes={"hạn": MONDAY, "gấp": True}),
            Event(activity="Đóng", at=MONDAY, node="t2", lifecycle="start", resource="Minh"),
        ),
    ),
    Case(id="2", customer="kh:7", events=(Event(activity="Nhận", at=MONDAY, node="t1", resource="Lan"),)),
]


def written(cases):
    return b"".join(write_ocel_json(lambda: cases))


def test_cases_customers_and_agents_are_objects_with_their_relations():
    held = json.loads(written(CASES))
    assert {one["name"] for one in held["objectTypes"]} == {"case", "customer", "agent"}
    assert {one["id"]: one["type"] for one in held["objects"]} == {
        "customer:kh:7": "customer",
        "agent:Lan": "agent",
        "agent:Minh": "agent",
        "case:1": "case",
        "case:2": "case",
    }
    of_first = next(one for one in held["objects"] if one["id"] == "case:1")
    assert [tuple(one.values()) for one in of_first["relationships"]] == [
        ("customer:kh:7", "of"),
        ("agent:Lan", "handled_by"),
        ("agent:Minh", "handled_by"),
    ]
    first = held["events"][0]
    assert (first["type"], first["time"]) == ("Nhận", "2026-11-16T01:00:00.000Z")
    assert [tuple(one.values()) for one in first["relationships"]] == [
        ("case:1", "case"),
        ("customer:kh:7", "customer"),
        ("agent:Lan", "agent"),
    ]


def test_every_attribute_is_declared_with_its_type_and_every_relation_leads_somewhere():
    held = json.loads(written(CASES))
    ids = {one["id"] for one in held["objects"]}
    assert len(ids) == len(held["objects"])
    declared = {(kind["name"], one["name"]): one["type"] for kind in held["eventTypes"] for one in kind["attributes"]}
    assert (declared["Nhận", "hạn"], declared["Nhận", "gấp"]) == ("time", "boolean")
    for event in held["events"]:
        assert all((event["type"], one["name"]) in declared for one in event["attributes"])
        assert {one["objectId"] for one in event["relationships"]} <= ids


def test_what_is_written_is_read_again():
    assert read_ocel_json(io.BytesIO(written(CASES))) == CASES


def test_a_log_can_be_seen_from_another_object():
    [found] = read_ocel_json(io.BytesIO(written(CASES)), of="customer")
    assert (found.id, [event.activity for event in found.events]) == ("kh:7", ["Nhận", "Đóng", "Nhận"])


def test_an_attribute_with_a_name_of_ours_keeps_its_value_under_another():
    odd = [Case(id="1", attributes={"name": "x"}, events=(Event(activity="A", at=MONDAY, attributes={"node": 5}),))]
    [back] = read_ocel_json(io.BytesIO(written(odd)))
    assert (back.id, back.attributes, back.events[0].attributes) == ("1", {"name_": "x"}, {"node_": 5})


def test_an_attribute_of_two_types_is_text():
    odd = [Case(id="0", attributes={"a": 1}), Case(id="1", attributes={"a": "x"})]
    assert [one.attributes for one in read_ocel_json(io.BytesIO(written(odd)))] == [{"a": "1"}, {"a": "x"}]


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"objects": 1}', b"[" * 100_000, b'{"events":[{}]}'])
def test_a_broken_file_is_refused(text):
    with pytest.raises(UnreadableLog) as caught:
        read_ocel_json(io.BytesIO(text))
    assert caught.value.code == "not_ocel"


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr("tantam.process.mining.ocel.MOST_BYTES", 10)
    with pytest.raises(UnreadableLog) as caught:
        read_ocel_json(io.BytesIO(written(CASES)))
    assert caught.value.code == "too_big"


def test_the_tables_hold_the_same(tmp_path):
    write_ocel_sqlite(tmp_path / "log.sqlite", lambda: CASES)
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM event").fetchone() == (3,)
        assert database.execute("SELECT count(*) FROM event_object").fetchone() == (9,)
        [(table,)] = database.execute("SELECT ocel_type_map FROM event_map_type WHERE ocel_type = 'Nhận'").fetchall()
        rows = database.execute(f'SELECT ocel_time, "hạn", "gấp" FROM event_{table} ORDER BY ocel_id').fetchall()  # noqa: S608
        assert rows == [("2026-11-16T01:00:00.000Z", "2026-11-16T01:00:00.000Z", 1), (rows[1][0], None, None)]
        related = database.execute(
            "SELECT ocel_qualifier FROM object_object WHERE ocel_source_id = 'case:1'"
        ).fetchall()
        assert sorted(related) == [("handled_by",), ("handled_by",), ("of",)]


def test_names_of_the_log_do_not_become_sql(tmp_path):
    evil = 'x"; DROP TABLE event; --'
    odd = [Case(id="1", attributes={evil: 1, "A": 1, "a": 2}, events=(Event(activity=evil, at=MONDAY),))]
    write_ocel_sqlite(tmp_path / "log.sqlite", lambda: odd)
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as database:
        assert database.execute("SELECT ocel_type FROM event").fetchall() == [(evil,)]
        assert database.execute('SELECT "A", "a_2" FROM object_case0').fetchall() == [(1, 2)]
