"""A file of another tool keeps everything; and the runner notices whatever would be lost."""

import pytest

from tantam.process.conformance import miwg
from tantam.process.engine import markup

AWKWARD = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!-- drawn elsewhere -->
<?tool keep="me"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:d="http://www.omg.org/spec/DD/20100524/DI"
    xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:v="urn:vendor" xmlns:w="urn:vendor"
    id="d" targetNamespace="urn:a&amp;b" exporter="Công cụ &quot;khác&quot;" v:mark="1" w:other="2">
  <b:import importType="http://www.w3.org/TR/wsdl20/" location="a.wsdl" namespace="urn:x"/>
  <b:collaboration id="c"><b:participant id="p" name="A&#10;B" processRef="r"/>
    <b:conversation id="talk" name="Hỏi đáp"><b:participantRef>p</b:participantRef></b:conversation>
    <b:conversationLink id="cl" sourceRef="p" targetRef="talk"/>
  </b:collaboration>
  <b:choreography id="ch"><b:startEvent id="cs"><b:outgoing>cf</b:outgoing></b:startEvent>
    <b:choreographyTask id="ct" name="Gửi" initiatingParticipantRef="p"><b:incoming>cf</b:incoming>
      <b:participantRef>p</b:participantRef></b:choreographyTask>
    <b:sequenceFlow id="cf" sourceRef="cs" targetRef="ct"/></b:choreography>
  <b:process id="r" isExecutable="true">
    <b:documentation textFormat="text/html"><![CDATA[<p>a & b]]]]><![CDATA[></p>]]></b:documentation>
    <b:extensionElements>
      <v:deep xmlns:v="urn:other" a="1"><v:deeper xmlns=""><plain w:x="y">mixed <v:i>text</v:i> stays</plain></v:deeper>
      </v:deep>
      <!-- and so does this --><?and this?>
    </b:extensionElements>
    <b:startEvent id="s" name="Bắt đầu"/>
    <b:sequenceFlow id="f" sourceRef="s" targetRef="t">
      <b:conditionExpression xsi:type="b:tFormalExpression">a &lt; 5 &gt; b &#13; c</b:conditionExpression>
    </b:sequenceFlow>
    <b:task id="t" v:mark="a&#9;b"/>
  </b:process>
  <di:BPMNDiagram id="one" name="Trang 1"><di:BPMNPlane id="pl" bpmnElement="c">
    <di:BPMNShape id="s1" bpmnElement="s" bioc:stroke="#f00" color:background-color="#fee" isHorizontal="false">
      <dc:Bounds x="1.5" y="-2" width="36" height="36"/>
      <di:BPMNLabel labelStyle="ls"><dc:Bounds x="0" y="40" width="9" height="8"/></di:BPMNLabel></di:BPMNShape>
    <di:BPMNShape id="s2" bpmnElement="t"><dc:Bounds x="1" y="2" width="3" height="4"/></di:BPMNShape>
    <di:BPMNEdge id="e1" bpmnElement="f" messageVisibleKind="initiating">
      <d:waypoint x="1" y="2"/><d:waypoint x="3" y="4"/>
    </di:BPMNEdge></di:BPMNPlane>
    <di:BPMNLabelStyle id="ls"><dc:Font name="Arial" size="11.0" isBold="true"/></di:BPMNLabelStyle></di:BPMNDiagram>
  <di:BPMNDiagram id="two"><di:BPMNPlane id="pm" bpmnElement="ch">
    <di:BPMNShape id="s3" bpmnElement="ct" choreographyActivityShape="s1"><dc:Bounds x="1" y="2" width="3" height="4"/>
    </di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>
</b:definitions>
<!-- the end -->
"""


def test_everything_of_a_foreign_file_comes_out_as_it_went_in():
    assert list(miwg.losses(AWKWARD.encode())) == []


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "us-ascii"])
def test_a_file_in_another_encoding_loses_nothing(encoding):
    text = AWKWARD.replace("UTF-8", encoding)
    assert list(miwg.losses(text.encode(encoding, "xmlcharrefreplace"))) == []


def test_a_file_without_ids_and_without_declaration_loses_nothing():
    inside = (
        '<process><ioSpecification><inputSet/><outputSet/></ioSpecification><startEvent/><task id="t">'
        "<dataOutputAssociation><targetRef>d</targetRef></dataOutputAssociation></task><dataObject/></process>"
        '<collaboration id="c"><participant/><messageFlow sourceRef="a" targetRef="t"/></collaboration>'
    )
    text = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">{inside}</definitions>'
    assert list(miwg.losses(text.encode())) == []


def test_writing_twice_is_writing_once():
    once = markup.rewritten(AWKWARD.encode())
    assert markup.rewritten(once.encode()) == once
    assert "<![CDATA[<p>a & b" in once
    assert 'name="A&#10;B"' in once
    assert "<?and this?>" in once


LOSSES = [
    ('name="Bắt đầu"', 'name="Bat dau"'),
    ('exporter="Công cụ &quot;khác&quot;"', ""),
    ("<v:i>text</v:i>", "text"),
    ("mixed ", "mixed"),
    ('<di:BPMNEdge id="e1"', '<di:BPMNEdge id="e2"'),
    ("<!-- and so does this -->", ""),
    ("<?and this?>", ""),
    ('xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"', 'xmlns:bioc="urn:elsewhere"'),
    ('xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', 'xmlns:xsi="urn:else"'),
    ('<d:waypoint x="3" y="4"/>', ""),
]


@pytest.mark.parametrize(("kept", "instead"), LOSSES)
def test_a_writer_that_loses_something_is_found_out(monkeypatch, kept, instead):
    assert AWKWARD.count(kept) == 1
    monkeypatch.setattr(miwg, "rewritten", lambda data: markup.rewritten(data).replace(kept, instead))
    assert list(miwg.losses(AWKWARD.encode())) != []


def test_a_file_that_is_no_bpmn_fails_with_its_line(tmp_path):
    (tmp_path / "a.bpmn").write_text("<definitions>\n<a>", "utf-8")
    verdict = miwg.run(tmp_path)
    assert (verdict.passed, verdict.total, verdict.failed) == (0, 1, ["a.bpmn"])
    assert verdict.notes[0].startswith("a.bpmn: line 2: ")
