"""The customers' pages: found by what people remember of them, changed by those who may."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.core.facts import SYSTEM
from tantam.core.models import FactRow
from tantam.customers import actions, queries
from tantam.customers.models import ContactPoint, Customer, Segment, ServiceNote
from tantam.organisation.models import Agent, Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.UI_ASSETS_REQUIRED = False


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def hoa(world) -> Customer:
    found = w.customer(world.brand)
    actions.add_contact_point(found, kind="phone", value="+84912345678", by=SYSTEM, now=w.NOW)
    return found


@pytest.mark.parametrize(
    "typed",
    [
        "{code}",
        "kh {number}",
        "0912 345 678",
        "345678",
        "hoa@khach",
        "Nghiêm Thị Hoà",
        "nghiem thi hoa",
        "ngiem thi hoa",
    ],
)
def test_a_customer_is_found_by_code_phone_mail_and_name_with_slips(world, hoa, typed):
    w.customer(world.brand, email="khac@khach.example", name="Lê Văn Thược")
    typed = typed.format(code=hoa.code, number=int(hoa.code.removeprefix("KH")))
    assert queries.search_customers(Customer.objects.all(), typed) == [hoa]


def test_of_a_frequent_name_the_first_are_found_as_ranking_them_all_would(world, monkeypatch):
    for index, name in enumerate(["Nguyễn Ánh", "Lê Nguyễn", "Nguyễn Bình", "Nguyệt Anh", "Trần An", "Nguyễn An"]):
        w.customer(world.brand, email=f"{index}@khach.example", name=name)
    ranked = queries.search_customers(Customer.objects.all(), "Nguyễn", limit=3)
    monkeypatch.setattr(queries, "MANY", 0)
    assert queries.search_customers(Customer.objects.all(), "Nguyễn", limit=3) == ranked  # too few names to walk
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 5)
    with CaptureQueriesContext(connection) as captured:
        assert queries.search_customers(Customer.objects.all(), "Nguyễn", limit=3) == ranked
    assert "similarity" not in captured.captured_queries[-1]["sql"]


def test_birthdays_are_of_any_year_and_of_this_day(world, hoa):
    others = [w.customer(world.brand, email=f"{day}@khach.example", name="Lê An") for day in range(2)]
    for customer, born in zip(
        [hoa, *others], [date(1990, 11, 23), date(1990, 11, 22), date(1990, 12, 23)], strict=True
    ):
        Customer.objects.filter(pk=customer.pk).update(born_on=born, founded_on=born.replace(year=2000))
    assert list(Customer.objects.born_on_a(date(2026, 11, 23))) == [hoa]
    assert list(Customer.objects.founded_on_a(date(2026, 11, 22))) == [others[0]]


def test_the_list_is_sorted_as_vietnamese_people_sort_and_paged(world):
    for index, name in enumerate(["Trần Ánh", "Lê Bình", "Đỗ An", "Nguyễn Anh"]):
        w.customer(world.brand, email=f"{index}@khach.example", name=name)
    first = queries.list_customers(Customer.objects.all(), size=3)
    rest = queries.list_customers(Customer.objects.all(), after=first.next, size=3)
    names = [one.name for one in [*first.rows, *rest.rows]]
    assert len(names) == len(set(names)) == 4
    assert (rest.next, names) == ("", [one.name for one in Customer.objects.order_by("name_sort_key", "id")])


def test_the_list_and_the_profile_are_few_queries(world, hoa, client, django_assert_max_num_queries):
    client.force_login(world.agent)
    with django_assert_max_num_queries(9):
        page = client.get("/customers/").content.decode()
    assert "Nghiêm Thị Hoà" in page
    assert "0912\u00a0345\u00a0678" in page
    with django_assert_max_num_queries(15):
        page = client.get(f"/customers/{hoa.code}/").content.decode()
    assert "hoa@khach.example" in page


def test_the_choice_of_segments_is_in_the_readers_language(world, client):
    Segment.objects.create(key="lapsed", name="Khách lâu chưa quay lại", name_en="Lapsed customers", rank=9)
    client.force_login(world.agent)
    for language, shown in [("en", "Lapsed customers"), ("vi", "Khách lâu chưa quay lại")]:
        Agent.objects.filter(pk=world.agent.pk).update(language=language)
        client.cookies["language"] = language
        assert f'<option value="lapsed">{shown}</option>' in client.get("/customers/").content.decode()


def test_the_profile_is_changed_and_the_fact_names_fields_only(world, hoa, client):
    client.force_login(world.agent)
    said = {"name": "Nghiêm Thị Hoa", "address_form": "chị/em", "language": "vi", "address": "", "born_on": ""}
    assert client.post(f"/customers/{hoa.code}/change/", said).status_code == 302
    hoa.refresh_from_db()
    assert (hoa.name, hoa.address_form, hoa.name_folded) == ("Nghiêm Thị Hoa", "chị/em", "nghiem thi hoa")
    client.post(f"/customers/{hoa.code}/change/", said)
    fact = FactRow.objects.get(name="customer.changed")
    assert fact.data["fields"] == ["address_form", "name"]
    assert "Hoa" not in str(fact.data)


def test_a_service_note_is_written_and_ended_once(world, hoa, client):
    client.force_login(world.agent)
    client.post(f"/customers/{hoa.code}/notes/", {"text": "nghe kém, nói to"})
    note = ServiceNote.objects.get()
    assert (note.text, note.by, note.ended_at) == ("nghe kém, nói to", world.agent, None)
    for _ in range(2):
        client.post(f"/customers/{hoa.code}/notes/{note.pk}/end/")
    assert FactRow.objects.filter(name="customer.service_note_ended").count() == 1


def test_a_phone_that_leads_to_another_is_refused_in_words(world, hoa, client):
    other = w.customer(world.brand, email="khac@khach.example", name="Lê Văn Thược")
    client.force_login(world.agent)
    refused = client.post(f"/customers/{other.code}/contacts/", {"kind": "phone", "value": "0912345678"})
    assert refused.status_code == 422
    assert ContactPoint.objects.filter(customer=other, kind="phone").count() == 0


@pytest.mark.parametrize("door", ["change/", "notes/", "contacts/"])
def test_who_only_reads_changes_nothing_and_who_is_out_of_reach_finds_nothing(world, hoa, client, door):
    said = {"name": "X", "language": "vi", "text": "x", "kind": "email", "value": "x@khach.example"}
    reader = w.person("doc", "Người Đọc", role=Role.READER, team=None, reach=Reach.ALL)
    for person, status in [
        (reader, 403),
        (w.person("xa", "Người Xa", role=Role.AGENT, team=None, reach=Reach.OWN), 404),
    ]:
        client.force_login(person)
        assert client.post(f"/customers/{hoa.code}/{door}", said).status_code == status
    hoa.refresh_from_db()
    assert (hoa.name, ServiceNote.objects.count(), ContactPoint.objects.count()) == ("Nghiêm Thị Hoà", 0, 2)
