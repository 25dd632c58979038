"""Who may do what. Every view declares its right; what declares none is refused.

@may("case.reply")
def reply(request: HttpRequest, number: str) -> HttpResponse: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from tantam.organisation.models import Agent, Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

PUBLIC = "public"
SIGNED_IN = "signed-in"
#: Paths of the API: who asks is known by a token, and each operation behind the path declares its own right and scope.
TOKEN = "token"  # noqa: S105 - a marker, no secret
API_PREFIX = "/api/"

_READ = {"case.see", "customer.see", "process.see", "report.see"}
_WORK = _READ | {
    "case.reply", "case.note", "case.take", "case.assign", "case.close", "case.step", "case.classify",
    "case.intake", "case.escalate", "case.merge", "case.restrict", "case.bulk", "customer.change", "approval.ask",
}  # fmt: skip
_LEAD = _WORK | {
    "today.see", "approval.decide", "survey.see", "agent.see", "case.hide", "case.unlock", "problem.change",
    "process.mend", "process.people", "policy.change", "level.change", "team.lead",
    "view.share", "case.undo",
}  # fmt: skip
_DRAW = _READ | {
    "process.draw", "process.publish", "process.mend", "process.people", "process.export", "policy.change", "today.see",
    "survey.see", "problem.change",
}  # fmt: skip

ROLE_RIGHTS: dict[str, frozenset[str]] = {
    Role.READER: frozenset(_READ | {"today.see", "approval.decide"}),
    Role.AGENT: frozenset(_WORK),
    Role.HEAD: frozenset(_LEAD),
    Role.PROCESS_OWNER: frozenset(_DRAW | _WORK),
    Role.ADMINISTRATOR: frozenset(
        _LEAD
        | _DRAW
        | {
            "channel.configure",
            "agent.change",
            "business.change",
            "api.manage",
            "tray.see",
            "webhook.manage",
            "connection.manage",
        }
    ),
}
#: What each right is called, in groups, for the table in the settings.
RIGHT_NAMES: dict[str | Promise, dict[str, str | Promise]] = {
    _("Tickets and conversations"): {
        "case.see": _("See tickets within reach"), "case.intake": _("Take in: quick intake"),
        "case.take": _("Take tickets over"), "case.reply": _("Answer customers"),
        "case.note": _("Write internal notes"),
        "case.classify": _("Classify"), "case.assign": _("Assign to others"), "case.step": _("Do process steps"),
        "case.escalate": _("Escalate"), "case.close": _("Close and reopen"), "case.hide": _("Hide what was said"),
        "case.merge": _("Merge tickets, and take merged ones out again"),
        "case.restrict": _("Make tickets private and say who sees them"),
        "case.unlock": _("Open private tickets with a reason"),
        "case.bulk": _("Change many tickets at once"), "case.undo": _("Take back what others changed at once"),
        "problem.change": _("Link problems"), "view.share": _("Share views with everybody"),
    },
    _("Customers"): {"customer.see": _("See customers"), "customer.change": _("Change customers")},
    _("Approvals"): {"approval.ask": _("Ask for approval"), "approval.decide": _("Decide approvals")},
    _("Processes"): {
        "process.see": _("See diagrams and heat maps"), "process.draw": _("Draw diagrams"),
        "process.publish": _("Publish versions"), "process.mend": _("Retry or skip failed steps"),
        "policy.change": _("Write policies"),
        "process.people": _("See who hands over to whom"), "process.export": _("Take event logs away"),
    },
    _("Figures"): {
        "today.see": _("See “Today”"), "report.see": _("See reports"), "survey.see": _("See survey answers"),
    },
    _("Settings"): {
        "team.lead": _("Set people's hours and how work is given out"),
        "agent.see": _("See people and rights"), "agent.change": _("Add and appoint people"),
        "level.change": _("Change service levels"),
        "business.change": _("Change working hours and branches"), "channel.configure": _("Connect mailboxes"),
        "tray.see": _("See mails held back"), "api.manage": _("Issue API keys"), "webhook.manage": _("Manage webhooks"),
        "connection.manage": _("Manage connections to other systems"),
    },
}  # fmt: skip
ALL_RIGHTS = frozenset().union(*ROLE_RIGHTS.values())


def rights_of(agent: Agent) -> frozenset[str]:
    """All rights of the positions an agent holds."""
    return frozenset().union(*(ROLE_RIGHTS[role] for role in agent.roles))


def has_right(agent: Agent, right: str) -> bool:
    """Whether one of the agent's positions carries the right."""
    return right in rights_of(agent)


def may(right: str) -> Callable[[View], View]:
    """Declare the right that a view needs."""
    if right not in ALL_RIGHTS:
        raise ValueError(f"no role has the right {right!r}")
    return _declare(right)


def _declare(right: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.right = right  # type: ignore[attr-defined]
        return view

    return mark


public: Callable[[Any], Any] = _declare(PUBLIC)
signed_in: Callable[[Any], Any] = _declare(SIGNED_IN)


class RightsMiddleware:
    """Check the declared right before each view, and speak the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(language_of(request))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "vi")
        response.headers.setdefault("Cache-Control", "private, no-cache")  # what one person sees is theirs
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        right = getattr(view, "right", None)
        if right in {PUBLIC, TOKEN}:
            return None
        if right is None:
            raise PermissionDenied(f"{view.__module__} declares no right")
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if right != SIGNED_IN and not has_right(request.user, right):
            raise PermissionDenied(right)
        return None


def language_of(request: HttpRequest) -> str:
    """The person's language, else the one chosen in this browser, else Vietnamese; a program says which it reads."""
    if request.path.startswith(API_PREFIX):
        return _asked_for(request.headers.get("Accept-Language", ""))
    if request.user.is_authenticated:
        return request.user.language
    chosen = request.COOKIES.get("language", "")
    return chosen if chosen in {"vi", "en"} else "vi"


def _asked_for(header: str) -> str:
    """The first language of an Accept-Language header (RFC 9110, 12.5.4) that we speak."""
    for wanted, _quality in parse_accept_lang_header(header[:500].lower()):
        if (language := wanted.partition("-")[0]) in {"vi", "en"}:
            return language
    return "vi"


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response.headers["HX-Redirect"] = f"/login/?{urlencode({'next': _page_of(request)})}"
        return response
    return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else _page_of(request))


def _page_of(request: HttpRequest) -> str:
    """The page on which a part was asked for, or a form sent, to come back to; signing in judges whether it is one of
    ours."""
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    return urlunsplit(("", "", page.path or "/", page.query, ""))
