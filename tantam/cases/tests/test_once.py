"""A form sent twice does its verb once and says the same; what was changed in between is neither sent nor lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.models import AnswerPromise, Case, Closure, Draft, Entry
from tantam.cases.tests import desk
from tantam.channels.models import Arrival, Message
from tantam.organisation.models import Business
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
KEY_FIELD = re.compile(r'name="key" value="([0-9a-f-]{36})"|name="key"[^>]* value="([0-9a-f-]{36})"')


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO = True
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


def _keys(page) -> list[str]:
    return [first or second for first, second in KEY_FIELD.findall(page.content.decode())]


def _say(client, case: Case, **typed: str):
    return client.post(reverse("case_say", args=[case.number]), {"mode": "reply", "text": "Dạ xong ạ.", **typed}, **HX)


def _sent_by_people() -> int:
    return Message.objects.filter(direction="out", nature=Message.Nature.PERSON).count()


def test_every_composer_that_is_shown_has_a_key_of_its_own(world, client):
    case = desk.a_case(world)
    first, second = (_keys(client.get(reverse("case", args=[case.number]))) for _ in range(2))
    assert (len(first), len(second)) == (1, 1)
    assert first != second
    after = _say(client, case, key=first[0])
    assert len(_keys(after)) == 1
    assert _keys(after) != first


def test_the_same_answer_twice_leaves_once_and_says_the_same(world, client):
    case, key = desk.a_case(world), str(uuid4())
    first, second = _say(client, case, key=key), _say(client, case, key=key)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.headers["HX-Trigger"] == second.headers["HX-Trigger"]
    assert Entry.objects.filter(case=case, author=world.agent, kind="outbound").count() == _sent_by_people() == 1


def test_send_and_close_twice_is_closed_once_and_not_refused(world, client):
    case, key = desk.a_case(world), str(uuid4())
    first, second = (_say(client, case, key=key, close="partly") for _ in range(2))
    assert first.headers["HX-Trigger"] == second.headers["HX-Trigger"]
    assert (second.status_code, Closure.objects.filter(case=case).count(), _sent_by_people()) == (200, 1, 1)


@pytest.mark.parametrize("typed", [{"mode": "note"}, {"mode": "record", "said_by": "us", "said_on": "phone"},
                                   {"mode": "record", "said_by": "customer", "said_on": "zalo"}])  # fmt: skip
def test_a_note_and_a_record_are_kept_once(world, client, typed):
    case, key = desk.a_case(world), str(uuid4())
    for _ in range(2):
        assert _say(client, case, key=key, **typed).status_code == 200
    assert Entry.objects.filter(case=case, text="Dạ xong ạ.").count() == 1


def test_words_changed_after_the_first_sending_come_back_with_a_new_key(world, client):
    case, key = desk.a_case(world), str(uuid4())
    _say(client, case, key=key)
    answer = _say(client, case, key=key, text="Dạ xong rồi ạ, mai em gửi.")
    assert _sent_by_people() == 1
    assert "Dạ xong rồi ạ, mai em gửi.</textarea>" in answer.content.decode()
    assert '"tone": "warning"' in answer.headers["HX-Trigger"]
    assert _keys(answer) != [key]


def test_an_answer_refused_for_itself_can_be_sent_again_with_its_key(world, client):
    case, key = desk.a_case(world), str(uuid4())
    assert _say(client, case, key=key, text="Dạ {viec} ạ.").status_code == 422
    assert _say(client, case, key=key).status_code == 200
    assert _sent_by_people() == 1


def test_somebody_elses_key_shows_nothing_of_theirs(world, client):
    case, key = desk.a_case(world), str(uuid4())
    _say(client, case, key=key)
    client.force_login(world.head)
    client.raise_request_exception = False
    assert _say(client, case, key=key).status_code == 500
    assert _sent_by_people() == 1


def test_the_key_costs_no_question(world):
    counts = []
    for key in (None, uuid4()):
        case = desk.a_case(world, message_id=f"<{uuid4()}@khach.example>")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            actions.reply(case, answer=actions.Answer(text="Dạ.", key=key), by=world.agent, now=timezone.now())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_quick_intake_twice_is_one_ticket(world, client):
    page = client.get(reverse("quick_intake"), **HX)
    typed = {"phone": "0912345678", "channel_kind": "phone", "text": "Hỏi giá", "key": _keys(page)[0]}
    first, second = (client.post(reverse("quick_intake"), typed, **HX) for _ in range(2))
    assert first.headers["HX-Trigger"] == second.headers["HX-Trigger"]
    assert Case.objects.filter(subject="Hỏi giá").count() == 1


@pytest.mark.parametrize(("channel", "cases", "arrivals"), [("chat", 1, 0), ("phone", 1, 0), ("email", 0, 1)])
def test_a_pretended_customer_speaks_once(world, client, channel, cases, arrivals):
    Business.objects.update(is_demo=True)
    key = _keys(client.get(reverse("play_customer"), **HX))[0]
    typed = {"text": "xe em ko sạc dc", "channel": channel, "key": key}
    answers = [client.post(reverse("play_send"), typed, **HX) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert (Case.objects.count(), Arrival.objects.count()) == (cases, arrivals)
    assert _keys(answers[0]) != [key]


def test_a_promise_is_told_once(world, client):
    case = desk.a_case(world)
    address = reverse("case_promise", args=[case.number])
    typed = {"due_at": "2031-01-01T09:00", "words": "Em hỏi kỹ thuật ạ.", "key": _keys(client.get(address, **HX))[0]}
    answers = [client.post(address, typed, **HX) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert (AnswerPromise.objects.filter(case=case).count(), _sent_by_people()) == (1, 1)


def test_a_draft_that_comes_in_after_its_answer_is_forgotten(world, client):
    case, key = desk.a_case(world), str(uuid4())
    _say(client, case, key=key)
    address = reverse("case_draft", args=[case.number])
    assert client.post(address, {"text": "Dạ xong ạ.", "mode": "reply", "key": key}).status_code == 200
    assert not Draft.objects.exists()
    client.post(address, {"text": "Câu sau", "mode": "reply", "key": str(uuid4())})
    assert Draft.objects.get().text == "Câu sau"
