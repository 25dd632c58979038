"""Questions whose SQL is written once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from tantam.core.models import FactRow
from tantam.core.queries import Kept, settled
from tantam.core.queries.kept import CannotKeep

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


def _facts() -> list[FactRow]:
    return [
        FactRow.objects.create(
            name=f"bench.{number}", version=1, at=NOON + timedelta(hours=number), actor_kind="system",
            subject=f"case:{number % 2}", data={"number": number},
        )
        for number in range(4)
    ]  # fmt: skip


def test_the_answer_is_that_of_the_queryset_whatever_the_values():
    made = _facts()
    of_subject = Kept(lambda subject: FactRow.objects.filter(subject=subject).order_by("id"))
    assert of_subject(subject="case:0") == [made[0], made[2]]
    assert of_subject(subject="case:1") == [made[1], made[3]]
    assert of_subject(subject="case:9") == []
    assert [row.data for row in of_subject(subject="case:1")] == [{"number": 1}, {"number": 3}]


def test_numbers_texts_and_instants_are_values_and_one_may_stand_twice():
    made = _facts()

    def ask(*, pk: int, until: datetime, name: str) -> QuerySet[FactRow]:
        rows = FactRow.objects.filter(at__lt=until).exclude(name=name)
        return (rows.filter(pk=pk) | rows.filter(pk__gt=pk)).order_by("id")

    found = Kept(ask)
    assert found(pk=made[0].pk, until=NOON + timedelta(hours=3), name="bench.1") == [made[0], made[2]]
    assert found(pk=made[1].pk, until=NOON + timedelta(hours=4), name="bench.2") == [made[1], made[3]]


def test_each_shape_is_a_question_of_its_own():
    made = _facts()
    listed = Kept(
        lambda descending, after: FactRow.objects.filter(at__gt=after).order_by("-id" if descending else "id")
    )
    assert listed(True, after=NOON) == made[:0:-1]
    assert listed(False, after=NOON) == made[1:]


def test_rows_may_be_dictionaries_or_tuples_with_what_was_counted():
    _facts()
    named = Kept(lambda subject: FactRow.objects.filter(subject=subject).order_by("id").values("name", "data"))
    assert named(subject="case:0") == [
        {"name": "bench.0", "data": {"number": 0}},
        {"name": "bench.2", "data": {"number": 2}},
    ]
    counted = Kept(
        lambda after: (
            FactRow.objects.filter(at__gte=after).values_list("subject").annotate(Count("id")).order_by("subject")
        )
    )
    assert counted(after=NOON + timedelta(hours=1)) == [("case:0", 1), ("case:1", 2)]


def test_it_is_one_statement_and_the_first_row_is_one_too():
    made = _facts()
    newest = Kept(lambda subject: FactRow.objects.filter(subject=subject).order_by("-id")[:1])
    with CaptureQueriesContext(connection) as asked:
        assert newest.first(subject="case:0") == made[2]
        assert newest.first(subject="case:7") is None
    assert len(asked) == 2


def test_what_can_never_find_anything_asks_nothing():
    nothing = Kept(lambda subject: FactRow.objects.filter(subject=subject, pk__in=[]))
    with CaptureQueriesContext(connection) as asked:
        assert nothing(subject="case:0") == []
    assert len(asked) == 0


def test_a_value_that_does_not_reach_the_sql_as_given_is_refused():
    contains = Kept(lambda text: FactRow.objects.filter(subject__contains=text))
    with pytest.raises(CannotKeep, match="text cannot be told"):
        contains(text="case")


def test_a_prefetch_is_refused():
    with pytest.raises(CannotKeep, match="prefetch"):
        Kept(lambda subject: FactRow.objects.filter(subject=subject).prefetch_related("none"))(subject="x")  # type: ignore[misc]


def test_constants_are_written_into_the_statement_and_values_are_not():
    written = settled("a = %s AND b LIKE '50%%' AND c = %s AND d = %s", [("it's 5%", True), (7, False), (8, True)])
    assert written == "a = 'it''s 5%%' AND b LIKE '50%%' AND c = %s AND d = 8"


def test_what_looks_like_a_percent_sign_in_a_constant_or_a_value_is_text():
    row = FactRow.objects.create(name="100%s", version=1, at=NOON, actor_kind="system", subject="case:5%", data={})
    named = Kept(lambda name, subject: FactRow.objects.filter(name=name, subject=subject))
    constant = Kept(lambda subject: FactRow.objects.filter(name="100%s", subject=subject))
    assert named(name="100%s", subject="case:5%") == [row]
    assert constant(subject="case:5%") == [row]
    assert constant(subject="case:5") == []
