"""What an agent reads: gaps named in words, customers without a name, calls without words, numbers in one piece."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tantam.cases import actions
from tantam.cases.context.codes import whole
from tantam.cases.context.gaps import LABELS, readable, shown
from tantam.cases.context.page import promise_times
from tantam.cases.models import AnswerPromise, Case, Entry, Outcome
from tantam.cases.tests import desk
from tantam.core.facts import Actor
from tantam.core.values.business_time import Calendar
from tantam.core.values.scripts import render_script
from tantam.customers.models import ContactPoint, Customer
from tantam.process.models import Token
from tests import world as w

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(db, settings, client) -> w.World:
    settings.DEMO = True
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


@pytest.mark.parametrize(("language", "said"), [("vi", "việc đang nói"), ("en", "what it is about")])
def test_a_gap_is_named_in_the_readers_language_and_cannot_be_sent(language, said):
    rendered = render_script("Dạ xong phần {viec} rồi ạ, {kh}.", variables={"kh": "chị Hoà"})
    with translation.override(language):
        text = readable(rendered)
    assert text == f"Dạ xong phần {{{said}}} rồi ạ, chị Hoà."
    assert render_script(text, variables={}).unresolved == (f"{{{said}}}",)
    assert shown(text) == f'Dạ xong phần <mark class="gap">{said}</mark> rồi ạ, chị Hoà.'


def test_a_gap_nobody_described_is_named_by_its_own_words_and_markup_stays_text():
    rendered = render_script("<b>{ten_hang_moi}", variables={})
    assert readable(rendered) == "<b>{ten hang moi}"
    assert shown(readable(rendered)) == '&lt;b&gt;<mark class="gap">ten hang moi</mark>'


def test_every_label_is_translated():
    with translation.override("vi"):
        vietnamese = [str(label) for label in LABELS.values()]
    with translation.override("en"):
        english = [str(label) for label in LABELS.values()]
    assert len(set(vietnamese)) == len(set(english)) == len(LABELS)
    assert not set(vietnamese) & set(english)


def test_ticket_numbers_do_not_break_and_links_stay_whole():
    assert whole("Phiếu TT-26-000123.") == 'Phiếu <span class="whitespace-nowrap">TT-26-000123</span>.'
    assert whole('<a href="/cases/TT-26-000123/">đây</a>') == '<a href="/cases/TT-26-000123/">đây</a>'


def test_the_step_card_shows_no_raw_variable(world, client):
    case = desk.a_case(world)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert "{noi_dung}" not in page
    assert '<mark class="gap">nội dung trả lời</mark>' in page
    scripts = client.get(reverse("case_scripts", args=[case.number])).json()
    assert any("{nội dung trả lời}" in one["text"] for one in scripts)


@pytest.mark.parametrize(
    ("language", "own", "helping"),
    [
        ("vi", "Dạ em là {}, phụ trách phiếu {} của anh/chị Hoà.", "Dạ em là {}, hỗ trợ phiếu {} của anh/chị Hoà."),
        ("en", "This is {}, I am looking after your ticket {},", "This is {}, I am helping with your ticket {},"),
    ],
)
def test_only_the_assignee_says_that_they_look_after_the_ticket(world, client, language, own, helping):
    case = desk.a_case(world)
    Customer.objects.filter(pk=case.customer_id).update(language=language)

    def said_by(person) -> str:
        client.force_login(person)
        return str(client.get(reverse("case_scripts", args=[case.number])).json())

    assert own.format("Khôi", case.number) in said_by(world.agent)
    assert helping.format("Uyên", case.number) in said_by(world.head)
    Case.objects.filter(pk=case.pk).update(assignee=None)
    assert own.format("Uyên", case.number) in said_by(world.head), "who answers first looks after it"


def test_the_step_about_the_promise_is_finished_by_promising(world, client):
    case = desk.a_case(world)
    answer = actions.Answer(text="Dạ em hỏi kỹ thuật ạ.", step_data={"chua_biet": True})
    actions.reply(case, answer=answer, by=world.agent, now=w.NOW)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    card = page[page.index('class="pane-section step-card"') :].split("</section>")[0]
    assert "Hẹn trả lời trước" not in card
    assert "Hoàn tất bước" not in card
    assert f'href="{reverse("case_promise", args=[case.number])}"' in card
    typed = {"due_at": "2031-01-01T09:00", "words": "Em báo chị trước 9 giờ mai ạ."}
    assert client.post(reverse("case_promise", args=[case.number]), typed, **HX).status_code == 200
    assert AnswerPromise.objects.filter(case=case).count() == 1
    after = client.get(reverse("case", args=[case.number])).content.decode()
    assert '<strong class="min-w-0">Hẹn trả lời</strong>' in page
    assert '<strong class="min-w-0">Hẹn trả lời</strong>' not in after


def _nameless(world: w.World, kind: ContactPoint.Kind, value: str) -> Case:
    customer = Customer.objects.create(code=f"KH9{value[-5:]}", brand=world.brand, created_at=w.NOW)
    if value:
        ContactPoint.objects.create(customer=customer, kind=kind, value=value, created_at=w.NOW)
    return Case.objects.create(
        number=f"TT-26-8{Case.objects.count():05}", brand=world.brand, customer=customer, channel_kind="phone",
        team=world.support, assignee=world.agent, opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "called"),
    [("phone", "+84912345678", "0912 345 678"), ("email", "la@khach.example", "la@khach.example")],
)
def test_a_customer_without_a_name_is_called_by_phone_or_address(world, client, kind, value, called):
    case = _nameless(world, ContactPoint.Kind(kind), value)
    for address in (reverse("inbox"), reverse("case", args=[case.number]), reverse("customers")):
        page = client.get(address).content.decode()
        assert called in page, address
        assert f">{case.customer.code}</span><span" not in page
    row = client.get(reverse("inbox")).content.decode()
    assert f'<span class="case-row-name truncate">{called}</span>' in row


def test_a_call_that_nobody_took_says_so_in_list_head_and_stream(world, client):
    case = _nameless(world, ContactPoint.Kind.PHONE, "+84912345678")
    Entry.objects.create(case=case, kind=Entry.Kind.CALL, at=w.NOW, channel_kind="phone", data={"missed": True})
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert page.count("Cuộc gọi nhỡ") == 4  # the head says it twice: as its tooltip, where it is cut
    assert "Ghi tay" not in page


def test_a_very_long_message_is_folded_at_a_paragraph_and_many_files_behind_the_first(world, client):
    letter = w.mail(text=("Shop ơi em kể chuyện dài lắm ạ. " * 20 + "\n\n") * 40)
    w.send_in(world.mailbox, letter)
    page = client.get(reverse("case", args=[Case.objects.get().number])).content.decode()
    assert "<summary>Hiện cả tin</summary><p>Shop ơi" in page
    assert page.count("Shop ơi em kể chuyện dài lắm ạ. ") >= 40 * 20 - 40


def test_pictures_are_shown_and_many_files_folded(world, client):
    letter = email.message_from_bytes(w.mail(text="Ảnh đây ạ"), policy=email.policy.default)
    for number in range(9):
        letter.add_attachment(
            b"\x89PNG\r\n\x1a\n%d" % number, maintype="image", subtype="png", filename=f"{number}.png"
        )
    w.send_in(world.mailbox, letter.as_bytes())
    page = client.get(reverse("case", args=[Case.objects.get().number])).content.decode()
    before, after = page.split("<summary>Hiện thêm 3 tệp</summary>")
    assert (before.count('loading="lazy"'), after.count('loading="lazy"')) == (6, 3)


def test_a_field_for_text_begins_empty_and_holds_what_is_in_it_alone(world, client):
    page = client.get(reverse("quick_intake"), **HX).content.decode()
    assert re.search(r'<textarea name="text"[^>]*></textarea>', page)
    case = desk.a_case(world)
    promise = client.get(reverse("case_promise", args=[case.number]), **HX).content.decode()
    (words,) = re.findall(r'<textarea name="words"[^>]*>([^<]*)</textarea>', promise)
    assert words == words.strip() != ""


def test_quick_intake_names_what_is_already_open_for_the_caller(world, client):
    case = _nameless(world, ContactPoint.Kind.PHONE, "+84912345678")
    known = client.get(reverse("intake_customer"), {"phone": "0912 345 678"}, **HX).content.decode()
    assert f'href="{reverse("case", args=[case.number])}"' in known
    assert f"Ghi vào phiếu {case.number} đang mở" in known
    other = client.get(reverse("intake_customer"), {"phone": "0912 345 679"}, **HX).content.decode()
    assert case.number not in other


def test_quick_intake_goes_into_the_open_ticket_when_that_is_chosen_once(world, client):
    case = _nameless(world, ContactPoint.Kind.PHONE, "+84912345678")
    cases = Case.objects.count()
    key = "7d0e6c0c-6c8c-4c6e-9f8e-1f0c9b0b8a11"
    typed = {"phone": "0912345678", "channel_kind": "phone", "text": "Gọi lại hỏi", "into": case.number, "key": key}
    done = [client.post(reverse("quick_intake"), typed, **HX) for _ in range(2)]
    assert [one.status_code for one in done] == [200, 200]
    assert Case.objects.count() == cases
    (entry,) = Entry.objects.filter(case=case, kind=Entry.Kind.RECORDED_IN, text="Gọi lại hỏi")
    assert entry.channel_kind == "phone"


def test_quick_intake_refuses_a_ticket_that_is_not_an_open_one_of_the_caller(world, client):
    case = _nameless(world, ContactPoint.Kind.PHONE, "+84912345678")
    entries = Entry.objects.count()
    typed = {"phone": "0912345679", "channel_kind": "phone", "text": "Gọi lại hỏi", "into": case.number}
    refused = client.post(reverse("quick_intake"), typed, **HX)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Phiếu này của khách không còn mở" in page
    assert "Gọi lại hỏi" in page
    assert Entry.objects.count() == entries


def test_the_times_offered_for_a_promise_are_round_and_stand_in_its_words(world, client):
    case = desk.a_case(world)
    page = client.get(reverse("case_promise", args=[case.number]), **HX).content.decode()
    offered = re.findall(r'data-value="[^"]* \d\d:(\d\d)"', page)
    assert offered
    assert all(int(minutes) % 5 == 0 for minutes in offered)
    (time,) = re.findall(r'name="due_at" value="[^"]* (\d\d:\d\d)"', page)
    assert 'data-said-in="id_words"' in page
    hours, minutes = time.split(":")
    assert f"trước {int(hours)}:{minutes} " in re.findall(r'<textarea name="words"[^>]*>([^<]*)</textarea>', page)[0]


def test_a_closed_ticket_offers_a_note_and_reopening_brings_the_answer_back(world, client):
    case = desk.a_case(world)
    closed = client.post(reverse("case_close", args=[case.number]), {"outcome": "resolved"}, **HX).content.decode()
    assert '<input type="hidden" name="mode" value="note">' in closed
    assert '<button class="btn btn-xs btn-quiet" type="submit" form="reopen-case">' in closed
    assert closed.count('<form id="reopen-case"') == 1
    opened = client.post(reverse("case_reopen", args=[case.number]), **HX).content.decode()
    assert '<input type="hidden" name="mode" value="reply">' in opened


def test_an_open_ticket_whose_process_is_through_says_what_is_left_to_do(world, client):
    case, through = desk.a_case(world), "quy trình của phiếu này đã chạy xong"
    address = reverse("case", args=[case.number])
    assert through not in client.get(address).content.decode()
    Token.objects.filter(instance__subject=case.fact_subject).delete()  # as at the end of the drawing
    assert through in client.get(address).content.decode()
    actions.close(case, outcome=Outcome.RESOLVED, by=Actor.agent(world.agent.pk), now=timezone.now())
    assert through not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("local", "offered"),
    [
        ("01:23", ["11:00", "16:00", "17:00", "09:00"]),
        ("10:00", ["10:30", "12:00", "11:00", "16:00", "17:00", "09:00"]),
        ("16:50", ["17:20", "09:00"]),
    ],
)
def test_a_promise_is_offered_for_when_the_team_is_at_work(local, offered):
    hours = Calendar("Asia/Ho_Chi_Minh", {day: [("08:00", "17:30")] for day in range(7)})
    now = datetime.fromisoformat(f"2026-11-23T{local}+07:00")
    assert [f"{timezone.localtime(at):%H:%M}" for at, _label in promise_times(now, hours=hours)] == offered
