"""A private case stands behind no door for whoever is not named in it, whatever their reach and right.

Every address of the resolver and of the API is walked as an administrator who sees all, and nothing of the case may
stand on any page. An address whose parameters this walk does not know fails it: teach it, do not leave it out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from config.api import api
from tantam.cases import actions, queries
from tantam.cases.models import AnswerPromise, Case, CaseAccess, Entry, Problem, ProblemCase
from tantam.cases.tests.desk import build_desk
from tantam.channels.models import Attachment, Dispatch
from tantam.command.web.streams import Filter
from tantam.core.facts import Actor
from tantam.organisation.actions import issue_token
from tantam.organisation.models import Agent, Approval, Reach, Role, Scope
from tantam.organisation.stream import within_reach_of
from tantam.process.models import Instance, Token
from tests import world as w

pytestmark = pytest.mark.django_db

#: Words that stand nowhere but in the private case; those that are searched for stand back on the page.
SUBJECT, SAID, NOTED = "Khiếu nại quấy rối zxprivate", "zxnguoitoinoi nhân viên", "zxghichu nội bộ"


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False
    return build_desk()


@pytest.fixture
def case(world) -> Case:
    """A private complaint in which the agent is named alone: with a file, a note, a promise, an approval, a problem."""
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Hoà <hoa@khach.example>", "cskh@thuanlo.example", SUBJECT
    letter["Message-ID"], letter["Date"] = "<rieng@khach.example>", "Mon, 23 Nov 2026 09:00:00 +0700"
    letter.set_content(SAID)
    letter.add_attachment(b"zxfile", maintype="text", subtype="plain", filename="zxtep.txt")
    w.send_in(world.mailbox, letter.as_bytes())
    made = Case.objects.latest("id")
    by, now = world.agent, timezone.now()
    actions.assign(made, team=world.support, assignee=by, by=Actor.agent(by.pk), now=now)
    actions.classify(made, kind="complaint", urgency="critical", by=Actor.agent(by.pk), now=now)
    actions.write_note(made, text=NOTED, by=by, now=now)
    AnswerPromise.objects.create(case=made, by=by, due_at=now + timedelta(hours=1), made_at=now)
    Entry.objects.create(case=made, kind="call", at=now, text=SAID, data={"missed": True}, channel_kind="phone")
    problem = Problem.objects.create(number="VD-1", title="Vấn đề chung", opened_at=now)
    ProblemCase.objects.create(problem=problem, case=made, at=now, by=by)
    actions.make_private(made, by=by, now=now)
    CaseAccess.objects.exclude(agent=by).delete()
    return Case.objects.get(pk=made.pk)


@pytest.fixture
def outsider(world) -> Agent:
    """Sees all, may do all, and is not named."""
    return w.person("ngoai", "Người Ngoài", role=Role.ADMINISTRATOR, team=world.repairs, reach=Reach.ALL)


def _views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _values(case: Case) -> dict[str, list[str]]:
    """What the parameters of addresses may stand for, by name; by type for those of any other name."""
    instance = Instance.objects.filter(subject=case.fact_subject).latest("id")
    tokens = list(Token.objects.filter(instance=instance).values_list("pk", flat=True))
    version, process = instance.version, instance.version.process
    node = Token.objects.filter(instance=instance).latest("id").node
    numbers = [str(one) for one in dict.fromkeys([instance.pk, version.pk, process.pk, case.pk, *tokens])]
    return {
        "number": [case.number, "1", str(version.number)],
        "token_id": [str(one) for one in tokens],
        "approval_id": [str(one) for one in Approval.objects.values_list("pk", flat=True)] or ["1"],
        "dispatch_id": [str(one) for one in Dispatch.objects.values_list("pk", flat=True)] or ["1"],
        "code": [case.customer.code],
        "key": [process.key, "volume", "csat"],
        "node": [node],
        "metric": ["frt", "volume", "goodwill", "resolution"],
        "uuid": [str(Attachment.objects.get().uuid), str(case.uuid)],
        "int:": numbers,
        "uuid:": [str(Attachment.objects.get().uuid), str(case.uuid)],
        "str:": [case.number, process.key, str(case.pk), node, case.customer.code],
    }


_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def _addresses(route: str, values: dict[str, list[str]]) -> Iterator[str]:
    """Each address of a route, of all that its parameters may stand for."""
    found = _PARAMETER.search(route)
    if found is None:
        yield "/" + route
        return
    kind, name = found.groups()
    kind = {"slug": "str", "path": "str", None: "str"}.get(kind, kind)
    for value in values.get(name) or values[f"{kind}:"]:
        yield from _addresses(route[: found.start()] + value + route[found.end() :], values)


def _secrets(case: Case) -> list[str]:
    return [case.number, "zxprivate", "zxnguoitoinoi", "zxghichu", "zxtep", "zxfile"]


def _leaks(content: bytes, case: Case, *, asked: str) -> list[str]:
    said = content.decode(errors="replace")
    # the page says back what was asked for
    said = said.replace(asked, "").replace(f"/cases/{case.number}/unlock/", "")
    return [secret for secret in _secrets(case) if secret in said]


QUERIES = ["", "?view=all", "?q=khieu nai quay roi"]


def test_no_page_shows_a_private_case_to_who_is_not_named(world, case, outsider):
    client = Client(raise_request_exception=False)
    client.force_login(outsider)
    values, walked = _values(case), 0
    wrong: list[tuple[object, ...]] = []
    for route, view in _views(get_resolver().url_patterns):
        if getattr(view, "right", None) in {"token"} or route.startswith(("logout", "api/", "static", "stream")):
            continue
        for address in _addresses(route, values):
            for asked in QUERIES if "<" not in route else [""]:
                for is_fragment in ("", "true"):
                    response = client.get(address + asked, headers={"HX-Request": is_fragment})
                    walked += 1
                    content = b"".join(response) if response.streaming else response.content
                    if response.status_code >= 500:
                        wrong.append((address, "fails", response.status_code))
                    allowed = case.number if case.number in address else "\0"
                    if response.status_code in {200, 206, 404, 403, 422} and (
                        leaks := _leaks(content, case, asked=allowed)
                    ):
                        wrong.append((address + asked, leaks, response.status_code))
    assert walked > 200
    assert wrong == []


def test_the_same_walk_finds_the_case_for_who_is_named(world, case, outsider):
    """Else the walk above could not fail."""
    CaseAccess.objects.create(case=case, agent=outsider, because="named", at=w.NOW)
    client = Client()
    client.force_login(outsider)
    of_customer = f"/customers/{case.customer.code}/"
    for address in [
        f"/cases/{case.number}/",
        "/inbox/?view=all",
        "/search/?q=zxprivate",
        of_customer,
    ]:
        assert _leaks(client.get(address).content, case, asked="\0"), address


def test_no_verb_reaches_it(world, case, outsider):
    client = Client(raise_request_exception=False)
    client.force_login(outsider)
    values, wrong = _values(case), []
    before = Entry.objects.filter(case=case).count(), Case.objects.values().get(pk=case.pk)
    for route, _view in _views(get_resolver().url_patterns):
        if route.startswith("cases/") and "unlock" not in route:
            for address in _addresses(route, values):
                for data in ({}, {"text": "x", "mode": "note"}, {"do": "public"}, {"follow": "1"}):
                    status = client.post(address, data, headers={"HX-Request": "true"}).status_code
                    if case.number in address and status not in {404, 405, 403}:
                        wrong.append((address, data, status))
    assert wrong == []
    assert (Entry.objects.filter(case=case).count(), Case.objects.values().get(pk=case.pk)) == before


def test_no_operation_of_the_api_shows_it(world, case, outsider, settings):
    settings.API_REQUESTS_A_MINUTE = 100_000
    _, secret = issue_token(outsider, name="x", scopes=list(Scope), expires_at=None, by=outsider, now=timezone.now())
    client, wrong, walked = Client(raise_request_exception=False), [], 0
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for method in {method for operation in view.operations for method in operation.methods}:
                for value in (case.number, str(case.uuid), case.customer.code):
                    address = re.sub(r"\{\w+\}", value, f"/api/v1{bound.prefix}{path}")
                    for asked in ("", "?q=zxprivate"):
                        ask = getattr(client, method.lower())
                        answer = ask(address + asked, headers={"Authorization": f"Bearer {secret}"})
                        walked += 1
                        if leaks := _leaks(answer.content, case, asked=value):
                            wrong.append((method, address, leaks))
    assert walked > 20
    assert wrong == []


def test_no_count_and_no_suggestion_knows_of_it(world, case, outsider):
    now = timezone.now()
    assert queries.count_views(outsider, now=now)["all"] == 0
    assert queries.count_views(world.agent, now=now)["all"] == 1
    assert list(Case.objects.visible_to(outsider)) == []
    assert queries.search_page(Case.objects.visible_to(outsider), "zxprivate").rows == []
    assert list(Case.objects.hidden_from(outsider)) == [case]
    assert list(Case.objects.hidden_from(world.agent)) == []
    assert queries.lines_of([case.pk], outsider) == {}


@pytest.mark.parametrize("reach", list(Reach))
@pytest.mark.parametrize("is_named", [True, False])
def test_counts_and_lists_agree_for_every_reach(world, case, reach, is_named):
    actions.assign(case, team=world.support, assignee=world.agent, by=Actor.agent(world.agent.pk), now=w.NOW)
    other = Case.objects.create(
        number="TT-26-800001", brand=world.brand, customer=case.customer, channel_kind="email", team=world.repairs,
        branch=world.repairs.branch,
        opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip
    person = w.person("ai", "Ai Đó", role=Role.AGENT, team=world.support, reach=reach)
    if is_named:
        for one in (case, other):
            CaseAccess.objects.create(case=one, agent=person, because="named", at=w.NOW)
    counts = queries.count_views(person, now=w.NOW)
    for key, count in counts.items():
        assert len(queries.list_view(key, agent=person, now=w.NOW).rows) == count, key
    assert counts["all"] == (2 if is_named else {"own": 0, "team": 0, "branch": 1, "all": 1}[reach])


def test_whatever_is_announced_of_it_is_heard_by_the_named_alone(
    world, case, outsider, monkeypatch, django_capture_on_commit_callbacks
):
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("tantam.core.actions.live._notify", lambda payloads: told.extend(map(json.loads, payloads)))
    client = Client()
    client.force_login(world.agent)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("case_here", args=[case.number]), {"doing": "typing"})
        actions.write_note(case, text="thêm", by=world.agent, now=w.NOW)
        actions.classify(case, kind="complaint", urgency="high", by=Actor.agent(world.agent.pk), now=w.NOW)
    assert {one["topic"] for one in told} >= {"case", "presence"}
    named, other = (Filter(any_of=tuple(within_reach_of(one)), agent=one.pk) for one in (world.agent, outsider))
    of_it = [one for one in told if one["topic"] in {"case", "presence"}]
    assert all(named.lets_through(one) for one in of_it)
    assert not any(other.lets_through(one) for one in of_it)
