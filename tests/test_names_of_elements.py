"""Nobody reads a machine name: every page of a process whose gateways and ends bear no names."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tantam.process import actions
from tantam.process.models import Deviation, Incident, Instance, LoadRun, Process, Token, Version
from tantam.process.tests.drawn import stand
from tantam.process.tests.mined import compared, past
from tests import world as w

pytestmark = pytest.mark.django_db

KEY = "QT-77"
_MACHINE = re.compile(r"\b(?:Gateway|Event|Flow|Activity|Process)_[0-9a-z]+\w*")
#: What people read or hear of a tag; all else in it is for programs.
_SAID = re.compile(r'\b(?:title|aria-label|alt|placeholder)="([^"]*)"')


def _shape(element: str, at: int) -> str:
    bounds = f'<dc:Bounds x="{at * 130}" y="100" width="100" height="80"/>'
    return f'<di:BPMNShape id="{element}_di" bpmnElement="{element}">{bounds}</di:BPMNShape>'


def _flow(source: str, target: str, *, number: str) -> str:
    return f'<sequenceFlow id="Flow_{number}" sourceRef="{source}" targetRef="{target}"/>'


def drawn(*, split: str = "Gateway_1aaa11a", expected: str = '{"ends": ["Event_1end111"]}') -> str:
    """Taken in, told to two at once; the customer hears of it, or after two days the head does."""
    ways = [
        ("Event_0start0", "Activity_1take"), ("Activity_1take", split), (split, "Activity_2call"),
        (split, "Activity_3mail"), ("Activity_2call", "Gateway_2bbb22b"), ("Activity_3mail", "Gateway_2bbb22b"),
        ("Gateway_2bbb22b", "Activity_4tell"), ("Activity_4tell", "Gateway_3ccc33c"),
        ("Gateway_3ccc33c", "Event_1end111"), ("Gateway_3ccc33c", "Activity_2call"), ("Event_2late22", "Event_3end333"),
    ]  # fmt: skip
    conditioned = '<sequenceFlow id="Flow_9" sourceRef="Gateway_3ccc33c" targetRef="Activity_1take">'
    conditioned += "<conditionExpression>thieu = true</conditionExpression></sequenceFlow>"
    arrows = [_flow(*way, number=str(number)) for number, way in enumerate(ways)]
    arrows[9] = conditioned
    nodes = ["Event_0start0", "Activity_1take", split, "Activity_2call", "Activity_3mail", "Gateway_2bbb22b"]
    nodes += ["Activity_4tell", "Gateway_3ccc33c", "Event_1end111", "Event_2late22", "Event_3end333"]
    return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1"
 xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d">
 <process id="Process_1" name="Thử" isExecutable="true"><extensionElements><tantam:example key="mot">
 <tantam:label lang="vi">Một khách hỏi</tantam:label><tantam:given>{{}}</tantam:given>
 <tantam:expected>{expected}</tantam:expected></tantam:example></extensionElements>
 <startEvent id="Event_0start0"/><userTask id="Activity_1take" name="Tiếp nhận"/><parallelGateway id="{split}"/>
 <userTask id="Activity_2call" name="Gọi khách"/><userTask id="Activity_3mail" name="Gửi thư"/>
 <parallelGateway id="Gateway_2bbb22b"/><userTask id="Activity_4tell" name="Báo khách"/>
 <exclusiveGateway id="Gateway_3ccc33c" default="Flow_8"/><endEvent id="Event_1end111"/>
 <boundaryEvent id="Event_2late22" attachedToRef="Activity_4tell"><timerEventDefinition>
 <timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="Event_3end333"/>
 {"".join(arrows)}</process>
 <di:BPMNDiagram id="di"><di:BPMNPlane id="pl" bpmnElement="Process_1">
 {"".join(_shape(one, at) for at, one in enumerate(nodes))}</di:BPMNPlane></di:BPMNDiagram></definitions>"""


