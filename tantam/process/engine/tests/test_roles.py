"""Who does a step: what is said on the step goes before its sub-process, that before the lane."""

from __future__ import annotations

import pytest

from tantam.process.engine.check import check
from tantam.process.engine.comparing import compare
from tantam.process.engine.diagram import Role
from tantam.process.engine.plan import read_plan
from tantam.process.engine.simulate import simulate
from tantam.process.engine.tests.drawing import Drawing

HEAD = '<t:role kind="head"/>'
WARRANTY = '<t:role kind="team" ref="bao-hanh"/>'


def _in_lanes(role: str = "", *, second: str = HEAD) -> Drawing:
    """One step in the first of two lanes."""
    drawing = Drawing()
    drawing.start()
    drawing.user("u", extension=role)
    drawing.path("s", "u", drawing.end())
    lane = '<b:lane id="{}" name="{}"><b:extensionElements>{}</b:extensionElements>{}</b:lane>'
    first = lane.format("L1", "Hỗ trợ", '<t:role kind="team" ref="ho-tro"/>', "<b:flowNodeRef>u</b:flowNodeRef>")
    drawing.lines.insert(0, f"<b:laneSet>{first}{lane.format('L2', 'Trưởng phòng', second, '')}</b:laneSet>")
    return drawing


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("", Role(kind="team", ref="ho-tro")),
        (WARRANTY, Role(kind="team", ref="bao-hanh")),
        (HEAD, Role(kind="head")),
    ],
)
def test_what_is_said_on_the_step_goes_before_its_lane(own: str, expected: Role) -> None:
    diagram = _in_lanes(own).diagram()
    assert diagram.role_of(diagram.node("u")) == expected


def test_a_step_inside_has_the_role_of_the_sub_process_around_it() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub", inner=f"<b:extensionElements>{WARRANTY}</b:extensionElements>"):
        drawing.start("s2")
        drawing.user("u")
        drawing.path("s2", "u", drawing.end("e2"))
    drawing.path("s", "sub", drawing.end())
    diagram = drawing.diagram()
    assert diagram.role_of(diagram.node("u")) == Role(kind="team", ref="bao-hanh")
    assert [found.code for found in check(diagram)] == []


def test_a_step_that_names_the_role_of_another_lane_is_warned_about_and_runs() -> None:
    found = check(_in_lanes(HEAD).diagram())
    assert [(one.code, one.element_id, one.severity) for one in found] == [("role_of_another_lane", "u", "warning")]
    assert "“Trưởng phòng”" in found[0].message_vi


@pytest.mark.parametrize("own", ["", WARRANTY, '<t:role kind="team" ref="ho-tro"/>'])
def test_a_role_that_no_other_lane_has_needs_no_warning(own: str) -> None:
    assert check(_in_lanes(own).diagram()) == ()


@pytest.mark.parametrize(("own", "expected"), [("", "team:ho-tro"), (HEAD, "head")])
def test_a_simulation_says_who_is_asked(own: str, expected: str) -> None:
    trace = simulate(_in_lanes(own).graph(), read_plan({"tasks": {"*": {"after": "PT5M"}}}))["trace"]
    assert isinstance(trace, list)
    assert [(one["role"], one["lane"]) for one in trace if one["event"] == "offered"] == [(expected, "L1")]


def test_another_role_is_a_difference_between_two_versions() -> None:
    found = compare(_in_lanes().diagram(), _in_lanes(WARRANTY).diagram(), language="vi")
    changed = [(one.element, aspect.name, aspect.before, aspect.after) for one in found for aspect in one.aspects]
    assert changed == [("u", "role", "", "team"), ("u", "team", "", "bao-hanh")]
