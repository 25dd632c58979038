"""The world that runs models of one feature each: what may stand beside that feature in the standard's terms."""

import json
from itertools import pairwise

import pytest

from tantam.process.conformance.betsy import run

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
  <message id="m" name="m"/><signal id="sg" name="sg"/>
  <interface id="i" name="i"><operation id="op" name="op"><inMessageRef>m</inMessageRef></operation></interface>"""
START = '<startEvent id="s"/>'


def traced(folder, *inside, other="", delay=0, text="a", number=0):
    """What the scripts of a model wrote, ERROR where it cannot be run."""
    (folder / "some").mkdir()
    process = f'<process id="p" isExecutable="true">{"".join(inside)}</process>'
    (folder / "some" / "model.bpmn").write_text(f"{HEAD}{process}{other}</definitions>", "utf-8")
    case = {"input": text, "int": number, "parallel": False, "delay": delay, "expect": []}
    (folder / "cases.json").write_text(json.dumps([{"name": "model", "dir": "some", "cases": [case]}]), "utf-8")
    notes = run(folder).notes
    return notes[0].partition("found ")[2] if notes else "[]"


def script(name, word=""):
    """A script task; without another word it writes its name."""
    return f'<scriptTask id="{name}"><script>{word or "SCRIPT_" + name}</script></scriptTask>'


def path(*nodes, condition=""):
    """Sequence flows from each to the next."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return "".join(
        f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}">{inner}</sequenceFlow>' for a, b in pairwise(nodes)
    )


def timer(kind, text):
    """A timer definition."""
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


DATA = [
    '<dataObject id="o" name="data"/>',
    '<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o" name="data"/>',
    '<property id="o" name="data"/>',
]


@pytest.mark.parametrize("data", DATA)
def test_data_of_a_sub_process_are_read_where_they_were_written(tmp_path, data):
    steps = script("set", "SET_STRING_DATA") + script("log", "LOG_DATA") + path("is", "set", "log")
    inside = data + '<startEvent id="is"/>' + steps
    found = traced(tmp_path, START, f'<subProcess id="sub">{inside}</subProcess>', path("s", "sub"))
    assert found == "['DATA_correct']"


@pytest.mark.parametrize("data", DATA)
def test_data_of_a_sub_process_are_gone_with_it(tmp_path, data):
    inside = data + '<startEvent id="is"/>' + script("set", "SET_STRING_DATA") + path("is", "set")
    outside = (f'<subProcess id="sub">{inside}</subProcess>', script("log", "LOG_DATA"), path("s", "sub", "log"))
    assert traced(tmp_path, START, *outside) == "[]"


def test_data_of_the_process_are_seen_in_its_sub_processes(tmp_path):
    inside = '<startEvent id="is"/>' + script("log", "LOG_DATA") + path("is", "log")
    sub = f'<subProcess id="sub">{inside}</subProcess>'
    found = traced(tmp_path, DATA[2], START, script("set", "SET_STRING_DATA"), sub, path("s", "set", "sub"))
    assert found == "['DATA_correct']"


@pytest.mark.parametrize(
    ("cycle", "seconds", "times"), [("R3/PT1S", 10, 3), ("R3/PT1S", 2, 2), ("R/PT2S", 9, 4), ("R1/PT1S", 9, 1)]
)
def test_a_process_begins_as_often_as_its_repeating_timer_says(tmp_path, cycle, seconds, times):
    start = f'<startEvent id="s">{timer("timeCycle", cycle)}</startEvent>'
    found = traced(tmp_path, start, script("a"), path("s", "a"), delay=seconds * 1000)
    assert found == str(["SCRIPT_a"] * times)


def test_a_pool_of_which_nothing_is_drawn_keeps_no_model_from_running(tmp_path):
    steps = (START, script("a"), path("s", "a"))
    (tmp_path / "one").mkdir()
    assert traced(tmp_path / "one", *steps, other='<process id="q" isExecutable="false"/>') == "['SCRIPT_a']"
    (tmp_path / "two").mkdir()
    assert traced(tmp_path / "two", *steps, other='<process id="q" isExecutable="true"/>') == "['ERROR']"


def test_an_event_sends_what_its_operation_takes_in(tmp_path):
    end = '<endEvent id="e"><messageEventDefinition><operationRef>op</operationRef></messageEventDefinition></endEvent>'
    receiver = (
        '<process id="q" isExecutable="true"><receiveTask id="r" operationRef="op" instantiate="true"/>'
        + script("b")
        + path("r", "b")
        + "</process>"
    )
    found = traced(tmp_path, START, script("a"), end, path("s", "a", "e"), other=receiver)
    assert found == "['SCRIPT_a', 'SCRIPT_b']"


def test_an_expression_in_the_language_of_the_models_may_say_which(tmp_path):
    flow = path("g", "a", condition='test.contains("a")').replace(
        "<conditionExpression>", '<conditionExpression language="http://www.java.com/java">'
    )
    assert traced(tmp_path, START, '<exclusiveGateway id="g"/>', script("a"), path("s", "g"), flow) == "['SCRIPT_a']"
