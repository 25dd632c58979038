import pytest

from tantam.process.engine.bpmn import read
from tantam.process.engine.comparing import compare
from tantam.process.engine.diagram import Diagram, HelpLink
from tantam.process.engine.extensions import is_web_address

ADDRESS = "https://tri-thuc.vn/doi-tra?muc=2#b"
NAMES = '<tantam:label lang="vi">Cách đổi trả</tantam:label><tantam:label lang="en">How to return</tantam:label>'


def step(address: str, names: str = "") -> Diagram:
    inner = f'<tantam:help href="{address}">{names}</tantam:help>' if address else ""
    return read(
        f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
          xmlns:tantam="urn:tantam:bpmn:1"><process id="p" name="P"><userTask id="a" name="Một">
          <extensionElements>{inner}</extensionElements></userTask></process></definitions>""".encode()
    )


def link(diagram: Diagram) -> HelpLink | None:
    return diagram.nodes_by_id["a"].care.help


def test_a_step_has_a_link_with_a_name_in_each_language_or_that_of_the_site():
    found = link(step(ADDRESS, NAMES))
    assert found is not None
    assert (found.address, found.label("vi"), found.label("en")) == (ADDRESS, "Cách đổi trả", "How to return")
    bare = link(step(ADDRESS))
    assert bare is not None
    assert bare.label("en") == "tri-thuc.vn"
    assert link(step("")) is None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://tri-thuc.vn",
        "https://",
        "tri-thuc.vn",
        "https://a:b@c.vn",
        "https://[x/",
        "https://a.vn/ b",
    ],
)
def test_what_is_no_whole_https_address_is_told_on_its_step_and_never_shown(address: str):
    diagram = step(address)
    assert link(diagram) is None
    assert [(one.code, one.element_id, one.severity) for one in diagram.problems] == [("bad_help", "a", "warning")]


def test_an_address_may_be_long_but_not_without_end():
    assert is_web_address("https://a.vn/" + "x" * 1_900)
    assert not is_web_address("https://a.vn/" + "x" * 2_000)


def test_another_address_and_another_name_are_changes_of_the_step():
    (found,) = compare(
        step(ADDRESS, NAMES), step("https://a.vn", NAMES.replace("How to return", "Returns")), language="en"
    )
    assert found.element == "a"
    assert [(one.name, one.before, one.after) for one in found.aspects] == [
        ("help", ADDRESS, "https://a.vn"),
        ("help label:en", "How to return", "Returns"),
    ]
