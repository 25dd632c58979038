"""Unit examples kept with a process: what passes, what fails and in which words, what is written wrongly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tantam.process.engine.bpmn import read
from tantam.process.engine.cli import main
from tantam.process.engine.examples import MOST, example_problems
from tantam.process.engine.problem import Problem

BODY = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:tantam:bpmn:1" id="d">
  <message id="m" name="customer.message"/>
  <process id="p" name="Thử" isExecutable="true"><extensionElements>{examples}</extensionElements>
    <startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="hoi"/>
    <userTask id="hoi" name="Hỏi khách"><extensionElements><t:label lang="en">Ask</t:label>
      <t:role kind="head"/></extensionElements></userTask>
    <sequenceFlow id="f2" sourceRef="hoi" targetRef="g"/>
    <exclusiveGateway id="g" name="Đồng ý?" default="f4"/>
    <sequenceFlow id="f3" sourceRef="g" targetRef="xong"><conditionExpression>dong_y = true</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f4" sourceRef="g" targetRef="cho"/>
    <eventBasedGateway id="cho" name="Chờ"/>
    <sequenceFlow id="f5" sourceRef="cho" targetRef="tin"/><sequenceFlow id="f6" sourceRef="cho" targetRef="het"/>
    <intermediateCatchEvent id="tin" name="Khách nhắn"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
    <intermediateCatchEvent id="het" name="Hết giờ"><timerEventDefinition><timeDuration>P1D</timeDuration>
      </timerEventDefinition></intermediateCatchEvent>
    <sequenceFlow id="f7" sourceRef="tin" targetRef="hoi"/><sequenceFlow id="f8" sourceRef="het" targetRef="bo"/>
    <endEvent id="xong" name="Xong"/><endEvent id="bo" name="Bỏ dở"/>
  </process></definitions>"""


def written(given: object, expected: object, *, key: str = "mot") -> str:
    parts = [f"<t:{name}>{json.dumps(what)}</t:{name}>" for name, what in (("given", given), ("expected", expected))]
    labels = '<t:label lang="vi">Ví dụ một</t:label><t:label lang="en">Example one</t:label>'
    return f'<t:example key="{key}">{labels}{"".join(parts)}</t:example>'


def problems(*examples: str) -> list[Problem]:
    return list(example_problems(read(BODY.format(examples="".join(examples)).encode())))


AGREES = {"tasks": {"hoi": {"data": {"dong_y": True}}}}


def test_an_example_travels_with_the_file_and_is_read_whole():
    care = read(BODY.format(examples=written(AGREES, {"ends": ["xong"]})).encode()).processes[0].care
    (example,) = care.examples
    assert (example.key, example.label("vi"), example.label("en")) == ("mot", "Ví dụ một", "Example one")
    assert json.loads(example.given) == AGREES


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (AGREES, {"ends": ["xong"], "through": ["hoi", "g"], "never": ["bo", "het"], "variables": {"dong_y": True}}),
        ({}, {"ends": ["bo"], "through": ["cho", "het"], "times": {"hoi": 1, "tin": 0}}),
        ({"messages": [{"at": "PT1H", "name": "customer.message"}]}, {"ends": ["bo"], "times": {"hoi": 2, "tin": 1}}),
        ({"until": "PT2H"}, {"standing": ["cho"]}),
        ({"tasks": {"hoi": None}}, {"outcome": "waiting", "standing": ["hoi"]}),
    ],
    ids=["agrees", "in-time", "writes", "waits", "nobody"],
)
def test_what_comes_out_as_said_is_no_problem(given: object, expected: object):
    assert problems(written(given, expected)) == []


