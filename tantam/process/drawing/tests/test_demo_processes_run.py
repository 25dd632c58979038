"""The demo's diagrams run in the engine, by the ways the business text describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import pytest

from tantam.core.values.mentions import mentions
from tantam.process.drawing.tests.world import DEMOS, FOLDER, demo
from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.formulas import Language
from tantam.process.engine.plan import read_plan
from tantam.process.engine.simulate import simulate

LANGUAGE = Language(functions={"mentions": mentions})
CALM = {"noi_dung": "cho mình hỏi cửa hàng mở tới mấy giờ", "nhom": ["new"], "khan": "normal"}


def visited(name: str, *, case: Mapping[str, object], messages: Sequence[object] = (), **tasks: object) -> list[str]:
    """The ids of the nodes entered, in order, when people answer as `tasks` say (default: at once)."""
    given = {key: value if isinstance(value, list) else [value] for key, value in tasks.items()}
    answers = {key: [{"data": one} for one in many] for key, many in given.items()}
    return run(name, {"case": case, "tasks": answers, "messages": list(messages)})


def run(name: str, plan: Mapping[str, object]) -> list[str]:
    """The ids of the nodes a simulation by `plan` entered or passed."""
    told = simulate(compile_graph(demo(name), language=LANGUAGE), read_plan(plan))
    trace = cast("list[dict[str, str]]", told["trace"])
    return [entry["node"] for entry in trace if entry["event"] in ("entered", "passed")]


@pytest.mark.parametrize("name", [name for name in DEMOS if name != "qt-04"])
def test_the_published_ones_have_no_finding_at_all(name: str):
    assert check(demo(name), language=LANGUAGE) == ()


def test_the_draft_has_its_one_error_and_runs_when_that_branch_is_made_the_default():
    assert [found.code for found in check(demo("qt-04"), language=LANGUAGE)] == ["branch_without_condition"]
    text = (FOLDER / "qt-04.bpmn").read_text()
    repaired = text.replace('id="du_dieu_kien"', 'id="du_dieu_kien" default="du_dieu_kien__giai_thich"')
    assert check(read(repaired.encode()), language=LANGUAGE) == ()


def test_a_question_is_answered_followed_up_closed_and_asked_about():
    ways = visited("qt-01-v3", case=CALM, messages=[{"at": "P1DT4H", "name": "survey.answered", "data": {"diem": 5}}])
    for step in ("phan_cong", "tra_loi_lan_dau", "bao_ket_qua", "dong_phieu", "hoi_hai_long", "cam_on"):
        assert ways.count(step) == 1, ways
    assert not {"xin_thong_tin", "hen_tra_loi", "hoi_chuyen_mon", "goi_lai_xin_loi"} & set(ways)
    assert ways[-1] == "khach_hai_long"


def test_what_is_missing_is_asked_for_and_what_is_not_known_is_promised_and_asked():
    case = {**CALM, "thieu_thong_tin": True, "chua_biet": True, "can_hoi_chuyen_mon": True}
    ways = visited("qt-01-v3", case=case)
    steps = [
        step
        for step in ways
        if step in ("xin_thong_tin", "tra_loi_lan_dau", "hen_tra_loi", "hoi_chuyen_mon", "bao_ket_qua")
    ]
    assert steps == ["xin_thong_tin", "tra_loi_lan_dau", "hen_tra_loi", "hoi_chuyen_mon", "bao_ket_qua"]
    assert ways[-1] == "khong_cham_diem"


def test_a_message_while_we_wait_goes_back_to_answering():
    ways = visited("qt-01-v3", case=CALM, messages=[{"at": "PT3H", "name": "customer.message"}])
    assert ways.count("tra_loi_lan_dau") == 2
    assert ways.count("dong_phieu") == 1


@pytest.mark.parametrize(("score", "end"), [(5, "khach_hai_long"), (3, "xong"), (2, "da_goi_lai")])
def test_the_score_decides_between_thanks_and_a_call_back(score: int, end: str):
    answer = {"at": "P1DT4H", "name": "survey.answered", "data": {"diem": score}}
    assert visited("qt-01-v2", case=CALM, messages=[answer])[-1] == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("bo sac chay khet roi", "sang_qt_02"),
        ("xe em ko sạc dc", "sang_qt_03"),
        ("tôi rất thất vọng", "sang_qt_02"),
    ],
)
def test_complaints_and_repairs_are_handed_to_their_own_process(text: str, end: str):
    assert visited("qt-01-v3", case={**CALM, "noi_dung": text})[-1] == end


def test_a_complaint_loops_until_the_customer_agrees():
    ways = visited("qt-02", case=CALM | {"tien_den_bu": 100_000}, bao_phuong_an=[{"dong_y": False}, {"dong_y": True}])
    assert ways.count("de_xuat_phuong_an") == 2
    assert ways.count("thuc_hien") == 1
    assert not {"truong_phong_duyet", "giam_doc_duyet"} & set(ways)
    assert ways[-1] == "xong"


@pytest.mark.parametrize(
    ("case", "approver"),
    [
        ({"tien_den_bu": 300_001}, "truong_phong_duyet"),
        ({"tien_den_bu": 0, "so_lan": {"de_xuat_phuong_an": 3}}, "truong_phong_duyet"),
        ({"tien_den_bu": 2_000_001}, "giam_doc_duyet"),
        ({"tien_den_bu": 0, "so_lan": {"de_xuat_phuong_an": 4}}, "giam_doc_duyet"),
        ({"tien_den_bu": 0, "noi_dung": "toi se dang len cac hoi nhom"}, "giam_doc_duyet"),
    ],
)
def test_who_approves_follows_the_money_the_rounds_and_the_signs(case: dict[str, object], approver: str):
    agreed = {"data": {"dong_y": True}}
    ways = run("qt-02", {"case": CALM | case, "tasks": {approver: agreed, "bao_phuong_an": agreed}})
    assert [step for step in ways if step.endswith("_duyet") and step != "duoc_duyet"] == [approver]


def test_a_refused_solution_goes_back_to_proposing():
    ways = visited(
        "qt-02",
        case=CALM | {"tien_den_bu": 500_000},
        truong_phong_duyet=[{"dong_y": False}, {"dong_y": True}],
        bao_phuong_an={"dong_y": True},
    )
    assert ways.count("de_xuat_phuong_an") == 2
    assert ways.count("bao_phuong_an") == 1


def test_a_visit_without_consent_leads_to_no_repair():
    ways = visited("qt-03", case=CALM, bao_gia={"dong_y": False}, goi_hoi_tham={"diem": 5})
    assert "sua_xe" not in ways
    assert ways[-1] == "xong"


def test_a_repair_that_waits_for_parts_tells_the_customer_every_day_until_it_is_done():
    tasks = {
        "bao_gia": [{"data": {"dong_y": True}}],
        "sua_xe": [{"after": "P3D"}],
        "goi_hoi_tham": [{"data": {"diem": 1}}],
    }
    ways = run("qt-03", {"case": CALM, "tasks": tasks})
    assert ways.count("bao_khach") == 2
    assert ways.count("chay_thu") == 1
    assert ways[-1] == "sang_qt_02"
