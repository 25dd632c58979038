import json

import pytest

from tantam.process.conformance.__main__ import MODULES, main
from tantam.process.conformance.tests.corpora import CORPORA

PLAN = {"office": {"mon": [["08:00", "12:00"], ["13:30", "17:30"]]}}
CASE = {
    "plan": "office",
    "time_zone": "Asia/Ho_Chi_Minh",
    "holidays": [],
    "holiday_hours": {},
    "start": "2026-11-23T11:50:00+07:00",
    "end": "2026-11-23T14:00:00+07:00",
    "seconds": 1800,
    "working_seconds_between": 2400,
    "due": "2026-11-23T13:50:00+07:00",
    "in_working_hours": True,
    "next_working_time": "2026-11-23T11:50:00+07:00",
}


def last_line(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_last_line_is_the_verdict_and_the_exit_says_only_that_it_ran(tmp_path, capsys):
    wrong = CASE | {"working_seconds_between": 2401}
    (tmp_path / "mine.json").write_text(json.dumps({"plans": PLAN, "cases": [CASE, wrong]}), "utf-8")
    assert main(["sla", str(tmp_path)]) == 0
    assert last_line(capsys) == {"set": "sla", "passed": 1, "total": 2, "failed": ["mine/2"]}


@pytest.mark.parametrize("answer", ["due", "next_working_time", "in_working_hours"])
def test_every_answer_of_a_case_is_compared(tmp_path, capsys, answer):
    other = {"in_working_hours": False}.get(answer, "2026-11-23T13:50:01+07:00")
    (tmp_path / "a.json").write_text(json.dumps({"plans": PLAN, "cases": [CASE | {answer: other}]}), "utf-8")
    main(["sla", str(tmp_path)])
    assert last_line(capsys)["failed"] == ["a/1"]


@pytest.mark.parametrize("arguments", [[], ["sla"], ["unheard-of", "."], ["sla", "/no/such/folder"]])
def test_wrong_usage_is_said_in_both_languages(arguments, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "Cách dùng" in said
    assert "Usage" in said


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the conformance sets are not here (TANTAM_CORPORA)")
@pytest.mark.parametrize("name", sorted(set(MODULES) & {"dmn-tck", "miwg", "sla"}))
def test_every_set_passes_whole(name, capsys):
    assert main([name, str(CORPORA / name)]) == 0
    verdict = last_line(capsys)
    assert verdict["failed"] == []
    assert verdict["passed"] == verdict["total"] > 13
