"""The runner of process models: any folder laid out like the set, right told from wrong, no time waited."""

import json
from itertools import pairwise

import pytest

from tantam.process.conformance.betsy import run
from tantam.process.conformance.scripted import in_feel
from tantam.process.conformance.tests.corpora import CORPORA

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
  <message id="m" name="m"/><error id="er" errorCode="ERR_CODE"/>"""
#: What the set itself is known to be wrong about.
WRONG = {"AdHocSubProcess_Parallel", "AdHocSubProcess_Sequential"}


def model(folder, name, inside, *, expect, delay=0, parallel=False, text="a", other=""):
    """One model with one case."""
    (folder / "some").mkdir(exist_ok=True)
    process = f'<process id="{name}" isExecutable="true">{inside}</process>'
    (folder / "some" / f"{name}.bpmn").write_text(f"{HEAD}{process}{other}</definitions>", "utf-8")
    case = {"input": text, "int": 0, "parallel": parallel, "delay": delay, "expect": expect}
    (folder / "cases.json").write_text(json.dumps([{"name": name, "dir": "some", "cases": [case]}]), "utf-8")
    return run(folder)


def line(*steps):
    """Script tasks one after the other."""
    ids = ["s", *(f"n{number}" for number in range(len(steps))), "e"]
    tasks = "".join(
        f'<scriptTask id="n{number}"><script>{word}</script></scriptTask>' for number, word in enumerate(steps)
    )
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{a}" targetRef="{b}"/>' for number, (a, b) in enumerate(pairwise(ids))
    )
    return f'<startEvent id="s"/>{tasks}<endEvent id="e"/>{flows}'


def test_words_are_written_in_any_order(tmp_path):
    steps = line("SCRIPT_task2", "SCRIPT_task1", "CREATE_LOG_FILE", "CREATE_MARKER_FILE")
    assert model(tmp_path, "m1", steps, expect=["MARKER_exists", "SCRIPT_task1", "SCRIPT_task2"]).failed == []
    assert model(tmp_path, "m1", steps, expect=["SCRIPT_task1", "SCRIPT_task2"]).failed == ["m1"]


def test_time_passes_on_a_virtual_clock_and_no_further_than_the_case_says(tmp_path):
    steps = line("WAIT_TEN_SECONDS", "SCRIPT_task1")
    assert model(tmp_path, "m1", steps, expect=["SCRIPT_task1"], delay=10_000).failed == []
    assert model(tmp_path, "m1", steps, expect=[], delay=9_999).failed == []


def test_two_branches_overlap_only_where_the_engine_asks_for_both_at_once(tmp_path):
    one_by_one = line("CREATE_TIMESTAMP_LOG_1", "CREATE_TIMESTAMP_LOG_2")
    assert model(tmp_path, "m1", one_by_one, expect=["EXECUTION_parallel"], delay=60_000).failed == ["m1"]
    forked = (
        '<startEvent id="s"/><parallelGateway id="g"/>'
        '<scriptTask id="a"><script>CREATE_TIMESTAMP_LOG_1</script></scriptTask>'
        '<scriptTask id="b"><script>CREATE_TIMESTAMP_LOG_2</script></scriptTask>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="g"/><sequenceFlow id="fa" sourceRef="g" targetRef="a"/>'
        '<sequenceFlow id="fb" sourceRef="g" targetRef="b"/>'
    )
    assert model(tmp_path, "m1", forked, expect=["EXECUTION_parallel"], delay=60_000).failed == []


def test_what_cannot_be_published_or_comes_to_a_stop_is_a_failure_by_either_word(tmp_path):
    refused = line("SCRIPT_task1").replace('<scriptTask id="n0">', '<scriptTask id="n0" startQuantity="0">')
    assert model(tmp_path, "m1", refused, expect=["ERROR"]).failed == []
    stuck = (
        line("SCRIPT_task1")
        .replace('<endEvent id="e"/>', '<endEvent id="e"/><exclusiveGateway id="g"/>')
        .replace('targetRef="e"/>', 'targetRef="g"/>')
    )
    stuck += (
        '<sequenceFlow id="x" sourceRef="g" targetRef="e">'
        "<conditionExpression>${test.contains('z')}</conditionExpression></sequenceFlow>"
    )
    assert model(tmp_path, "m1", stuck, expect=["SCRIPT_task1", "ERROR_runtime"]).failed == []


def test_an_error_of_a_script_leaves_the_process_where_nothing_catches_it(tmp_path):
    steps = line("THROW_ERROR", "SCRIPT_task1")
    assert model(tmp_path, "m1", steps, expect=["ERROR_thrownErrorEvent"]).failed == []
    caught = (
        steps
        + '<boundaryEvent id="b" attachedToRef="n0"><errorEventDefinition errorRef="er"/></boundaryEvent>'
        + '<scriptTask id="r"><script>SCRIPT_task2</script></scriptTask>'
        + '<sequenceFlow id="fr" sourceRef="b" targetRef="r"/>'
    )
    assert model(tmp_path, "m1", caught, expect=["SCRIPT_task2"]).failed == []


def test_the_second_process_is_started_first_where_the_case_says_so(tmp_path):
    thrown = line("SCRIPT_task1").replace(
        '<endEvent id="e"/>', '<endEvent id="e"><messageEventDefinition messageRef="m"/></endEvent>'
    )
    waiting = (
        '<process id="second" isExecutable="true"><startEvent id="s2"/>'
        '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
        '<scriptTask id="k"><script>CREATE_MARKER_FILE</script></scriptTask>'
        '<sequenceFlow id="g1" sourceRef="s2" targetRef="c"/><sequenceFlow id="g2" sourceRef="c" targetRef="k"/>'
        "</process>"
    )
    both = ["SCRIPT_task1", "MARKER_exists"]
    assert model(tmp_path, "m1", thrown, expect=both, other=waiting, parallel=True).failed == []
    assert model(tmp_path, "m1", thrown, expect=["SCRIPT_task1"], other=waiting).failed == []


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ('${test.contains("a")}', 'contains(test, "a")'),
        ('!test.contains("a")', 'not(contains(test, "a"))'),
        ("${test.equals('a') || !(x > 1)}", '(test = "a")  or  not(x > 1)'),
        ("!test.startsWith('a')", 'not(starts with(test, "a"))'),
        ("${x == 1 && y != 2}", "x = 1  and  y != 2"),
        ("integerVariable<3", "integerVariable<3"),
    ],
)
def test_conditions_are_said_in_feel(theirs, ours):
    assert in_feel(theirs) == ours


@pytest.mark.skipif(not (CORPORA / "betsy").is_dir(), reason="the set betsy is not here")
def test_the_public_set_passes_but_for_what_it_is_wrong_about():
    verdict = run(CORPORA / "betsy")
    assert verdict.total == 97
    assert set(verdict.failed) <= WRONG
