"""What a customer is asked, as they and the desk read it, and where it is set."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.cases.actions import Words, open_case
from tantam.cases.models import Case, Entry
from tantam.channels.models import Message
from tantam.channels.values.score_links import score_row
from tantam.core.facts import SYSTEM
from tantam.core.models import FactRow
from tantam.organisation.models import Business, Reach, Role
from tantam.surveys import actions
from tantam.surveys.models import Invitation, Survey
from tests import world as w

pytestmark = pytest.mark.django_db
PLAN = {"question": actions.QUESTION, "question_en": actions.QUESTION_EN, "valid_days": 14, "quarantine_days": 0}


@pytest.fixture
def world(settings) -> w.World:
    settings.PUBLIC_URL = "https://cskh.example"
    actions.begin_with_satisfaction(now=w.NOW)
    return w.build_world()


def _asked(world: w.World, *, form: str = "bác/cháu", language: str = "vi") -> tuple[Case, Message]:
    customer = w.customer(world.brand)
    customer.name, customer.address_form, customer.language = "Nguyễn Thị Hòa", form, language
    customer.save()
    words = Words(channel_kind="phone", subject="", text="A lô", entry_kind=Entry.Kind.RECORDED_IN)
    case = open_case(customer, words=words, by=SYSTEM, now=w.NOW)
    actions.invite(case, survey=Survey.objects.get(), now=w.NOW)
    message = Invitation.objects.get(case=case).message
    assert message is not None
    return case, message


@pytest.mark.parametrize(
    ("form", "question"),
    [
        ("bác/cháu", "Vừa rồi cháu hỗ trợ đã ổn với bác Hòa chưa ạ?"),
        ("anh/em", "Vừa rồi em hỗ trợ đã ổn với anh Hòa chưa ạ?"),
        ("quý khách/chúng tôi", "Vừa rồi chúng tôi hỗ trợ đã ổn với quý khách chưa ạ?"),
    ],
)
def test_the_question_speaks_to_each_customer_in_their_form_of_address(world, client, form, question):
    case, message = _asked(world, form=form)
    assert message.subject == f"{question} [{case.number}]"
    assert message.text.startswith(
        question + "\n\nChỉ cần bấm một điểm: 1 là chưa ổn chút nào, 5 là rất ổn.\n\n 1  https://"
    )
    row = score_row(message.text)
    assert row is not None
    address = row.scores[4][1].removeprefix("https://cskh.example")
    assert question in client.get(address).content.decode()


def test_the_plain_text_has_one_line_for_each_score(world):
    case, message = _asked(world)
    row = score_row(message.text)
    assert row is not None
    assert [score for score, _address in row.scores] == [1, 2, 3, 4, 5]
    assert all(address.endswith(f"?score={score}") for score, address in row.scores)
    assert row.after == f"Phiếu {case.number}"


def test_in_the_stream_stand_the_question_and_its_scores_and_no_address(world, client):
    case, _message = _asked(world)
    page = w.signed_in(client, world.head).get(reverse("case", args=[case.number])).content.decode()
    assert "Vừa rồi cháu hỗ trợ đã ổn với bác Hòa chưa ạ?" in page
    assert "".join(f'<span class="score-said">{score}</span>' for score in range(1, 6)) in page
    assert "/s/" not in page
    assert "?score=" not in page


def test_in_the_samples_mailbox_the_scores_are_pressed(world, client, settings):
    settings.DEMO = True
    type(world.brand).objects.update(name="Thuận Lộ")
    Business.objects.update(is_demo=True)
    _case, message = _asked(world)
    row = score_row(message.text)
    assert row is not None
    page = w.signed_in(client, world.head).get(reverse("sample_mail")).content.decode()
    assert all(f'<a class="score-said" href="{address}">{score}</a>' in page for score, address in row.scores)
    assert page.count("?score=") == 5


def test_other_mails_are_not_taken_for_a_survey():
    assert score_row("Chào anh\n1: https://a.example/x\n2: https://a.example/y") is None
    assert score_row("") is None
    assert score_row("5: https://a.example/s/x/?score=5") is None


def test_a_new_business_has_its_question_and_keeps_its_own(world):
    Survey.objects.update(question="Ổn chưa?")
    actions.begin_with_satisfaction(now=w.NOW)
    assert list(Survey.objects.values_list("key", "kind", "question")) == [("csat", "csat", "Ổn chưa?")]


def test_the_question_is_changed_in_the_settings(world, client):
    admin = w.person("quantri", "Quản Trị", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    page = w.signed_in(client, admin)
    shown = page.get("/settings/surveys/").content.decode()
    assert "Vừa rồi cháu hỗ trợ đã ổn với bác Hòa chưa ạ?" in shown
    assert "{toi}" not in shown
    refused = page.post("/settings/surveys/csat/", PLAN | {"question": "Ổn chưa {ten_la}?"})
    assert refused.status_code == 422
    assert "Ở đây không có gì để điền vào {ten_la}." in refused.content.decode()
    assert page.post("/settings/surveys/nps/", PLAN | {"question": "Có giới thiệu {toi} không ạ?"}).status_code == 302
    assert page.post("/settings/surveys/csat/", PLAN | {"question": "{Kh} hài lòng chưa ạ?"}).status_code == 302
    assert list(Survey.objects.order_by("id").values_list("key", "question")) == [
        ("csat", "{Kh} hài lòng chưa ạ?"), ("nps", "Có giới thiệu {toi} không ạ?"),
    ]  # fmt: skip
    assert FactRow.objects.filter(name="business.survey-changed", actor_id=admin.pk).count() == 2
    assert page.get("/settings/surveys/khac/").status_code == 404
    assert w.signed_in(client, world.agent).get("/settings/surveys/").status_code == 403


@pytest.mark.parametrize(
    ("form", "language", "thanks"),
    [("bác/cháu", "vi", "Cảm ơn bác Hòa"), ("anh/chị", "vi", "Cảm ơn anh/chị Hòa"), ("bác/cháu", "en", "Thank you")],
)
def test_who_rated_is_thanked_by_the_business_in_their_form_of_address(world, client, form, language, thanks):
    _case, message = _asked(world, form=form, language=language)
    row = score_row(message.text)
    assert row is not None
    address = row.scores[3][1].removeprefix("https://cskh.example")
    asked = client.get(address).content.decode()
    answered = client.post(address, {"score": "4"}).content.decode()
    assert f'<h1 class="text-xl font-semibold">{thanks}</h1>' in answered
    for page in (asked, answered):  # customers know the shop, not the software behind it
        assert f'<span class="font-semibold text-lg">{world.brand.name}</span>' in page
        assert f" · {world.brand.name}</title>" in page
        assert "Tận Tâm" not in page


def test_a_link_cut_off_is_told_under_the_name_of_the_business(world, client):
    answer = client.get("/s/0000/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'<span class="font-semibold text-lg">{world.brand.name}</span>' in page
    assert "Tận Tâm" not in page
