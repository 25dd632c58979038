"""A trial that goes on is never thrown away unsaid: where a draft begins, what publishing does to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.process import actions, queries
from tantam.process.engine.bpmn import read
from tantam.process.engine.carried import carried
from tantam.process.models import Process, Version
from tantam.process.tests.changing_over import KEY, LATER, line, publish, start
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def owner(client, world):
    return w.signed_in(client, world.owner)


@pytest.fixture
def process(world) -> Process:
    """Version 1 (a) is published, version 2 (a, b) is on trial for half of what begins."""
    publish(line("a"))
    made = Process.objects.get(key=KEY)
    draft = actions.save_draft(made, bpmn=line("a", "b"), revision=0, by=world.owner, now=w.NOW)
    actions.publish(draft, by=world.owner, reason="thêm b", now=w.NOW, share=50)
    return made


def drafted(process: Process, *steps: str, base: int | None = None) -> Version:
    return actions.save_draft(process, bpmn=line(*steps), revision=0, by=None, now=w.NOW, base=base)


def states(process: Process) -> list[tuple[int, str]]:
    return list(process.versions.order_by("number").values_list("number", "state"))


def send(client: Any, name: str, **sent: object) -> Any:
    return client.post(reverse(name, args=[KEY]), json.dumps(sent), content_type="application/json")


GOES_ON = [(1, "published"), (2, "trial"), (3, "draft")]


@pytest.mark.parametrize("share", [None, 30])
@pytest.mark.parametrize("ending", [None, 1, 7])
def test_a_trial_that_nobody_named_goes_on_and_nothing_is_published(process, share, ending) -> None:
    draft = drafted(process, "c")
    with pytest.raises(actions.TrialStands) as stands:
        actions.publish(draft, by=None, reason="khác", now=LATER, share=share, ending=ending)
    assert stands.value.number == 2
    assert states(process) == GOES_ON
    assert not FactRow.objects.filter(name="trial.ended").exists()


def test_named_it_ends_when_another_is_published_for_all_and_its_figures_are_kept(process, world) -> None:
    start(6)
    tried = Version.objects.get(number=2)
    actions.publish(drafted(process, "c"), by=world.owner, reason="khác", now=LATER, ending=2)
    assert states(process) == [(1, "retired"), (2, "retired"), (3, "published")]
    trial = queries.trials_of(process)[tried.pk]
    assert (trial.is_kept, trial.ended_at, trial.ended_by, trial.end_reason) == (False, LATER, world.owner, "khác")
    assert trial.figures is not None
    (fact,) = FactRow.objects.filter(name="trial.ended")
    assert (fact.data["number"], fact.data["is_kept"]) == (2, False)


def test_named_it_makes_way_for_a_new_trial_beside_the_published_one(process) -> None:
    actions.publish(drafted(process, "c"), by=None, reason="thử tiếp", now=LATER, share=20, ending=2)
    assert states(process) == [(1, "published"), (2, "retired"), (3, "trial")]
    trial = queries.trial_of(process)
    assert trial is not None
    assert (trial.version.number, trial.control.number, trial.shares) == (3, 1, [[LATER.isoformat(), 20]])


def test_a_measure_that_is_not_known_ends_no_trial(process) -> None:
    plan = actions.TrialPlan(measure="cases.made-up")
    with pytest.raises(actions.UnknownMeasure):
        actions.publish(drafted(process, "c"), by=None, reason="x", now=LATER, share=20, plan=plan, ending=2)
    assert states(process) == GOES_ON


def test_who_edits_while_a_version_is_on_trial_is_asked_from_which_one(owner, process) -> None:
    start(4)
    page = owner.get(reverse("process_edit", args=[KEY])).content.decode()
    assert "data-studio" not in page
    assert "Vẽ tiếp từ phiên bản nào?" in page
    first, second = page.split('name="from"')[1:]
    assert 'value="2" checked' in first
    assert 'value="1"' in second
    assert "checked" not in second.split(">")[0]
    trial = queries.trial_of(process)
    assert trial is not None
    people = queries.figures_of(trial, now=LATER).tried.people
    assert f"{people} khách từ khi bắt đầu thử" in first


@pytest.mark.parametrize(("chosen", "steps"), [(2, ("a", "b")), (1, ("a",))])
def test_the_studio_opens_the_chosen_one_and_its_head_names_it(owner, process, chosen, steps) -> None:
    page = owner.get(reverse("process_edit", args=[KEY]), {"from": chosen}).content.decode()
    assert f'data-base="{chosen}"' in page
    assert f"Từ phiên bản {chosen}" in page
    assert "Phiên bản 2 đang áp dụng thử: 50%" in page
    address = reverse("process_xml", args=[KEY])
    assert f'data-xml-url="{address}?from={chosen}"' in page
    opened = read(owner.get(address, {"from": chosen}).content)
    assert tuple(node.id for node in opened.nodes if node.kind == "userTask") == steps
    saved = send(owner, "process_save", xml=line("c"), revision=0, base=chosen)
    assert saved.json() == {"revision": 1, "number": 3}
    assert Version.objects.get(number=3).begun_from == chosen
    page = owner.get(reverse("process_edit", args=[KEY])).content.decode()
    assert f"từ phiên bản {chosen}" in page
    assert "Phiên bản 2 đang áp dụng thử: 50%" in page


@pytest.mark.parametrize("asked", ["9", "x", "-1", ""])
def test_a_version_that_is_not_in_force_is_not_drawn_on(owner, process, asked) -> None:
    assert "data-studio" not in owner.get(reverse("process_edit", args=[KEY]), {"from": asked}).content.decode()


def test_without_a_trial_nobody_is_asked(owner, process, world) -> None:
    actions.end_trial(Version.objects.get(number=2), by=world.owner, now=LATER)
    page = owner.get(reverse("process_edit", args=[KEY]), {"from": "2"}).content.decode()
    assert 'data-base="1"' in page
    assert "áp dụng thử" not in page


def test_who_began_from_a_trial_that_is_over_is_told_so(owner, process, world) -> None:
    actions.end_trial(Version.objects.get(number=2), by=world.head, now=LATER)
    answer = send(owner, "process_save", xml=line("a", "b", "c"), revision=0, base=2)
    assert answer.status_code == 409
    assert "Đợt áp dụng thử phiên bản 2" in answer.json()["message"]
    assert states(process) == [(1, "published"), (2, "retired")]
    forced = send(owner, "process_save", xml=line("a", "b", "c"), revision=0, base=2, force=True)
    assert forced.json() == {"revision": 1, "number": 3}
    assert Version.objects.get(number=3).begun_from == 2


def test_the_publish_dialog_is_told_what_the_trial_has_shown_and_what_would_be_lost(owner, process) -> None:
    start(6)
    drafted(process, "a", "c", base=1)
    told = owner.get(reverse("process_publish_trial", args=[KEY])).json()["trial"]
    assert (told["number"], told["control"], told["share"]) == (2, 1, 50)
    assert told["said"].startswith("Phiên bản 2 áp dụng thử từ 23/11/2026\xa009:00, cho 50% phiếu mới.")
    assert told["carries"] == "none"
    assert "“b”" in told["carried"]
    assert told["compare_url"] == f"/processes/{KEY}/versions/compare/?old=2&new=3"


def test_a_draft_drawn_on_from_the_trial_has_all_of_it(owner, process) -> None:
    drafted(process, "a", "b", "c", base=2)
    told = owner.get(reverse("process_publish_trial", args=[KEY])).json()["trial"]
    # the arrow behind b leads to c now instead of to the end: b itself is there
    assert (told["carries"], told["carried"]) == ("all", "Những gì phiên bản 2 thay đổi đều có trong bản nháp này.")


def test_without_a_trial_the_dialog_is_told_of_none(owner, process, world) -> None:
    actions.end_trial(Version.objects.get(number=2), by=world.owner, now=LATER)
    assert owner.get(reverse("process_publish_trial", args=[KEY])).json() == {"trial": None}


def test_only_who_publishes_is_told(client, process, world) -> None:
    assert w.signed_in(client, world.head).get(reverse("process_publish_trial", args=[KEY])).status_code == 403


def test_from_the_studio_it_is_published_only_when_the_trial_is_named(owner, process) -> None:
    draft = drafted(process, "c")
    sent = {"revision": draft.revision, "reason": "mới"}
    refused = send(owner, "process_publish", **sent)
    assert (refused.status_code, refused.json()["trial"]) == (422, 2)
    assert "Phiên bản 2 đang áp dụng thử" in refused.json()["message"]
    assert states(process) == GOES_ON
    assert send(owner, "process_publish", **sent, share=30, ending=2).status_code == 200
    assert states(process) == [(1, "published"), (2, "retired"), (3, "trial")]


def test_changes_that_a_draft_has_otherwise_are_told_from_those_it_carries() -> None:
    def drawing(*steps: str) -> Any:
        return read(line(*steps).encode())

    changes, lost = carried(drawing("a"), drawing("a", "b"), drawing("a", "b"), language="vi")
    assert lost == []
    assert [one.element for one in changes] == ["b"]
    _changes, lost = carried(drawing("a"), drawing("a", "b"), drawing("a"), language="vi")
    assert "b" in lost
    renamed = read(line("a", "b").replace('name="b"', 'name="Khác"').encode())
    _changes, lost = carried(drawing("a"), drawing("a", "b"), renamed, language="vi")
    assert lost == []
    _changes, lost = carried(drawing("a", "b"), renamed, drawing("a", "b", "c"), language="vi")
    assert "b" in lost


def test_the_list_of_processes_says_what_is_on_trial(owner, process, world) -> None:
    assert "Áp dụng thử: 50%" in owner.get(reverse("processes")).content.decode()
    actions.end_trial(Version.objects.get(number=2), by=world.owner, now=LATER)
    assert "Áp dụng thử" not in owner.get(reverse("processes")).content.decode()
