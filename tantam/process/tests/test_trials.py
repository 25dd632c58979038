"""A version is tried on a share of new cases: the same customer always gets the same one."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.process import actions, queries, registry
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.registry import measures
from tantam.process.tests.changing_over import KEY, LATER, begin, finish, line, publish, start
from tantam.process.values.shares import is_in_share
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def people() -> Iterator[None]:
    """Orders 1 and 101 are of one person, 2 and 102 of another, and so on."""
    registry.person_of("order")(lambda number: f"customer:{number % 100}")
    yield
    registry._persons.pop("order")


def on_trial(bpmn: str, *, share: int = 30) -> Version:
    process = Process.objects.get(key=KEY)
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW)
    return actions.publish(draft, by=None, reason="thử", now=w.NOW, share=share)


def versions() -> dict[int, int]:
    rows = Instance.objects.values_list("subject", "version__number")
    return {int(subject.partition(":")[2]): number for subject, number in rows}


def test_a_share_of_new_cases_runs_on_it_chosen_by_the_person(world, people) -> None:
    publish(line("a"))
    tried = on_trial(line("a", "b"))
    assert (tried.state, tried.share) == ("trial", 30)
    start(99)
    start(99, first=101)
    found = versions()
    assert all(found[number] == found[number + 100] for number in range(1, 100))
    assert {number for number, version in found.items() if version == 2 and number < 100} == {
        number for number in range(1, 100) if is_in_share(KEY, f"customer:{number}", percent=30)
    }


def test_whose_it_is_is_asked_only_while_something_is_on_trial(world) -> None:
    asked: list[int] = []

    def whose(number: int) -> str:
        asked.append(number)
        return f"customer:{number}"

    registry.person_of("order")(whose)
    try:
        publish(line("a"))
        start(2)
        assert asked == []
        on_trial(line("a", "b"))
        start(1, first=3)
        assert asked == [3]
    finally:
        registry._persons.pop("order")


def test_where_nobody_says_whose_it_is_the_subject_itself_chooses(world) -> None:
    publish(line("a"))
    on_trial(line("a", "b"), share=50)
    start(40)
    assert {number for number, version in versions().items() if version == 2} == {
        number for number in range(1, 41) if is_in_share(KEY, f"order:{number}", percent=50)
    }


def test_with_a_larger_share_who_had_it_has_it_still(world, people) -> None:
    publish(line("a"))
    tried = on_trial(line("a", "b"), share=10)
    start(99)
    before = {number for number, version in versions().items() if version == 2}
    actions.change_share(tried, share=60, by=world.owner, now=LATER)
    Instance.objects.all().delete()
    start(99)
    after = {number for number, version in versions().items() if version == 2}
    assert before < after


def test_kept_it_is_the_version_for_all_and_the_other_is_retired(world) -> None:
    old = publish(line("a"))
    tried = on_trial(line("a", "b"))
    actions.keep_trial(tried, by=world.owner, now=LATER)
    assert list(Version.objects.order_by("number").values_list("state", "share")) == [
        ("retired", None), ("published", None),
    ]  # fmt: skip
    start(5)
    assert set(versions().values()) == {2}
    said = FactRow.objects.filter(name__in=["trial.begun", "trial.ended", "version.published"]).order_by("id")
    assert [(row.name, row.data.get("old_version_id"), row.data.get("is_kept")) for row in said] == [
        ("version.published", None, None), ("trial.begun", None, None),
        ("version.published", old.pk, None), ("trial.ended", None, True),
    ]  # fmt: skip
    with pytest.raises(actions.NotOnTrial):
        actions.keep_trial(tried, by=world.owner, now=LATER)


def test_ended_nothing_new_runs_on_it_and_what_does_can_be_moved_back(world) -> None:
    publish(line("a"))
    tried = on_trial(line("a", "b"), share=50)
    start(20)
    many = Instance.objects.filter(version=tried).count()
    actions.end_trial(tried, by=world.owner, now=LATER)
    start(20, first=101)
    assert Instance.objects.filter(version=tried).count() == many > 0
    published = Version.objects.get(state="published")
    assert finish(begin(Version.objects.get(pk=tried.pk), published)).moved == many


def test_cases_may_be_moved_onto_what_is_on_trial(world) -> None:
    old = publish(line("a"))
    start(3)
    tried = on_trial(line("a", "b"))
    assert finish(begin(old, tried)).moved == 3


def test_publishing_for_all_ends_a_trial_and_a_second_one_is_refused(world) -> None:
    publish(line("a"))
    on_trial(line("a", "b"))
    with pytest.raises(actions.TrialStands):
        on_trial(line("a", "c"))
    draft = Version.objects.get(state="draft")
    actions.publish(draft, by=None, reason="cho tất cả", now=LATER, ending=2)
    states = Version.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "retired", "published"]


def test_the_first_version_of_a_process_has_nothing_to_be_tried_beside(world) -> None:
    process = Process.objects.create(key=KEY, name="Thử", created_at=w.NOW)
    draft = actions.save_draft(process, bpmn=line("a"), revision=0, by=None, now=w.NOW)
    with pytest.raises(actions.NothingToTryBeside):
        actions.publish(draft, by=None, reason="thử", now=w.NOW, share=20)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_only_a_version_on_trial_has_a_share_and_it_is_one_of_1_to_99(world) -> None:
    version = publish(line("a"))
    tried = on_trial(line("a", "b"))
    for row, values in ((version, {"share": 5}), (tried, {"share": None}), (tried, {"share": 100})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.filter(pk=row.pk).update(**values)


def test_a_called_process_and_one_that_a_signal_begins_are_chosen_alike(world, people) -> None:
    begun = Drawing()
    begun.add("startEvent", "s", inner=begun.signal("gọi"))
    begun.path("s", begun.user("một"), begun.end())
    publish(begun.xml().decode())
    other = Drawing()
    other.add("startEvent", "s", inner=other.signal("gọi"))
    other.path("s", other.user("hai"), other.end())
    on_trial(other.xml().decode(), share=50)
    thrower = Process.objects.create(key="QT-PHAT", name="Phát", created_at=w.NOW)
    drawing = Drawing()
    drawing.start()
    drawing.add("intermediateThrowEvent", "call_out", inner=drawing.signal("gọi"))
    drawing.path("s", "call_out", drawing.end())
    draft = actions.save_draft(thrower, bpmn=drawing.xml().decode(), revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="thử", now=w.NOW)
    for number in range(1, 11):
        actions.start("QT-PHAT", subject=f"order:{number}", labels={}, now=w.NOW)
    found = dict(Token.objects.values_list("instance__subject", "node"))
    assert found == {
        f"order:{number}": "hai" if is_in_share(KEY, f"customer:{number}", percent=50) else "một"
        for number in range(1, 11)
    }


def test_the_page_shows_both_versions_and_changes_keeps_and_ends(world, client) -> None:
    publish(line("a"))
    on_trial(line("a", "b"), share=50)
    start(20)
    client.force_login(world.owner)
    url = reverse("process_versions", args=[KEY])
    page = client.get(url).content.decode()
    trial = queries.trial_of(Process.objects.get(key=KEY))
    assert trial is not None
    figures = queries.figures_of(trial, now=LATER)
    assert figures.tried.begun + figures.published.begun == 20
    assert figures.tried.begun == Instance.objects.filter(version__number=2).count() > 0
    assert "Phiên bản 2 đang áp dụng thử" in page
    client.post(reverse("process_trial_share", args=[KEY, 2]), {"share": "75"})
    assert Version.objects.get(number=2).share == 75
    answer = client.post(reverse("process_trial_share", args=[KEY, 2]), {"share": "100"}, follow=True)
    assert "Từ 1 đến 99 phần trăm" in answer.content.decode()
    client.post(reverse("process_trial_end", args=[KEY, 2]))
    assert Version.objects.get(number=2).state == "retired"
    answer = client.post(reverse("process_trial_keep", args=[KEY, 2]), follow=True)
    assert "không còn áp dụng thử nữa" in answer.content.decode()


def test_only_who_publishes_may_change_a_trial(world, client) -> None:
    publish(line("a"))
    on_trial(line("a", "b"))
    client.force_login(world.head)
    for name in ("share", "keep", "end"):
        assert client.post(reverse(f"process_trial_{name}", args=[KEY, 2]), {"share": 5}).status_code == 403
    assert Version.objects.get(number=2).share == 30


def publish_from_studio(client: Client, share: object, **said: object) -> tuple[int, dict[str, object]]:
    process = Process.objects.get(key=KEY)
    draft = actions.save_draft(process, bpmn=line("a", "b"), revision=0, by=None, now=w.NOW)
    sent = {"revision": draft.revision, "reason": "thử", "share": share, **said}
    answer = client.post(reverse("process_publish", args=[KEY]), json.dumps(sent), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_studio_publishes_for_a_share_or_for_all(world, client) -> None:
    publish(line("a"))
    client.force_login(world.owner)
    status, answer = publish_from_studio(client, 20)
    assert (status, answer["url"]) == (200, reverse("process_versions", args=[KEY]))
    assert Version.objects.get(number=2).share == 20
    status, answer = publish_from_studio(client, 40)
    assert (status, "đang áp dụng thử" in str(answer["message"])) == (422, True)
    assert publish_from_studio(client, 100, ending=2)[0] == 200
    assert list(Version.objects.order_by("number").values_list("state", flat=True)) == [
        "retired", "retired", "published",
    ]  # fmt: skip


def test_the_page_of_a_trial_says_on_trial_not_published(world, client: Client) -> None:
    publish(line("a"))
    on_trial(line("a", "b"))
    client.force_login(world.owner)
    page = client.get(reverse("process_trial", args=[KEY, 2]), headers={"accept-language": "vi"}).content.decode()
    assert f"{KEY} · phiên bản 2 · áp dụng thử từ ngày " in page
    assert "30%" in page


def test_before_the_first_ticket_every_measure_stands_there_and_says_that_none_came(world, client: Client) -> None:
    publish(line("a"))
    on_trial(line("a", "b"))
    client.force_login(world.owner)
    page = client.get(reverse("process_trial", args=[KEY, 2]), headers={"accept-language": "vi"}).content.decode()
    assert len(measures()) > 1
    for one in measures().values():
        assert str(one.label) in html.unescape(page)
    assert page.count("chưa có số liệu") == len(measures())
