"""The demo's processes and large ones as subjects of a document, for the tests of both rooms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tantam.process.drawing import draw_for_print
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram
from tantam.process.procedure import Acting, Decided, Edition, Subject
from tantam.process.procedure.telling import steps_of

FOLDER = Path(__file__).resolve().parents[3] / "demo" / "content" / "processes"
SHELF = Path(__file__).resolve().parents[2] / "gallery" / "files"


@cache
def demo(name: str) -> Diagram:
    """One of the demo's diagrams."""
    return read((FOLDER / f"{name}.bpmn").read_bytes())


@cache
def ready_made() -> dict[str, Diagram]:
    """The ready-made processes by key."""
    return {file.stem: read(file.read_bytes()) for file in sorted(SHELF.glob("*.bpmn"))}


def subject(diagram: Diagram, *, language: str = "vi", **said: object) -> Subject:
    """Everything a document needs, about any drawing; its lanes are the doers."""
    doers = {node.id: diagram.lanes_by_id[node.lane].label(language) for node in steps_of(diagram) if node.lane}
    given: dict[str, object] = {
        "language": language,
        "diagram": diagram,
        "business": "Thuận Lộ",
        "code": "QT-01",
        "title": diagram.processes[0].label(language),
        "number": 3,
        "state": "Đã ban hành",
        "published_by": "Tạ Minh Nhật",
        "picture": draw_for_print(diagram, language=language),
        "doers": doers,
        "gaps": {"kh": "xưng hô và tên khách", "toi": "tự xưng", "nv": "tên nhân viên"},
        "editions": (
            Edition(number=3, state="Đã ban hành", day="22/11/2026", by="Tạ Minh Nhật", reason="Hẹn trả lời"),
        ),
    }
    return Subject(**{**given, **said})  # type: ignore[arg-type]


def decided() -> Decided:
    """A small table in words."""
    return Decided(
        policy="Dòng khớp đầu tiên quyết định.",
        heads=("Dòng", "Nội dung", "Loại"),
        rows=(("1", "có nhắc tới: cháy, khói", "Sự cố an toàn"), ("2", "bất kỳ", "Hỏi đáp")),
    )


def telling_the_head() -> Acting:
    """A step that informs the head."""
    return Acting(label="Báo trưởng phòng", tells="head")


def drawn(count: int, *, name: str = "Bước", per_row: int = 40) -> Diagram:
    """A long process of `count` steps one after the other, drawn in rows."""
    tasks = "".join(
        f'<userTask id="t{at}" name="{name} {at}"><extensionElements xmlns:tantam="urn:tantam:bpmn:1">'
        f'<tantam:script lang="vi">Dạ {{kh}}, em xin báo bước {at} ạ.</tantam:script></extensionElements></userTask>'
        for at in range(count)
    )
    flows = "".join(f'<sequenceFlow id="f{at}" sourceRef="t{at}" targetRef="t{at + 1}"/>' for at in range(count - 1))
    shapes = "".join(
        f'<di:BPMNShape id="s{at}" bpmnElement="t{at}"><dc:Bounds x="{at % per_row * 150}" y="{at // per_row * 120}" '
        'width="100" height="80"/></di:BPMNShape>'
        for at in range(count)
    )
    return read(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t" '
        'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">'
        f'<process id="p" name="{name}">{tasks}{flows}</process>'
        f'<di:BPMNDiagram id="bd"><di:BPMNPlane id="bp" bpmnElement="p">{shapes}</di:BPMNPlane></di:BPMNDiagram>'
        "</definitions>".encode()
    )
