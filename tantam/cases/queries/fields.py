"""The fields that stand on every ticket, as filters test them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial

from django.db.models import Choices, F, Model, Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tantam.cases.models import Case, Draft, Following, Mention
from tantam.cases.queries.saying import said_in_subject, said_so
from tantam.cases.registry import Asking, Field, offer_field
from tantam.channels.models import ChannelKind
from tantam.core.values.days import NotADay
from tantam.core.values.filter_days import bounds_of, is_empty
from tantam.core.values.filters import Option, Test
from tantam.customers.models import Segment, SegmentMembership
from tantam.customers.queries import named_or_reached
from tantam.organisation.models import Agent, Branch, Brand, Team

NOTHING = Q(pk__in=[])
#: A number without its year is looked for in so many.
YEARS_BACK = 10
NOBODY, ME, MINE = "none", "me", "mine"
UNFINISHED = [Case.State.OPEN, Case.State.WAITING]
#: How the last words came about, as a row of a list shows it.
OURS = Q(awaits_answer=False, first_responded_at__isnull=False) & (
    Q(last_inbound_at=None) | Q(last_entry_at__gt=F("last_inbound_at"))
)
STATES: dict[str, list[str]] = {
    "unfinished": [*UNFINISHED],
    "active": [Case.State.OPEN],
    "waiting": [Case.State.WAITING],
    "closed": [Case.State.CLOSED],
}


def _option(value: str, vi: str | Sequence[str], en: str | Sequence[str]) -> Option:
    names = {"vi": [vi] if isinstance(vi, str) else vi, "en": [en] if isinstance(en, str) else en}
    return Option(value=value, names=names)


def _fixed(*options: Option) -> Callable[[], Sequence[Option]]:
    return lambda: options


def _yes_or_no() -> Callable[[], Sequence[Option]]:
    return _fixed(_option("yes", ("có", "rồi"), "yes"), _option("no", ("không", "chưa"), "no"))


@cache
def _of_choices(choices: type[Choices]) -> tuple[Option, ...]:
    """The values of a column with their names in both languages."""
    labels: dict[str, dict[str, str]] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                labels.setdefault(value, {})[language] = _written(str(label))
    return tuple(_option(value, names["vi"], (names["en"], value)) for value, names in labels.items())


def _written(label: str) -> str:
    return "-".join(label.lower().split())


def _places(model: type[Team] | type[Branch], *more: Option) -> Sequence[Option]:
    rows = model.objects.order_by("name").values_list("pk", "key", "name", "name_en", "closed_at")
    return [*more, *(
        Option(value=str(pk), names={"vi": (name, key), "en": (name_en or name, key)}, is_gone=closed is not None)
        for pk, key, name, name_en, closed in rows
    )]  # fmt: skip


def _people() -> Sequence[Option]:
    """Whoever has an account; by whole name, by what they sign in with, and by their given name."""
    rows = Agent.objects.order_by("full_name").values_list("pk", "username", "full_name", "is_active", "left_on")
    return [
        _option(ME, ("tôi", "mình"), "me"),
        _option(NOBODY, ("không-ai", "chưa-ai", "chưa-phân-công"), ("nobody", "none", "unassigned")),
        *(
            Option(value=str(pk), names={"vi": (name, username)}, is_gone=not is_active or left is not None)
            for pk, username, name, is_active, left in rows
        ),
    ]


def _segments() -> Sequence[Option]:
    rows = Segment.objects.order_by("rank", "key").values_list("key", "name", "name_en")
    return [_option(key, (name, key), (name_en or name, key)) for key, name, name_en in rows]


def _brands() -> Sequence[Option]:
    return [
        _option(str(pk), (name, key), (name, key)) for pk, key, name in Brand.objects.values_list("pk", "key", "name")
    ]


def _ids(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def _holds(column: str, test: Test, asking: Asking) -> Q:
    """Whether one of these rows, nobody, oneself or one's own teams stand in a column."""
    ids = _ids(test.values)
    if ME in test.values:
        ids.append(asking.me.pk)
    if MINE in test.values:
        ids += asking.me.team_ids
    found = Q(**{f"{column}__in": ids}) if ids else NOTHING
    return found | Q(**{column: None}) if NOBODY in test.values else found


