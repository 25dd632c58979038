"""The inbox, the case page and the search, as a signed-in person gets them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.cases import actions, queries
from tantam.cases.models import Case, Draft, Entry, Outcome
from tantam.cases.queries import common_words, searching
from tantam.cases.tests.desk import a_case, build_desk, many_cases
from tantam.channels.models import Dispatch
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Approval
from tantam.process.queries import work_of
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.UI_ASSETS_REQUIRED = False


@pytest.fixture
def world() -> w.World:
    return build_desk()


def test_the_list_is_five_queries_however_long(world, client, django_assert_max_num_queries):
    many_cases(world, 60)
    client.force_login(world.agent)
    with django_assert_max_num_queries(5):
        page = client.get("/inbox/").content.decode()
    assert page.count("data-row") == 50
    assert "Việc" not in page
    assert page.count("Shop ơi") == 54  # four of them also stand beside the list, as those due first


def test_somebody_who_is_in_no_team_has_an_inbox_too(world, client):
    many_cases(world, 2)
    client.force_login(world.stranger)
    page = client.get("/inbox/?view=team")
    assert page.status_code == 200
    assert "data-row" not in page.content.decode()


def test_the_next_page_begins_behind_the_last_row(world, client):
    many_cases(world, 60)
    client.force_login(world.agent)
    page = client.get("/inbox/").content.decode()
    after = re.findall(r"after=([\w=-]+)", page)[0]
    more = client.get(f"/inbox/rows/?view=mine&after={after}").content.decode()
    assert re.findall(r"/cases/(TT-26-9\d+)/\?view", more)[::2] == [f"TT-26-9{n:05}" for n in range(9, -1, -1)]


def test_the_list_fetched_anew_ends_where_it_ended_though_new_ones_came(world, client):
    many_cases(world, 60)
    client.force_login(world.agent)
    page = client.get("/inbox/").content.decode()
    down_to = re.findall(r"down_to=([\w=-]+)", page)[0]
    newest = Case.objects.get(number="TT-26-900000")
    newest.last_entry_at = w.NOW.replace(hour=9)
    newest.save()
    rows = client.get(f"/inbox/rows/?view=mine&down_to={down_to}").content.decode()
    assert rows.count("data-row") == 51
    assert rows.index("TT-26-900000") < rows.index("TT-26-900059")


def test_the_case_page_is_14_queries(world, client, django_assert_max_num_queries):
    case = a_case(world)
    for number in range(8):
        actions.write_note(case, text=f"Ghi chú {number}", by=world.agent, now=w.NOW)
    client.force_login(world.agent)
    client.get(f"/cases/{case.number}/")
    with django_assert_max_num_queries(14):
        page = client.get(f"/cases/{case.number}/").content.decode()
    assert "Shop ơi bao giờ giao hàng ạ?" in page
    assert "Ghi chú 7" in page
    assert "Trả lời lần đầu" in page
    assert '<svg class="dg' in page or "<svg" in page


def test_ten_messages_are_as_many_queries_as_one(world, client):
    case = a_case(world)
    client.force_login(world.agent)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_of_page:
            assert client.get(f"/cases/{case.number}/", **HX).status_code == 200
        return len(queries_of_page)

    asked()
    before = asked()
    for number in range(5):
        answer = actions.Answer(text=f"Dạ {number}")
        actions.reply(Case.objects.get(pk=case.pk), answer=answer, by=world.agent, now=w.NOW)
    assert Entry.objects.filter(case=case, message__isnull=False).count() >= 6
    assert asked() <= before


def test_a_click_in_the_list_brings_the_panes_alone(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    piece = client.get(f"/cases/{case.number}/", **HX).content.decode()
    assert "<html" not in piece
    assert f'data-live="case:{case.pk}"' in piece


def test_a_case_out_of_reach_is_not_there(world, client):
    case = a_case(world)
    client.force_login(world.stranger)
    for name in ("case", "case_live", "case_paper", "case_scripts"):
        assert client.get(reverse(name, args=[case.number])).status_code == 404


def test_script_in_a_mail_is_shown_as_text(world, client):
    case = a_case(world, text="<script>alert(1)</script> <b>x</b>")
    client.force_login(world.agent)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_message_perhaps_sent_offers_to_send_it_again_and_goes_once(world, client):
    case = a_case(world)
    entry = actions.reply(case, answer=actions.Answer(text="Dạ"), by=world.agent, now=w.NOW).entry
    Dispatch.objects.filter(message=entry.message).update(state="uncertain")
    dispatch = Dispatch.objects.get(message=entry.message)
    client.force_login(world.agent)
    address = reverse("case_send_again", args=[case.number, dispatch.pk])
    assert address in client.get(f"/cases/{case.number}/").content.decode()
    assert client.post(address, **HX).status_code == 200
    assert client.post(address, **HX).status_code == 409
    dispatch.refresh_from_db()
    assert dispatch.state == "queued"


def test_a_message_of_another_case_is_not_sent_again(world, client):
    case, other = a_case(world), a_case(world, message_id="<9@khach.example>", subject="Khác", text="Việc khác")
    entry = actions.reply(case, answer=actions.Answer(text="Dạ"), by=world.agent, now=w.NOW).entry
    Dispatch.objects.filter(message=entry.message).update(state="failed")
    dispatch = Dispatch.objects.get(message=entry.message)
    client.force_login(world.head)
    assert client.post(reverse("case_send_again", args=[other.number, dispatch.pk]), **HX).status_code == 409
    dispatch.refresh_from_db()
    assert dispatch.state == "failed"


def test_an_answer_leaves_and_brings_an_empty_composer(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    answer = client.post(f"/cases/{case.number}/say/", {"mode": "reply", "text": "Chiều nay giao ạ."}, **HX)
    assert answer.status_code == 200
    assert "Chiều nay giao ạ." in answer.content.decode()
    assert 'hx-target="#case-composer"' in answer.content.decode()
    assert Entry.objects.filter(case=case, kind="outbound", author=world.agent).count() == 1


def test_a_refused_answer_says_why_and_changes_nothing(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    before = Entry.objects.filter(case=case).count()
    unfilled = client.post(f"/cases/{case.number}/say/", {"mode": "reply", "text": "Dạ {gio_hen}"}, **HX)
    empty = client.post(f"/cases/{case.number}/say/", {"mode": "reply", "text": "  "}, **HX)
    actions.close(case, outcome=Outcome.RESOLVED, by=_actor(world.agent), now=w.NOW)
    closed = client.post(f"/cases/{case.number}/say/", {"mode": "reply", "text": "Dạ"}, **HX)
    assert [unfilled.status_code, empty.status_code, closed.status_code] == [422, 422, 409]
    assert "{gio_hen}" in unfilled.content.decode()
    assert Entry.objects.filter(case=case).exclude(kind="change").count() == before - _changes(case) + 1


def _actor(agent: Agent) -> Actor:
    return Actor.agent(agent.pk)


def _changes(case: Case) -> int:
    return Entry.objects.filter(case=case, kind="change").count()


def test_a_draft_survives_and_keeps_that_it_is_a_note(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    assert client.post(f"/cases/{case.number}/draft/", {"text": "đang viết", "mode": "note"}).status_code == 200
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert ">đang viết</textarea>" in page
    assert 'name="mode" value="note"' in page
    client.post(f"/cases/{case.number}/draft/", {"text": "", "mode": "note"})
    assert Draft.objects.count() == 0


def test_scripts_come_filled_in_for_the_customer(world, client):
    case = a_case(world)
    case.customer.address_form = "chị/em"
    case.customer.save()
    client.force_login(world.agent)
    found = client.get(f"/cases/{case.number}/scripts/?q=phu trach").json()
    assert found[0]["text"] == f"Dạ em là Khôi, phụ trách phiếu {case.number} của chị Hoà. {{nội dung trả lời}}"


def test_finishing_a_step_hands_its_form_to_the_process_as_typed_values(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    work = work_of(case.fact_subject)[0]
    assert work.node.id == "tra_loi_lan_dau"
    address = reverse("case_finish_step", args=[case.number, work.token.pk])
    done = client.post(address, {"step-can_hoi_chuyen_mon": "on"}, **HX)
    assert done.status_code == 200
    work.token.instance.refresh_from_db()
    assert work.token.instance.variables["can_hoi_chuyen_mon"] is True
    assert [one.node.id for one in work_of(case.fact_subject)] == ["hoi_chuyen_mon"]
    assert client.post(address, {}, **HX).status_code == 409


def test_a_step_form_without_what_it_requires_is_refused(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    first = work_of(case.fact_subject)[0]
    client.post(reverse("case_finish_step", args=[case.number, first.token.pk]), {"step-can_hoi_chuyen_mon": "on"})
    work = work_of(case.fact_subject)[0]
    refused = client.post(reverse("case_finish_step", args=[case.number, work.token.pk]), {}, **HX)
    assert refused.status_code == 422
    assert [one.token.pk for one in work_of(case.fact_subject)] == [work.token.pk]


def test_leaving_the_path_needs_a_reason_and_stands_in_the_stream(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    work = work_of(case.fact_subject)[0]
    address = reverse("case_leave_step", args=[case.number, work.token.pk])
    assert client.post(address, {"to": "bao_ket_qua", "reason": ""}, **HX).status_code == 422
    assert client.post(address, {"to": "bao_ket_qua", "reason": "Khách đã tự xem được"}, **HX).status_code == 200
    assert [one.node.id for one in work_of(case.fact_subject)] == ["bao_ket_qua"]
    entry = Entry.objects.get(case=case, data__what="path-left")
    assert (entry.author, entry.data["reason"], entry.data["to"]) == (
        world.agent,
        "Khách đã tự xem được",
        "bao_ket_qua",
    )


@pytest.mark.parametrize(
    ("language", "next_ones", "others", "ends"),
    [
        ("vi", "Theo sơ đồ, từ đây đi tiếp", "Bước khác trên sơ đồ", "làm xong là hết quy trình, phiếu không tự đóng"),
        ("en", "As drawn from here", "Elsewhere in the drawing", "the process ends behind it and does not close"),
    ],
)
def test_the_sheet_offers_the_drawings_own_ways_first_and_says_where_the_process_ends(
    world, client, language, next_ones, others, ends
):
    case = a_case(world)
    world.agent.language = language
    world.agent.save(update_fields=["language"])
    client.force_login(world.agent)
    work = work_of(case.fact_subject)[0]
    assert work.node.id == "tra_loi_lan_dau"
    page = client.get(reverse("case_leave_step", args=[case.number, work.token.pk]), **HX).content.decode()
    in_order = [next_ones, 'value="bao_ket_qua"', others, 'value="xin_thong_tin"', 'value="goi_lai_xin_loi"', ends]
    places = [page.index(one) for one in in_order]
    assert places == sorted(places)
    assert "xem_phieu_tre" not in page  # it runs beside the answer: the process would end there
    refused = client.post(
        reverse("case_leave_step", args=[case.number, work.token.pk]),
        {"to": "xem_phieu_tre", "reason": "thử"},
        **HX,
    )
    assert refused.status_code == 422


def test_closing_by_hand_lets_the_process_go_on_behind_its_closing_step(world, client):
    case = a_case(world)
    world.agent.approval_limit_vnd = 300_000
    world.agent.save()
    client.force_login(world.agent)
    closed = client.post(
        f"/cases/{case.number}/close/", {"outcome": "partly", "compensation_vnd": "300k", "note": "bù phí giao"}, **HX
    )
    assert closed.status_code == 200
    case.refresh_from_db()
    closure = case.closures.get()
    assert (case.state, closure.outcome, closure.compensation_vnd) == ("closed", "partly", 300_000)
    assert [one.node.id for one in work_of(case.fact_subject)] != ["tra_loi_lan_dau"]
    assert client.post(f"/cases/{case.number}/close/", {"outcome": "partly"}, **HX).status_code == 409


def test_a_promise_tells_the_customer_and_runs(world, client, monkeypatch):
    case = a_case(world)
    client.force_login(world.agent)
    words = "Em hỏi kỹ thuật, báo lại chị trước 16 giờ ạ."
    sent = client.post(f"/cases/{case.number}/promise/", {"due_at": "2099-01-01T16:00", "words": words}, **HX)
    assert sent.status_code == 200
    assert case.promises.get().kept_at is None
    assert Entry.objects.filter(case=case, kind="outbound", message__text=words).count() == 1
    late = client.post(f"/cases/{case.number}/promise/", {"due_at": "2020-01-01T16:00", "words": ""}, **HX)
    assert late.status_code == 422
    assert case.promises.count() == 1


def test_a_verdict_stands_in_the_stream_once(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    asked = client.post(f"/cases/{case.number}/approval/", {"amount_vnd": "500.000", "reason": "đổi sạc"}, **HX)
    assert asked.status_code == 200
    approval_id = _approval_id(case)
    address = reverse("case_decide", args=[case.number, approval_id])
    client.force_login(world.head)
    assert client.post(address, {"decision": "granted", "comment": "Đồng ý"}, **HX).status_code == 200
    w.settle()
    w.settle()
    entry = Entry.objects.get(case=case, data__what="approval-decided")
    assert (entry.author, entry.text, entry.data["amount_vnd"]) == (world.head, "Đồng ý", 500_000)
    assert client.post(address, {"decision": "refused", "comment": "thôi"}, **HX).status_code == 409


def _approval_id(case: Case) -> int:
    return Approval.objects.get(subject=case.fact_subject).pk


def test_the_search_finds_without_marks_and_marks_what_it_found(world, client, django_assert_max_num_queries):
    case = a_case(world, text="Sạc nóng rẫy suýt cháy nhà")
    client.force_login(world.agent)
    with django_assert_max_num_queries(14):
        page = client.get("/search/?q=nong ray").content.decode()
    assert case.number in page
    assert "<mark>nóng</mark> <mark>rẫy</mark>" in page
    assert case.number not in client.get("/search/?q=khong co").content.decode()
    assert "<mark>Hoà</mark>" in client.get("/search/?q=hoa").content.decode()


def test_what_many_cases_say_is_walked_to_and_is_what_looking_them_up_finds(world, monkeypatch):
    for number in range(5):
        a_case(world, text=f"Sạc nóng rẫy lần {number}")
    a_case(world, text="Giao chậm")
    cases = Case.objects.standing().visible_to(world.agent)
    looked_up = queries.list_cases(queries.search_cases(cases, "sac nong ray"))
    monkeypatch.setattr(searching, "few_of", lambda rows: 2)
    walked = queries.list_cases(queries.search_cases(cases, "sac nong ray"), size=3)
    rest = queries.list_cases(queries.search_cases(cases, "sac nong ray"), size=3, after=walked.next)
    assert len(looked_up.rows) == 5
    assert [*walked.rows, *rest.rows] == looked_up.rows
    assert queries.list_cases(queries.search_cases(cases.none(), "sac nong ray")).rows == []


def test_common_words_are_walked_to_page_by_page_and_are_what_looking_them_up_finds(world, monkeypatch):
    for number in range(7):
        a_case(world, text=f"Sạc nóng rẫy lần {number}")
        a_case(world, text="Giao chậm")
    cases = Case.objects.standing().visible_to(world.agent)
    looked_up = queries.search_page(cases, "sac nong").rows
    assert len(looked_up) == 7
    monkeypatch.setattr(searching, "most_matches", lambda terms: 14)
    monkeypatch.setattr(searching, "searched", lambda: 14)
    monkeypatch.setattr(searching, "few_of", lambda rows: 2)
    for window in (1, 3, 6, 100):  # too short to fill a page, long enough, longer than there are cases
        monkeypatch.setattr(searching, "WALKED_FIRST", window)
        found, after = [], ""
        while page := queries.search_page(cases, "sac nong", after=after, size=2):
            found += page.rows
            if not (after := page.next):
                break
        assert found == looked_up


def test_what_is_common_is_known_from_the_database_and_what_is_rare_is_not(world):
    for number in range(30):
        a_case(world, text=f"Sạc nóng rẫy lần {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_casesearch")
    common_words.forget_common_words()
    try:
        assert common_words.searched() == 30
        assert common_words.most_matches(["sac_nong", "nong_ray"]) == 30
        assert common_words.most_matches(["sac_nong", "chua_ai_noi"]) is None
        assert common_words.most_matches([]) is None
    finally:
        common_words.forget_common_words()


def test_the_larger_the_desk_the_more_matches_are_looked_up_rather_than_walked_to():
    assert (searching.few_of(0), searching.few_of(100_000), searching.few_of(1_000_000)) == (1000, 1732, 5477)


def test_the_counts_are_of_this_moment_and_this_person(world):
    many_cases(world, 3)
    soon, later = w.NOW, w.NOW + timedelta(hours=2)
    assert queries.count_views(world.agent, now=soon) == {
        "mine": 3, "unassigned": 0, "team": 3, "overdue": 0, "soon": 0, "today": 3, "waiting": 0, "all": 3,
        "mentioned": 0, "followed": 0, "scheduled": 0,
    }  # fmt: skip
    assert queries.count_views(world.agent, now=soon + timedelta(minutes=45))["soon"] == 3
    counted = queries.count_views(world.agent, now=later)
    assert (counted["overdue"], counted["today"]) == (3, 0)
    assert queries.count_views(world.colleague, now=soon)["all"] == 0


def test_who_does_not_want_to_wait_goes_on_at_once_also_behind_a_closed_ticket(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    client.post(f"/cases/{case.number}/close/", {"outcome": "resolved"}, **HX)
    work = work_of(case.fact_subject)[0]
    assert work.node.id == "sau_2_gio"
    address = reverse("case_wait_no_longer", args=[case.number, work.token.pk])
    assert address in client.get(f"/cases/{case.number}/").content.decode()
    assert client.post(address, **HX).status_code == 200
    # There is no survey in this world, so the question itself stands as an incident; it is asked all the same.
    assert [one.node.id for one in work_of(case.fact_subject)] == ["hoi_hai_long"]
    entry = Entry.objects.get(case=case, data__what="wait-ended")
    assert (entry.author, entry.data["node"]) == (world.agent, "sau_2_gio")
    assert client.post(address, **HX).status_code == 409


def test_work_of_people_is_not_gone_past_as_if_it_were_a_wait(world, client):
    case = a_case(world)
    client.force_login(world.agent)
    work = work_of(case.fact_subject)[0]
    address = reverse("case_wait_no_longer", args=[case.number, work.token.pk])
    assert address not in client.get(f"/cases/{case.number}/").content.decode()
    assert client.post(address, **HX).status_code == 409
    assert [one.token.pk for one in work_of(case.fact_subject)] == [work.token.pk]


def test_a_head_who_holds_nothing_begins_with_all_that_is_open(world, client):
    case = a_case(world)
    client.force_login(world.head)
    assert case.number in client.get("/inbox/").content.decode()
    assert case.number not in client.get("/inbox/?view=mine").content.decode()
