"""Other systems send messages to running processes: by key, case or customer; once; within scope, right and reach."""

from __future__ import annotations

import pytest
from django.utils import translation

from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.organisation.api.access import forget_counts
from tantam.organisation.models import Scope
from tantam.process import actions
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Instance, Token
from tantam.process.tests.test_between_instances import publish
from tests import world as w
from tests.test_api import Caller, _problem

pytestmark = pytest.mark.django_db
MESSAGE = "van-don.da-giao"


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    settings.API_REQUESTS_A_MINUTE = 100_000
    forget_counts()
    made = w.build_world(is_demo=True)
    w.send_in(made.mailbox, w.mail())
    return made


@pytest.fixture
def case(world) -> Case:
    return begin()


def begin(*, extension: str = '<t:correlation key="ma_don"/>', rule: str = "") -> Case:
    """A case that waits for the carrier."""
    drawing = Drawing()
    drawing.start()
    caught = drawing.catch("wait", drawing.message(MESSAGE), extension=extension)
    drawing.path("s", caught, drawing.user("then"), drawing.end())
    if rule:
        drawing.lines.append(f'<b:extensionElements><t:unmatched message="{rule}"/></b:extensionElements>')
    publish("QT-GIAO", drawing)
    found = Case.objects.get()
    Instance.objects.filter(subject=found.fact_subject).delete()
    actions.start("QT-GIAO", subject=found.fact_subject, labels={}, now=w.NOW, variables={"ma_don": "DH1"})
    return found


def node() -> str:
    return Token.objects.positions().values_list("node", flat=True).get()


def test_by_key_the_step_that_waits_goes_on_once(world, case) -> None:
    caller, body = Caller(world.head), {"message": MESSAGE, "key": " DH1 ", "data": {"ngay_giao": "2026-11-22"}}
    answer = caller.post("/process-messages", body, **{"Idempotency-Key": "a"})
    assert (answer.status_code, answer.json()) == (200, {"case": case.number, "did": "woken"})
    assert (node(), Instance.objects.get().variables["ngay_giao"]) == ("then", "2026-11-22")
    again = caller.post("/process-messages", body, **{"Idempotency-Key": "a"})
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (answer.json(), "true")
    assert _problem(caller.post("/process-messages", body)) == (409, "nothing-waits")


def test_one_that_came_too_early_is_taken_later_under_the_same_key(world, case) -> None:
    caller, body = Caller(world.head), {"message": MESSAGE, "key": "DH2"}
    assert _problem(caller.post("/process-messages", body, **{"Idempotency-Key": "a"})) == (409, "nothing-waits")
    Token.objects.filter(node="wait").update(correlation="DH2")
    assert caller.post("/process-messages", body, **{"Idempotency-Key": "a"}).json()["did"] == "woken"


def test_scope_right_and_reach_must_all_hold(world, case) -> None:
    body = {"message": MESSAGE, "key": "DH1"}
    scopes = [scope for scope in Scope if scope != Scope.PROCESSES_WRITE]
    assert _problem(Caller(world.head, scopes).post("/process-messages", body)) == (403, "not-allowed")
    stranger = Caller(world.colleague)
    assert _problem(Caller(world.stranger).post("/process-messages", body)) == (403, "not-allowed")
    assert _problem(stranger.post("/process-messages", body)) == (409, "nothing-waits")
    by_case = stranger.post("/process-messages", {"message": MESSAGE, "case": case.number, "key": "DH1"})
    assert _problem(by_case) == (404, "not-found")
    assert node() == "wait"


def test_by_case_and_by_customer(world) -> None:
    case = begin(extension="")
    caller, code = Caller(world.head), case.customer.code
    assert caller.post("/process-messages", {"message": "khác", "customer": code}).status_code == 409
    told = caller.post("/process-messages", {"message": MESSAGE, "customer": code}).json()
    assert (told, node()) == ({"case": case.number, "did": "woken"}, "then")


@pytest.mark.parametrize(
    ("rule", "did", "is_open"), [("", "reopened", True), ("note", "noted", False), ("new", "noted", False)]
)
def test_what_no_step_waits_for_follows_the_rule_of_the_process(world, rule, did, is_open) -> None:
    case = begin(rule=rule)
    caller = Caller(world.head)
    caller.post(f"/cases/{case.number}/closure", {"outcome": "resolved"})
    answer = caller.post("/process-messages", {"message": "lạ", "case": case.number}).json()
    case.refresh_from_db()
    assert (answer, case.is_open) == ({"case": case.number, "did": did}, is_open)
    line = Entry.objects.get(data__what="message-unheard")
    with translation.override("vi"):
        assert words_of(line) == "Hệ thống khác gửi “lạ”, nhưng không bước nào chờ tin này"


@pytest.mark.parametrize(
    "body",
    [{}, {"message": MESSAGE}, {"message": "", "key": "DH1"}, {"message": MESSAGE, "case": "x", "customer": "y"},
     {"message": MESSAGE, "key": "DH1", "data": {"a": "x" * 20_000}}, {"message": MESSAGE, "key": "DH1", "data": []},
     {"message": MESSAGE, "key": "DH1", "data": {"a": [[[[[[[[[1]]]]]]]]]}}],
)  # fmt: skip
def test_what_cannot_be_used_changes_nothing(world, case, body) -> None:
    assert _problem(Caller(world.head).post("/process-messages", body)) == (422, "invalid")
    assert node() == "wait"


@pytest.mark.parametrize(("rule", "cases", "is_open"), [("reopen", 1, True), ("note", 1, False), ("new", 2, False)])
def test_a_customers_message_on_a_closed_case_follows_the_rule_too(world, rule, cases, is_open) -> None:
    case = begin(rule=rule)
    caller = Caller(world.head)
    caller.post(f"/cases/{case.number}/replies", {"text": "Dạ xong rồi ạ."})
    caller.post(f"/cases/{case.number}/closure", {"outcome": "resolved"})
    follow_up = w.mail(text="Shop ơi?", message_id="<2@khach.example>", subject=f"Re: [{case.number}]")
    w.send_in(world.mailbox, follow_up)
    case.refresh_from_db()
    assert (Case.objects.count(), case.is_open) == (cases, is_open)
    if rule == "note":
        assert not case.awaits_answer
        assert Entry.objects.filter(case=case, kind=Entry.Kind.INBOUND).count() == 2