def _one_of(column: str, test: Test, asking: Asking) -> Q:
    return Q(**{f"{column}__in": test.values})


def _state(test: Test, asking: Asking) -> Q:
    states = {state for value in test.values for state in STATES.get(value, ())}
    return Q(state__in=sorted(states)) if states else NOTHING


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found or NOTHING


def _flag(condition: Q, test: Test, asking: Asking) -> Q:
    """What holds or not; asked for both it says nothing."""
    if {"yes", "no"} <= set(test.values):
        return Q()
    return condition if "yes" in test.values else ~condition


def _spoke(test: Test, asking: Asking) -> Q:
    return _any({"us": OURS, "customer": ~OURS}.get(value, NOTHING) for value in test.values)


def _moment(column: str, test: Test, asking: Asking) -> Q:
    empty = is_empty(test)
    if empty is not None:
        return Q(**{f"{column}__isnull": empty})
    try:
        start, end = bounds_of(test, now=asking.now)
    except (NotADay, OverflowError):
        return NOTHING
    held = {f"{column}__gte": start, f"{column}__lt": end}
    return Q(**{name: at for name, at in held.items() if at is not None})


def _customer(test: Test, asking: Asking) -> Q:
    return _any(Q(customer__in=named_or_reached(value).values("pk")) for value in test.values)


def _segment(test: Test, asking: Asking) -> Q:
    members = SegmentMembership.objects.filter(segment__key__in=test.values)
    return Q(customer__in=members.values("customer"))


def _text(test: Test, asking: Asking) -> Q:
    return said_so(test.values[0], is_phrase=test.op == "phrase")


def _subject(test: Test, asking: Asking) -> Q:
    return said_in_subject(test.values[0], is_phrase=test.op == "phrase")


def _number(test: Test, asking: Asking) -> Q:
    digits = test.values[0].upper()
    return (
        Q(number=digits) | Q(number__endswith=f"-{digits:0>6}") if digits.isdecimal() else Q(number__startswith=digits)
    )


def _of_mine(rows: type[Model], column: str, test: Test, asking: Asking) -> Q:
    """The tickets of which the reader has such a row: what is said of others is theirs to see."""
    if ME not in test.values:
        return NOTHING
    return Q(pk__in=rows._default_manager.filter(**{column: asking.me.pk}).values("case"))


def _scheduled(test: Test, asking: Asking) -> Q:
    if ME not in test.values:
        return NOTHING
    return Q(pk__in=Draft.objects.sent_off().filter(author=asking.me.pk).values("case"))


def _offer(key: str, label: str | Promise, vi: str, en: str, **more: object) -> None:
    """A field by its names in both languages, several by commas, the first as it is written."""
    names: Mapping[str, Sequence[str]] = {"vi": vi.split(","), "en": en.split(",")}
    offer_field(Field(key=key, label=label, names=names, **more))  # type: ignore[arg-type]


_offer("text", _("Words"), "nội-dung,chữ", "text,words", kind="text", to_q=_text, icon="search")
_offer("state", _("State"), "tình-trạng,trạng-thái", "status,state,is", kind="choice", to_q=_state, icon="circle-dot",
       options=_fixed(_option("unfinished", ("mở", "chưa-đóng"), ("open", "unfinished")),
                      _option("active", ("đang-làm", "đang-xử-lý"), ("active", "in-hand")),
                      _option("waiting", ("chờ-khách", "đang-chờ"), ("waiting", "waiting-for-customer")),
                      _option("closed", ("đóng", "đã-đóng", "xong"), ("closed", "done"))))  # fmt: skip
_offer("customer", _("Customer"), "từ,khách,khách-hàng", "from,customer", kind="text", to_q=_customer,
       icon="user-round")  # fmt: skip
_offer("assignee", _("Assignee"), "phụ-trách,người-phụ-trách,của", "assignee,assigned,owner", kind="choice",
       to_q=partial(_holds, "assignee"), options=_people, icon="user-plus")  # fmt: skip
_offer("team", _("Team"), "tổ,nhóm", "team,group", kind="choice", to_q=partial(_holds, "team"), icon="users",
       options=lambda: _places(Team, _option(MINE, ("của-tôi", "tổ-tôi"), "mine"),
                               _option(NOBODY, "không-có", "none")))  # fmt: skip
