"""A failed step's values are changed and it is tried again: only what it reads, with a reason, by who may, and once."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.organisation.models import Agent, Reach, Role
from tantam.process import actions, registry
from tantam.process.actions.leaving import ReasonMissing
from tantam.process.actions.mending_values import Value, mark_of, shape_of, values_read
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.reads import names_in
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.forms.mending import MendForm
from tantam.process.models import Incident, Instance, Mending, OutsideCall, Version
from tantam.process.queries import compiled
from tantam.process.registry import SubjectLine
from tantam.process.tests.test_between_instances import publish, stands, start
from tantam.process.tests.test_other_systems import Carrier, begin, carrier, work
from tests import world as w

__all__ = ["carrier"]
pytestmark = pytest.mark.django_db
WHY = "Khách đọc lại mã đơn"


@pytest.fixture
def owner(carrier) -> Iterator[Agent]:
    """Whoever may mend, and sees every order."""

    class Lister:
        def lines(self, ids: list[int], agent: Agent) -> dict[int, SubjectLine]:
            seen = agent.username != "ngoai"
            return {key: SubjectLine(title=f"Đơn {key}", person="", url="") for key in ids} if seen else {}

    registry._listers["order"] = Lister()  # type: ignore[assignment]
    yield w.person("chu", "Chủ Quy Trình", role=Role.PROCESS_OWNER, team=None, reach=Reach.ALL)
    registry._listers.pop("order")


def stuck(carrier: Carrier, **settings: str) -> Incident:
    """The other system refuses what it was sent."""
    carrier.status = 422
    begin(carrier, **{"send": "don.ma = ma_don\nso = so_luong * 2", **settings})
    return Incident.objects.get()


def mended(incident: Incident, by: Agent, *, reason: str = WHY, seen: str = "", **changes: object) -> bool | None:
    mark = seen or mark_of(incident, values_read(incident))
    return actions.mend_incident(incident, changes=changes, seen=mark, by=by, reason=reason, now=w.NOW)


def picture() -> tuple[object, ...]:
    return (
        dict(Instance.objects.get().variables),
        stands(),
        Mending.objects.count(),
        FactRow.objects.filter(name="values.mended").count(),
        Incident.objects.values_list("attempts", "settled_at").get(),
    )


def test_it_reads_the_values_of_its_formulas_and_no_others(carrier, owner) -> None:
    found = values_read(stuck(carrier, url=carrier.url + "/don/{ma_don}?k={kho}"))
    assert [(one.name, one.value, one.is_there) for one in found] == [
        ("ma_don", "Đ 7/1", True), ("kho", None, False), ("so_luong", 2, True),
    ]  # fmt: skip


def test_the_changed_value_goes_to_the_other_system_under_a_new_key_and_the_ticket_goes_on(carrier, owner) -> None:
    incident = stuck(carrier)
    carrier.status = 200
    assert mended(incident, owner, ma_don="Đ8")
    work()
    (_, _, first, _), (_, _, second, body) = carrier.got
    assert json.loads(body) == {"don": {"ma": "Đ8"}, "so": 4}
    assert first["Idempotency-Key"] != second["Idempotency-Key"]
    assert (stands(), Instance.objects.get().variables["ma_don"]) == ([("then", "waiting")], "Đ8")
    row = Mending.objects.get()
    assert (row.names, row.reason, row.by, row.incident) == (["ma_don"], WHY, owner, incident)
    incident.refresh_from_db()
    assert incident.settled_at is not None


def test_the_fact_says_which_values_and_of_what_shape_and_nothing_of_what_they_say(carrier, owner) -> None:
    mended(stuck(carrier), owner, ma_don="bí-mật-8", so_luong=7)
    fact = FactRow.objects.get(name="values.mended")
    assert fact.data["changes"] == [
        {"name": "ma_don", "old": "text 5", "new": "text 8"}, {"name": "so_luong", "old": "number", "new": "number"},
    ]  # fmt: skip
    said = json.dumps(fact.data, ensure_ascii=False)
    assert not [word for word in ("bí-mật", "Đ 7/1", WHY) if word in said]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"reason": "  ", "ma_don": "x"}, ReasonMissing),
        ({"seen": "0" * 32, "ma_don": "x"}, actions.MendedMeanwhile),
        ({"khac": "x"}, actions.MendedMeanwhile),
        ({"ma_don": "x" * 20_000}, Stuck),
        ({"ma_don": "a\x00b"}, Stuck),
    ],
)
def test_what_is_refused_changes_nothing(carrier, owner, given: dict[str, Any], error) -> None:
    incident = stuck(carrier)
    before = picture()
    with pytest.raises(error):
        mended(incident, owner, **given)
    assert (picture(), len(carrier.got)) == (before, 1)


def test_a_call_that_may_have_arrived_is_not_made_with_other_values(carrier, owner) -> None:
    carrier.hangs_up = True
    begin(carrier, send="a = ma_don")
    incident = Incident.objects.get()
    before = picture()
    with pytest.raises(actions.NotMendable):
        mended(incident, owner, ma_don="x")
    assert picture() == before


def test_a_step_that_breaks_off_leaves_the_values_as_they_were(carrier, owner, monkeypatch) -> None:
    incident = stuck(carrier)
    values, *_rest = picture()
    monkeypatch.setattr("tantam.process.actions.storing._store_tokens", lambda *_, **__: 1 / 0)
    assert mended(incident, owner, ma_don="x") is None
    found = picture()
    assert (found[0], found[2], found[3]) == (values, 0, 0)
    assert Incident.objects.get().attempts == 2


def test_one_that_fails_again_keeps_the_values_and_stands_there_again(carrier, owner) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g")
    drawing.user("a")
    drawing.user("b")
    drawing.flow("s", "g")
    drawing.flow("g", "a", condition='mau = "xanh"')
    drawing.flow("g", "b", condition='mau = "do"')
    publish("QT-CỔNG", drawing)
    start("QT-CỔNG", variables={"khac": 1})
    incident = Incident.objects.get()
    assert values_read(incident) == [Value(name="mau")]
    assert mended(incident, owner, mau="tim") is False
    assert stands() == [("g", "incident")]
    again = Incident.objects.open().get()
    assert [one.value for one in values_read(again)] == ["tim"]
    assert mended(again, owner, mau="do")
    assert stands() == [("b", "waiting")]
    changes = [fact.data["changes"][0]["old"] for fact in FactRow.objects.filter(name="values.mended").order_by("id")]
    assert changes == ["none", "text 3"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_it_at_once_one_does_and_the_other_is_told(carrier, owner) -> None:
    incident = stuck(carrier)
    carrier.status = 200
    seen = mark_of(incident, values_read(incident))
    barrier = threading.Barrier(2)
    ends: list[bool | str | None] = []

    def change(value: str) -> None:
        mine = Incident.objects.select_related("instance").get(pk=incident.pk)
        barrier.wait(10)
        try:
            ends.append(mended(mine, owner, seen=seen, ma_don=value))
        except (actions.MendedMeanwhile, actions.WorkIsGone) as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[value]) for value in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(map(str, ends)) == ["True", "WorkIsGone"]
    work()
    assert (len(carrier.got), Mending.objects.count(), OutsideCall.objects.count()) == (2, 1, 0)
    assert Instance.objects.get().variables["ma_don"] in ("A", "B")


# The page


def address(incident: Incident) -> str:
    return reverse("process_mend", args=[incident.version.process.key, incident.pk])


def typed(incident: Incident, *values: str, reason: str = WHY) -> dict[str, str]:
    found = {f"value_{at}": value for at, value in enumerate(values)}
    kinds = {f"kind_{at}": kind for at, kind in enumerate(("text", "number"))}
    return {**found, **kinds, "reason": reason, "seen": mark_of(incident, values_read(incident))}


def test_the_page_asks_for_each_value_changes_it_and_shows_who_did_and_why(client, carrier, owner, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)  # else what is tried again is due after `work`
    incident = stuck(carrier)
    client.force_login(owner)
    listed = client.get(reverse("process_incidents", args=[incident.version.process.key])).content.decode()
    assert f'href="{address(incident)}"' in listed
    page = client.get(address(incident)).content.decode()
    assert "Sửa giá trị và thử lại" in page
    assert 'value="Đ 7/1"' in page
    assert '<option value="number" selected>Số</option>' in page  # not the number of a ticket
    carrier.status = 200
    answer = client.post(address(incident), typed(incident, "Đ8", "2,5"))
    assert answer.status_code == 302
    work()
    assert json.loads(carrier.got[-1][3]) == {"don": {"ma": "Đ8"}, "so": 5}
    listed = client.get(answer.url).content.decode()
    assert "Chủ Quy Trình đã sửa ma_don, so_luong" in listed
    assert WHY in listed


FORM = (
    '<t:form><t:field key="ma_don" type="text" required="true"><t:label lang="vi">Mã đơn hàng</t:label>'
    '<t:label lang="en">Order code</t:label></t:field><t:field key="ghi_chu" type="text">'
    '<t:label lang="vi">Ghi chú giao hàng</t:label></t:field></t:form>'
)


def with_form(carrier: Any) -> Incident:
    """The same, where forms of the process ask for two of the values."""
    incident = stuck(carrier, send="ma = ma_don\nghi = ghi_chu\nso = so_luong")
    version = Version.objects.get(pk=incident.version_id)
    asked = version.bpmn.replace('id="then">', f'id="then"><b:extensionElements>{FORM}</b:extensionElements>')
    assert asked != version.bpmn
    Version.objects.filter(pk=version.pk).update(bpmn=asked)
    compiled.cache_clear()
    return incident


@pytest.mark.parametrize(("tongue", "label"), [("vi", "Mã đơn hàng"), ("en", "Order code")])
def test_values_have_the_names_of_their_forms_in_the_form_and_in_the_list(
    client, carrier, owner, tongue, label
) -> None:
    incident = with_form(carrier)
    Agent.objects.filter(pk=owner.pk).update(language=tongue)
    client.force_login(owner)
    page = client.get(address(incident)).content.decode()
    assert f">{label}</label>" in page
    mended(incident, owner, ma_don="Đ9")
    listed = client.get(reverse("process_incidents", args=[incident.version.process.key])).content.decode()
    assert f" {label} " in listed
    assert "ma_don" not in listed.partition("Chủ Quy Trình")[2].partition("</div>")[0]


def test_only_what_a_form_leaves_open_is_called_optional_and_what_it_demands_cannot_be_emptied(
    client, carrier, owner
) -> None:
    incident = with_form(carrier)
    client.force_login(owner)
    page = client.get(address(incident)).content.decode()
    labels = re.findall(r'<label class="field-label"[^>]*>(.*?)</label>', page)
    assert [re.sub(r"<[^>]+>", "", one).strip() for one in labels] == [
        "Mã đơn hàng", "Ghi chú giao hàng (không bắt buộc)", "so_luong", "Loại", "Vì sao sửa",
    ]  # fmt: skip
    before = picture()
    sent = {"value_0": "", "value_1": "", "value_2": "2", "kind_2": "number", "reason": WHY}
    answer = client.post(address(incident), {**sent, "seen": mark_of(incident, values_read(incident))})
    assert (answer.status_code, picture()) == (422, before)


@pytest.mark.django_db(transaction=True)
def test_the_page_opens_where_the_subject_is_read_in_a_transaction_only(client, carrier, owner) -> None:
    incident = stuck(carrier)
    held = registry._subjects.get("order")
    registry._subjects["order"] = lambda _: {"loai": list(Instance.objects.select_for_update())}
    client.force_login(owner)
    page = client.get(address(incident))
    if held is None:
        registry._subjects.pop("order")
    else:
        registry._subjects["order"] = held
    assert (page.status_code, 'value="Đ 7/1"' in page.content.decode()) == (200, True)


def test_what_cannot_be_read_or_lacks_a_reason_comes_back_as_typed(client, carrier, owner) -> None:
    incident = stuck(carrier)
    before = picture()
    client.force_login(owner)
    for sent, errors in (
        (typed(incident, "x", "hai"), {"value_1"}),
        (typed(incident, "x", "2", reason=" "), {"reason"}),
        ({**typed(incident, "x", "2"), "kind_0": "lạ"}, {"kind_0"}),
        ({**typed(incident, "x", "2"), "seen": "cũ"}, {"__all__"}),
    ):
        answer = client.post(address(incident), sent)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, errors)
        assert 'value="x"' in answer.content.decode()
    assert (picture(), len(carrier.got)) == (before, 1)


def test_after_somebody_else_was_quicker_what_was_typed_can_be_sent_again(client, carrier, owner) -> None:
    incident = stuck(carrier)
    client.force_login(owner)
    sent = typed(incident, "của tôi", "2")
    mended(incident, owner, ma_don="của người khác")
    work()  # refused again
    answer = client.post(address(incident), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="của tôi"' in page
    assert "của người khác" in page
    again = answer.context["form"]["seen"].value()
    carrier.status = 200
    assert client.post(address(incident), {**sent, "seen": again}).status_code == 302
    assert Instance.objects.get().variables["ma_don"] == "của tôi"


def test_a_settled_one_is_said_to_be_gone(client, carrier, owner) -> None:
    incident = stuck(carrier)
    sent = typed(incident, "x", "2")
    actions.skip_incident(incident, by=owner, reason="thôi", now=w.NOW)
    client.force_login(owner)
    for answer in (client.get(address(incident)), client.post(address(incident), sent)):
        assert answer.status_code == 302
    assert Mending.objects.count() == 0


@pytest.mark.parametrize(
    ("username", "role"), [("ai", Role.AGENT), ("doc", Role.READER), ("ngoai", Role.PROCESS_OWNER)]
)
def test_who_may_not_mend_or_does_not_see_the_ticket_is_refused_and_nothing_changes(
    client, carrier, owner, username: str, role: Role
) -> None:
    incident = stuck(carrier)
    before = picture()
    client.force_login(w.person(username, "Ai Đó", role=role, team=None, reach=Reach.ALL))
    assert client.get(address(incident)).status_code == 403
    assert client.post(address(incident), typed(incident, "x", "2")).status_code == 403
    assert (picture(), len(carrier.got)) == (before, 1)
    listed = client.get(reverse("process_incidents", args=[incident.version.process.key])).content.decode()
    assert address(incident) not in listed


def test_the_list_asks_no_more_for_ten_than_for_one(client, carrier, owner) -> None:
    incident = stuck(carrier)
    client.force_login(owner)
    page = reverse("process_incidents", args=[incident.version.process.key])
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in range(9):
        again = Incident.objects.create(
            instance=incident.instance, version=incident.version, node="call", token_id=10_000 + number,
            error_code="x", error="x", at=w.NOW,
        )  # fmt: skip
        Mending.objects.create(incident=again, names=["a"], reason="b", by=owner, at=w.NOW)
    with CaptureQueriesContext(connection) as ten:
        client.get(page)
    assert len(ten) <= len(one)


# Kinds


def form(values: list[Value], **sent: str) -> MendForm:
    return MendForm({"reason": WHY, "seen": "x", **sent}, values=values, seen="x", called={})


@pytest.mark.parametrize(
    ("old", "kind", "written", "new"),
    [
        ("a", "text", "b", "b"), ("a", "text", "", ""), ("a", "nothing", "b", None), (2, "number", "2,5", 2.5),
        (2, "number", "7", 7), (2, "number", "", None), (True, "boolean", "không", False), ("a", "number", "3", 3),
        ([1], "json", '[1, "hai"]', [1, "hai"]), ({"a": 1}, "json", '{"a": 2}', {"a": 2}), (1, "boolean", "có", True),
    ],
)  # fmt: skip
def test_a_value_is_read_as_what_it_is(old: object, kind: str, written: str, new: object) -> None:
    found = form([Value(name="x", value=old, is_there=True)], value_0=written, kind_0=kind)
    assert found.is_valid(), found.errors
    assert found.changes == {"x": new}


@pytest.mark.parametrize(
    ("kind", "written"),
    [("number", "1.000.000"), ("number", "1e9"), ("boolean", "maybe"), ("json", "[NaN]"), ("json", "3"), ("json", "{")],
)
def test_what_is_not_of_its_kind_is_refused(kind: str, written: str) -> None:
    assert set(form([Value(name="x", value=1, is_there=True)], value_0=written, kind_0=kind).errors) == {"value_0"}


def test_what_stays_as_it_was_is_no_change() -> None:
    values = [Value(name="a", value="x", is_there=True), Value(name="b"), Value(name="c", value=[1], is_there=True)]
    found = form(values, value_0="x", kind_0="text", value_1="", kind_1="text", value_2="[1]", kind_2="json")
    assert found.is_valid()
    assert found.changes == {}


def test_shapes_tell_no_value() -> None:
    assert [shape_of(one) for one in (None, True, 1.5, "năm", [1, 2], {"a": 1})] == [
        "nothing", "yes-no", "number", "text 3", "list 2", "object 1",
    ]  # fmt: skip


def test_names_are_found_in_formulas() -> None:
    texts = ['ma_don + "x.y ten" + khach.ten', "if so_lượng > 1 then count(ds) else null", '@"2026-01-01" // ghi_chu']
    assert names_in(texts) == ["ma_don", "khach", "so_lượng", "ds"]
