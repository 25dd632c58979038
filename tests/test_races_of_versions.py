"""Two people decide about one version at the same moment: one of them has it, the other is told, nothing is doubled."""

from __future__ import annotations

from functools import partial

import pytest

from tantam.core.models import FactRow
from tantam.organisation.models import Business
from tantam.process import actions
from tantam.process.models import Process, Review, Trial, Version
from tantam.process.tests.changing_over import KEY, LATER, line, publish
from tests import world as w
from tests.test_races import _at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def drafted(*steps: str) -> Version:
    process = Process.objects.get(key=KEY)
    return actions.save_draft(process, bpmn=line(*steps), revision=0, by=None, now=w.NOW)


def on_trial(*steps: str) -> Version:
    plan = actions.TrialPlan(measure="process.incidents")
    return actions.publish(drafted(*steps), by=None, reason="thử", now=w.NOW, share=40, plan=plan)


def is_sound() -> bool:
    """One published version, no trial that goes on without its version, none over without its figures."""
    states = list(Version.objects.values_list("state", flat=True))
    open_trials = Trial.objects.filter(ended_at=None)
    return states.count("published") == 1 and open_trials.count() == states.count("trial")


def test_of_keeping_and_ending_a_trial_one_wins_and_its_figures_are_kept_once(world) -> None:
    publish(line("a"))
    for number in range(ROUNDS):
        tried = on_trial(f"b{number}")
        gave = _at_once(
            partial(actions.keep_trial, tried, by=world.owner, now=LATER, reason="giữ"),
            partial(actions.end_trial, tried, by=world.head, now=LATER, reason="thôi"),
            partial(actions.keep_trial, tried, by=world.agent, now=LATER, reason="giữ nữa"),
        )
        assert sum(isinstance(one, actions.NotOnTrial) for one in gave) == 2, gave
        trial = Trial.objects.get(version=tried)
        tried.refresh_from_db()
        assert trial.is_kept == (tried.state == "published")
        assert trial.end_reason == (["giữ", "thôi", "giữ nữa"][next(i for i, one in enumerate(gave) if one is None)])
        assert is_sound()
    assert FactRow.objects.filter(name="trial.ended").count() == ROUNDS


def test_of_publishing_for_all_and_keeping_what_is_on_trial_both_hold_one_after_the_other(world) -> None:
    publish(line("a"))
    for number in range(ROUNDS):
        tried = on_trial(f"b{number}")
        newest = drafted(f"c{number}")
        gave = _at_once(
            partial(actions.keep_trial, tried, by=world.owner, now=LATER),
            partial(actions.publish, newest, by=world.head, reason="khác", now=LATER, ending=tried.number),
        )
        assert not any(isinstance(one, Exception) and not isinstance(one, actions.NotOnTrial) for one in gave), gave
        newest.refresh_from_db()
        tried.refresh_from_db()
        assert {newest.state, tried.state} == {"published", "retired"}
        assert is_sound()


def test_a_share_is_changed_or_the_trial_is_over_never_both_halves(world) -> None:
    publish(line("a"))
    for number in range(ROUNDS):
        tried = on_trial(f"b{number}")
        gave = _at_once(
            partial(actions.change_share, tried, share=80, by=world.owner, now=LATER),
            partial(actions.end_trial, tried, by=world.head, now=LATER),
        )
        trial = Trial.objects.get(version=tried)
        assert gave[1] is None
        assert len(trial.shares) == (1 if isinstance(gave[0], actions.NotOnTrial) else 2)
        assert trial.figures is not None
        assert len(trial.figures["split"]) == len(trial.shares)


def test_of_an_approval_and_a_new_edit_the_approval_is_never_of_what_was_not_seen(world) -> None:
    publish(line("a"))
    for number in range(ROUNDS):
        draft = drafted(f"d{number}")
        actions.ask_for_review(draft, [world.head], by=world.owner, now=w.NOW)
        process = Process.objects.get(key=KEY)
        newer = line(f"d{number}", "z")
        gave = _at_once(
            partial(
                actions.give_review, draft, is_approved=True, note="", revision=draft.revision, by=world.head, now=LATER
            ),
            partial(
                actions.save_draft, process, bpmn=newer, revision=draft.revision, by=world.owner, now=LATER
            ),
        )  # fmt: skip
        assert not isinstance(gave[1], Exception), gave
        draft.refresh_from_db()
        review = Review.objects.get(version=draft)
        assert not review.holds_for(draft)
        assert isinstance(gave[0], actions.DrawnSince) == (review.verdict == "")
        actions.publish(draft, by=world.owner, reason="xong", now=LATER)


def test_of_retiring_and_publishing_a_draft_the_process_is_either_wholly_in_force_or_not(world) -> None:
    publish(line("a"))
    other = Process.objects.create(key="QT-HAI", name="Hai", created_at=w.NOW)
    second = actions.save_draft(other, bpmn=line("a").replace(KEY, "QT-HAI"), revision=0, by=None, now=w.NOW)
    actions.publish(second, by=None, reason="thử", now=w.NOW)
    Business.objects.update(intake_process="QT-HAI")
    for number in range(ROUNDS):
        process = Process.objects.get(key=KEY)
        draft = drafted(f"f{number}")
        gave = _at_once(
            partial(actions.retire, process, by=world.owner, reason="thôi", now=LATER),
            partial(actions.publish, draft, by=world.head, reason="mới", now=LATER),
        )
        assert not any(isinstance(one, Exception) for one in gave), gave
        process.refresh_from_db()
        in_force = Version.objects.filter(process=process, state="published").count()
        assert (process.retired_at is None) == (in_force == 1)
        if not in_force:
            actions.publish(drafted(f"g{number}"), by=world.owner, reason="lại", now=LATER)