_offer("due", _("Due"), "hạn", "due,deadline", kind="moment", to_q=partial(_moment, "due_at"), is_ahead=True,
       is_of_open=True, icon="alarm-clock")  # fmt: skip
_offer("urgency", _("Urgency"), "khẩn,mức-khẩn,ưu-tiên", "urgency,priority", kind="choice",
       to_q=partial(_one_of, "urgency"), options=lambda: _of_choices(Case.Urgency), icon="flag")  # fmt: skip
_offer("kind", _("Kind"), "loại", "kind,type", kind="choice", to_q=partial(_one_of, "kind"), icon="tag",
       options=lambda: _of_choices(Case.Kind))  # fmt: skip
_offer("channel", _("Channel"), "kênh", "channel,via", kind="choice", to_q=partial(_one_of, "channel_kind"),
       options=lambda: _of_choices(ChannelKind), icon="radio")  # fmt: skip
_offer("last", _("Who spoke last"), "nói-cuối,lời-cuối", "last,last-word", kind="choice",
       to_q=_spoke, icon="reply",
       options=_fixed(_option("customer", "khách", "customer"), _option("us", ("mình", "ta"), "us")))  # fmt: skip
_offer("awaits", _("Awaits an answer"), "chờ-trả-lời", "awaits,unanswered", kind="choice", options=_yes_or_no(),
       to_q=partial(_flag, Q(awaits_answer=True)), is_of_open=True, icon="hourglass")  # fmt: skip
_offer("segment", _("Segment"), "nhóm-khách,phân-khúc", "segment", kind="choice", to_q=_segment, options=_segments,
       icon="crown")  # fmt: skip
_offer("branch", _("Branch"), "chi-nhánh,cửa-hàng", "branch,shop", kind="choice", to_q=partial(_holds, "branch"),
       options=lambda: _places(Branch, _option(NOBODY, "không-có", "none")), icon="store")  # fmt: skip
_offer("brand", _("Brand"), "thương-hiệu,nhãn-hàng", "brand", kind="choice", to_q=partial(_holds, "brand"),
       options=_brands, icon="award")  # fmt: skip
_offer("opened", _("Opened"), "tạo,mở-lúc,tạo-lúc", "opened,created", kind="moment",
       to_q=partial(_moment, "opened_at"), icon="calendar")  # fmt: skip
_offer("closed", _("Closed"), "đóng,đóng-lúc", "closed", kind="moment", to_q=partial(_moment, "closed_at"),
       icon="archive")  # fmt: skip
_offer("message", _("Last message"), "tin-cuối,cập-nhật", "updated,last-message", kind="moment",
       to_q=partial(_moment, "last_entry_at"), icon="message-square")  # fmt: skip
_offer("wrote", _("Customer wrote"), "khách-viết,khách-nhắn", "wrote,customer-wrote", kind="moment",
       to_q=partial(_moment, "last_inbound_at"), icon="mail")  # fmt: skip
_offer("mentions", _("Mentioned"), "nhắc,nhắc-đến", "mentions,mentioned", kind="choice", icon="at-sign",
       to_q=partial(_of_mine, Mention, "agent"), options=_fixed(_option(ME, ("tôi", "mình"), "me")))  # fmt: skip
_offer("followed", _("Followed"), "theo-dõi", "followed,follows", kind="choice", icon="eye",
       to_q=partial(_of_mine, Following, "agent"), options=_fixed(_option(ME, ("tôi", "mình"), "me")))  # fmt: skip
_offer("scheduled", _("Scheduled"), "hẹn-gửi", "scheduled", kind="choice", to_q=_scheduled, icon="send",
       options=_fixed(_option(ME, ("tôi", "mình"), "me")))  # fmt: skip
_offer("subject", _("Subject line"), "tiêu-đề,chủ-đề", "subject,title", kind="text",
       to_q=_subject, icon="file-text")  # fmt: skip
_offer("number", _("Ticket number"), "số,mã", "number,no", kind="text", to_q=_number, icon="ticket")
_offer("private", pgettext_lazy("a ticket", "Private"), "riêng-tư", "private", kind="choice", options=_yes_or_no(),
       to_q=partial(_flag, Q(is_private=True)), icon="lock")  # fmt: skip
