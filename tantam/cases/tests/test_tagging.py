"""Tags: put on by name, taken off by key, found by filter, taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions, queries
from tantam.cases.actions.refused import ChangedSince, TagUnreadable, TooManyTags
from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry, Tag
from tantam.cases.tests import desk
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def case(world) -> Case:
    return desk.a_case(world)


def _tags(case: Case) -> list[str]:
    fresh = Case.objects.get(pk=case.pk)
    return list(queries.names_of_tags(fresh.tag_ids).values())


def _add(case: Case, world: w.World, *names: str) -> None:
    actions.tag(case, add=names, by=world.agent, now=w.NOW)


def test_a_name_that_is_not_known_is_made_and_one_that_reads_alike_is_the_same(world, case):
    _add(case, world, "Giao chậm", "hoàn tiền")
    _add(case, world, " giao  cham ", "HOÀN TIỀN")
    assert _tags(case) == ["Giao chậm", "hoàn tiền"]
    assert Tag.objects.count() == 2


def test_others_tags_stay_when_one_is_taken_off(world, case):
    _add(case, world, "a", "b", "c")
    middle = Tag.objects.get(name="b")
    actions.tag(case, add=["d"], remove=[middle.pk], by=world.head, now=LATER)
    assert _tags(case) == ["a", "c", "d"]
    assert words_of(Entry.objects.filter(case=case).latest("id")) == "Trịnh Thu Uyên gắn nhãn: d; gỡ nhãn: b"


def test_what_was_tagged_is_taken_back_unless_somebody_tagged_since(world, case):
    first = actions.tag(case, add=["a"], by=world.agent, now=w.NOW)
    second = actions.tag(case, add=["b"], by=world.agent, now=w.NOW)
    assert first is not None
    assert second is not None
    with pytest.raises(ChangedSince):
        actions.take_deed_back(case, deed_id=first.pk, by=world.agent, now=LATER)
    actions.take_deed_back(case, deed_id=second.pk, by=world.agent, now=LATER)
    actions.take_deed_back(case, deed_id=first.pk, by=world.agent, now=LATER)
    assert _tags(case) == []


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 41, "a,b", 'a "b"'])
def test_what_is_no_name_is_refused_and_nothing_changes(world, case, name):
    with pytest.raises(TagUnreadable):
        _add(case, world, "tốt", name)
    assert (_tags(case), Tag.objects.count()) == ([], 0)


def test_more_than_a_ticket_carries_is_refused(world, case):
    _add(case, world, *(f"n{number}" for number in range(20)))
    with pytest.raises(TooManyTags):
        _add(case, world, "one more")
    assert len(_tags(case)) == 20


def test_the_sheet_adds_and_takes_off_and_the_chip_leads_to_all_that_carry_it(world, case, client):
    _add(case, world, "cũ")
    client.force_login(world.agent)
    address = reverse("case_tags", args=[case.number])
    sheet = client.get(address).content.decode()
    assert '<option value="cũ">' in sheet
    answer = client.post(address, {"add": "giao chậm, gấp", "keep": []}, headers={"HX-Request": "true"})
    assert _tags(case) == ["giao chậm", "gấp"]
    assert "deeds/" in answer.headers["HX-Trigger"]
    page = client.get(reverse("case", args=[case.number])).content.decode()
    link = re.search(r'class="case-tag" href="([^"]+)">giao chậm<', page)
    assert link
    desk.many_cases(world, 1)
    rows = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert case.number in rows
    assert "TT-26-900000" not in rows


def test_filters_know_tags_in_both_languages_and_tickets_without(world, case):
    _add(case, world, "giao chậm")
    desk.many_cases(world, 1)
    found = {}
    for text in ['nhãn:"giao chậm"', "tag:giao-chậm", "nhãn:không-có", "nhãn:lạ"]:
        reading = queries.read_filter(text, known=queries.words(), now=w.NOW)
        found[text] = (queries.count_filtered(reading.filter, agent=world.head, now=w.NOW), len(reading.faults))
    assert found == {'nhãn:"giao chậm"': (1, 0), "tag:giao-chậm": (1, 0), "nhãn:không-có": (1, 0), "nhãn:lạ": (2, 1)}