def said(page: str) -> str:
    """What a page says to people: its text, and what its tags say aloud."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    aloud = " ".join(_SAID.findall(page))
    return unescape(f"{re.sub(r'<[^>]+>', ' ', page)} {aloud}")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: w.NOW)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def process(world: w.World) -> Process:
    return Process.objects.create(key=KEY, name="Thử", name_en="Trial", created_at=w.NOW)


def _published(process: Process, bpmn: str) -> Version:
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW - timedelta(days=30))
    return actions.publish(draft, by=None, reason="thử", now=w.NOW - timedelta(days=30))


@pytest.fixture
def lived(world: w.World, process: Process) -> tuple[Version, Version]:
    """Two versions, the second in force, both with a past; on the first somebody waits at the join."""
    old = _published(process, drawn())
    new = _published(process, drawn(split="Gateway_9zzz99z"))
    ways = ("Event_0start0", "Activity_1take", "Activity_3mail", "Activity_2call", "Activity_4tell", "Event_1end111")
    for number in range(5):
        past(new, ways[: 6 - number % 2], days=2 + number, subject=f"order:{number}", by=world.agent.pk)
    waiting = Instance.objects.create(version=old, subject="order:9", started_at=w.NOW, state="running")
    stand(waiting, "Gateway_2bbb22b", since=w.NOW - timedelta(days=1), state="joining")
    failed = Instance.objects.create(version=new, subject="order:8", started_at=w.NOW, state="running")
    token: Token = stand(failed, "Event_3end333", since=w.NOW - timedelta(days=1), state="incident")
    Incident.objects.create(instance=failed, version=new, node=token.node, token_id=token.pk, error="Hỏng.", at=w.NOW)
    Deviation.objects.create(
        instance_id=failed.pk, version_id=new.pk, from_node="Gateway_9zzz99z", to_node="Event_1end111",
        reason="khách đã tự xử lý", by=world.agent, at=w.NOW,
    )  # fmt: skip
    compared()
    return old, new


def _names(old: Version, new: Version) -> list[str]:
    """The addresses of the pages of the process."""
    whole = ["process", "process_edit", "process_versions", "process_done", "process_done_map", "process_done_people"]
    whole += ["process_done_tickets", "process_deviations", "process_incidents", "process_changeover"]
    found = [reverse(name, args=[KEY]) for name in whole]
    each = ["process_version", "process_rehearsal", "process_load_ask", "process_steps"]
    found += [reverse(name, args=[KEY, new.number]) for name in each]
    found += [reverse("process_step", args=[KEY, one]) for one in ("Gateway_2bbb22b", "Event_3end333")]
    found.append(f"{reverse('process_compare', args=[KEY])}?old={old.number}&new={new.number}")
    found.append(f"{reverse('process', args=[KEY])}?against={old.number}")
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_of_a_process_says_a_machine_name(client: Client, world, lived, language):
    world.owner.language = language
    world.owner.save(update_fields=["language"])
    client.force_login(world.owner)
    for url in _names(*lived):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert not (found := _MACHINE.findall(said(answer.content.decode()))), (url, found)


def test_the_comparison_and_the_changeover_say_where_an_unnamed_gateway_stands(client: Client, world, lived):
    old, new = lived
    client.force_login(world.owner)
    page = said(
        client.get(reverse("process_compare", args=[KEY]), {"old": old.number, "new": new.number}).content.decode()
    )
    assert "Cổng song song sau ‘Tiếp nhận’" in page
    page = said(client.get(reverse("process_changeover", args=[KEY])).content.decode())
    assert "Cổng song song gộp trước ‘Báo khách’" in page
    looked = {"old": old.number, "new": new.number}
    page = said(client.post(reverse("process_changeover_preview", args=[KEY]), looked).content.decode())
    assert not _MACHINE.findall(page)


def test_a_trial_and_a_load_trial_tell_the_ends_by_what_comes_before_them(client: Client, world, lived):
    _old, new = lived
    client.force_login(world.owner)
    begun = client.post(
        reverse("process_rehearsal_begin", args=[KEY, new.number]), {"start": "23/11/2026 09:00", "v-thieu": "no"}
    )
    sent = parse_qs(urlsplit(begun["Location"]).query)["w"][0]
    page = client.get(reverse("process_rehearsal", args=[KEY, new.number]), {"w": sent}).content.decode()
    assert "Tiếp nhận" in page
    assert not _MACHINE.findall(said(page))
    form = client.get(reverse("process_load_ask", args=[KEY, new.number])).context["form"]
    initial = {name: field.initial for name, field in form.fields.items() if name[:2] in ("p-", "m-", "a-")}
    asked = {"source": "invented", "days": "30", "per_day": "20", "length": "3", "seed": "7", **initial}
    client.post(reverse("process_load_begin", args=[KEY, new.number]), asked)
    assert actions.work_off_load_run(now=w.NOW)
    page = client.get(reverse("process_load", args=[KEY, LoadRun.objects.latest("id").pk])).content.decode()
    assert "Kết thúc sau ‘Báo khách’ (1)" in said(page)
    assert not _MACHINE.findall(said(page))


def test_the_check_says_no_machine_name_of_what_is_wrong(client: Client, world, lived):
    client.force_login(world.owner)
    bpmn = drawn(expected='{"ends": ["Event_3end333"]}')
    answer = client.post(reverse("process_check", args=[KEY]), bpmn, content_type="application/xml").json()
    found = [one["message"] for one in answer["problems"]]
    assert any("phải kết thúc ở “Kết thúc sau ‘Báo khách’ (2)”" in one for one in found), found
    assert not [one for one in found if _MACHINE.search(one)]


def _of_examples(client: Client, url: str, bpmn: str) -> list[dict[str, str]]:
    problems = client.post(url, bpmn, content_type="application/xml").json()["problems"]
    return [one for one in problems if one["example"]]


def test_an_example_about_a_step_that_was_deleted_says_so_by_the_name_it_had(client: Client, world, lived):
    client.force_login(world.owner)
    bpmn = drawn(expected='{"ends": ["Event_1end111"], "through": ["Activity_5gone"]}')
    url = reverse("process_check", args=[KEY])
    said_of = [
        one for one in client.post(url, bpmn, content_type="application/xml").json()["problems"] if one["example"]
    ]
    nameless = "Ví dụ “Một khách hỏi” không còn khớp: phải đi qua một bước, nhưng bước này không còn trong sơ đồ."
    assert [(one["code"], one["example"], one["message"]) for one in said_of] == [("example_gone", "mot", nameless)]
    process = lived[0].process
    was = drawn().replace("Activity_3mail", "Activity_5gone")
    actions.save_draft(process, bpmn=was, revision=0, by=None, now=w.NOW)
    said_of = [
        one for one in client.post(url, bpmn, content_type="application/xml").json()["problems"] if one["example"]
    ]
    assert "phải đi qua “Gửi thư”, nhưng bước này không còn" in said_of[0]["message"]
    told = client.post(reverse("process_examples", args=[KEY]), bpmn, content_type="application/xml").json()["examples"]
    assert told[0]["said"] == ["phải đi qua “Gửi thư”, nhưng bước này không còn trong sơ đồ"]
