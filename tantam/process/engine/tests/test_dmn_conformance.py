"""The public conformance tests of DMN, where they are at hand; they are read in place and never copied."""

import json
import os
from pathlib import Path

import pytest

from tantam.process.engine.dmn.tck import main, run_folder

BASE = Path(__file__).resolve().parents[4]
FOLDER = Path(os.environ.get("TANTAM_CORPORA", BASE.parent / "shared" / "corpora")) / "dmn-tck"

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>m.dmn</modelName>
  <testCase id="1"><inputNode name="a"><value xsi:type="xsd:decimal">2</value></inputNode>
    <resultNode name="d" type="decision"><expected><value xsi:type="xsd:decimal">EXPECTED</value></expected>
    </resultNode>
  </testCase></testCases>"""
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
  <decision id="d" name="d"><literalExpression><text>a * 2</text></literalExpression></decision></definitions>"""


@pytest.mark.parametrize(("expected", "passed"), [("4", 1), ("5", 0)])
def test_the_runner_tells_right_from_wrong(tmp_path, capsys, expected, passed):
    (tmp_path / "m.dmn").write_text(MODEL, "utf-8")
    (tmp_path / "m-test.xml").write_text(CASES.replace("EXPECTED", expected), "utf-8")
    assert main([str(tmp_path)]) == 1 - passed
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (summary["passed"], summary["total"], len(summary["failed"])) == (passed, 1, 1 - passed)


def test_a_model_that_cannot_be_read_is_one_failure(tmp_path):
    (tmp_path / "m-test.xml").write_text(CASES, "utf-8")
    assert [result.passed for result in run_folder(tmp_path)] == [False]


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no conformance tests at {FOLDER}")
@pytest.mark.parametrize("level", ["compliance-level-2", "compliance-level-3"])
def test_every_conformance_test_passes(level):
    failed = [result.name for result in run_folder(FOLDER / level) if not result.passed]
    assert failed == []