def test_what_does_not_come_out_names_expected_and_happened_in_both_languages():
    (found,) = problems(written(AGREES, {"ends": ["bo"]}))
    assert (found.code, found.severity, found.element_id, dict(found.params)) == (
        "example_failed", "error", "p", {"example": "mot"},
    )  # fmt: skip
    assert found.message_vi == "Ví dụ “Ví dụ một” không ra như mong đợi: phải kết thúc ở “Bỏ dở”, thực tế “Xong”."
    assert (
        found.message_en
        == "The example “Example one” does not come out as expected: must end at “Bỏ dở”, in fact “Xong”."
    )


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"outcome": "waiting"}, "must be still waiting, but was finished"),
        ({"through": ["het"]}, "must pass “Hết giờ”, in fact “Start”, “Ask”, “Đồng ý?”, “Xong”"),
        ({"through": ["g", "hoi"]}, "must pass “Ask”, in fact “Start”, “Ask”, “Đồng ý?”, “Xong”"),
        ({"never": ["hoi"]}, "must not pass “Ask”, but did"),
        ({"times": {"hoi": 3}}, "“Ask” must be entered 3 times, was 1 times"),
        ({"variables": {"dong_y": False}}, "dong_y must be false, in fact true"),
        ({"outcome": "finished", "standing": ["cho"]}, "must wait at “Chờ”, in fact nowhere"),
    ],
)
def test_each_expectation_says_what_differs(expected: object, said: str):
    (found,) = problems(written(AGREES, expected))
    assert found.message_en == f"The example “Example one” does not come out as expected: {said}."


@pytest.mark.parametrize(
    ("given", "expected", "reason"),
    [
        ({"cases": {}}, {}, "unknown key: cases"),
        ({}, {"end": []}, "expected: unknown key: end"),
        ({}, {"outcome": "done"}, "expected.outcome: one of finished, waiting, cancelled, failed"),
        ({}, {"times": {"hoi": "2"}}, "expected.times: an object of whole numbers is needed"),
        ({"start_event": "nope"}, {}, "The process has no such start event “nope”"),
    ],
)
def test_what_is_written_wrongly_is_said_too(given: object, expected: object, reason: str):
    (found,) = problems(written(given, expected))
    assert (found.code, found.severity, dict(found.params)["reason"]) == ("bad_example", "error", reason)


def test_what_is_no_json_is_said_and_not_raised():
    (found,) = problems('<t:example key="k"><t:given>{</t:given></t:example>')
    assert (found.code, found.message_vi) == (
        "bad_example",
        "Ví dụ “k” viết sai: given: sai cú pháp JSON ở dòng 1, cột 2.",
    )


def test_what_is_written_wrongly_is_said_in_vietnamese_too():
    (found,) = problems(written({"until": 3}, {}))
    assert found.message_vi == "Ví dụ “Ví dụ một” viết sai: until: cần một chuỗi chữ."


@pytest.mark.parametrize(
    ("expected", "vi", "en"),
    [
        ({"ends": ["gone"]}, "phải kết thúc ở “gone”", "it must end at “gone”"),
        ({"through": ["gone"]}, "phải đi qua “gone”", "it must pass “gone”"),
        ({"never": ["gone"]}, "không được đi qua “gone”", "it must not pass “gone”"),
        ({"times": {"gone": 1}}, "có đếm số lần vào “gone”", "it counts how often “gone” is entered"),
        ({"standing": ["gone"]}, "phải đang chờ ở “gone”", "it must wait at “gone”"),
    ],
)
def test_what_asks_for_a_step_that_is_no_longer_drawn_says_so(expected: object, vi: str, en: str):
    (found,) = problems(written({}, expected))
    assert (found.code, dict(found.params)["gone"], dict(found.params)["example"]) == ("example_gone", "gone", "mot")
    assert found.message_vi == f"Ví dụ “Ví dụ một” không còn khớp: {vi}, nhưng bước này không còn trong sơ đồ."
    assert found.message_en == f"The example “Example one” no longer fits: {en}, which is no longer in the drawing."


def test_examples_without_end_cost_no_more_than_their_limit():
    many = [written({}, {}, key=f"k{number}") for number in range(MOST + 1)]
    assert [found.code for found in problems(*many)] == ["too_many_examples"]
    messages = [{"at": f"PT{number}M", "name": "customer.message"} for number in range(1, 1_500)]
    (found,) = problems(written({"messages": messages}, {"ends": ["xong"]}))
    assert "must be finished, but was still waiting" in found.message_en


def test_the_command_runs_the_examples_and_refuses_a_failing_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "p.bpmn"
    for expected, code, found in (({"ends": ["xong"]}, 0, []), ({"ends": ["bo"]}, 1, ["example_failed"])):
        file.write_text(BODY.format(examples=written(AGREES, expected)))
        assert main(["check", str(file)]) == code
        told = json.loads(capsys.readouterr().out)
        assert (told["runs"], [one["code"] for one in told["problems"]]) == (code == 0, found)
