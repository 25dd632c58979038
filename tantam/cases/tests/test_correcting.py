"""What a ticket says of itself is put right, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions, queries
from tantam.cases.actions.last_words import last_message
from tantam.cases.actions.refused import ChangedSince, CustomerIsGone
from tantam.cases.actions.sending import reply_addresses
from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Clock, Entry
from tantam.cases.tests import desk
from tantam.core.models import FactRow
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Branch, Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)


@pytest.fixture
def world() -> w.World:
    return desk.build_desk()


@pytest.fixture
def case(world) -> Case:
    return desk.a_case(world, subject="Hỏi hàng")


@pytest.fixture
def other(world) -> Customer:
    return w.customer(world.brand, name="Đặng Thị Hạnh", email="hanh@khach.example")


def _fresh(case: Case) -> Case:
    return Case.objects.select_related("customer", "branch").get(pk=case.pk)


def test_subject_customer_and_branch_are_changed_and_taken_back_with_promises_as_they_were(world, case, other):
    first, clocks = case.customer, list(Clock.objects.filter(case=case).values_list("kind", "due_at"))
    shop = Branch.objects.get()
    deed = actions.correct(case, subject="  Đổi   hàng ", customer=other, branch=shop, by=world.agent, now=LATER)
    changed = _fresh(case)
    assert (changed.subject, changed.customer, changed.branch) == ("Đổi hàng", other, shop)
    assert list(Clock.objects.filter(case=case).values_list("kind", "due_at")) == clocks
    said = words_of(Entry.objects.filter(case=case).latest("id"))
    assert said.startswith("Phùng Bá Khôi sửa phiếu: nội dung “Đổi hàng”")
    assert f"khách {other.code}, không phải {first.code}" in said
    fact = FactRow.objects.filter(name="case.corrected").get()
    assert (fact.data["customer_id"], fact.data["old_customer_id"]) == (other.pk, first.pk)
    assert deed is not None
    actions.take_deed_back(case, deed_id=deed.pk, by=world.agent, now=LATER)
    back = _fresh(case)
    assert (back.subject, back.customer, back.branch_id) == ("Hỏi hàng", first, case.branch_id)


def test_the_ticket_is_found_by_its_new_customer_and_subject(world, case, other):
    actions.correct(case, subject="Máy xay hỏng", customer=other, branch=None, by=world.agent, now=LATER)
    for words in ("may xay hong", "dang thi hanh"):
        found = queries.search_cases(Case.objects.visible_to(world.head), words)
        assert [one.number for one in found] == [case.number], words


def test_the_next_answer_goes_to_the_customer_that_the_ticket_has_now(world, case, other):
    actions.correct(case, subject="", customer=other, branch=None, by=world.agent, now=LATER)
    fresh = _fresh(case)
    assert reply_addresses(fresh, last_message(fresh)) == ["hanh@khach.example"]
    ContactPoint.objects.filter(customer=other).update(ended_at=LATER)  # reached by nobody else: whoever wrote
    assert reply_addresses(fresh, last_message(fresh)) == ["hoa@khach.example"]


def test_nothing_changed_is_no_deed_and_no_line(world, case):
    before = Entry.objects.filter(case=case).count()
    as_it_is = {"subject": "Hỏi hàng", "customer": case.customer, "branch": case.branch}
    same = actions.correct(case, **as_it_is, by=world.agent, now=LATER)
    assert (same, Entry.objects.filter(case=case).count()) == (None, before)


def test_what_somebody_changed_since_stays_and_a_merged_customer_is_refused(world, case, other):
    deed = actions.correct(case, subject="a", customer=case.customer, branch=None, by=world.agent, now=LATER)
    actions.correct(case, subject="b", customer=case.customer, branch=None, by=world.head, now=LATER)
    assert deed is not None
    with pytest.raises(ChangedSince):
        actions.take_deed_back(case, deed_id=deed.pk, by=world.agent, now=LATER)
    Customer.objects.filter(pk=other.pk).update(merged_into=case.customer)
    with pytest.raises(CustomerIsGone):
        actions.correct(case, subject="c", customer=other, branch=None, by=world.head, now=LATER)
    assert _fresh(case).subject == "b"


def test_the_sheet_names_who_is_meant_and_refuses_two_and_nobody(world, case, other, client):
    w.customer(world.brand, name="Đặng Văn Hạnh", email="van@khach.example")
    client.force_login(world.agent)
    offered = client.get(reverse("case_whom"), {"customer": "hạnh"}).content.decode()
    assert offered.count(">Chọn<") == 2
    address = reverse("case_correct", args=[case.number])
    for typed, said in (("hạnh", "Có nhiều khách"), ("xyzw", "Không tìm thấy")):
        refused = client.post(address, {"subject": "x", "customer": typed}, headers={"HX-Request": "true"})
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert _fresh(case).subject == "Hỏi hàng"
    client.post(address, {"subject": "x", "customer": other.code}, headers={"HX-Request": "true"})
    assert (_fresh(case).subject, _fresh(case).customer) == ("x", other)


def test_who_may_not_classify_is_refused(world, case, client):
    client.force_login(w.person("doc", "Chỉ Đọc", role=Role.READER, team=None, reach=Reach.ALL))
    answer = client.post(reverse("case_correct", args=[case.number]), {"subject": "x", "customer": case.customer.code})
    assert answer.status_code in {403, 404}
    assert _fresh(case).subject == "Hỏi hàng"
