"""The runner of decisions: it tells right from wrong and counts what is asked to be counted apart."""

import pytest

from tantam.process.conformance.dmn_tck import run

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>m.dmn</modelName>
  <testCase id="1"><inputNode name="a"><value xsi:type="xsd:decimal">2</value></inputNode>
    <resultNode name="d" type="decision"><expected><value xsi:type="xsd:decimal">EXPECTED</value></expected>
    </resultNode>
  </testCase>
  <testCase id="2"><inputNode name="a"><value xsi:type="xsd:string">two</value></inputNode>
    <resultNode name="d" type="decision"><expected><value xsi:nil="true"/></expected></resultNode>
  </testCase></testCases>"""
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
  <decision id="d" name="d"><literalExpression><text>a * 2</text></literalExpression></decision></definitions>"""


@pytest.mark.parametrize(("expected", "failed"), [("4", []), ("5", ["one/m-test/1/d"])])
def test_the_runner_tells_right_from_wrong(tmp_path, expected, failed):
    folder = tmp_path / "level" / "one"
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_text(MODEL, "utf-8")
    (folder / "m-test.xml").write_text(CASES.replace("EXPECTED", expected), "utf-8")
    verdict = run(tmp_path)
    assert (verdict.passed, verdict.total, verdict.failed) == (2 - len(failed), 2, failed)
    assert verdict.notes[-1] == f"level, expected value not null: {1 - len(failed)}/1 ({1 - len(failed):.2%})"


def test_a_model_that_cannot_be_read_is_one_failure(tmp_path):
    (tmp_path / "m-test.xml").write_text(CASES, "utf-8")
    assert (run(tmp_path).passed, run(tmp_path).total) == (0, 1)
