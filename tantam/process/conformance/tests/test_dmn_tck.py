"""The runner of decisions: it tells right from wrong and counts what is asked to be counted apart."""

import pytest

from tantam.process.conformance.dmn_tck import run
from tantam.process.engine.dmn import Decisions

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


WRITTEN = [
    ('<list xsi:nil="true"/>', "null"),
    ('<value xsi:nil="1"/>', "null"),
    ("<list/>", "[]"),
    ('<value xsi:type="xsd:boolean">1</value>', "true"),
    ('<value xsi:type="xsd:double">1.5E3</value>', "1500"),
    ('<value xsi:type="xsd:double">INF</value>', "null"),
    ('<value xsi:type="xsd:string"> a </value>', '" a "'),
    ('<component name="x" xsi:nil="true"/>', "{x: null}"),
]


@pytest.mark.parametrize(("value", "meant"), WRITTEN)
def test_values_are_read_in_every_form_xml_schema_gives_them(tmp_path, value, meant):
    case = CASES.replace('<value xsi:type="xsd:decimal">2</value>', value).replace(">EXPECTED<", ">true<")
    case = case.replace('"xsd:decimal">true', '"xsd:boolean">true')
    (tmp_path / "m.dmn").write_text(MODEL.replace("a * 2", f"a = {meant}".replace('"', "&quot;")), "utf-8")
    (tmp_path / "m-test.xml").write_text(case, "utf-8")
    assert [name for name in run(tmp_path).failed if "/1/" in name] == []


def test_a_fault_of_ours_fails_its_case_and_not_the_run(tmp_path, monkeypatch):
    def broken(*_, **__):
        raise TypeError("ours")

    monkeypatch.setattr(Decisions, "decide", broken)
    (tmp_path / "m.dmn").write_text(MODEL, "utf-8")
    (tmp_path / "m-test.xml").write_text(CASES.replace("EXPECTED", "4"), "utf-8")
    assert (run(tmp_path).passed, run(tmp_path).total) == (0, 2)
