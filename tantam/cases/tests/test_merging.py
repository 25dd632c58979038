"""A ticket is merged into another and taken out again: nothing of either is lost, and no promise is renewed."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from tantam.cases import actions
from tantam.cases.actions import Answer, Words
from tantam.cases.actions.joining import refusing
from tantam.cases.actions.refused import CaseIsMerged, TooLateToTakeBack
from tantam.cases.models import AnswerPromise, Case, Clock, Draft, Entry, Merge, Outcome
from tantam.cases.queries import search_cases
from tantam.cases.tests import desk
from tantam.core.facts import Actor
from tantam.organisation.models import Approval
from tantam.process.actions import end_set_aside, fire_due_timers
from tantam.process.models import Incident, Instance, OutsideCall, PlaceTally, Token
from tantam.process.queries import work_of
from tests import world as w

pytestmark = pytest.mark.django_db
SOON, LATER = w.NOW + timedelta(minutes=2), w.NOW + timedelta(minutes=5)


@pytest.fixture
def world() -> w.World:
    return desk.build_desk()


def _second(world: w.World, *, text: str = "Gửi nhầm, em hỏi lại đơn gốm sứ", number: int = 2, **mail: str) -> Case:
    return desk.a_case(world, text=text, message_id=f"<{number}@khach.example>", **mail)


@pytest.fixture
def two(world) -> tuple[Case, Case]:
    """What stays, and what is merged into it."""
    return desk.a_case(world), _second(world)


def _merge(world: w.World, case: Case, into: Case, **how: bool) -> Merge:
    return actions.merge(case, into=into, by=world.head, now=SOON, **how)


def _said(case: Case) -> set[int]:
    said = Entry.objects.filter(case=case).exclude(kind=Entry.Kind.CHANGE)
    return set(said.values_list("pk", flat=True))


def _told(case: Case) -> list[str]:
    return [one.data["what"] for one in Entry.objects.filter(case=case, kind=Entry.Kind.CHANGE).order_by("pk")]


def test_what_was_said_goes_over_and_the_merged_one_is_open_no_more(world, two):
    stays, gone = two
    said = _said(stays) | _said(gone)
    _merge(world, gone, stays)
    gone.refresh_from_db()
    assert (gone.merged_into, gone.is_open, gone.due_at) == (stays, False, None)
    assert (_said(stays), _said(gone)) == (said, set())
    assert _told(gone)[-1] == "merged-away"
    assert _told(stays)[-1] == "merged-in"
    assert set(Case.objects.standing().open()) == {stays}


def test_what_finds_the_one_finds_the_other(world, two):
    stays, gone = two
    kept = _merge(world, gone, stays)
    assert list(search_cases(Case.objects.standing(), "gốm sứ")) == [stays]
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    assert list(search_cases(Case.objects.standing(), "gốm sứ")) == [gone]


def test_no_promise_is_renewed_and_what_is_late_is_missed_for_good(world, two):
    stays, gone = two
    late, early = w.NOW + timedelta(days=1), Clock.objects.get(case=gone, kind=Clock.Kind.FIRST_RESPONSE)
    ours = set(Clock.objects.filter(case=stays).values_list("pk", "due_at"))
    actions.merge(gone, into=stays, by=world.head, now=late)
    clock = Clock.objects.get(pk=early.pk)
    assert (clock.case, clock.breached_at, clock.paused_at) == (gone, early.due_at, late)
    assert set(Clock.objects.filter(case=stays).values_list("pk", "due_at")) == ours
    assert not Clock.objects.running().filter(case=gone).exists()


def test_its_process_is_set_aside_and_goes_on_where_it_stood(world, two):
    stays, gone = two
    stood = set(Token.objects.filter(instance__subject=gone.fact_subject).values_list("pk", "node", "state"))
    kept = _merge(world, gone, stays)
    run = Instance.objects.get(subject=gone.fact_subject)
    assert (run.state, run.aside_until, work_of(gone.fact_subject)) == ("aside", kept.until, [])
    assert len(work_of(stays.fact_subject)) == 1
    assert fire_due_timers(now=w.NOW + timedelta(days=20)) >= 0
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    run.refresh_from_db()
    assert (run.state, run.aside) == ("running", None)
    tokens = Token.objects.filter(instance__subject=gone.fact_subject)
    assert set(tokens.values_list("pk", "node", "state")) == stood


def test_the_clocks_and_the_work_have_as_much_time_left_as_before(world, two):
    stays, gone = two
    due = dict(Clock.objects.filter(case=gone).values_list("pk", "due_at"))
    work = Token.objects.get(instance__subject=gone.fact_subject, state="waiting")
    kept = _merge(world, gone, stays)
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    after = dict(Clock.objects.filter(case=gone).values_list("pk", "due_at"))
    assert after == {pk: at + (LATER - SOON) for pk, at in due.items()}
    again = Token.objects.get(pk=work.pk)
    assert (again.paused_at, again.due_at) == (None, work.due_at and work.due_at + (LATER - SOON))
    gone.refresh_from_db()
    assert gone.due_at == min(after.values())


def test_what_failed_and_what_is_to_be_called_comes_back_and_a_call_under_way_is_waited_for(world, two):
    stays, gone = two
    token = Token.objects.get(instance__subject=gone.fact_subject, state="waiting")
    call = OutsideCall.objects.create(
        instance=token.instance, token_id=token.pk, node=token.node, action="http.call", request={}, most_attempts=1,
        at=w.NOW, next_at=LATER, state="calling",
    )  # fmt: skip
    incident = Incident.objects.create(
        instance=token.instance, version_id=token.version_id, node=token.node, token_id=token.pk, error_code="x",
        error="hỏng", at=w.NOW, next_attempt_at=LATER,
    )  # fmt: skip
    with pytest.raises(refusing.CallUnderWay):
        _merge(world, gone, stays)
    assert Clock.objects.running().filter(case=gone).exists()
    OutsideCall.objects.update(state="waiting")
    kept = _merge(world, gone, stays)
    far = w.NOW + timedelta(days=60)
    assert not OutsideCall.objects.due(at=far).exists()
    assert not Incident.objects.due(at=far).exists()
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    assert (list(OutsideCall.objects.due(at=LATER)), list(Incident.objects.due(at=LATER))) == ([call], [incident])


def test_pictures_show_nothing_of_it_meanwhile(world, two):
    stays, gone = two
    before = _tallied()
    kept = _merge(world, gone, stays)
    assert sum(_tallied().values()) < sum(before.values())
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    assert _tallied() == before


def _tallied() -> dict[tuple[str, str], int]:
    rows = PlaceTally.objects.values_list("node", "flow").annotate(Sum("standing"), Sum("running"))
    return {(node, flow): standing + running for node, flow, standing, running in rows.order_by()}


def test_nothing_is_taken_up_again_after_its_time(world, two):
    stays, gone = two
    kept = _merge(world, gone, stays)
    after = w.NOW + timedelta(days=31)
    assert end_set_aside(now=w.NOW + timedelta(days=29)) == 0
    assert end_set_aside(now=after) == 1
    with pytest.raises(TooLateToTakeBack):
        actions.unmerge(kept.pk, by=world.head, now=after)
    assert Instance.objects.get(subject=gone.fact_subject).state == "cancelled"
    assert Case.objects.get(pk=gone.pk).merged_into == stays


def test_what_came_since_stays_with_the_one_that_stayed_and_is_told(world, two):
    stays, gone = two
    before, mine = _said(stays), _said(gone)
    kept = _merge(world, gone, stays)
    actions.reply(stays, answer=Answer(text="Dạ đơn của chị mai giao ạ."), by=world.agent, now=LATER)
    at = LATER + timedelta(minutes=1)
    actions.unmerge(kept.pk, by=world.head, now=at)
    assert _said(gone) == mine
    assert _said(stays) > before
    out = Entry.objects.filter(case=gone, kind=Entry.Kind.CHANGE).latest("pk")
    assert (out.data["what"], out.data["since"], out.data["number"]) == ("unmerged", 1, stays.number)
    assert not Entry.objects.exclude(came_from=None).exists()


def test_it_is_taken_out_after_the_other_was_closed(world, two):
    stays, gone = two
    kept = _merge(world, gone, stays)
    stays = Case.objects.get(pk=stays.pk)
    actions.close_by_hand(stays, outcome=Outcome.RESOLVED, by=world.head, now=LATER)
    actions.unmerge(kept.pk, by=world.head, now=LATER + timedelta(minutes=1))
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.is_open, stays.state, gone.due_at is not None) == (True, "closed", True)


def test_the_one_that_stays_is_as_it_was_where_nothing_happened_since(world, two):
    stays, gone = two
    actions.reply(stays, answer=Answer(text="Dạ em xem ngay."), by=world.agent, now=SOON)
    before = (
        Case.objects.filter(pk=stays.pk).values("awaits_answer", "preview", "last_inbound_at", "last_entry_at").get()
    )
    kept = actions.merge(gone, into=stays, by=world.head, now=LATER)
    assert Case.objects.get(pk=stays.pk).awaits_answer
    actions.unmerge(kept.pk, by=world.head, now=LATER + timedelta(minutes=1))
    assert Case.objects.filter(pk=stays.pk).values(*before).get() == before


def test_a_merged_one_leads_on_in_one_hop_and_comes_back_with_what_was_in_it(world, two):
    last, middle = two
    first = _second(world, number=3)
    mine, theirs = _said(first), _said(middle)
    one = _merge(world, first, middle)
    two_ = _merge(world, middle, last)
    assert set(Case.objects.filter(merged_into=last)) == {first, middle}
    back = actions.unmerge(two_.pk, by=world.head, now=LATER)
    assert (back, Case.objects.get(pk=first.pk).merged_into) == (middle, middle)
    assert (_said(middle), _said(first)) == (theirs | mine, set())
    actions.unmerge(one.pk, by=world.head, now=LATER)
    assert (_said(middle), _said(first)) == (theirs, mine)


def test_the_first_of_a_chain_comes_out_of_its_end(world, two):
    last, middle = two
    first = _second(world, number=3)
    mine = _said(first)
    one = _merge(world, first, middle)
    _merge(world, middle, last)
    actions.unmerge(one.pk, by=world.head, now=LATER)
    assert _said(first) == mine
    assert Case.objects.get(pk=middle.pk).merged_into == last


def test_a_mail_to_the_merged_one_goes_to_the_one_that_stays_and_says_so(world, two):
    stays, gone = two
    _merge(world, gone, stays)
    w.send_in(world.mailbox, w.mail(subject=f"Re: [{gone.number}]", message_id="<9@khach.example>"), now=LATER)
    came = Entry.objects.filter(message__external_id="9@khach.example").get()
    assert (came.case, came.data) == (stays, {"through": gone.number})
    answered = w.mail(message_id="<10@khach.example>", In_Reply_To="<2@khach.example>")
    w.send_in(world.mailbox, answered, now=LATER)
    came = Entry.objects.filter(message__external_id="10@khach.example").get()
    assert (came.case, Case.objects.count()) == (stays, 2)


def test_an_answer_in_the_one_that_stays_keeps_what_was_promised_in_the_other(world, two):
    stays, gone = two
    promise = actions.promise_answer(gone, due_at=w.NOW + timedelta(hours=1), by=world.agent, now=w.NOW)
    _merge(world, gone, stays)
    actions.reply(stays, answer=Answer(text="Dạ đây ạ."), by=world.agent, now=LATER)
    promise.refresh_from_db()
    assert (promise.case, promise.kept_at) == (gone, LATER)


def test_a_promise_that_nobody_keeps_is_broken_at_its_time(world, two):
    stays, gone = two
    actions.promise_answer(gone, due_at=w.NOW + timedelta(hours=1), by=world.agent, now=w.NOW)
    _merge(world, gone, stays)
    assert actions.break_overdue_promises(now=w.NOW + timedelta(hours=2)) == 1
    assert AnswerPromise.objects.get().broken_at is not None


def test_nothing_can_be_done_with_a_merged_one(world, two):
    stays, gone = two
    token = work_of(gone.fact_subject)[0].token.pk
    _merge(world, gone, stays)
    by, now = world.agent, LATER
    verbs = [
        lambda: actions.reply(gone, answer=Answer(text="Dạ"), by=by, now=now),
        lambda: actions.write_note(gone, text="nhé", by=by, now=now),
        lambda: actions.close_by_hand(gone, outcome=Outcome.RESOLVED, by=by, now=now),
        lambda: actions.reopen(gone, by=Actor.agent(by.pk), now=now),
        lambda: actions.hand_over(gone, team=world.repairs, assignee=None, by=by, now=now),
        lambda: actions.tag(gone, add=["gấp"], by=by, now=now),
        lambda: actions.promise_answer(gone, due_at=now + timedelta(hours=1), by=by, now=now),
        lambda: actions.finish_step(gone, token_id=token, data={}, by=by, now=now),
        lambda: actions.make_private(gone, by=by, now=now),
        lambda: actions.merge(gone, into=stays, by=by, now=now),
        lambda: actions.merge(stays, into=gone, by=by, now=now),
    ]
    for verb in verbs:
        with pytest.raises(CaseIsMerged) as refused:
            verb()
        assert stays.number in str(refused.value.message)


def test_what_is_not_merged(world, two):
    stays, gone = two
    with pytest.raises(refusing.IntoItself):
        _merge(world, stays, stays)
    other = desk.a_case(world, sender="Lan <lan@khach.example>", message_id="<5@khach.example>")
    with pytest.raises(refusing.OtherCustomer):
        _merge(world, other, stays)
    assert _merge(world, other, stays, is_sure=True).into == stays
    actions.make_private(gone, by=world.head, now=SOON)
    with pytest.raises(refusing.IntoLessPrivate):
        _merge(world, gone, stays)
    actions.make_private(stays, by=world.head, now=SOON)
    actions.give_access(stays, to=world.colleague, by=world.head, now=SOON)
    with pytest.raises(refusing.IntoLessPrivate):
        _merge(world, gone, stays)
    actions.take_access(stays, of=world.colleague, by=world.head, now=SOON)
    third = _second(world, number=7)
    actions.close_by_hand(stays, outcome=Outcome.RESOLVED, by=world.head, now=SOON)
    with pytest.raises(refusing.IntoClosed):
        _merge(world, third, stays)
    Case.objects.filter(pk=stays.pk).update(state="spam", closed_at=None)
    with pytest.raises(refusing.PutAway):
        _merge(world, third, stays)


def test_a_draft_goes_over_and_what_was_sent_off_is_held(world, two):
    stays, gone = two
    actions.keep_draft(gone, typed=actions.Typed(text="Dạ em đang xem"), by=world.agent, now=w.NOW)
    actions.keep_draft(gone, typed=actions.Typed(text="của Vĩnh"), by=world.colleague, now=w.NOW)
    actions.keep_draft(stays, typed=actions.Typed(text="có rồi"), by=world.colleague, now=w.NOW)
    leaving = actions.Leaving(at=w.NOW + timedelta(hours=3))
    sent = actions.send_off(gone, answer=Answer(text="Mai em gửi"), leaving=leaving, by=world.head, now=w.NOW)
    kept = _merge(world, gone, stays)
    sent.refresh_from_db()
    assert (sent.case, sent.held) == (stays, "merged")
    assert set(Draft.objects.being_written().values_list("case", "text")) == {
        (stays.pk, "Dạ em đang xem"), (stays.pk, "có rồi"), (gone.pk, "của Vĩnh"),
    }  # fmt: skip
    assert actions.let_leave(now=w.NOW + timedelta(hours=4)) == 0
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    assert set(Draft.objects.filter(case=gone).values_list("text", flat=True)) == {
        "Dạ em đang xem", "của Vĩnh", "Mai em gửi",
    }  # fmt: skip


def test_what_waits_for_a_yes_is_withdrawn(world, two):
    stays, gone = two
    actions.ask_for_approval(gone, amount_vnd=500_000, reason="đền", by=world.agent, now=w.NOW)
    assert Approval.objects.open().count() == 1
    _merge(world, gone, stays)
    assert Approval.objects.open().count() == 0


def test_who_followed_hears_of_the_other_and_no_longer_after_it_is_taken_out(world, two):
    stays, gone = two
    actions.follow_case(gone, by=world.owner, now=w.NOW)
    kept = _merge(world, gone, stays)
    assert list(Case.objects.followed_by(world.owner).standing()) == [stays]
    actions.unmerge(kept.pk, by=world.head, now=LATER)
    assert list(Case.objects.followed_by(world.owner)) == [gone]


def test_however_much_was_said_it_costs_as_many_statements(world, two):
    stays, gone = two

    def both_ways(at: int) -> int:
        now = w.NOW + timedelta(minutes=at)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            kept = actions.merge(gone, into=stays, by=world.head, now=now)
            actions.unmerge(kept.pk, by=world.head, now=now)
        gone.refresh_from_db()
        return len(asked)

    both_ways(3)
    few = both_ways(4)
    Entry.objects.bulk_create([Entry(case=gone, kind="note", at=w.NOW, text=f"việc {one}") for one in range(300)])
    assert both_ways(5) == few


def test_random_merges_and_undos_lose_nothing(world):
    customer = w.customer(world.brand)
    words = [
        Words(channel_kind="phone", subject=str(one), text=f"{one}", entry_kind=Entry.Kind.NOTE) for one in range(6)
    ]
    cases = [actions.open_case(customer, words=one, by=Actor.agent(world.head.pk), now=w.NOW) for one in words]
    homes = {pk: one.pk for one in cases for pk in _said(one)}
    runs = dict(Instance.objects.values_list("subject", "state"))
    chance = random.Random(20261123)  # noqa: S311 - the same every time
    for turn in range(60):
        now = w.NOW + timedelta(minutes=turn + 1)
        _do_something(chance, cases, world, homes, now=now)
        _check_places(cases, homes)
    for kept in chance.sample(found := list(Merge.objects.filter(undone_at=None)), len(found)):
        actions.unmerge(kept.pk, by=world.head, now=now)
        _check_places(cases, homes)
    assert not Case.objects.exclude(merged_into=None).exists()
    assert not Entry.objects.exclude(came_from=None).exists()
    assert dict(Instance.objects.values_list("subject", "state")) == runs


def _do_something(chance, cases, world, homes, *, now) -> None:
    """Merge two, take one out, or say something."""
    what = chance.choice(["merge", "merge", "undo", "say"])
    one, other = (Case.objects.get(pk=case.pk) for case in chance.sample(cases, 2))
    undoable = list(Merge.objects.filter(undone_at=None))
    try:
        if what == "merge":
            actions.merge(one, into=other, by=world.head, now=now)
        elif what == "undo" and undoable:
            actions.unmerge(chance.choice(undoable).pk, by=world.head, now=now)
        elif what == "say":
            homes[actions.write_note(one, text="nhé", by=world.head, now=now).pk] = one.pk
    except CaseIsMerged:
        assert one.is_merged or other.is_merged


def _check_places(cases, homes) -> None:
    """Each line stands where the case it is at home in lives on; no pointer leads to a pointer."""
    into = dict(Case.objects.values_list("pk", "merged_into"))
    assert all(into[holder] is None for holder in into.values() if holder is not None)
    said = Entry.objects.exclude(kind=Entry.Kind.CHANGE).exclude(kind=Entry.Kind.STEP)
    stands = dict(said.filter(pk__in=homes).values_list("pk", "case"))
    assert stands == {pk: into[home] or home for pk, home in homes.items()}
    parents = dict(Merge.objects.filter(undone_at=None).values_list("case", "into"))
    for pk, holder in into.items():
        at = pk
        while at in parents:
            at = parents[at]
        assert at == (holder or pk)
