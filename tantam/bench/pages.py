"""What a request costs the server: the whole WSGI stack with a signed-in session, called in this process."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Count
from django.middleware.csrf import _get_new_csrf_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from config.signed_in import SessionStore
from tantam.bench.data import words
from tantam.bench.meter import costs_of
from tantam.bench.report import Figure, missing
from tantam.cases.actions import ViewPlan, save_view
from tantam.cases.models import Case, SavedView
from tantam.cases.queries import SORTS, forget_counts, read_filter
from tantam.cases.queries import words as words_of_filters
from tantam.insight.queries import forget_figures
from tantam.organisation.models import Agent
from tantam.process.models import Process

TIMES = 40
#: Milliseconds; what has none is compared between the sizes alone.
BOUNDS = {
    "inbox": 15,
    "case page": 20,
    "search": 30,
    "post a reply": 25,
    "heat map of a process": 50,
    "today": 30,
    "reports": 30,
    "filtered list": 30,
    "a saved view": 30,
    "counts of all views": 30,
    "search as you type": 30,
}


class Failed(Exception):
    """A page did not answer as it should; what it said instead."""


@dataclass
class Browser:
    """A signed-in browser without a network."""

    application: WSGIHandler
    session: str
    secret: str

    def get(self, path: str, **query: str) -> str:
        """Fetch a page. Raises Failed unless it is 200."""
        return self._call("GET", path, urlencode(query), b"", script="")

    def click(self, path: str, **query: str) -> str:
        """Fetch a piece of a page as the page's script does. Raises Failed unless it is 200."""
        return self._call("GET", path, urlencode(query), b"", script="true")

    def post(self, path: str, **data: str) -> str:
        """Post a form as the page's script does. Raises Failed for a refusal or a fault."""
        return self._call("POST", path, "", urlencode(data).encode(), script="true")

    def _call(self, method: str, path: str, query: str, body: bytes, *, script: str) -> str:
        answered: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], trouble: Any = None) -> Callable[[bytes], object]:
            answered.append(status)
            return lambda piece: None

        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "localhost",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_HX_REQUEST": script,
            "HTTP_X_CSRFTOKEN": self.secret, "HTTP_COOKIE": f"sessionid={self.session}; csrftoken={self.secret}",
            "wsgi.errors": io.StringIO(),
        }  # fmt: skip
        response = self.application(environ, start)
        content = b"".join(response)
        response.close()
        if not answered[0].startswith(("200", "302", "204")):
            raise Failed(f"{method} {path}: {answered[0]}")
        return content.decode()


def sign_in(agent: Agent) -> Browser:
    """Open a browser for an agent."""
    session = SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = "config.signed_in.Backend"
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    return Browser(WSGIHandler(), str(session.session_key), _get_new_csrf_string())


Page = Callable[[int], object]


def hot_pages() -> dict[str, Page]:
    """The pages to be measured, each a function of the number of the call."""
    browser = sign_in(Agent.objects.get(username="head-ho-tro-0"))
    waiting = Case.objects.filter(state=Case.State.OPEN, awaits_answer=True).exclude(instance=None)
    numbers = list(waiting.order_by("id").values_list("number", flat=True)[: 3 * TIMES])
    random = Random(7)  # noqa: S311
    key = Process.objects.order_by("id").values_list("key", flat=True)[0]
    return {
        "inbox, 50 rows": lambda n: browser.get(reverse("inbox"), view="all"),
        "case page, 10 messages": lambda n: browser.get(reverse("case", args=[numbers[n]]), view="all"),
        "case page, by a click in the list": lambda n: browser.click(reverse("case", args=[numbers[n]]), view="all"),
        "search, common words": lambda n: browser.get(reverse("search"), q=random.choice(words.MATTERS)[:24]),
        "search, a code": lambda n: browser.click(reverse("search"), q=numbers[n]),  # whole, it would open the ticket
        **_of_the_head(browser, key),
        **_of_filters(browser, random),
        "post a reply": lambda n: _reply(browser, numbers[-1 - n]),
    }


def _of_the_head(browser: Browser, key: str) -> dict[str, Page]:
    """What whoever leads opens daily, and what has the most behind it: a frequent name, a dealer, many pages."""
    dealer = Case.objects.values_list("customer__code").annotate(cases=Count("id")).order_by("-cases")[0][0]
    deep = _cursor_behind(browser, pages=9)
    return {
        "search, a frequent name": lambda n: browser.get(reverse("search"), q=words.FAMILY[0]),
        "heat map of a process": lambda n: browser.get(reverse("process", args=[key])),
        "all processes": lambda n: browser.get(reverse("processes")),
        "today": lambda n: browser.get(reverse("today")),
        "reports, 30 days": lambda n: _measured_anew(browser),
        "reports, seen again": lambda n: browser.get(reverse("reports")),
        "cases behind a figure": lambda n: browser.get(reverse("report_cases", args=["sla"])),
        "inbox, tenth page": lambda n: browser.click(reverse("inbox_rows"), view="closed", after=deep),
        "customers": lambda n: browser.get(reverse("customers")),
        "customer with 5 % of all cases": lambda n: browser.get(reverse("customer", args=[dealer])),
    }


