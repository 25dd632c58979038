"""What differs between two versions, in words: tables cell by cell, timers, conditions, forms, marked texts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.process import actions
from tantam.process.context.table_changes import TableChange, table_change
from tantam.process.engine.bpmn import read
from tantam.process.engine.comparing import compare
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(*rules: tuple[str, ...], inputs: tuple[str, ...] = ("loai", "so_lan"), policy: str = "FIRST") -> str:
    """A decision table; the last cell of a rule is its result."""
    asked = "".join(
        f'<input id="i{name}" label="{name}"><inputExpression><text>{name}</text></inputExpression></input>'
        for name in inputs
    )
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in rule[:-1])
        + f"<outputEntry><text>{rule[-1]}</text></outputEntry></rule>"
        for number, rule in enumerate(rules)
    )
    return (
        f'<definitions xmlns="{DMN}" id="d" name="d" namespace="n"><decision id="q" name="q">'
        f'<decisionTable hitPolicy="{policy}">{asked}<output id="o" name="ket_qua"/>{rows}</decisionTable>'
        "</decision></definitions>"
    )


def change(before: str, after: str) -> TableChange:
    found = table_change(before, after)
    assert found is not None
    return found


def test_of_a_table_only_the_cells_that_changed_are_marked() -> None:
    found = change(
        table(("1", "2", '"a"'), ("3", "4", '"b"'), ("5", "6", '"c"')),
        table(("1", "2", '"a"'), ("3", "9", '"b"'), ("5", "6", '"c"')),
    )
    (row,) = found.rows
    assert (row.what, row.number, found.same) == ("changed", 2, 2)
    assert [cell.is_changed for cell in row.cells] == [False, True, False, False]
    assert (row.cells[1].before, row.cells[1].after) == ("4", "9")


def test_rows_that_came_and_went_stand_between_those_that_stayed() -> None:
    old = table(("1", "2", '"a"'), ("3", "4", '"b"'), ("5", "6", '"c"'))
    new = table(("7", "8", '"x"'), ("1", "2", '"a"'), ("5", "6", '"c"'))
    assert [(row.what, row.number) for row in change(old, new).rows] == [("added", 1), ("removed", 2)]
    assert [(row.what, row.number) for row in change(new, old).rows] == [("removed", 1), ("added", 2)]
    swapped = change(table(("1", "2", '"a"')), table(("7", "8", '"x"')))
    assert [row.what for row in swapped.rows] == ["removed", "added"]


def test_a_column_that_came_is_said_and_changes_every_row_it_speaks_in() -> None:
    found = change(
        table(("1", "2", '"a"'), ("3", "4", '"b"')),
        table(("1", "2", "-", '"a"'), ("3", "4", "true", '"b"'), inputs=("loai", "so_lan", "dong_y")),
    )
    assert [what for _label, what in found.columns] == ["same", "same", "added", "same"]
    assert {row.number for row in found.rows} == {1, 2}


def test_another_policy_is_told_and_what_is_no_single_table_is_not_shown_as_one() -> None:
    found = change(table(("1", "2", '"a"')), table(("1", "2", '"a"'), policy="UNIQUE"))
    assert (found.rows, found.same, found.policy.is_changed) == ([], 1, True)
    assert table_change("<x/>", table(("1", "2", '"a"'))) is None


def drawn(form: str, wait: str, condition: str) -> str:
    d = Drawing()
    d.start()
    d.add("userTask", "a", name="Hỏi", inner=f"<b:extensionElements><t:form>{form}</t:form></b:extensionElements>")
    d.add(
        "intermediateCatchEvent",
        "cho",
        inner=f'<b:timerEventDefinition id="t1"><b:timeDuration>{wait}</b:timeDuration></b:timerEventDefinition>',
    )
    d.add("exclusiveGateway", "g", default="f_khac")
    d.path("s", "a", "cho", "g")
    d.flow("g", d.end("het"), name="f_khac")
    d.flow("g", d.end("e"), name="f_lon", condition=condition)
    return d.xml().decode()


FIELD = '<t:field key="loai_loi" type="{kind}"{more}><t:label lang="vi">Lỗi gì</t:label></t:field>'


def test_another_kind_of_field_or_a_new_choice_is_a_change_though_its_name_stayed() -> None:
    old = drawn(FIELD.format(kind="choice", more=' options="vỡ|móp"'), "PT30M", "x > 1")
    for kind, more in (("text", ""), ("choice", ' options="vỡ|móp|thiếu"')):
        new = drawn(FIELD.format(kind=kind, more=more), "PT30M", "x > 1")
        (found,) = compare(read(old.encode()), read(new.encode()), language="vi")
        assert (found.element, [one.name for one in found.aspects]) == ("a", ["fields"])


def test_what_makes_an_element_run_otherwise_never_changes_unseen() -> None:
    old = drawn("", "PT30M", "x > 1")
    new = old.replace('<b:exclusiveGateway id="g"', '<b:exclusiveGateway id="g" gatewayDirection="Diverging"')
    assert compare(read(old.encode()), read(new.encode()), language="vi") == []  # only says what is drawn
    new = old.replace('id="a" name="Hỏi"', 'id="a" name="Hỏi" startQuantity="2"')
    (found,) = compare(read(old.encode()), read(new.encode()), language="vi")
    assert [one.name for one in found.aspects] == ["more"]


@pytest.fixture
def page(client, settings) -> str:
    settings.DEMO = True
    world = w.build_world()
    made = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    named = FIELD.format(kind="choice", more=' options="vỡ|móp"')
    for wait, condition in (("PT30M", "tien_den_bu > 300000"), ("PT2H", "tien_den_bu > 500000")):
        draft = actions.save_draft(
            made, bpmn=drawn(named, wait, condition), revision=0, by=world.owner, now=w.NOW
        )  # fmt: skip
        actions.publish(draft, by=world.owner, reason="khác", now=w.NOW)
    text: str = w.signed_in(client, world.owner).get(reverse("process_compare", args=["QT-09"])).content.decode()
    return text


def test_timers_and_conditions_are_told_in_words_and_changed_words_marked(page) -> None:
    told = page.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "PT30M" not in told.split("compare-list")[1]
    assert "<del>30</del>" in told
    assert "<ins>2</ins>" in told or "<ins>2 giờ</ins>" in told
    assert "<del>300.000</del>" in told
    assert "<ins>500.000</ins>" in told
    assert "tien_den_bu" not in told.split("compare-list")[1]


def test_settings_of_an_action_are_told_one_by_one_by_their_names_and_in_their_language(client, settings) -> None:
    settings.DEMO = True
    world = w.build_world()
    bpmn = (w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text()
    w.publish_process("qt-01-v3.bpmn", key="QT-01", by=world.owner)
    made = Process.objects.get(key="QT-01")
    other = bpmn.replace('name="closed_en" value="', 'name="closed_en" value="Good evening. ')
    assert other != bpmn
    draft = actions.save_draft(made, bpmn=other, revision=0, by=world.owner, now=w.NOW)
    actions.publish(draft, by=world.owner, reason="lời mới", now=w.NOW)
    page = w.signed_in(client, world.owner).get(reverse("process_compare", args=["QT-01"])).content.decode()
    listed = page.split("compare-list")[1]
    assert "closed_en" not in listed
    assert "<dt>Lời thoại ngoài giờ làm việc (tiếng Anh)</dt>" in listed
    assert '<dd lang="en"><span class="compare-text"><ins>Good evening.' in listed
    assert "compare-key is-added" not in page


def test_both_drawings_are_zoomed_by_one_control_and_scroll_together(page) -> None:
    assert page.count("data-scrolls-together") == 1
    frame = page.split("data-scrolls-together")[1]
    assert frame.count('class="compare-canvas"') == 2
    assert frame.count("data-enlarge=") == 3
