"""Who is asked to look a draft over finds it where they begin their day, is reminded, and whoever asked is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.core.models import FactRow
from tantam.process import actions
from tantam.process.context.waiting import waiting_page
from tantam.process.models import Addressee, Process, Review, Version
from tantam.process.queries.waiting import waiting_for
from tantam.process.tests.changing_over import KEY, LATER, line, publish
from tests import world as w

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(w.NOW)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def draft(world) -> Version:
    publish(line("a"))
    return saved(world, "a", "b")


def saved(world: w.World, *steps: str, revision: int = 0) -> Version:
    process = Process.objects.get(key=KEY)
    return actions.save_draft(process, bpmn=line(*steps), revision=revision, by=world.owner, now=w.NOW)


def ask(draft: Version, world: w.World, *people, due_on=None) -> None:
    actions.ask_for_review(draft, people, by=world.owner, now=w.NOW, due_on=due_on)


def say(draft: Version, by, *, note: str = "") -> Review:
    return actions.give_review(
        draft, is_approved=not note, note=note, revision=draft.revision, by=by, now=LATER
    )  # fmt: skip


def names(prefix: str = "review.") -> list[str]:
    return list(FactRow.objects.filter(name__startswith=prefix).order_by("id").values_list("name", flat=True))


def test_who_is_asked_finds_it_on_today_with_the_way_to_what_changed(world, draft, client) -> None:
    ask(draft, world, world.head, world.agent, due_on=TODAY)
    w.signed_in(client, world.head)
    page = client.get(reverse("today")).content.decode()
    assert f"{world.owner.full_name} nhờ bạn xem" in page
    assert f'href="{reverse("process_compare", args=[KEY])}?old=1&amp;new=2"' in page
    compared = client.get(reverse("process_compare", args=[KEY]), {"old": 1, "new": 2}).content.decode()
    assert reverse("process_review_give", args=[KEY, 2]) in compared  # and says it there


def test_who_has_no_today_finds_it_beside_the_list_of_tickets_and_others_do_not(world, draft, client) -> None:
    ask(draft, world, world.agent, world.head)
    w.signed_in(client, world.agent)
    assert reverse("process_waiting") in client.get(reverse("inbox")).content.decode()
    assert "nhờ bạn xem" in client.get(reverse("process_waiting")).content.decode()
    w.signed_in(client, world.head)
    assert reverse("process_waiting") not in client.get(reverse("inbox")).content.decode()


def test_a_change_of_the_draft_takes_the_question_away_and_tells_who_asked(world, draft, client) -> None:
    ask(draft, world, world.head)
    changed = saved(world, "a", "b", "c", revision=draft.revision)
    assert waiting_for(world.head, on=TODAY).reviews == []
    asked = waiting_for(world.owner, on=TODAY).asked
    assert [[one.reviewer for one in line_.lapsed] for line_ in asked] == [[world.head]]
    w.signed_in(client, world.owner)
    assert "Nhờ lại" in client.get(reverse("processes")).content.decode()
    client.post(
        reverse("process_review_ask", args=[KEY, changed.number]),
        {"reviewers": [world.head.pk], "next": reverse("processes")},
    )
    assert [one.version for one in waiting_for(world.head, on=TODAY).reviews] == [changed]
    assert waiting_for(world.owner, on=TODAY).asked == []


def test_nothing_is_left_of_it_once_the_draft_is_published_or_gone(world, draft) -> None:
    ask(draft, world, world.head)
    actions.remark(draft, node="", text="xem giúp @truong-nhom", to=[world.head], by=world.owner, now=w.NOW)
    assert waiting_for(world.head, on=TODAY).remarks
    actions.publish(draft, by=world.owner, reason="thử", now=LATER)
    assert not waiting_for(world.head, on=TODAY)
    assert not waiting_for(world.owner, on=TODAY)


def test_who_asked_is_told_when_all_have_spoken_and_at_once_of_an_objection(world, draft) -> None:
    ask(draft, world, world.head, world.agent)
    say(draft, world.head)
    assert waiting_for(world.owner, on=TODAY).asked == []
    assert "review.concluded" not in names()
    say(draft, world.head, note="thiếu bước báo khách")
    (told,) = waiting_for(world.owner, on=TODAY).asked
    assert (told.wants_changes, told.waiting, [one.note for one in told.said]) == (True, 1, ["thiếu bước báo khách"])
    actions.hear_reviews(draft, by=world.owner, now=LATER)
    assert waiting_for(world.owner, on=TODAY).asked == []
    say(draft, world.agent)
    (told,) = waiting_for(world.owner, on=TODAY).asked
    assert (told.wants_changes, told.waiting) == (False, 0)
    facts = FactRow.objects.filter(name="review.concluded").order_by("id")
    assert [one.data["has_objection"] for one in facts] == [True, False]


def test_who_is_late_is_reminded_once_a_day_and_who_asked_sees_it(world, draft) -> None:
    ask(draft, world, world.head, due_on=YESTERDAY)
    assert [actions.remind_reviewers(now=w.NOW) for _ in range(2)] == [1, 0]
    assert actions.remind_reviewers(now=w.NOW + timedelta(days=1)) == 1
    assert names()[-2:] == ["review.reminded", "review.reminded"]
    (told,) = waiting_for(world.owner, on=TODAY).asked
    assert [one.reviewer for one in told.late] == [world.head]
    assert waiting_page(world.head, now=w.NOW)["waiting_reviews"][0].is_overdue
    say(draft, world.head)
    assert actions.remind_reviewers(now=w.NOW + timedelta(days=3)) == 0


def test_nobody_is_reminded_on_the_day_itself_or_of_a_drawing_that_is_no_more(world, draft) -> None:
    ask(draft, world, world.head, due_on=TODAY)
    assert actions.remind_reviewers(now=w.NOW) == 0
    saved(world, "a", "b", "c", revision=draft.revision)
    assert actions.remind_reviewers(now=w.NOW + timedelta(days=5)) == 0


def test_a_question_is_taken_back_but_never_an_answer(world, draft, client) -> None:
    ask(draft, world, world.head, world.agent)
    say(draft, world.agent)
    w.signed_in(client, world.owner)
    for person in (world.head, world.agent):
        review = Review.objects.get(reviewer=person)
        client.post(reverse("process_review_withdraw", args=[KEY, draft.number, review.pk]))
    assert [one.reviewer for one in Review.objects.all()] == [world.agent]
    assert names().count("review.withdrawn") == 1
    w.signed_in(client, world.head)
    again = reverse("process_review_withdraw", args=[KEY, draft.number, Review.objects.get().pk])
    assert client.post(again).status_code == 403


def test_a_remark_reaches_whom_it_names_whom_it_is_for_and_whose_remark_it_answers(world, draft, client) -> None:
    given = world.head.full_name.split()[-1]
    first = actions.remark(draft, node="a", text=f"@{given} xem bước này", by=world.owner, now=w.NOW)
    assert [one.agent for one in first.addressees.all()] == [world.head]
    w.signed_in(client, world.head)
    today = client.get(reverse("today")).content.decode()
    assert f"{world.owner.full_name} có nhận xét gửi bạn ở {KEY}" in today
    url = reverse("process_remark", args=[KEY, draft.number])
    client.post(url, {"text": "được", "answers": first.pk, "to": ""})
    assert waiting_for(world.head, on=TODAY).remarks == []  # who answers has seen it
    (back,) = waiting_for(world.owner, on=TODAY).remarks
    assert (back.comment.text, back.comment.node, back.comment.answers) == ("được", "a", first)
    w.signed_in(client, world.owner)
    client.post(url, {"text": "cảm ơn", "answers": back.comment.pk, "to": world.agent.pk})
    assert [one.comment.text for one in waiting_for(world.agent, on=TODAY).remarks] == ["cảm ơn"]
    assert draft.comments.get(text="cảm ơn").answers == first  # one thread
    client.post(reverse("process_settle", args=[KEY, first.pk]))
    assert not draft.comments.filter(settled_at=None).exists()
    assert not waiting_for(world.head, on=TODAY)


def test_who_writes_a_remark_is_not_told_of_it_and_taking_note_removes_it(world, draft, client) -> None:
    me = world.owner.full_name
    comment = actions.remark(draft, node="", text=f"@{me} tự nhắc", to=[world.agent], by=world.owner, now=w.NOW)
    assert [one.agent for one in comment.addressees.all()] == [world.agent]
    w.signed_in(client, world.agent)
    client.post(reverse("process_remark_seen", args=[KEY, comment.pk]), {"next": reverse("inbox")})
    assert Addressee.objects.get().seen_at is not None
    assert not waiting_for(world.agent, on=TODAY)


def test_it_asks_two_questions_where_nothing_waits_and_three_however_much_does(
    world, draft, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        waiting_page(world.head, now=w.NOW)
    ask(draft, world, world.head)
    for count in range(10):
        actions.remark(draft, node="", text=f"góp ý {count}", to=[world.head], by=world.owner, now=w.NOW)
    with django_assert_num_queries(3):
        page = waiting_page(world.head, now=w.NOW)
    assert page["waits"] == 11
