"""The bench's own data: what is loaded is what the product itself would have made, and the product works on it."""

from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tantam.bench import mining, moving, running
from tantam.bench.data.load import fill_gaps, load
from tantam.bench.data.shop import PROCESSES
from tantam.bench.data.ways import WAYS, way_of
from tantam.bench.meter import each, memory_yardstick, yardstick
from tantam.bench.pages import hot_pages
from tantam.bench.report import Figure, ratios, yardsticks
from tantam.cases.actions import Answer, reply
from tantam.cases.models import Case, Entry
from tantam.cases.queries import search_cases
from tantam.core.actions.keys import forget_drawn_keys
from tantam.core.actions.tallies import all_tallies, differences
from tantam.core.models import FactRow
from tantam.organisation.models import Agent
from tantam.process.engine.bpmn import read
from tantam.process.models import Changeover, Instance, Passage, Process, Token, Version, Visit, Walk

pytestmark = pytest.mark.django_db(transaction=True)


def test_small_facts_find_no_room_between_the_large_ones_once_the_gaps_are_filled():
    """Else each would be written to a page of its own, which no table does that grew by itself."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_fact CASCADE")  # what other tests rolled back would leave whole pages free
        cursor.execute(
            "INSERT INTO core_fact (name, version, at, actor_kind, subject, data)"
            """ SELECT 'case.opened', 1, now(), 'process', 'case:1', jsonb_build_object('text', repeat('x', 1000))"""
            " FROM generate_series(1, 3000)"
        )
        cursor.execute("VACUUM core_fact")
    fill_gaps(100)
    small = FactRow.objects.filter(subject="gap:0").count()
    assert small > 100  # the first hundred went between
    fill_gaps(100)
    assert FactRow.objects.filter(subject="gap:0").count() == small + 100  # together at the end


def test_a_loaded_shop_has_5_percent_open_cases_with_ten_messages_each_and_can_be_worked_on(client):
    shop = load(400)
    cases = Case.objects.exclude(pk=shop.template.pk)
    assert (cases.count(), cases.open().count()) == (400, 20)
    assert [differences(tally) for tally in all_tallies()] == [[], []]
    case = cases.filter(state="open").latest("id")
    assert Entry.objects.filter(case=case, message__isnull=False).count() == 10
    assert cases.filter(customer=shop.template.customer_id + 1).count() >= 20
    late = set(cases.filter(clocks__breached_at__isnull=False).values_list("id", flat=True))
    assert late == {pk for pk in cases.closed().values_list("id", flat=True) if pk % 10 == 0} != set()
    assert Visit.objects.filter(instance_id=case.instance_id or 0).count() == 10
    assert Token.objects.positions().filter(instance=case.instance_id).count() == 1
    assert list(search_cases(Case.objects.all(), case.number).values_list("id", flat=True)) == [case.pk]
    agent = Agent.objects.get(username="head-ho-tro-0")
    standing = set(Token.objects.filter(instance=case.instance_id).values_list("id", flat=True))
    reply(case, answer=Answer(text="Dạ em kiểm tra ạ."), by=agent, now=timezone.now())
    assert set(Token.objects.filter(instance=case.instance_id).values_list("id", flat=True)) != standing
    client.force_login(agent)
    assert client.get(reverse("case", args=[case.number])).status_code == 200


def test_cases_go_many_ways_in_the_shares_that_are_written_down_ten_stays_each_on_the_average():
    ways = [way_of(number) for number in range(20_000)]
    plain = [way for number, way in enumerate(ways) if number % 10 != 9]
    counted = Counter(plain)
    for share, way in WAYS:
        assert counted[way] == pytest.approx(len(plain) * share / 100, rel=0.15)
    assert set(plain) == {way for _share, way in WAYS}
    assert 500 < len(set(ways)) < 1000
    assert sum(map(len, ways)) / len(ways) == pytest.approx(10, rel=0.05)
    assert way_of(7) == way_of(7)
    nodes = {node.id for node in read((PROCESSES / "qt-01-v3.bpmn").read_bytes()).nodes}
    assert {node for way in ways for node in way} <= nodes


def test_a_request_costs_processor_time_here_and_in_the_database():
    load(100)
    whole, database = each(hot_pages()["search, a code"], times=3, warm_up=1)
    assert whole > database >= 0


def test_running_cases_are_moved_and_taken_back_and_nothing_is_left_of_it():
    load(40)
    before = _rows()
    there, back = moving.measure(on="here")
    assert there.note.endswith("41 moved, 0 held")
    assert (there.unit, there.value is not None, back.value is not None) == ("s", True, True)
    assert _rows() == before


def test_what_was_done_is_compared_shown_and_taken_away_and_nothing_is_left_of_it(monkeypatch):
    load(40)
    before = (_rows(), Walk.objects.count())
    monkeypatch.setattr(mining, "PARTS", 3)
    figures = {figure.what: figure for figure in mining.measure(on="here")}
    assert [figure.unit for figure in figures.values()] == ["ms", "s", "ms", "s", "MB"]
    assert all(figure.value and figure.value > 0 for figure in figures.values())
    assert figures["drawn and done"].note.endswith("17 statements")
    assert (_rows(), Walk.objects.count()) == before


def test_timers_are_claimed_and_waits_read_and_nothing_is_left_of_it(monkeypatch):
    load(40)
    forget_drawn_keys()  # as in a process of its own
    before = _rows()
    monkeypatch.setattr(running, "WAITING", 50)
    found = {figure.what: figure.value for figure in running.measure(on="here")}
    assert {what for what, value in found.items() if value and value > 0} == {
        "start of an instance, stored", "claim of 100 due timers", "firing a timer", "waits at the steps, 30 days",
        "waits at the steps, 30 days of one channel",
        "waits at the steps, 30 days of one team",
    }  # fmt: skip
    assert _rows() == before


def _rows() -> list[int]:
    models = (Token, Visit, Entry, Instance, Process, Version, FactRow, Changeover, Passage)
    return [model._default_manager.count() for model in models]


def test_a_ratio_is_told_only_where_both_sizes_were_measured():
    small = Figure(what="a", on="1 case", unit="ms", value=10.0, at_most=15)
    large = Figure(what="a", on="2 cases", unit="ms", value=14.0, at_most=15)
    lonely = Figure(what="b", on="2 cases", unit="ms", value=14.0, at_most=15)
    found = ratios([small, large, lonely], small="1 case", large="2 cases", at_most=1.3)
    assert [(figure.what, figure.value, figure.is_met) for figure in found] == [("a", 1.4, False)]


def test_the_yardstick_stands_beside_the_figures_and_is_not_compared_itself():
    figures = [
        *yardsticks("1 case", before=4.0, after=4.0, memory=1.0),
        Figure(what="a", on="1 case", unit="ms", value=10.0),
        *yardsticks("2 cases", before=5.0, after=7.0, memory=9.0),
        Figure(what="a", on="2 cases", unit="ms", value=15.0),
    ]
    found = ratios(figures, small="1 case", large="2 cases", at_most=1.3)
    assert [(figure.what, figure.value, figure.note) for figure in found] == [
        ("a", 1.5, "the yardstick meanwhile 1.50 times")
    ]
    assert yardstick() > 0
    assert memory_yardstick() > 0