#: Filters as people type them: what is rare among what is open, among what is closed, and a name.
FILTERED = {
    "filtered list, rare and open": "tình-trạng:mở khẩn:rất-gấp kênh:zalo",
    "filtered list, rare and closed": "tình-trạng:đóng khẩn:rất-gấp loại:sự-cố-an-toàn",
    "filtered list, rare, of any state": "kênh:counter tạo:<hôm-qua",
    "filtered list, nothing found": "kênh:internal loại:sự-cố-an-toàn hạn:hôm-nay",
    "filtered list, a frequent name": f"từ:{words.FAMILY[0]}",
    "filtered list, words and a person": "phụ-trách:tôi giao hàng",
}


def _of_filters(browser: Browser, random: Random) -> dict[str, Page]:
    """Lists that are narrowed, saved views with their counts, and a search after each letter."""
    views = _saved_views()
    return {
        **{what: _filtered(browser, text) for what, text in FILTERED.items()},
        **{f"filtered list, by {sort}": _filtered(browser, "tình-trạng:mở", sort) for sort in SORTS},
        "a saved view": lambda n: browser.get(reverse("inbox"), view=views[n % len(views)].key),
        "counts of all views": lambda n: _counted_anew(browser),
        "counts of all views, seen again": lambda n: browser.click(reverse("inbox_counts"), view="all"),
        "search as you type": lambda n: browser.click(reverse("search"), q=_typed(random)),
    }


def _filtered(browser: Browser, text: str, sort: str = "newest") -> Page:
    return lambda n: browser.get(reverse("inbox"), view="all", f=text, sort=sort)


def _saved_views() -> list[SavedView]:
    """A dozen views of the head, as a desk has them, made once."""
    head, now = Agent.objects.get(username="head-ho-tro-0"), timezone.now()
    if not SavedView.objects.filter(owner=head).exists():
        known = words_of_filters()
        for name, text in enumerate([*FILTERED.values(), *(f"khẩn:gấp tạo:{days}ngày" for days in range(1, 7))]):
            given = read_filter(text, known=known, now=now).filter
            save_view(ViewPlan(name=f"Xem {name}", filter=given), by=head, now=now)
    return list(SavedView.objects.filter(owner=head).order_by("id"))


def _counted_anew(browser: Browser) -> str:
    """As the first who asks pays for them: counts are kept for some seconds."""
    forget_counts()
    return browser.click(reverse("inbox_counts"), view="all")


def _typed(random: Random) -> str:
    """The beginning of something that is being typed, after each letter from the second on."""
    text = random.choice([*words.MATTERS, *words.FAMILY])
    return text[: random.randint(2, max(2, min(len(text), 14)))]


def _measured_anew(browser: Browser) -> str:
    """The reports as the first who opens them pays for them: figures over many cases are kept for a while."""
    forget_figures()
    return browser.get(reverse("reports"))


def _cursor_behind(browser: Browser, *, pages: int) -> str:
    """Where the list goes on behind so many pages."""
    after = ""
    for _ in range(pages):
        found = re.search(r"[?&;]after=([^&\"']+)", browser.click(reverse("inbox_rows"), view="closed", after=after))
        after = unquote(found[1]) if found else after
    return after


def at_desks(agents: int) -> list[dict[str, object]]:
    """Browsers of so many agents, each with cases waiting for an answer: what a client outside needs to be them."""
    waiting = Case.objects.filter(state=Case.State.OPEN, awaits_answer=True).exclude(instance=None)
    numbers = list(waiting.order_by("id").values_list("number", flat=True)[6 * TIMES : 6 * TIMES + 20 * agents])
    heads = list(Agent.objects.filter(username__startswith="head-").order_by("id"))
    browsers = [sign_in(heads[seat % len(heads)]) for seat in range(agents)]
    return [
        {"session": browser.session, "secret": browser.secret, "numbers": numbers[seat::agents]}
        for seat, browser in enumerate(browsers)
    ]


def measure(*, on: str) -> Iterator[Figure]:
    """Measure each page on the data that is there."""
    settings.UNDO_SECONDS = 0  # what is measured of an answer is all that it does
    gc.collect()
    gc.freeze()  # as the server does before its first request
    for what, action in hot_pages().items():
        try:
            costs = costs_of(action, times=TIMES)
        except (NoReverseMatch, Failed) as error:
            yield missing(what, on=on, note=str(error)[:100])
            continue
        whole, database = costs.medians()
        note = f"of which database {database:.1f}; 95th percentile {costs.high():.1f}"
        yield Figure(what=what, on=on, unit="ms", value=whole, at_most=BOUNDS.get(what.split(",")[0]), note=note)


def _reply(browser: Browser, number: str) -> str:
    path = reverse("case_say", args=[number])
    return browser.post(path, mode="reply", text=f"Dạ em đã kiểm tra và xin trả lời phiếu {number} như sau ạ.")
