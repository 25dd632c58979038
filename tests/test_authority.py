"""How much somebody approves alone and who is asked for more is set in the settings, never by oneself alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.organisation.models import Agent, Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def admin(world) -> Agent:
    return w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


def _set(client, agent: Agent, *, limit: str = "300k", above: Agent | None = None):
    given = {"full_name": agent.full_name, "email": agent.email, "phone": agent.phone, "capacity": agent.capacity}
    given |= {"approval_limit_vnd": limit, "reports_to": above.pk if above else "", "deputy": ""}
    return client.post(reverse("settings_person_change", args=[agent.uuid]), given)


def _held(agent: Agent) -> tuple[int, int | None]:
    found = Agent.objects.get(pk=agent.pk)
    return found.approval_limit_vnd, found.reports_to_id


def test_an_administrator_sets_limit_and_superior_and_it_is_kept_who_did(world, admin, client):
    client.force_login(admin)
    assert _set(client, world.agent, above=world.head).status_code == 302
    assert _held(world.agent) == (300_000, world.head.pk)
    fact = FactRow.objects.get(name="agent.changed")
    assert (fact.actor_id, fact.data["old_limit_vnd"], fact.data["approval_limit_vnd"]) == (admin.pk, 0, 300_000)
    page = client.get(reverse("settings_person", args=[world.agent.uuid])).content.decode()
    assert 'value="300.000"' in page


@pytest.mark.parametrize("typed", ["-1", "nhiều", "9" * 17])
def test_what_is_no_amount_changes_nothing(world, admin, client, typed):
    client.force_login(admin)
    assert _set(client, world.agent, limit=typed).status_code == 422
    assert _held(world.agent) == (0, None)


def test_nobody_is_above_themselves_by_however_many_steps(world, admin, client):
    client.force_login(admin)
    _set(client, world.agent, above=world.head)
    _set(client, world.head, above=world.owner)
    answer = _set(client, world.owner, above=world.agent)
    assert answer.status_code == 422
    assert "phải có người đứng đầu" in answer.content.decode()
    assert _held(world.owner) == (0, None)


def test_ones_own_limit_is_set_by_another_administrator_where_there_is_one(world, admin, client):
    client.force_login(admin)
    assert _set(client, admin, limit="5tr").status_code == 302
    assert _held(admin) == (5_000_000, None)
    w.person("pho", "Phó Quản Trị", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    page = client.get(reverse("settings_person", args=[admin.uuid])).content.decode()
    assert "Hạn mức của bạn do quản trị viên khác đặt." in page
    assert _set(client, admin, limit="50tr").status_code == 302  # what is not theirs to set stays as it is
    assert _held(admin) == (5_000_000, None)


def test_a_head_reads_it_and_changes_nothing(world, client):
    client.force_login(world.head)
    page = client.get(reverse("settings_person", args=[world.agent.uuid])).content.decode()
    assert "Được duyệt đến" in page
    assert reverse("settings_person_change", args=[world.agent.uuid]) not in page
    assert _set(client, world.agent).status_code == 403
    assert _held(world.agent) == (0, None)
