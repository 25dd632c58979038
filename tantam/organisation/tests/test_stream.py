"""Who hears what live."""

import json

import pytest
from django.test import Client

from tantam.organisation.models import Agent, Reach
from tantam.organisation.stream import HEADER, within_reach_of
from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_an_agent_hears_what_concerns_them_and_their_team(world: World) -> None:
    assert within_reach_of(world.agent) == [
        {"assignee": world.agent.pk},
        {"agent": world.agent.pk},
        {"team": world.support.pk},
    ]


def test_reach_over_a_branch_adds_the_branch(world: World) -> None:
    world.agent.appointments.update(reach=Reach.BRANCH)
    agent = Agent.objects.get(pk=world.agent.pk)
    assert {"branch": world.support.branch_id} in within_reach_of(agent)


def test_own_reach_hears_of_own_cases_only_and_all_hears_all(world: World) -> None:
    assert within_reach_of(world.stranger) == [{"assignee": world.stranger.pk}, {"agent": world.stranger.pk}]
    assert within_reach_of(world.head) == []


def test_the_answer_asks_the_front_to_stay_open_with_this_persons_filter(world: World, client: Client) -> None:
    client.force_login(world.agent)
    response = client.get("/stream/")
    assert response.headers["Content-Type"] == "text/event-stream"
    assert json.loads(response.headers[HEADER]) == {"any": within_reach_of(world.agent), "agent": world.agent.pk}


def test_a_stranger_is_sent_to_the_door(client: Client, db: None) -> None:
    response = client.get("/stream/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/stream/")
    assert HEADER not in response.headers
