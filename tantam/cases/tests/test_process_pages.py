"""The pages that show what runs: who sees what, in how many questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.cases.context.step_card import passed_of
from tantam.cases.models import Case
from tantam.cases.queries.naming import _called
from tantam.organisation.models import Agent, Team
from tantam.process.actions import publish, save_draft, start
from tantam.process.models import Deviation, Incident, Process, Token, Visit
from tantam.process.queries.stays import forget_stays
from tantam.process.tests.drawn import SIMPLE, instance, stand, visit
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    settings.UI_ASSETS_REQUIRED = False
    forget_stays()
    return w.build_world()


@pytest.fixture
def version(world):
    process = Process.objects.create(key="QT-09", name="Thử việc", name_en="Trial", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=world.owner, now=w.NOW)
    return publish(draft, by=world.owner, reason="lần đầu", now=w.NOW)


def _case(world: w.World, *, number: str, team: Team, name: str = "Tôn Nữ Khả Hân") -> Case:
    customer = w.customer(world.brand, email=f"{number}@khach.example", name=name)
    customer.address_form = "chị/em"
    customer.save(update_fields=["address_form"])
    return Case.objects.create(
        number=number, brand=world.brand, customer=customer, channel_kind="email", subject=f"Việc {number}",
        team=team, opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip


@pytest.fixture
def standing(world, version):
    """One case of each team at the step, that of repairs waiting longer."""
    mine = _case(world, number="TT-1", team=world.support, name="Nghiêm Thị Hoà")
    theirs = _case(world, number="TT-2", team=world.repairs)
    start = w.NOW - timedelta(hours=51)
    stand(instance(version, subject=mine.fact_subject), "a", since=start + timedelta(hours=1), due_at=w.NOW)
    stand(instance(version, subject=theirs.fact_subject), "a", since=start, due_at=w.NOW)
    visit(version, "a", left_at=w.NOW, seconds=7200)
    return mine, theirs


def _page(client: Any, agent: Agent, name: str = "process", *args: object, **query: str) -> str:
    return str(w.signed_in(client, agent).get(reverse(name, args=["QT-09", *args]), query).content.decode())


def test_the_sentence_names_the_step_and_who_waits_longest(client, world, standing):
    page = _page(client, world.owner)
    assert "Điểm nghẽn:" in page
    assert "“Trả lời”" in page
    assert "chị Khả Hân" in page
    assert 'data-live="cases process"' in page
    assert reverse("process_step", args=["QT-09", "a"]) in page


def test_the_sentence_names_nobody_out_of_reach(client, world, standing):
    page = _page(client, world.agent)
    assert "“Trả lời”" in page
    assert "Khả Hân" not in page
    assert "Chờ lâu nhất:" in page


def test_the_heat_map_refreshes_its_own_part_only(client, world, standing):
    owner = w.signed_in(client, world.owner)
    part = owner.get(reverse("process", args=["QT-09"]), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section id="heat"')
    assert "<html" not in part


def test_a_step_lists_the_cases_within_reach_and_counts_the_rest(client, world, standing):
    mine, theirs = standing
    page = _page(client, world.agent, "process_step", "a")
    assert mine.number in page
    assert theirs.number not in page
    assert "1 phiếu khác thuộc tổ mà bạn không xem được." in page
    everything = _page(client, world.owner, "process_step", "a")
    assert everything.index(theirs.number) < everything.index(mine.number)


def test_a_reader_of_nothing_sees_numbers_but_no_names(client, world, standing):
    page = _page(client, world.stranger, "process_step", "a")
    assert "TT-1" not in page
    assert "TT-2" not in page


def test_an_unknown_step_or_process_is_not_found(client, world, version):
    owner = w.signed_in(client, world.owner)
    assert owner.get("/processes/QT-09/steps/nowhere/").status_code == 404
    assert owner.get("/processes/QT-77/").status_code == 404


@pytest.mark.parametrize("query", ["days=abc&channel=' OR 1=1--", "version=9999999999999999999", "team=<script>"])
def test_filters_that_make_no_sense_show_everything_or_nothing_and_never_break(client, world, standing, query):
    answer = w.signed_in(client, world.owner).get(f"/processes/QT-09/?{query}")
    assert answer.status_code in {200, 302}
    assert "<script>" not in answer.content.decode().replace('<script type="application/json"', "")


def test_pages_ask_a_fixed_number_of_questions(client, world, standing, django_assert_max_num_queries):
    owner = w.signed_in(client, world.owner)
    owner.get("/processes/QT-09/")
    for path, most in [("/processes/QT-09/", 20), ("/processes/QT-09/steps/a/", 16), ("/processes/", 12)]:
        with django_assert_max_num_queries(most):
            answer = owner.get(path)
        assert (answer.status_code, "QT-09" in answer.content.decode()) == (200, True), path


def test_english_readers_get_english_names(client, world, standing):
    world.owner.language = "en"
    world.owner.save(update_fields=["language"])
    page = _page(client, world.owner)
    assert "Trial" in page
    assert "“Answer”" in page
    assert "Ms Khả Hân" in page


def test_a_version_is_a_drawing_a_list_and_two_files(client, world, version):
    assert "<svg" in _page(client, world.agent, "process_version", 1)
    listed = _page(client, world.agent, "process_steps", 1)
    assert listed.index("Trả lời") < listed.index("Hỏi thêm")
    assert "Dạ [tự xưng] nghe ạ." in listed
    assert "30\u00a0phút" in listed
    owner = w.signed_in(client, world.owner)
    bpmn = owner.get(reverse("process_bpmn", args=["QT-09", 1]))
    assert (bpmn.content.decode(), bpmn["Content-Disposition"]) == (SIMPLE, 'attachment; filename="QT-09-v1.bpmn"')
    svg = owner.get(reverse("process_svg", args=["QT-09", 1])).content.decode()
    assert svg.startswith("<svg xmlns=")
    assert "<style>" in svg


def test_deviations_are_listed_with_reason_and_person(client, world, version, standing):
    of = Token.objects.earliest("id").instance
    Deviation.objects.create(
        instance_id=of.pk, version_id=version.pk, from_node="a", to_node="e", reason="khách đã tự xử lý",
        by=world.agent, at=w.NOW,
    )  # fmt: skip
    page = _page(client, world.owner, "process_deviations")
    assert "khách đã tự xử lý" in page
    assert "Phùng Bá Khôi" in page


@pytest.fixture
def incident(world, version):
    subject = _case(world, number="TT-3", team=world.support).fact_subject
    token = Token.objects.get(instance=start("QT-09", subject=subject, labels={}, now=w.NOW))
    token.state = Token.State.INCIDENT
    token.save(update_fields=["state"])
    return Incident.objects.create(
        instance=token.instance, version=version, node="a", token_id=token.pk, error_code="x", error="hỏng", at=w.NOW
    )


def test_an_incident_is_skipped_with_a_reason_only(client, world, incident):
    owner = w.signed_in(client, world.owner)
    url = reverse("process_skip", args=["QT-09", incident.pk])
    owner.post(url, {"reason": " "})
    incident.refresh_from_db()
    assert (incident.settled_at, Token.objects.get(pk=incident.token_id).node) == (None, "a")
    owner.post(url, {"reason": "làm tay rồi"})
    incident.refresh_from_db()
    assert incident.settled_by == world.owner
    assert not Token.objects.filter(pk=incident.token_id).exists()
    assert Deviation.objects.get().reason == "làm tay rồi"


@pytest.mark.parametrize("name", ["process_retry", "process_skip"])
@pytest.mark.parametrize("who", ["agent", "stranger"])
def test_who_may_not_mend_changes_nothing(client, world, incident, who, name):
    visitor = w.signed_in(client, getattr(world, who))
    assert visitor.post(reverse(name, args=["QT-09", incident.pk]), {"reason": "x"}).status_code == 403
    incident.refresh_from_db()
    assert incident.settled_at is None
    assert Token.objects.get(pk=incident.token_id).state == "incident"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Tôn Nữ Khả Hân", "chị Khả Hân"),
        ("Nguyễn Thị Huyền", "chị Huyền"),
        ("Lê Văn Thược", "chị Thược"),
        ("Phan Lan", "chị Lan"),
    ],
)
def test_a_person_is_called_by_the_name_they_are_called_by(name, called):
    with translation.override("vi"):
        assert _called(name, "chị/em") == called


def test_a_step_that_was_left_does_not_look_done(world, version, client):
    case = _case(world, number="TT-7", team=world.support)
    running = instance(version, subject=case.fact_subject)
    done, left = (
        Visit(
            instance_id=running.pk, version_id=version.pk, node="a", entered_at=w.NOW - timedelta(minutes=3),
            left_at=w.NOW, outcome=outcome,
        )
        for outcome in ("completed", "interrupted")
    )  # fmt: skip
    assert [step.is_done for step in passed_of([done, left])] == [True, False]
    Visit.objects.bulk_create([done, left])
    stand(running, "b", since=w.NOW)
    client.force_login(world.head)
    page = client.get(reverse("case", args=[case.number]), headers={"accept-language": "vi"}).content.decode()
    assert page.count("chưa xong") == 1
