"""Simulations with a virtual clock, and the two commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tantam.process.engine.cli import main
from tantam.process.engine.plan import BadPlan, read_plan
from tantam.process.engine.simulate import simulate
from tantam.process.engine.tests.drawing import Drawing, after, cycle, when
from tantam.process.engine.trace import Entry

DEMO = Path(__file__).parents[3] / "demo" / "content" / "processes"


def care() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.service("ack", "mail.acknowledge")
    drawing.user("answer", extension='<t:time response="PT30M"/>')
    drawing.boundary("late", "answer", after("PT30M"), extension='<t:timer time="business"/>', interrupting=False)
    drawing.gateway("solved", default="solved-answer")
    drawing.catch("wait", after("PT24H"))
    drawing.end("closed")
    drawing.path("s", "ack", "answer", "solved")
    drawing.flow("solved", "wait", condition='result = "done"')
    drawing.flow("solved", "answer")
    drawing.path("wait", "closed")
    drawing.path("late", drawing.end("told"))
    return drawing


WEEK = {str(day): [["08:00", "12:00"], ["13:30", "17:30"]] for day in range(5)}


def happened(told: Entry, *events: str) -> list[tuple[str, str]]:
    trace = told["trace"]
    assert isinstance(trace, list)
    return [(str(one.get("node", one.get("message"))), one["at"]) for one in trace if one["event"] in events]


def test_people_timers_and_working_hours_follow_the_plan() -> None:
    plan = read_plan(
        {
            "start": "2026-03-06T17:20:00+07:00",  # Friday, ten minutes before closing
            "calendar": {"weekly": WEEK, "holidays": ["2026-03-09"]},
            "actions": {"mail.acknowledge": {"after": "PT5S"}},
            "tasks": {
                "answer": [
                    {"after": "PT1H", "time": "business", "data": {"result": "open"}},
                    {"after": "PT10M", "data": {"result": "done"}},
                ]
            },
        }
    )
    told = simulate(care().graph(), plan)
    assert told["outcome"] == "finished"
    assert told["variables"] == {"result": "done"}
    # Friday has 595 s left after the acknowledgement, Monday is a holiday: the rest is Tuesday's.
    assert happened(told, "left") == [
        ("ack", "2026-03-06T17:20:05+07:00"),
        ("late", "2026-03-10T08:20:05+07:00"),
        ("answer", "2026-03-10T08:50:05+07:00"),
        ("answer", "2026-03-10T09:00:05+07:00"),
        ("wait", "2026-03-11T09:00:05+07:00"),
    ]
    assert told["ended_at"] == "2026-03-11T09:00:05+07:00"
    assert told["standing"] == []


def test_a_task_nobody_does_is_left_standing_at_the_last_instant_looked_at() -> None:
    plan = read_plan({"tasks": {"*": None}, "until": "P2D"})
    told = simulate(care().graph(), plan)
    assert told["outcome"] == "waiting"
    positions = told["standing"]
    assert isinstance(positions, list)
    (position,) = positions
    assert (position["node"], position["state"]) == ("answer", "waiting")
    assert position["response_due_at"] == "2026-01-05T08:30:00+07:00"


def test_an_action_that_fails_is_an_incident_in_the_trace() -> None:
    told = simulate(care().graph(), read_plan({"actions": {"ack": {"fails": "hộp thư đầy"}}}))
    trace = told["trace"]
    assert isinstance(trace, list)
    (incident,) = [one for one in trace if one["event"] == "incident"]
    assert (incident["node"], incident["message"]["vi"]) == ("ack", "hộp thư đầy")


def test_messages_come_at_their_time_and_what_nothing_waits_for_is_said() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.add("receiveTask", "r", messageRef=drawing.message_id("customer.message"))
    drawing.path("s", "r", drawing.end())
    plan = read_plan(
        {
            "messages": [
                {"at": "PT1H", "name": "other"},
                {"at": "PT2H", "name": "customer.message", "data": {"text": "cảm ơn"}},
            ]
        }
    )
    told = simulate(drawing.graph(), plan)
    assert happened(told, "message unmatched", "left") == [
        ("other", "2026-01-05T09:00:00+07:00"),
        ("r", "2026-01-05T10:00:00+07:00"),
    ]
    assert told["variables"] == {"text": "cảm ơn"}


def test_chance_is_the_same_for_the_same_seed_and_stays_between_its_limits() -> None:
    plan = {"tasks": {"*": {"after": ["PT10M", "PT20M"], "data": {"result": "done"}}}}
    graph = care().graph()
    first = simulate(graph, read_plan(plan | {"seed": 1}))
    assert first == simulate(graph, read_plan(plan | {"seed": 1}))
    assert first != simulate(graph, read_plan(plan | {"seed": 2}))
    (left,) = [at for node, at in happened(first, "left") if node == "answer"]
    assert "2026-01-05T08:10:00+07:00" <= left <= "2026-01-05T08:20:00+07:00"


def test_a_simulation_that_never_ends_stops_after_its_steps() -> None:
    told = simulate(care().graph(), read_plan({"steps": 500}))
    assert (told["outcome"], told["steps"]) == ("waiting", 500)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ([], "object"),
        ({"statr": "x"}, "unknown-key"),
        ({"start": "yesterday"}, "instant"),
        ({"tasks": {"a": []}}, "no-answers"),
        ({"tasks": {"a": {"after": "P1M"}}}, "duration"),
        ({"tasks": {"a": {"after": ["PT2H", "PT1H"]}}}, "longest-second"),
        ({"tasks": {"a": {"after": ["PT1H"]}}}, "one-or-two"),
        ({"tasks": {"a": {"time": "lunar"}}}, "time-kind"),
        ({"messages": {}}, "list"),
        ({"steps": -1}, "whole-number"),
        ({"seed": True}, "whole-number"),
        ({"calendar": {"weekly": {"9": []}}}, "calendar"),
        ({"calendar": {"zone": "Mars/Base"}}, "zone"),
        ({"calendar": {"weekly": {"1": [["8"]]}}}, "calendar"),
        ({"calendar": {"weekly": {"1": {}}}}, "calendar"),
        ({"case": 1}, "object"),
        ({"start_event": 1}, "text"),
    ],
)
def test_a_wrong_plan_is_refused_by_a_code_in_both_languages(plan: object, code: str) -> None:
    with pytest.raises(BadPlan) as refused:
        read_plan(plan)
    vi, en = refused.value.said
    assert refused.value.code == code
    assert en == str(refused.value)
    assert vi not in (en, "")
    assert "{" not in vi.replace("{…}", "") + en


def test_the_command_says_what_is_wrong_with_its_input_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, plan = tmp_path / "good.bpmn", tmp_path / "plan.json"
    file.write_bytes(care().xml())
    plan.write_text('{"tasks": {"goi": {"after": "2 giờ"}}}', encoding="utf-8")
    _, told = run_main(capsys, "simulate", str(file), "--input", str(plan))
    problems = told["problems"]
    assert isinstance(problems, list)
    assert problems[0]["message"] == {
        "vi": "Dữ liệu chạy thử sai: tasks.goi.after: cần thời lượng như PT30M hoặc P2D.",
        "en": "The input of the simulation is wrong: tasks.goi.after: a duration such as PT30M or P2D is needed.",
    }


def run_main(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = main(arguments)
    return code, json.loads(capsys.readouterr().out)


def test_the_check_command_prints_problems_and_exits_by_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, broken = tmp_path / "good.bpmn", tmp_path / "bad.bpmn", tmp_path / "broken.bpmn"
    good.write_bytes(care().xml())
    drawing = care()
    drawing.add("scriptTask", "x")
    bad.write_bytes(drawing.xml())
    broken.write_bytes(b"<nothing")
    code, told = run_main(capsys, "check", str(good))
    assert (code, told["runs"]) == (0, True)
    code, told = run_main(capsys, "check", str(good), "--actions", "mail.other")
    assert (code, told["runs"]) == (1, False)
    code, told = run_main(capsys, "check", str(bad))
    assert code == 1
    problems = told["problems"]
    assert isinstance(problems, list)
    (finding,) = [one for one in problems if one["code"] == "unsupported"]
    assert (finding["element"], set(finding["message"])) == ("x", {"vi", "en"})
    assert 'scriptTask id="x"' in drawing.xml().decode().splitlines()[finding["line"] - 1]
    for path in (broken, tmp_path / "absent.bpmn"):
        code, told = run_main(capsys, "check", str(path))
        assert code == 1


def test_the_simulate_command_prints_the_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, plan = tmp_path / "care.bpmn", tmp_path / "plan.json"
    file.write_bytes(care().xml())
    plan.write_text(json.dumps({"tasks": {"answer": {"data": {"result": "done"}}}}))
    code, told = run_main(capsys, "simulate", str(file), "--input", str(plan))
    assert (code, told["outcome"]) == (0, "finished")
    plan.write_text("{")
    assert run_main(capsys, "simulate", str(file), "--input", str(plan))[0] == 1
    plan.write_text('{"start_event": "zz"}')
    code, told = run_main(capsys, "simulate", str(file), "--input", str(plan))
    assert code == 1


def test_the_commands_load_no_web_framework(tmp_path: Path) -> None:
    file = tmp_path / "care.bpmn"
    file.write_bytes(care().xml())
    script = (
        "import sys; from tantam.process.engine.cli import main; code = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules; assert 'psycopg' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script, "check", str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["qt-01-v2", "qt-01-v3", "qt-02", "qt-03"])
def test_the_demo_processes_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = DEMO / f"{name}.bpmn"
    code, told = run_main(capsys, "check", str(path))
    assert (code, told["problems"]) == (0, [])
    code, told = run_main(capsys, "simulate", str(path))
    assert code == 0
    trace = told["trace"]
    assert isinstance(trace, list)
    assert trace[0]["event"] == "started"


def test_repeating_timers_signals_conditions_and_calls_run_on_the_virtual_clock() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("work")
    drawing.boundary("remind", "work", cycle("R3/PT1H"), interrupting=False)
    drawing.flow("remind", drawing.end("reminded"))
    drawing.add("callActivity", "call", calledElement="QT-02")
    drawing.path("s", "work", drawing.catch("heard", drawing.signal("xong")), "call", drawing.end())
    plan = read_plan({
        "start": "2026-03-02T08:00:00+07:00",
        "tasks": {"work": {"after": "PT2H30M"}},
        "actions": {"QT-02": {"after": "PT10M", "data": {"tra": 1}}},
        "messages": [{"at": "PT5H", "name": "xong"}],
    })  # fmt: skip
    told = simulate(drawing.graph(), plan)
    assert told["outcome"] == "finished"
    assert told["ended_at"] == "2026-03-02T13:10:00+07:00"
    assert told["variables"] == {"tra": 1}
    trace = told["trace"]
    assert isinstance(trace, list)
    assert [entry["at"][11:16] for entry in trace if entry.get("node") == "reminded"] == ["09:00", "10:00"]


@pytest.mark.parametrize(("key", "outcome"), [("DH1", "finished"), ("DH2", "waiting"), ("", "waiting")])
def test_a_message_reaches_only_what_waits_for_its_key(key: str, outcome: str) -> None:
    drawing = Drawing()
    drawing.start()
    caught = drawing.catch("wait", drawing.message("giao"), extension='<t:correlation key="ma_don"/>')
    drawing.path("s", caught, drawing.end())
    plan = {"variables": {"ma_don": "DH1"}, "messages": [{"at": "PT1H", "name": "giao", "key": key}]}
    assert simulate(drawing.graph(), read_plan(plan))["outcome"] == outcome


def begun_by(*events: str) -> Drawing:
    drawing = Drawing()
    drawing.user("work")
    for number, event in enumerate(events):
        drawing.flow(drawing.start(f"s{number}", event=event), "work")
    drawing.flow("work", drawing.end())
    return drawing


def test_a_process_that_events_begin_is_begun_by_the_first_that_comes() -> None:
    drawing = begun_by(after("PT2H"))
    drawing.flow(drawing.start("m", event=drawing.message("đến")), "work")
    graph = drawing.graph()
    plan: dict[str, object] = {"start": "2026-03-02T08:00:00+07:00"}
    told = simulate(graph, read_plan(plan))
    assert happened(told, "passed")[0] == ("s0", "2026-03-02T10:00:00+07:00")
    plan["messages"] = [
        {"at": "PT10M", "name": "khác"},
        {"at": "PT30M", "name": "đến", "data": {"so": 7}},
        {"at": "PT40M", "name": "đến"},
    ]
    plan["tasks"] = {"work": {"after": "PT1H"}}
    told = simulate(graph, read_plan(plan))
    assert happened(told, "passed")[0] == ("m", "2026-03-02T08:30:00+07:00")
    assert told["variables"] == {"so": 7}
    assert happened(told, "message unmatched") == [
        ("khác", "2026-03-02T08:10:00+07:00"),
        ("đến", "2026-03-02T08:40:00+07:00"),
    ]


def test_the_only_event_is_taken_to_have_come_and_of_several_one_must_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = Drawing(), Drawing()
    for drawing, names in ((one, ["a"]), (two, ["a", "b"])):
        for name in names:
            drawing.start(f"by_{name}", event=drawing.message(name))
            drawing.flow(f"by_{name}", "work")
        drawing.flow(drawing.user("work"), drawing.end())
    assert simulate(one.graph(), read_plan({}))["outcome"] == "finished"
    file = tmp_path / "two.bpmn"
    file.write_bytes(two.xml())
    assert main(["simulate", str(file)]) == 1
    (refused,) = json.loads(capsys.readouterr().out)["problems"]
    assert (refused["code"], refused["params"]["name"]) == ("which_start", "by_a, by_b")
    assert simulate(two.graph(), read_plan({"start_event": "by_b"}))["outcome"] == "finished"


def test_a_condition_that_holds_begins_a_process() -> None:
    graph = begun_by(when('loai = "gấp"')).graph()
    told = simulate(graph, read_plan({"case": {"loai": "gấp"}}))
    assert happened(told, "passed")[0][0] == "s0"


def test_what_is_done_in_working_hours_that_never_come_is_never_done() -> None:
    drawing = Drawing()
    drawing.path(drawing.start(), drawing.user("u"), drawing.end())
    plan = {"calendar": {"weekly": {}}, "tasks": {"u": {"after": "PT1H", "time": "business"}}}
    assert simulate(drawing.graph(), read_plan(plan))["outcome"] == "waiting"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"variables": {"x": NaN}}', 1),
        ('{"variables": {"x": -Infinity}}', 1),
        ('{"variables": {"x": 1e999}}', 1),
        ('{"calendar": {"zone": "Asia"}}', 1),
        ('{"variables": {"x": "\\ud83d"}}', 0),
        ('{"variables": {"x": 1.5}}', 0),
    ],
)
def test_numbers_that_are_none_zones_that_are_none_and_half_characters_break_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int
) -> None:
    drawing = Drawing()
    drawing.path(drawing.start(), drawing.end())
    file, given = tmp_path / "x.bpmn", tmp_path / "in.json"
    file.write_bytes(drawing.xml())
    given.write_text(text, "utf-8")
    assert main(["simulate", str(file), "--input", str(given)]) == code
    told = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert ("problems" in told) is bool(code)


@pytest.mark.parametrize(
    ("name", "content", "vi", "en"),
    [
        ("gone.json", None, "không có tệp này", "No such file or directory"),
        ("", None, "đây là thư mục, không phải tệp", "Is a directory"),
        ("cut.json", '{"a":\n', "sai cú pháp JSON ở dòng 2, cột 1", "no JSON at line 2, column 1"),
    ],
)
def test_an_input_that_cannot_be_read_is_said_in_each_language_in_its_own_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None, vi: str, en: str
) -> None:
    drawing = Drawing()
    drawing.path(drawing.start(), drawing.user("then"), drawing.end())
    drawn = tmp_path / "a.bpmn"
    drawn.write_bytes(drawing.xml())
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert main(["simulate", str(drawn), "--input", str(tmp_path / name)]) == 1
    (found,) = json.loads(capsys.readouterr().out)["problems"]
    assert found["message"] == {
        "vi": f"Dữ liệu chạy thử sai: {vi}.",
        "en": f"The input of the simulation is wrong: {en}.",
    }


def test_a_file_that_is_too_large_is_told_the_limit_as_people_say_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = tmp_path / "a.bpmn"
    large.write_bytes(b"<a>" + b" " * 10_485_760)
    assert main(["check", str(large)]) == 1
    (found,) = json.loads(capsys.readouterr().out)["problems"]
    assert (found["message"]["vi"], found["message"]["en"]) == (
        "Tệp quá lớn: tối đa 10 MB.",
        "The file is too large: at most 10 MB.",
    )
