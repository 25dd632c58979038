from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tantam.core.actions import next_number, record, record_alike, record_all
from tantam.core.actions.deliver import MAX_ATTEMPTS, deliver, deliver_all
from tantam.core.actions.seal import broken_seals, seal
from tantam.core.facts import SYSTEM, Actor, Fact, Told, name_of, on, read_fact
from tantam.core.models import Delivery, FactRow, Seal
from tantam.core.queries import is_wanted_outside

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
heard: list[tuple[int, str]] = []
failing: set[int] = set()


@dataclass(frozen=True, kw_only=True)
class LampLit(Fact):
    name = "test.lamp-lit"
    version = 2
    number: int
    colour: str = "white"

    @classmethod
    def upcast(cls, version: int, data: dict[str, object]) -> dict[str, object]:
        return data | {"number": data["lamp"]} if version == 1 else data


@dataclass(frozen=True, kw_only=True)
class NobodyListens(Fact):
    name = "test.nobody-listens"


@on(LampLit)
def hear(fact: LampLit, told: Told) -> None:
    heard.append((fact.number, told.subject))
    FactRow.objects.filter(pk=told.fact_id).update(actor_kind="heard")
    if fact.number in failing:
        raise RuntimeError("dark")


HEAR = name_of(hear)


@pytest.fixture(autouse=True)
def silence():
    heard.clear()
    failing.clear()


def _light(*numbers: int, subject: str = "lamp:1") -> None:
    with transaction.atomic():
        for number in numbers:
            record(LampLit(number=number), by=Actor.agent(7), at=NOW, subject=subject)


def _due() -> datetime:
    latest = Delivery.objects.order_by("-next_at").values_list("next_at", flat=True).first()
    return (latest or NOW) + timedelta(seconds=1)


def test_a_fact_is_kept_with_its_actor_and_told_once():
    _light(1)
    row = FactRow.objects.get()
    assert (row.name, row.version, row.at, row.actor_kind, row.actor_id, row.subject, row.data) == (
        "test.lamp-lit", 2, NOW, "agent", 7, "lamp:1", {"number": 1, "colour": "white"},
    )  # fmt: skip
    assert deliver_all(now=_due()) == 1
    assert heard == [(1, "lamp:1")]
    assert Delivery.objects.count() == 0
    assert deliver_all(now=_due()) == 0


def test_a_fact_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"), _outside_transactions():
        record(LampLit(number=1), by=SYSTEM, at=NOW, subject="lamp:1")
    assert FactRow.objects.count() == 0


class _outside_transactions:
    """The test itself runs in a transaction: pretend that it does not."""

    def __enter__(self) -> None:
        self.connection = transaction.get_connection()
        self.connection.in_atomic_block = False

    def __exit__(self, *error: object) -> None:
        self.connection.in_atomic_block = True


def test_a_change_that_is_rolled_back_leaves_neither_fact_nor_delivery():
    with pytest.raises(IntegrityError):
        _light_and_break()
    assert (FactRow.objects.count(), Delivery.objects.count()) == (0, 0)


@transaction.atomic
def _light_and_break() -> None:
    record(LampLit(number=1), by=SYSTEM, at=NOW, subject="lamp:1")
    for digest in ("1", "2"):
        Seal.objects.create(at=NOW, facts_count=1, previous_hash="x", hash=digest)


def test_a_fact_nobody_listens_to_has_no_delivery():
    with transaction.atomic():
        record(NobodyListens(), by=SYSTEM, at=NOW, subject="x:1")
    assert (FactRow.objects.count(), Delivery.objects.count()) == (1, 0)


def test_many_facts_are_written_with_one_statement(django_assert_num_queries):
    facts = [(LampLit(number=number), f"lamp:{number}") for number in range(500)]
    is_wanted_outside(LampLit.name)  # kept in memory from now on
    with transaction.atomic(), django_assert_num_queries(1):
        record_all(facts, by=SYSTEM, at=NOW)
    assert FactRow.objects.count() == 500
    assert Delivery.objects.count() == 500


