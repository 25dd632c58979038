"""Every ready-made process: complete in both languages, without a finding, neatly drawn, its examples passing."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import cast

import pytest

from tantam.core.values.mentions import mentions
from tantam.process.drawing.full import Picture
from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.diagram import Diagram, Flow, Lane, Node, Pool, Process, Texts
from tantam.process.engine.examples import example_problems, run_example
from tantam.process.engine.formulas import Language
from tantam.process.engine.kinds import GATEWAYS
from tantam.process.gallery import Ready, fitted, ready_made, ready_named
from tantam.process.procedure.words import goal_measures

LANGUAGE = Language(functions={"mentions": mentions})
ALL = [pytest.param(ready, id=ready.key) for ready in ready_made()]
LANGUAGES = ("vi", "en")
CHANNELS = {"email", "zalo", "facebook", "phone", "sms", "chat", "web", "counter"}
SEGMENTS = {"new", "regular", "loyal", "vip", "wholesale", "prospect", "unhappy", "lapsed", "internal"}
#: What the catalogue offers, with the settings that each action reads.
ACTIONS = {
    "cases.acknowledge": {"closed", "closed_en"},
    "cases.apply_classification": {"result"},
    "cases.assign": {"mode", "team"},
    "cases.send_script": set(),
    "cases.close": set(),
    "cases.escalate": {"reason", "reason_en"},
    "cases.notify": {"reason", "reason_en"},
    "surveys.send": {"survey"},
}  # fmt: skip
#: The variables that words sent by the system itself may hold: nobody is there to fill in another.
FILLED_BY_ITSELF = {"{kh}", "{Kh}", "{toi}", "{Toi}", "{ma}", "{gio_hen}", "{gio_mo_cua}"}


def test_the_gallery_holds_its_files_and_all_three_models():
    files = sorted(path.stem for path in (Path(__file__).parents[1] / "files").glob("*.bpmn"))
    assert sorted(ready.key for ready in ready_made()) == files
    assert len(files) == 12
    assert {ready.process.care.shape for ready in ready_made()} == {"linear", "loop", "staged"}
    assert ready_named("no-such") is None


@pytest.mark.parametrize("ready", ALL)
def test_it_has_no_finding_at_all(ready: Ready):
    assert [found.message_en for found in check(ready.diagram, actions=list(ACTIONS), language=LANGUAGE)] == []


@pytest.mark.parametrize("ready", ALL)
def test_it_says_what_it_is_for_where_it_runs_for_whom_and_what_it_aims_at(ready: Ready):
    care = ready.process.care
    assert [language for language, _ in care.purpose.pairs] == ["vi", "en"]
    assert care.touchpoints
    assert set(care.touchpoints) <= CHANNELS
    assert care.segments
    assert set(care.segments) <= SEGMENTS
    assert len(care.goals) >= 2
    assert [key for key, _ in care.stage_labels] == ["intake", "classification", "handling", "follow_up", "feedback"]
    assert {language for _, texts in care.stage_labels for language, _ in texts.pairs} == {"vi", "en"}
    assert care.unmatched in {"reopen", "note", "new"}


def spoken(diagram: Diagram) -> list[Texts]:
    cares = [node.care for node in diagram.nodes]
    texts = [text for care in cares for text in (care.scripts, care.guide) if text]
    texts += [item.texts for care in cares for item in care.checklist]
    texts += [entry.labels for care in cares for entry in care.form]
    return [*texts, *(example.labels for example in diagram.processes[0].care.examples)]


@pytest.mark.parametrize("ready", ALL)
def test_all_that_is_read_is_there_in_both_languages(ready: Ready):
    diagram = ready.diagram
    named: list[Node | Flow | Lane | Pool | Process] = [
        *diagram.nodes,
        *diagram.flows,
        *diagram.lanes,
        *diagram.pools,
        *diagram.processes,
    ]
    assert [one.id for one in named if one.name and not one.labels.in_language("en")] == []
    assert [one for one in spoken(diagram) if [language for language, _ in one.pairs] != ["vi", "en"]] == []
    assert len(spoken(diagram)) > 15
    assert [node.id for node in diagram.nodes if not node.name] == []


@pytest.mark.parametrize("ready", ALL)
def test_a_choice_that_is_written_in_vietnamese_has_its_english(ready: Ready):
    options = [(entry, option) for node in ready.diagram.nodes for entry in node.care.form for option in entry.options]
    foreign = [
        option
        for entry, option in options
        if not option.isascii() and not entry.option_label(option, language="en").isascii()
    ]
    assert foreign == []


@pytest.mark.parametrize("ready", ALL)
def test_each_person_knows_what_to_do_and_by_when_and_each_action_is_in_the_catalogue(ready: Ready):
    for node in ready.diagram.nodes:
        if node.kind == "userTask":
            assert node.care.done in ("reply", "button", "approval"), node.id
            assert node.care.times is not None, node.id
            assert node.care.guide or node.care.scripts or node.care.form, node.id
            assert ready.diagram.role_of(node) is not None, node.id
        if node.care.done == "approval":
            assert node.care.amount, node.id
            assert node.care.result == "duyet", node.id
        if node.care.action is not None:
            assert {name for name, _ in node.care.action.settings} <= ACTIONS[node.care.action.name], node.id
        if node.kind == "serviceTask":
            words = [text for _, text in node.care.scripts.pairs]
            words += [
                value for name, value in (node.care.action.settings if node.care.action else ()) if "closed" in name
            ]
            found = {f"{{{part.split('}')[0]}}}" for text in words for part in text.split("{")[1:]}
            assert found <= FILLED_BY_ITSELF, node.id


@pytest.mark.parametrize("ready", ALL)
def test_money_is_given_only_after_an_approval_could_be_asked(ready: Ready):
    money = {entry.key for node in ready.diagram.nodes for entry in node.care.form if entry.kind == "money"}
    given = {
        key
        for key in money
        if key in {"tien_den_bu", "tien_hoan", "tien_qua", "tien_uu_dai", "giam_gia", "tien_doi", "tien_bu"}
    }
    assert given <= {node.care.amount for node in ready.diagram.nodes if node.care.done == "approval"}


@pytest.mark.parametrize("ready", ALL)
def test_two_to_four_examples_pass_and_go_every_way_together(ready: Ready):
    examples = ready.process.care.examples
    assert 2 <= len(examples) <= 4
    assert list(example_problems(ready.diagram, language=LANGUAGE)) == []
    graph = compile_graph(ready.diagram, language=LANGUAGE)
    seen: set[str] = set()
    for example in examples:
        expected = json.loads(example.expected)
        assert expected["ends"], example.key
        trace = cast("list[dict[str, str]]", run_example(example, graph)["trace"])
        assert [one for one in trace if one["event"] == "incident"] == []
        seen |= {one["node"] for one in trace if one["event"] in ("entered", "passed", "left")}
    assert sorted({node.id for node in ready.diagram.nodes} - seen) == []


@pytest.mark.parametrize("ready", ALL)
def test_an_example_that_is_broken_by_a_change_is_found(ready: Ready):
    """The examples hold the drawing: without its default branch's goal, or with a timer never due, one fails."""
    graph_ends = {node.id for node in ready.diagram.nodes if node.kind == "endEvent"}
    reached = {end for example in ready.process.care.examples for end in json.loads(example.expected)["ends"]}
    assert reached <= graph_ends
    other = sorted(graph_ends)[0]
    twisted = ready.bpmn
    for end in sorted(reached):
        twisted = twisted.replace(f'"ends": ["{end}"', f'"never": ["{end}"], "ends": ["{other}"')
    assert [found.code for found in example_problems(read(twisted.encode()), language=LANGUAGE)][:1] == [
        "example_failed"
    ]


