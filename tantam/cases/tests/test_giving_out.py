"""How a team gives its work out: in turn, by skill, by territory, the customer's own agent; and what is said of it."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tantam.cases import actions
from tantam.cases.context.wording import words_of
from tantam.cases.models import AssignmentRule, Case, Entry, Mode, TeamTurn
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS
from tantam.core.models import FactRow
from tantam.customers.models import Customer
from tantam.organisation.models import (
    Absence,
    Agent,
    AgentSkill,
    AgentTerritory,
    Presence,
    Reach,
    Role,
    Skill,
    Territory,
    TerritoryBranch,
)
from tantam.organisation.values.places import place_of
from tests import world as w

TODAY = date(2026, 11, 23)


@pytest.fixture
def world(db, settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def _more(world: w.World, *names: str) -> list[Agent]:
    return [w.person(name, name.title(), role=Role.AGENT, team=world.support, reach=Reach.TEAM) for name in names]


def _cases(world: w.World, count: int, *, kind: str = "question", first: int = 0) -> list[Case]:
    customer = w.customer(world.brand)
    made = Case.objects.bulk_create(
        Case(
            number=f"TT-26-8{first + number:05}", brand=world.brand, customer=customer, channel_kind="email", kind=kind,
            team=world.support, opened_at=w.NOW, last_entry_at=w.NOW,
        )
        for number in range(count)
    )  # fmt: skip
    return list(Case.objects.filter(pk__in=[one.pk for one in made]).order_by("id"))


def _give(case: Case, *, mode: str = "", skill: str = "") -> Case:
    return actions.assign_by_rule(case, by=PROCESS, now=w.NOW, mode=mode, skill=skill)


def _one(world: w.World, *, kind: str = "question", mode: str = "", skill: str = "") -> Case:
    [case] = _cases(world, 1, kind=kind, first=Case.objects.count())
    return _give(case, mode=mode, skill=skill)


def _whom(case: Case) -> str:
    return case.assignee.username if case.assignee else ""


def _said(case: Case, language: str = "vi") -> str:
    entry = Entry.objects.filter(case=case, data__what="assigned").latest("id")
    with translation.override(language):
        return words_of(entry)


def _rule(world: w.World, mode: Mode, **values: object) -> None:
    AssignmentRule.objects.update_or_create(team=world.support, defaults={"mode": mode, **values})


def test_in_turn_goes_round_and_whoever_was_away_catches_up_on_nothing(world):
    chi, _hai = _more(world, "chi", "hai")
    _rule(world, Mode.ROUND_ROBIN)
    given = [_whom(_one(world)) for _number in range(4)]
    assert given == ["khoi", "chi", "hai", "khoi"]
    Presence.objects.create(agent=chi, away_since=w.NOW)
    assert [_whom(_one(world)) for _number in range(3)] == ["hai", "khoi", "hai"]
    Presence.objects.all().delete()
    last = [_one(world) for _number in range(3)]
    assert [_whom(case) for case in last] == ["chi", "khoi", "hai"]
    assert _said(last[0]) == "Quy trình giao phiếu cho Chi, đến lượt trong Tổ Hỗ trợ"
    assert _said(last[0], "en") == "The process gave the ticket to Chi, whose turn it is in Support"


def test_a_batch_of_fifty_costs_no_more_statements_in_turn_than_by_load(world):
    _more(world, "chi", "hai")
    Agent.objects.update(capacity=1000)
    asked = {}
    for first, mode in enumerate([Mode.LEAST_LOADED, Mode.ROUND_ROBIN]):
        _rule(world, mode)
        for count in (2, 50):
            cases = _cases(world, count, first=100 * first + count)
            with CaptureQueriesContext(connection) as found, unit():
                for case in cases:
                    _give(case)
            asked[mode, count] = len(found)
    each = {mode: (asked[mode, 50] - asked[mode, 2]) / 48 for mode in (Mode.LEAST_LOADED, Mode.ROUND_ROBIN)}
    assert each[Mode.ROUND_ROBIN] <= each[Mode.LEAST_LOADED]


@unit()
def _give_and_fail(case: Case) -> None:
    assert _whom(_give(case)) == "chi"
    raise ZeroDivisionError


def test_a_turn_that_is_undone_is_given_again_and_those_before_it_stand(world):
    _more(world, "chi", "hai")
    _rule(world, Mode.ROUND_ROBIN)
    first, undone, again = _cases(world, 3)
    with unit():
        _give(first)
        with pytest.raises(ZeroDivisionError):
            _give_and_fail(undone)
        assert _whom(_give(again)) == "chi"
    names = dict(Agent.objects.values_list("pk", "username"))
    assert [names[pk] for pk in TeamTurn.objects.get(team=world.support).order] == ["khoi", "chi"]
    assert Case.objects.get(pk=undone.pk).assignee is None


@pytest.mark.django_db(transaction=True)
def test_a_thousand_in_batches_by_two_workers_are_fair_within_one(settings):
    settings.DEMO = True
    world = w.build_world()
    _more(world, "chi", "hai", "vy", "nga", "long", "tam")
    Agent.objects.update(capacity=10_000)
    _rule(world, Mode.ROUND_ROBIN)
    cases, wrong = _cases(world, 1000), []

    def work(mine: list[Case]) -> None:
        try:
            for begin in range(0, len(mine), 50):
                with unit():
                    for case in mine[begin : begin + 50]:
                        _give(case)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(cases[place::2],)) for place in (0, 1)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert wrong == []
    given = Counter(Case.objects.values_list("assignee__username", flat=True))
    assert sum(given.values()) == 1000
    assert len(given) == 7
    assert max(given.values()) - min(given.values()) <= 1
    assert len(TeamTurn.objects.get(team=world.support).order) == 7


def test_by_skill_goes_to_whoever_has_it_though_others_have_less(world):
    chi, hai = _more(world, "chi", "hai")
    skill = Skill.objects.create(key="xe-dien", name="Xe điện", name_en="Electric bikes")
    AgentSkill.objects.bulk_create([AgentSkill(agent=chi, skill=skill), AgentSkill(agent=hai, skill=skill)])
    _rule(world, Mode.BY_SKILL, needs={"warranty": skill.pk})
    assert [_one(world, kind="warranty").assignee for _number in range(2)] == [chi, hai]
    case = _one(world, kind="warranty")
    assert case.assignee == chi
    assert _said(case) == (
        "Quy trình giao phiếu cho Chi, trong những người có kỹ năng “Xe điện” của Tổ Hỗ trợ đang có ít phiếu nhất (1); "
        "không giao cho Phùng Bá Khôi (không có kỹ năng này)"
    )
    assert "with “Electric bikes” the one with the fewest open tickets (1)" in _said(case, "en")
    assert _one(world).assignee == world.agent  # a question needs no skill


def test_a_skill_that_nobody_has_goes_to_others_and_says_so_or_waits_where_the_rule_says_so(world):
    skill = Skill.objects.create(key="tieng-han", name="Tiếng Hàn")
    _rule(world, Mode.BY_SKILL, needs={"question": skill.pk})
    case = _one(world)
    assert case.assignee == world.agent
    assert "vì không ai có kỹ năng “Tiếng Hàn” đang nhận được" in _said(case)
    _rule(world, Mode.BY_SKILL, needs={"question": skill.pk}, waits=True)
    waiting = _one(world)
    assert (waiting.assignee, waiting.assigned_because) == (None, "nobody-fits")
    assert "không ai có kỹ năng “Tiếng Hàn” trong Tổ Hỗ trợ nhận được phiếu" in _said(waiting)


def test_a_skill_that_is_deleted_is_asked_of_nobody(world):
    _rule(world, Mode.BY_SKILL, needs={"question": 999})
    assert _one(world).assignee == world.agent


def test_the_drawing_names_mode_and_skill_before_the_teams_rule(world):
    [chi] = _more(world, "chi")
    skill = Skill.objects.create(key="zalo", name="Zalo")
    AgentSkill.objects.create(agent=chi, skill=skill)
    _rule(world, Mode.ROUND_ROBIN)
    assert _one(world, mode="by_skill", skill="zalo").assignee == chi
    assert _one(world, mode="by_skill", skill="khong-co").assignee == world.agent
    assert not TeamTurn.objects.exists()


def test_by_territory_goes_by_branch_then_by_the_end_of_the_address(world):
    [chi] = _more(world, "chi")
    north = Territory.objects.create(name="Miền Bắc", name_en="The north", provinces=["Hà Nội", "Bắc Ninh"])
    AgentTerritory.objects.create(territory=north, agent=chi)
    _rule(world, Mode.BY_TERRITORY)
    customer = w.customer(world.brand)
    Customer.objects.filter(pk=customer.pk).update(address="Số 5 đường Láng, phường Láng, TP. Hà Nội")
    case = _one(world)
    assert case.assignee == chi
    assert _said(case) == "Quy trình giao phiếu cho Chi, người phụ trách Miền Bắc (trước đó đang có 0 phiếu)"
    south = Territory.objects.create(name="Miền Nam", provinces=[], team=world.repairs)
    TerritoryBranch.objects.create(territory=south, branch=world.support.branch)
    Case.objects.update(assignee=None)
    [of_branch] = _cases(world, 1, first=50)
    Case.objects.filter(pk=of_branch.pk).update(branch=world.support.branch)
    assert _give(of_branch).team == world.repairs
    assert of_branch.assignee == world.colleague


def test_provinces_are_known_without_marks_and_prefixes():
    places = {1: ["Hà Nội"], 2: ["Thừa Thiên Huế", "TP Đà Nẵng"]}
    assert place_of("12 Hàng Bài, Hoàn Kiếm, ha noi", places) == 1
    assert place_of("3 Bạch Đằng, Thành phố Đà Nẵng", places) == 2
    assert place_of("phố Hà Nội, phường Vĩnh Ninh, Tỉnh Thừa Thiên Huế", places) == 2
    assert place_of("", places) is None
    assert place_of("Hà Nội cũ, Đồng Nai", places) is None


def test_only_the_customers_own_agent_else_the_queue(world):
    _rule(world, Mode.ACCOUNT_OWNER)
    waiting = _one(world)
    assert (waiting.assignee, waiting.assigned_because) == (None, "no-owner")
    Customer.objects.update(owner=world.colleague)
    assert _one(world).assignee == world.colleague
    Absence.objects.create(agent=world.colleague, since=TODAY, until=TODAY, at=w.NOW)
    away = _one(world)
    assert away.assignee is None
    assert _said(away).endswith("hàng đợi của Tổ Hỗ trợ; không giao cho Đàm Quốc Vĩnh (nghỉ đến hết 23/11/2026)")


def test_a_team_may_give_its_work_without_asking_who_looks_after_the_customer(world):
    Customer.objects.filter(pk=w.customer(world.brand).pk).update(owner=world.colleague)
    _rule(world, Mode.LEAST_LOADED, owner_first=False)
    assert _one(world).assignee == world.agent


def test_the_head_on_leave_is_stood_in_for_else_it_waits(world):
    off = Absence.objects.create(agent=world.head, since=TODAY, until=TODAY, deputy=world.agent, at=w.NOW)
    first, second = _cases(world, 2)
    actions.assign_head(first, team=world.support, by=PROCESS, now=w.NOW)
    assert (first.assignee, first.assigned_because) == (world.agent, "head-deputy")
    assert "làm thay cho Trịnh Thu Uyên, tổ trưởng" in _said(first)
    Absence.objects.filter(pk=off.pk).update(deputy=None)
    actions.assign_head(second, team=world.support, by=PROCESS, now=w.NOW)
    assert (second.assignee, second.assigned_because) == (None, "head-off")


def test_the_head_lays_down_the_rule_of_a_team_on_a_page(world, client):
    skill = Skill.objects.create(key="xe-dien", name="Xe điện")
    w.signed_in(client, world.head)
    assert "Người đang ít việc nhất" in client.get(reverse("settings_rules")).content.decode()
    url = reverse("settings_rule", args=[world.support.pk])
    given = {"mode": "by_skill", "owner_first": "on", "need_warranty": skill.pk}
    assert client.post(url, given).status_code == 302
    rule = AssignmentRule.objects.get(team=world.support)
    assert (rule.mode, rule.owner_first, rule.waits, rule.needs) == ("by_skill", True, False, {"warranty": skill.pk})
    assert FactRow.objects.filter(name="business.assignment-changed").count() == 1
    assert client.post(url, {"mode": "nach-laune"}).status_code == 422
    page = client.get(url).content.decode()
    assert f'<option value="{skill.pk}" selected>' in page
    narrow = w.person("truong", "Trưởng Tổ", role=Role.HEAD, team=world.repairs, reach=Reach.TEAM)
    w.signed_in(client, narrow)
    assert client.get(url).status_code == 403


def test_skills_and_territories_are_kept_on_pages(world, client):
    w.signed_in(client, world.head)
    assert client.get(reverse("settings_skills")).status_code == 200
    assert (
        client.post(reverse("settings_skill_new"), {"name": "Xe điện", "people": [world.agent.pk]}).status_code == 302
    )
    [skill] = Skill.objects.all()
    assert skill.key == "xe-dien"
    assert "Phùng Bá Khôi" in client.get(reverse("settings_skills")).content.decode()
    changed = client.post(reverse("settings_skill", args=[skill.pk]), {"name": "Xe đạp điện"})
    assert changed.status_code == 302
    assert not AgentSkill.objects.exists()
    assert client.post(reverse("settings_skill_drop", args=[skill.pk])).status_code == 302
    assert not Skill.objects.exists()
    new, branch = reverse("settings_territory_new"), world.support.branch
    assert client.post(new, {"name": "Bắc"}).status_code == 422
    given = {
        "name": "Bắc",
        "provinces": "Hà Nội, Bắc Ninh,\nHà Nội",
        "branches": [branch.pk],
        "people": [world.agent.pk],
    }
    assert client.post(new, given).status_code == 302
    [north] = Territory.objects.all()
    assert north.provinces == ["Hà Nội", "Bắc Ninh"]
    taken = client.post(new, given | {"name": "Nam"})
    assert taken.status_code == 422
    assert "đã thuộc địa bàn khác" in taken.content.decode()
    assert client.post(reverse("settings_territory", args=[north.pk]), given).status_code == 302
    assert client.post(reverse("settings_territory_drop", args=[north.pk])).status_code == 302
    assert not TerritoryBranch.objects.exists()
