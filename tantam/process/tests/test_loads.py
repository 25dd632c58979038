"""A version tried with many cases: asked for, worked off by the worker, stopped, compared with the one in force."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.process import actions
from tantam.process.actions.load_runs import SILENT
from tantam.process.models import Instance, LoadRun, Version, Visit
from tests import world as w

pytestmark = pytest.mark.django_db

ASKED = {"source": "invented", "days": "30", "per_day": "40", "length": "3", "seed": "7"}


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def version(world) -> Version:
    return w.publish_process("qt-01-v3.bpmn", key="QT-01", by=world.owner)


def _asked(client, version: Version, **changed: str) -> LoadRun:
    page = reverse("process_load_ask", args=["QT-01", version.number])
    form = client.get(page).context["form"]
    initial = {name: field.initial for name, field in form.fields.items() if name[:2] in ("p-", "m-", "a-")}
    client.post(reverse("process_load_begin", args=["QT-01", version.number]), {**ASKED, **initial, **changed})
    return LoadRun.objects.latest("id")


def test_what_was_asked_for_is_worked_off_and_nothing_else_is_stored(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version)
    assert (run.state, run.spec["per_day"], run.asked_by) == ("waiting", 40, world.owner)
    assert actions.work_off_load_run(now=w.NOW)
    run.refresh_from_db()
    assert run.state == "done"
    assert run.result is not None
    figures = run.result[str(version.number)]
    assert 80 < figures["arrived"] < 170
    assert figures["arrived"] == figures["finished"] + figures["running"] + figures["stuck"] + figures["failed"]
    assert 0 < figures["crews"]["team:ho-tro"]["used"] <= 1
    assert not Instance.objects.exists()
    assert not actions.work_off_load_run(now=w.NOW)
    page = client.get(reverse("process_load", args=["QT-01", run.pk])).content.decode()
    assert "Tải của từng tổ" in page
    assert "Tổ Hỗ trợ" in page


def test_half_the_people_wait_longer(client, world, version):
    w.signed_in(client, world.owner)
    waits = []
    for people in ("4", "1"):
        run = _asked(client, version, **{"p-team:ho-tro": people, "per_day": "60"})
        actions.work_off_load_run(now=w.NOW)
        run.refresh_from_db()
        assert run.result is not None
        waits.append(run.result[str(version.number)]["crews"]["team:ho-tro"]["wait_p90"])
    assert waits[1] > waits[0]


def test_a_draft_meets_the_same_tickets_as_the_version_in_force(client, world, version):
    process = version.process
    later = version.bpmn.replace('resolution="PT2H"', 'resolution="PT3H"')
    draft = actions.save_draft(process, bpmn=later + "\n", revision=0, by=world.owner, now=w.NOW)
    w.signed_in(client, world.owner)
    run = _asked(client, draft, beside=str(version.number))
    actions.work_off_load_run(now=w.NOW)
    run.refresh_from_db()
    assert run.result is not None
    mine, other = run.result[str(draft.number)], run.result[str(version.number)]
    assert mine["arrived"] == other["arrived"]
    assert mine["length"] == other["length"]  # the same drawing but for a promise: the same luck, the same times


def test_who_stops_it_gets_no_figures(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version)
    client.post(reverse("process_load_stop", args=["QT-01", run.pk]))
    assert not actions.work_off_load_run(now=w.NOW)
    run.refresh_from_db()
    assert (run.state, run.result) == ("stopped", None)
    assert "Đã dừng" in client.get(reverse("process_load", args=["QT-01", run.pk])).content.decode()


def test_a_spent_budget_is_said_on_the_page(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version, per_day="500")
    actions.work_off_load_run(now=w.NOW, seconds=0)
    run.refresh_from_db()
    assert run.result is not None
    assert run.result[str(version.number)]["is_cut"]
    assert "Đã hết thời gian tính" in client.get(reverse("process_load", args=["QT-01", run.pk])).content.decode()


def test_what_a_worker_left_lying_is_begun_anew(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version)
    LoadRun.objects.update(state="running", beat_at=w.NOW)
    assert not actions.work_off_load_run(now=w.NOW + SILENT)
    assert actions.work_off_load_run(now=w.NOW + SILENT + timedelta(seconds=1))
    run.refresh_from_db()
    assert run.state == "done"


def test_who_may_not_draw_has_nothing_worked_out(client, world, version):
    w.signed_in(client, world.agent)
    assert client.post(reverse("process_load_begin", args=["QT-01", version.number]), ASKED).status_code == 403
    assert not LoadRun.objects.exists()


def test_past_cases_come_with_their_data_in_constant_questions(django_assert_num_queries):
    world = w.build_world(intake_process="QT-01")
    version = w.publish_process("qt-01-v3.bpmn", key="QT-01", by=world.owner)
    from tantam.process.queries.answered import past_runs
    from tantam.process.queries.loads import past_cases

    for number in range(3):
        w.send_in(world.mailbox, w.mail(subject=f"Máy hỏng {number}", message_id=f"<m{number}@khach.example>"))
    w.settle()
    with django_assert_num_queries(2):
        cases = past_cases(past_runs(version.process, since=w.NOW - timedelta(days=30), most=100))
    assert len(cases) == Instance.objects.filter(parent=None, version=version).count() > 0
    assert "Máy hỏng" in str(cases[0].case["noi_dung"])


def test_each_figure_asked_for_is_shown_only_for_the_source_it_counts_for(client, world, version):
    w.signed_in(client, world.owner)
    page = client.get(reverse("process_load_ask", args=[version.process.key, version.number])).content.decode()
    parts = page.split('data-shown-by="source" data-shown-for="')[1:]
    shown = [(part.split('"')[0], part.split('name="')[1].split('"')[0]) for part in parts]
    assert shown == [("past", "days"), ("invented", "per_day"), ("invented", "length")]


def test_what_came_to_no_end_is_a_share_like_the_ends_above_it(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version)
    actions.work_off_load_run(now=w.NOW)
    run.refresh_from_db()
    assert run.result is not None
    figures = run.result[str(version.number)]
    figures["running"], figures["stuck"] = figures["arrived"] // 2, 0
    run.save()
    shown = client.get(reverse("process_load", args=["QT-01", run.pk])).context["unended"]
    assert [(one.name, round(one.mine["share"], 1)) for one in shown] == [("còn đang chạy", 0.5)]


def test_shares_of_ends_that_are_more_than_all_together_say_why(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version)
    actions.work_off_load_run(now=w.NOW)
    run.refresh_from_db()
    assert run.result is not None
    figures = run.result[str(version.number)]
    said = "cộng lại có thể hơn tổng số phiếu"
    for several, ends in ((False, {"a": figures["arrived"]}), (True, {"a": figures["arrived"], "b": 1})):
        figures["ends"] = ends
        run.save()
        page = client.get(reverse("process_load", args=["QT-01", run.pk])).content.decode()
        assert (said in page) is several


def _past(version: Version, ways: dict[str, int]) -> None:
    """Rated tickets that went these ways after the score, of which nobody kept the score."""
    runs = [
        Instance(version=version, subject=f"case:{number}", state="finished", started_at=w.NOW - timedelta(days=2))
        for number in range(sum(ways.values()))
    ]
    went = [way for way, many in ways.items() for _ in range(many)]
    stays = []
    for run, way in zip(Instance.objects.bulk_create(runs), went, strict=True):
        path = (
            ("tra_loi_lan_dau", ""),
            ("cho_cham_diem", ""),
            ("khach_cham_diem", "cho_cham_diem__khach_cham_diem"),
            ("diem_may", "khach_cham_diem__diem_may"),
            (way.partition("__")[2], way),
        )
        at = w.NOW - timedelta(days=1)
        stays += [
            Visit(instance_id=run.pk, version_id=version.pk, node=node, via=via, entered_at=at, left_at=at)
            for node, via in path
        ]
    Visit.objects.bulk_create(stays)


def test_shares_of_ways_come_out_as_in_the_past_and_the_page_says_on_what_they_rest(client, world, version):
    _past(version, {"diem_may__cam_on": 80, "diem_may__xong": 10, "diem_may__goi_lai_xin_loi": 10})
    w.signed_in(client, world.owner)
    run = _asked(client, version, per_day="150", length="4")
    assert "khach_cham_diem|diem" not in run.spec["answers"]  # the past tells of it: nobody is asked
    actions.work_off_load_run(now=w.NOW, seconds=120)
    run.refresh_from_db()
    assert run.result is not None
    flows = run.result[str(version.number)]["flows"]
    shares = [flows[f"diem_may__{one}"] for one in ("cam_on", "xong", "goi_lai_xin_loi")]
    many = sum(shares)
    assert many > 400
    for count, share in zip(shares, (0.8, 0.1, 0.1), strict=True):
        assert abs(count / many - share) <= 4 * (share * (1 - share) / many) ** 0.5
    page = client.get(reverse("process_load", args=["QT-01", run.pk]))
    (score,) = [one for one in page.context["answers"] if one.step == "Khách chấm điểm"]
    assert score.rests_on.endswith("Phiếu còn đường đi: 100.")
    assert not score.is_assumed
    ways = {one.way: one.past for one in page.context["ways"] if one.gate == "Mấy điểm?"}
    assert ways == {"≥ 4": 0.8, "3 điểm": 0.1, "≤ 2": 0.1}


def test_what_no_past_tells_of_is_asked_for_and_said_to_be_assumed(client, world, version):
    w.signed_in(client, world.owner)
    run = _asked(client, version, **{"a-tra_loi_lan_dau|can_hoi_chuyen_mon": "100"})
    assert run.spec["answers"]["tra_loi_lan_dau|can_hoi_chuyen_mon"]["shares"] == [[True, 1.0], [False, 0.0]]
    actions.work_off_load_run(now=w.NOW, seconds=120)
    run.refresh_from_db()
    assert run.result is not None
    flows = run.result[str(version.number)]["flows"]
    assert flows["can_hoi__hoi_chuyen_mon"] > 0
    assert "can_hoi__bao_ket_qua" not in flows
    page = client.get(reverse("process_load", args=["QT-01", run.pk]))
    lines = {(one.step, one.name): one for one in page.context["answers"]}
    asked = lines["Trả lời lần đầu", "Cần hỏi tổ chuyên môn"]
    assert asked.is_assumed
    assert asked.rests_on.startswith("Chưa phiếu cũ nào cho biết.")
    assert "có 100%" in asked.rests_on
    assert {one.past for one in page.context["ways"]} == {None}


def test_a_range_that_ends_before_it_begins_is_refused(client, world, version):
    w.signed_in(client, world.owner)
    page = reverse("process_load_ask", args=["QT-01", version.number])
    initial = {name: one.initial for name, one in client.get(page).context["form"].fields.items() if one.initial}
    wrong = {"a-khach_cham_diem|diem-0": "5", "a-khach_cham_diem|diem-1": "1"}
    sent = client.post(reverse("process_load_begin", args=["QT-01", version.number]), {**ASKED, **initial, **wrong})
    assert sent.status_code == 422
    assert "a-khach_cham_diem|diem-1" in sent.context["form"].errors
    assert not LoadRun.objects.exists()


@pytest.mark.parametrize("many", [5, 50])
def test_the_past_is_read_in_as_many_questions_however_much_there_is(world, version, django_assert_num_queries, many):
    from tantam.process.queries.loads import answers_known
    from tantam.process.queries.rehearsing import tried

    _past(version, {"diem_may__cam_on": many, "diem_may__xong": many})
    found = tried(version)
    with django_assert_num_queries(3):  # the runs, their stays, the data of the newest ticket
        known = answers_known(version.process, found, now=w.NOW)
    (score,) = [one for one in known if one.question.name == "diem"]
    assert (score.cases, score.is_asked) == (2 * many, False)


@pytest.mark.parametrize(("many", "said"), [(0, "chưa có phiếu cũ nào"), (3, "chỉ có 3 phiếu cũ"), (12, "")])
def test_many_copies_of_few_tickets_are_called_so(client, world, version, many, said):
    if many:
        _past(version, {"diem_may__cam_on": many})
    w.signed_in(client, world.owner)
    run = _asked(client, version)
    actions.work_off_load_run(now=w.NOW)
    page = client.get(reverse("process_load", args=["QT-01", run.pk]))
    assert (said in page.context["few_copied"]) if said else page.context["few_copied"] == ""
    assert ("data-few" in page.content.decode()) is bool(said)
