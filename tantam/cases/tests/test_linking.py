"""Two tickets have to do with each other: each shows the other to whoever may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions.joining.refusing import IntoItself
from tantam.cases.models import Case, CaseLink, Entry
from tantam.cases.queries import linked_with
from tantam.cases.tests import desk
from tests import world as w

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def two(world) -> tuple[Case, Case]:
    return desk.a_case(world), desk.a_case(world, message_id="<2@khach.example>", subject="Xe kêu to")


def test_both_show_each_other_and_say_it_once(world, two):
    one, other = two
    assert actions.link(other, one, by=world.head, now=w.NOW)
    assert not actions.link(one, other, by=world.head, now=w.NOW)
    assert (linked_with(one, agent=world.head), linked_with(other, agent=world.head)) == ([other], [one])
    said = Entry.objects.filter(data__what="linked").values_list("case", "data__number")
    assert set(said) == {(one.pk, other.number), (other.pk, one.number)}
    actions.unlink(one, other, by=world.head, now=w.NOW)
    actions.unlink(one, other, by=world.head, now=w.NOW)
    assert Entry.objects.filter(data__what="unlinked").count() == 2
    assert CaseLink.objects.count() == 0
    with pytest.raises(IntoItself):
        actions.link(one, one, by=world.head, now=w.NOW)


def test_a_private_one_is_named_to_nobody_who_does_not_see_it(world, two, client):
    one, other = two
    actions.make_private(other, by=world.head, now=w.NOW)
    actions.link(one, other, by=world.head, now=w.NOW)
    client.force_login(world.owner)
    assert other.number not in client.get(reverse("case", args=[one.number])).content.decode()
    client.force_login(world.head)
    assert other.number in client.get(reverse("case", args=[one.number])).content.decode()


def test_they_are_linked_from_the_sheet_and_the_link_is_taken_off_beside_the_ticket(world, two, client):
    one, other = two
    client.force_login(world.head)
    address = reverse("case_link", args=[one.number])
    assert f'name="with" value="{other.number}"' in client.get(address, headers=HTMX).content.decode()
    assert f'value="{other.number}"' in client.get(address, {"q": other.number}, headers=HTMX).content.decode()
    done = client.post(address, {"with": other.number}, headers=HTMX).content.decode()
    assert "Phiếu liên quan" in done
    off = client.post(reverse("case_unlink", args=[one.number]), {"with": other.number}, headers=HTMX)
    assert "Phiếu liên quan" not in off.content.decode()
    actions.make_private(other, by=world.head, now=w.NOW)
    client.force_login(world.owner)
    assert client.post(address, {"with": other.number}, headers=HTMX).status_code == 404
    assert client.post(address, {"with": one.number}, headers=HTMX).status_code == 409


def test_a_link_survives_a_merge_and_its_end(world, two):
    one, other = two
    third = desk.a_case(world, message_id="<3@khach.example>")
    actions.link(third, one, by=world.head, now=w.NOW)
    kept = actions.merge(one, into=other, by=world.head, now=w.NOW)
    assert linked_with(third, agent=world.head) == [one]
    actions.unmerge(kept.pk, by=world.head, now=w.NOW + timedelta(minutes=1))
    assert linked_with(one, agent=world.head) == [third]