@pytest.mark.parametrize("ready", ALL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_touches_another_a_step_or_a_line(ready: Ready, language: str):
    picture = Picture(ready.diagram, language=language, marks={})
    assert [pair for pair in combinations(picture.texts, 2) if pair[0].overlaps(pair[1])] == []
    solid = [
        box
        for key, box in picture.page.boxes.items()
        if (node := ready.diagram.nodes_by_id.get(key)) is not None and node.kind not in GATEWAYS
    ]
    lines = [piece.grown(0.02) for pieces in picture.page.pieces.values() for piece in pieces]
    hit = [key for key, label in picture.labels.items() if any(label.box.overlaps(box) for box in [*solid, *lines])]
    assert hit == []


@pytest.mark.parametrize("ready", ALL)
def test_no_line_runs_through_a_step_and_all_stand_in_their_lane(ready: Ready):
    picture = Picture(ready.diagram, language="vi", marks={})
    page, nodes = picture.page, ready.diagram.nodes_by_id
    for flow in ready.diagram.sequence_flows():
        source = nodes[flow.source]
        near = {flow.source, flow.target, source.attached_to}
        crossed = [
            key
            for key, box in page.boxes.items()
            if key in nodes and key not in near and nodes[key].attached_to not in near
            if any(piece.grown(0.01).overlaps(box) for piece in page.pieces[flow.id])
        ]
        assert crossed == [], flow.id
    for node in ready.diagram.nodes:
        box, lane = page.boxes[node.id], page.boxes[node.lane]
        if not node.attached_to:
            assert lane.left <= box.left, node.id
            assert lane.top <= box.top, node.id
            assert box.right <= lane.right, node.id
            assert box.bottom <= lane.bottom, node.id


@pytest.mark.parametrize("ready", ALL)
def test_a_fitted_copy_names_only_the_own_teams_and_its_examples_still_pass(ready: Ready):
    teams = {team.key: f"cua-minh-{number}" for number, team in enumerate(ready.teams)}
    bpmn = fitted(ready, key="QT-77", name="Tên <mới> & riêng", name_en="A new name", teams=teams)
    copy = Ready("copy", bpmn)
    assert [team for team in teams if f'"{team}"' in bpmn] == []
    assert (copy.process.care.key, copy.process.name, copy.process.label("en")) == (
        "QT-77",
        "Tên <mới> & riêng",
        "A new name",
    )
    assert {lane.role.ref for lane in copy.diagram.lanes if lane.role and lane.role.ref} <= set(teams.values())
    assert list(example_problems(copy.diagram, language=LANGUAGE)) == []
    assert [found.code for found in check(copy.diagram, language=LANGUAGE)] == []


def test_teams_may_change_places():
    ready = ready_named("warranty-claim")
    assert ready is not None
    swapped = {"tra-hang-bao-hanh": "ban-hang-dich-vu", "ban-hang-dich-vu": "tra-hang-bao-hanh"}
    copy = Ready("copy", fitted(ready, key="QT-1", name="x", name_en="", teams=swapped))
    before, after = ({lane.id: lane.role.ref for lane in one.diagram.lanes if lane.role} for one in (ready, copy))
    assert after == {lane: swapped.get(ref, ref) for lane, ref in before.items()}


def test_what_others_begin_takes_no_new_requests_in():
    beginning = {ready.key for ready in ready_made() if ready.process.care.takes_in}
    assert beginning == {
        "general-intake", "pre-sale-advice", "vip-care", "garage-visit", "hotel-request", "online-order-problem",
    }  # fmt: skip


def test_every_goal_of_the_ready_made_processes_has_a_name_and_is_a_time_a_rate_or_a_score():
    known = {key: unit for key, _name, unit in goal_measures("vi")}
    goals = [goal for ready in ready_made() for goal in ready.process.care.goals]
    assert {goal.metric for goal in goals} <= set(known)
    assert {known[goal.metric] for goal in goals} == {"time", "rate", "score"}
    for goal in goals:
        assert (known[goal.metric] == "time") == goal.target.startswith("P"), goal
        assert known[goal.metric] != "rate" or float(goal.target) <= 1, goal
