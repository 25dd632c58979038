"""Every address as every role: generated from the resolver, so that a new view is covered the day it is added."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from config.api import api
from tantam.organisation.actions import issue_token
from tantam.organisation.api import Access
from tantam.organisation.api.access import forget_counts
from tantam.organisation.models import Agent, Reach, Role, Scope
from tantam.organisation.rights import (
    ALL_RIGHTS,
    PUBLIC,
    RIGHT_NAMES,
    ROLE_RIGHTS,
    SIGNED_IN,
    TOKEN,
    has_right,
)
from tests import world as w

pytestmark = pytest.mark.django_db
SAMPLES = {"int": "999999", "slug": "nothing", "uuid": str(uuid.UUID(int=7)), "path": "nothing", "str": "nothing"}
#: What a role with few rights meets; 405 where the method is not the view's.
REFUSED = 403


def _views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _address(route: str) -> str:
    """A concrete address of a route, of something that does not exist."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "nothing"), route)


def _addresses() -> list[tuple[str, str]]:
    """(address, declared right) of every view that a browser opens."""
    found = [(_address(route), view.right) for route, view in _views(get_resolver().url_patterns)]
    assert len(found) > 40
    return [(address, right) for address, right in found if right != TOKEN]


@pytest.fixture
def people(settings) -> dict[str, Agent]:
    """One person in each role, all with the widest reach."""
    settings.API_REQUESTS_A_MINUTE = 100_000
    forget_counts()
    made = w.build_world()
    return {role: w.person(f"vai.{role}", role, role=role, team=made.support, reach=Reach.ALL) for role in Role}


def _is_sent_to_sign_in(response: Any) -> bool:
    return bool(response.status_code == 302 and response.url.startswith("/login/?next="))


def test_who_is_not_signed_in_reaches_public_pages_only(people):
    client = Client(raise_request_exception=False)
    wrong = []
    for address, right in _addresses():
        for ask in (client.get, client.post):
            if _is_sent_to_sign_in(ask(address)) == (right == PUBLIC):
                wrong.append((address, right, ask.__name__))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_its_rights_say(people, role):
    client = Client(raise_request_exception=False)
    client.force_login(people[role])
    wrong = []
    for address, right in _addresses():
        if address == "/logout/":
            continue
        may = right in {PUBLIC, SIGNED_IN} or right in ROLE_RIGHTS[role]
        status = client.get(address).status_code
        if (status != REFUSED) != may or status >= 500:
            wrong.append((address, right, status))
        if not may and client.post(address).status_code != REFUSED:
            wrong.append((address, f"{right} by post", 0))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_by_the_api_what_its_rights_say(people, role):
    agent = people[role]
    _, secret = issue_token(agent, name="x", scopes=list(Scope), expires_at=None, by=agent, now=timezone.now())
    _, scopeless = issue_token(agent, name="y", scopes=[], expires_at=None, by=agent, now=timezone.now())
    client = Client(raise_request_exception=False)
    wrong = []
    for method, address, access in _operations():
        ask = getattr(client, method)
        may = has_right(agent, access.right)
        status = ask(address, headers={"Authorization": f"Bearer {secret}"}).status_code
        if (status != REFUSED) != may or status >= 500:
            wrong.append((method, address, access.right, status))
        if ask(address, headers={"Authorization": f"Bearer {scopeless}"}).status_code != REFUSED:
            wrong.append((method, address, "without the scope", 0))
        if ask(address).status_code != 401:
            wrong.append((method, address, "without a token", 0))
    assert wrong == []


def _operations() -> Iterator[tuple[str, str, Access]]:
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                (access,) = operation.auth_callbacks
                assert isinstance(access, Access)
                for method in operation.methods:
                    address = re.sub(r"\{\w+\}", SAMPLES["uuid"], f"/api/v1{bound.prefix}{path}")
                    yield method.lower(), address, access


@pytest.mark.parametrize("path", ["/login/", "/settings/me/", "/api/v1/openapi.json", "/nothing-here/"])
def test_every_answer_carries_the_headers_that_protect_it(people, client, path):
    client.force_login(people[Role.ADMINISTRATOR])
    headers = client.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    for directive in ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'"]:
        assert directive in policy.split("; "), directive
    assert "frame-ancestors 'none'" in policy.split("; ")
    assert "unsafe" not in policy


def test_every_right_has_a_name_in_the_table_of_the_settings():
    named = [right for names in RIGHT_NAMES.values() for right in names]
    assert sorted(named) == sorted(ALL_RIGHTS)
