"""An answer with copies: to all whom the customer wrote to but never to ourselves, and to some whom nobody sees."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.models import Case, Draft
from tantam.cases.tests import desk
from tantam.channels.email.adapter import composed, envelope_to
from tantam.channels.models import Message
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO = True
    made = desk.build_desk()
    made.mailbox.settings = {"aliases": ["hotro@thuanlo.example"]}
    made.mailbox.save()
    client.force_login(made.agent)
    return made


def _send(client, case: Case, **more: object):
    said = {"mode": "reply", "text": "Dạ em gửi ạ.", "key": str(uuid4()), **more}
    return client.post(reverse("case_say", args=[case.number]), said, **HX)


def _answer() -> Message:
    return Message.objects.get(direction="out", nature=Message.Nature.PERSON)


def test_all_are_those_whom_the_customer_wrote_to_without_us(world, client):
    others = (
        "Lan <lan@khach.example>, hotro@thuanlo.example, cskh@thuanlo.example, noreply@may.example, hoa@khach.example"
    )
    case = desk.a_case(world, Cc=others)
    assert client.get(reverse("case_others", args=[case.number])).json() == {"cc": ["lan@khach.example"]}
    client.force_login(world.stranger)
    assert client.get(reverse("case_others", args=[case.number])).status_code in {403, 404}


def test_copies_leave_and_nobody_sees_the_blind_ones(world, client):
    case = desk.a_case(world)
    assert _send(client, case, cc="lan@khach.example; mai@khach.example", bcc="sep@thuanlo.vn").status_code == 200
    answer = _answer()
    assert envelope_to(answer) == ["hoa@khach.example", "lan@khach.example", "mai@khach.example", "sep@thuanlo.vn"]
    raw = composed(answer)
    assert b"lan@khach.example" in raw
    assert b"sep@thuanlo.vn" not in raw


@pytest.mark.parametrize("wrong", ["lan@", "lan", "a@b.example\r\nBcc: x@y.example z", ", ".join(["a@b.example"] * 51)])
def test_an_address_that_cannot_be_right_is_named_and_nothing_is_sent(world, client, wrong):
    case = desk.a_case(world)
    assert _send(client, case, cc=wrong).status_code == 422
    assert not Message.objects.filter(direction="out", nature="person").exists()


def test_copies_are_kept_with_the_draft_and_come_back_when_it_is_undone(world, client, settings):
    settings.UNDO_SECONDS = 10
    case = desk.a_case(world)
    typed = {"text": "Dở", "mode": "reply", "revision": 0, "cc": "lan@khach.example, ma"}
    client.post(reverse("case_draft", args=[case.number]), typed)
    assert 'value="lan@khach.example, ma"' in client.get(reverse("case", args=[case.number])).content.decode()
    _send(client, case, cc="lan@khach.example", bcc="sep@thuanlo.vn")
    draft = Draft.objects.sent_off().get()
    back = client.post(reverse("case_take_back", args=[case.number, draft.pk]), **HX).content.decode()
    assert 'name="cc" value="lan@khach.example"' in back
    _send(client, case, cc="lan@khach.example", bcc="sep@thuanlo.vn")
    actions.let_leave(now=timezone.now() + timedelta(seconds=11))
    assert [box["address"] for box in _answer().recipients["bcc"]] == ["sep@thuanlo.vn"]
