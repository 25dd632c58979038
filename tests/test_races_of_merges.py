"""Two at once on tickets that are merged: nothing lost, nothing done twice, no deadlock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.actions.refused import CaseIsMerged, StepIsGone, TooLateToTakeBack
from tantam.cases.models import Case, Entry, Merge, Outcome
from tantam.cases.tests.desk import a_case, build_desk
from tantam.process.models import Instance, Token, Visit
from tantam.process.queries import work_of
from tests import world as w
from tests.test_races import _at_once

pytestmark = pytest.mark.django_db(transaction=True)
SOON = w.NOW + timedelta(minutes=2)


@pytest.fixture
def world(settings) -> w.World:
    settings.UNDO_SECONDS = 0
    return build_desk()


@pytest.fixture
def two(world) -> tuple[Case, Case]:
    return a_case(world), a_case(world, message_id="<2@khach.example>", text="Gửi nhầm, em hỏi lại ạ")


def _merge(case: Case, into: Case, world: w.World) -> Merge:
    one, other = Case.objects.get(pk=case.pk), Case.objects.get(pk=into.pk)
    return actions.merge(one, into=other, by=world.head, now=SOON)


def _raised(gave: list[object]) -> list[type[Exception]]:
    return [type(one) for one in gave if isinstance(one, Exception)]


def test_an_answer_goes_over_with_the_ticket_or_is_refused(world, two):
    stays, gone = two
    gave = _at_once(
        lambda: actions.reply(
            Case.objects.get(pk=gone.pk), answer=Answer(text="Dạ em xem ngay."), by=world.agent, now=SOON
        ),
        lambda: _merge(gone, stays, world),
    )
    assert _raised(gave) in ([], [CaseIsMerged])
    answers = Entry.objects.filter(message__author=world.agent)
    assert list(answers.values_list("case", flat=True)) == [stays.pk] * (1 - len(_raised(gave)))
    assert not Entry.objects.filter(case=gone).exclude(kind=Entry.Kind.CHANGE).exists()


def test_a_mail_in_the_moment_of_the_merge_stands_in_the_one_that_stays(world, two):
    stays, gone = two
    mail = w.mail(subject=f"Re: [{gone.number}]", message_id="<3@khach.example>", text="Em bổ sung ạ")
    gave = _at_once(lambda: _merge(gone, stays, world), lambda: w.send_in(world.mailbox, mail, now=SOON))
    assert _raised(gave) == []
    assert Case.objects.count() == 2
    assert Entry.objects.get(message__external_id="3@khach.example").case == stays


def test_of_two_that_are_merged_into_each_other_one_stays(world, two):
    one, other = two
    gave = _at_once(lambda: _merge(one, other, world), lambda: _merge(other, one, world))
    assert _raised(gave) == [CaseIsMerged]
    assert Case.objects.filter(merged_into=None).count() == 1
    assert Merge.objects.count() == 1


def test_three_in_a_circle_end_in_one_hop(world, two):
    one, other = two
    third = a_case(world, message_id="<4@khach.example>", text="Thêm một thư")
    gave = _at_once(
        lambda: _merge(one, other, world), lambda: _merge(other, third, world), lambda: _merge(third, one, world)
    )
    assert set(_raised(gave)) <= {CaseIsMerged}
    holders = {one.merged_into.pk for one in Case.objects.select_related("merged_into") if one.merged_into}
    assert set(Case.objects.filter(pk__in=holders).values_list("merged_into", flat=True)) == {None}
    said = Entry.objects.exclude(kind=Entry.Kind.CHANGE).exclude(kind=Entry.Kind.STEP)
    assert not said.filter(case__merged_into__isnull=False).exists()


def test_a_step_is_finished_before_or_not_at_all(world, two):
    stays, gone = two
    (work,) = work_of(gone.fact_subject)
    gave = _at_once(
        lambda: actions.finish_step(
            Case.objects.get(pk=gone.pk), token_id=work.token.pk, data={}, by=world.agent, now=SOON
        ),
        lambda: _merge(gone, stays, world),
    )
    assert set(_raised(gave)) <= {CaseIsMerged, StepIsGone}
    done = Visit.objects.filter(node=work.node.id, instance_id=work.token.instance_id).count()
    assert done == 1 - len(_raised(gave))
    run = Instance.objects.get(subject=gone.fact_subject)
    assert run.state in {"aside", "finished"}
    assert not Token.objects.filter(instance=run).exists()


def test_it_is_taken_out_once_while_the_other_is_closed(world, two):
    stays, gone = two
    kept = _merge(gone, stays, world)
    later = SOON + timedelta(minutes=1)
    gave = _at_once(
        lambda: actions.unmerge(kept.pk, by=world.head, now=later),
        lambda: actions.unmerge(kept.pk, by=world.agent, now=later),
        lambda: actions.close_by_hand(
            Case.objects.get(pk=stays.pk), outcome=Outcome.RESOLVED, by=world.head, now=later
        ),
    )
    assert _raised(gave) == [TooLateToTakeBack]
    assert Case.objects.get(pk=gone.pk).is_open
    assert Case.objects.get(pk=stays.pk).state == "closed"
    assert Instance.objects.get(subject=gone.fact_subject).state == "running"
