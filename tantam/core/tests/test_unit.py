"""A unit of work is whole or nothing, reads once and records at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tantam.core.actions import record, unit
from tantam.core.actions.rows import delete_late, execute_late, insert, insert_all, insert_late, update
from tantam.core.facts import SYSTEM, Fact
from tantam.core.models import FactRow, StoredFile
from tantam.core.values.memory import recall, remember, remembered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class StoneLaid(Fact):
    name = "test.stone_laid"

    number: int


class Fell(Exception):
    pass


@unit()
def lay(number: int, *, falls: bool = False) -> None:
    remember("last", number)
    record(StoneLaid(number=number), by=SYSTEM, at=NOW, subject=f"wall:{number}")
    if falls:
        raise Fell


def laid() -> list[int]:
    return [row.data["number"] for row in FactRow.objects.order_by("id")]


def test_facts_of_a_unit_are_written_together_at_its_end():
    with CaptureQueriesContext(connection) as asked, unit():
        lay(1)
        lay(2)
        assert laid() == []
    assert len([one for one in asked if "core_fact" in one["sql"] and "INSERT" in one["sql"]]) == 1
    assert laid() == [1, 2]


def test_what_fails_inside_takes_only_its_own_facts_along():
    with unit():
        lay(1)
        with pytest.raises(Fell):
            lay(2, falls=True)
        lay(3)
    assert laid() == [1, 3]


def test_what_fails_outermost_leaves_nothing():
    with pytest.raises(Fell):
        lay(1, falls=True)
    assert laid() == []
    lay(2)
    assert laid() == [2]


def test_outside_a_unit_a_fact_is_written_at_once_and_nothing_is_remembered():
    with transaction.atomic():
        record(StoneLaid(number=7), by=SYSTEM, at=NOW, subject="wall:7")
        remember("last", 7)
        assert (laid(), recall("last")) == ([7], None)


def test_memory_lasts_as_long_as_the_unit_and_is_lost_with_a_part_that_is_undone():
    found = iter(range(10))
    with unit():
        assert [remembered("a", lambda: next(found)), remembered("a", lambda: next(found))] == [0, 0]
        lay(5)
        assert recall("last") == 5
        with pytest.raises(Fell):
            lay(6, falls=True)
        assert (recall("last"), remembered("a", lambda: next(found))) == (None, 1)
    assert recall("a") is None
    assert remembered("a", lambda: next(found)) == 2


def a_file(digest: str) -> StoredFile:
    return StoredFile(sha256=digest * 64, size=3, references=1, created_at=NOW)


def test_rows_are_written_as_the_orm_writes_them():
    one, two = a_file("a"), a_file("b")
    insert_all([one, two])
    assert one.pk < two.pk
    three = insert(a_file("c"))
    assert not three._state.adding
    three.size, three.references = 9, 4
    update(three, "size")
    assert list(StoredFile.objects.order_by("id").values_list("sha256", "size", "references", "created_at")) == [
        ("a" * 64, 3, 1, NOW),
        ("b" * 64, 3, 1, NOW),
        ("c" * 64, 9, 1, NOW),
    ]
    chosen = a_file("d")
    chosen.pk = three.pk + 1000
    assert insert(chosen).pk == three.pk + 1000


def written(asked: CaptureQueriesContext) -> list[str]:
    return [one["sql"].split()[0] for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_a_row_changed_three_times_in_a_unit_is_written_once_and_new_ones_together():
    stone = insert(a_file("a"))
    with CaptureQueriesContext(connection) as asked, unit():
        for size in (5, 6, 7):
            stone.size = size
            update(stone, "size")
            insert_late(a_file(str(size)))
        stone.references = 2
        update(stone, "references")
    assert written(asked) == ["UPDATE", "INSERT"]
    assert list(StoredFile.objects.order_by("id").values_list("sha256", "size", "references")) == [
        ("a" * 64, 7, 2),
        ("5" * 64, 3, 1),
        ("6" * 64, 3, 1),
        ("7" * 64, 3, 1),
    ]


def test_whoever_asks_for_a_table_sees_what_waits_for_it():
    with unit():
        insert_late(a_file("a"))
        with CaptureQueriesContext(connection) as asked:
            laid()
        assert written(asked) == []  # another table: what waits goes on waiting
        assert StoredFile.objects.count() == 1
        late = insert_late(a_file("b"))
        late.size = 8
        update(late, "size")
        assert StoredFile.objects.values_list("size", flat=True).get(sha256="b" * 64) == 8


def change_and_fall(stone: StoredFile) -> None:
    stone.size = 99
    update(stone, "size")
    insert_late(a_file("c"))
    raise Fell


def test_what_waits_is_lost_with_the_savepoint_it_came_after_and_only_then():
    stone = insert(a_file("a"))
    with unit():
        insert_late(a_file("b"))
        with pytest.raises(Fell), unit():
            change_and_fall(stone)
        with unit():
            insert_late(a_file("d"))
    assert list(StoredFile.objects.order_by("id").values_list("sha256", "size")) == [
        ("a" * 64, 3),
        ("b" * 64, 3),
        ("d" * 64, 3),
    ]


def test_what_waits_is_lost_with_a_savepoint_of_the_orm_as_well():
    stone = insert(a_file("a"))
    with unit():
        insert_late(a_file("b"))
        with pytest.raises(Fell), transaction.atomic():
            change_and_fall(stone)
    assert list(StoredFile.objects.order_by("id").values_list("sha256", "size")) == [("a" * 64, 3), ("b" * 64, 3)]


def change_and_be_refused(stone: StoredFile) -> None:
    stone.size = 99
    update(stone, "size")
    insert_late(a_file("a"))
    execute_late(StoredFile, "DELETE FROM core_storedfile WHERE sha256 = %s", ["a" * 64])
    execute_late(StoredFile, "UPDATE core_storedfile SET size = %s", [1])


def ask_and_be_refused() -> None:
    insert_late(a_file("c"))
    insert_late(a_file("a"))
    delete_late(StoredFile, [0])
    StoredFile.objects.count()  # asking writes what waits, and that is refused


def test_what_the_database_refuses_among_many_is_said_as_such_and_leaves_nothing():
    """The statements of a unit go out together: the first that fails says why, whatever stands behind it."""
    stone = insert(a_file("a"))
    with pytest.raises(IntegrityError, match="duplicate key"), unit():
        change_and_be_refused(stone)
    assert list(StoredFile.objects.values_list("sha256", "size")) == [("a" * 64, 3)]


def test_a_part_that_the_database_refuses_is_undone_and_the_unit_goes_on():
    insert(a_file("a"))
    with unit():
        insert_late(a_file("b"))
        with pytest.raises(IntegrityError, match="duplicate key"), unit():
            ask_and_be_refused()
        insert_late(a_file("d"))
    assert sorted(StoredFile.objects.values_list("sha256", flat=True)) == ["a" * 64, "b" * 64, "d" * 64]


def test_deleted_late_is_gone_for_whoever_asks_and_new_rows_may_take_the_place():
    stone = insert(a_file("a"))
    with unit():
        delete_late(StoredFile, [stone.pk])
        new = insert_late(a_file("a"))
    assert list(StoredFile.objects.values_list("id", flat=True)) == [new.pk]
    assert new.pk != stone.pk


def test_what_is_too_long_for_its_column_is_refused_however_many_are_stored_at_once():
    with pytest.raises(DataError), transaction.atomic():
        insert_all([a_file("a"), StoredFile(sha256="b" * 65, size=1, references=1, created_at=NOW)])