def test_a_fact_about_many_subjects_is_kept_for_each_and_told_for_each_with_one_statement(django_assert_num_queries):
    subjects = ["lamp:1", "lamp:2", "lamp:3"]
    is_wanted_outside(LampLit.name)  # kept in memory from now on
    with transaction.atomic(), django_assert_num_queries(1):
        record_alike(
            LampLit(number=0, colour="red"), subjects=subjects, differing={"number": [4, 5, 6]}, by=SYSTEM, at=NOW
        )
    assert [(row.subject, row.data, row.version) for row in FactRow.objects.order_by("id")] == [
        (f"lamp:{number}", {"number": number + 3, "colour": "red"}, 2) for number in (1, 2, 3)
    ]
    deliver(HEAR, now=_due())
    assert heard == [(4, "lamp:1"), (5, "lamp:2"), (6, "lamp:3")]


def test_one_about_many_subjects_that_nobody_listens_to_has_no_delivery():
    with transaction.atomic():
        record_alike(NobodyListens(), subjects=["lamp:1", "lamp:2"], differing={"n": [1, 2]}, by=SYSTEM, at=NOW)
        record_alike(NobodyListens(), subjects=[], differing={"n": []}, by=SYSTEM, at=NOW)
    assert list(FactRow.objects.order_by("id").values_list("subject", "data")) == [
        ("lamp:1", {"n": 1}), ("lamp:2", {"n": 2}),
    ]  # fmt: skip
    assert not Delivery.objects.exists()


def test_a_reaction_that_fails_leaves_no_trace_and_is_told_again():
    _light(1)
    failing.add(1)
    deliver(HEAR, now=_due())
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.error) == (1, "RuntimeError: dark")
    assert FactRow.objects.get().actor_kind == "agent"
    failing.clear()
    deliver(HEAR, now=_due())
    assert Delivery.objects.count() == 0
    assert FactRow.objects.get().actor_kind == "heard"


def test_what_fails_holds_back_only_its_own_subject():
    _light(1, 2, subject="lamp:1")
    _light(3, subject="lamp:2")
    failing.add(1)
    deliver(HEAR, now=_due())
    assert [number for number, _ in heard] == [1, 1, 3], "once with the others, which was undone, then each alone"
    assert list(Delivery.objects.order_by("id").values_list("subject", "attempts")) == [("lamp:1", 1), ("lamp:1", 0)]
    heard.clear()
    failing.clear()
    deliver_all(now=_due())
    assert [number for number, _ in heard] == [1, 2]


def test_a_reaction_is_given_up_after_many_attempts_and_stays_visible():
    _light(1)
    failing.add(1)
    for _ in range(MAX_ATTEMPTS):
        deliver(HEAR, now=_due() + timedelta(hours=1))
    delivery = Delivery.objects.given_up().get()
    assert delivery.attempts == MAX_ATTEMPTS
    assert Delivery.objects.due(at=NOW + timedelta(days=9)).count() == 0


def test_a_fact_of_an_older_version_is_read_as_todays():
    assert read_fact("test.lamp-lit", 1, {"lamp": 4}) == LampLit(number=4)


def test_numbers_of_a_series_are_drawn_without_repeating():
    # Series of its own: a sequence that another test began goes on.
    assert [next_number("facts_TT_26"), next_number("facts_TT_26"), next_number("facts_TT_27")] == [1, 2, 1]


def test_a_series_cannot_be_a_piece_of_sql():
    with pytest.raises(ValueError, match="not a name"):
        next_number('x"; DROP TABLE core_fact; --')


def test_a_sealed_fact_that_is_changed_is_noticed():
    _light(1, 2)
    assert seal(now=NOW + timedelta(minutes=1)) == 2
    _light(3)
    assert seal(now=NOW + timedelta(minutes=2)) == 1
    assert broken_seals() == []
    FactRow.objects.filter(data__number=3).update(data={"number": 99})
    assert broken_seals() == [Seal.objects.latest("id").pk]


def test_facts_that_may_still_be_joined_by_earlier_ones_are_not_sealed_yet():
    _light(1)
    assert seal(now=NOW + timedelta(seconds=5)) == 0
