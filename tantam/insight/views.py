"""Today and the reports; every number opens its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from tantam.cases.models import Case
from tantam.cases.queries import LATE_IS_TOO_MUCH, list_cases
from tantam.channels.models import ChannelKind
from tantam.insight.context import (
    NO_TEAM,
    PERIODS,
    cases_link,
    cases_links,
    change_between,
    chosen_in_words,
    director_page,
    first_steps,
    read_day,
    read_scope,
    reports_link,
)
from tantam.insight.queries import (
    Figures,
    Scope,
    Today,
    cases_behind,
    look_at_today,
    look_for_director,
    measure,
    measured_of,
    volumes,
    week_until,
    yesterday,
)
from tantam.insight.queries.figures import HANOI
from tantam.insight.registry import METRICS, REPORT_METRICS
from tantam.organisation.models import Agent, Team
from tantam.organisation.queries import the_business
from tantam.organisation.rights import may

#: The longest period whose table has a row a day.
DAYS_READ_SINGLY = 45
#: Lists of cases that stand behind something else than a metric: all tickets of a problem, the promises that broke.
ALSO_LISTED = {"problem", "missed"}


@may("today.see")
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The head's first page: the state of the desk on one screen."""
    now = timezone.now()
    found = look_at_today(_agent(request), now=now)
    context = {"today": found, "now": now, "trend": _trend(found), "late_is_too_much": LATE_IS_TOO_MUCH}
    context["first_steps"] = first_steps(_agent(request))
    return render(request, "insight/today.html", context)


def _trend(found: Today) -> list[dict[str, Any]]:
    return [
        {"key": day, "count": count, "href": cases_link("volume", Scope(since=day, until=day))}
        for day, count in found.trend
    ]


@may("report.see")
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The metrics of a period, by day or week, team and channel; against the one before."""
    agent = _agent(request)
    now = timezone.now()
    scope, wrong = read_scope(request.GET, now=now)
    figures = measure(scope, agent=agent, by=[_step(scope), "team", "channel"], now=now)
    before = measure(scope.before(), agent=agent, now=now)
    context = {
        "scope": scope,
        "wrong": wrong,
        "team_choice": NO_TEAM if scope.has_no_team else scope.team or "",
        "typed": _typed(request, scope, wrong=bool(wrong)),
        "periods": PERIODS,
        "is_until_today": scope.until == now.astimezone(HANOI).date(),
        "tiles": _tiles(scope, figures, before),
        "days": _days(scope, _opened(scope, figures, agent=agent)),
        "step": _step(scope),
        "steps": _steps(scope, figures),
        "teams": _rows("team", scope, figures, {team.pk: team for team in Team.objects.all()}),
        "channels": _rows("channel", scope, figures, dict(ChannelKind.choices)),
        "all_teams": Team.objects.order_by("id"),
        "all_channels": ChannelKind.choices,
        "metrics": REPORT_METRICS,
    }
    return render(request, "insight/reports.html", context)


@may("report.see")
@require_GET
def director(request: HttpRequest) -> HttpResponse:
    """One page for the director, on paper too: seven days until yesterday, or until the day asked for."""
    now = timezone.now()
    last, asked = yesterday(now=now), request.GET.get("until", "")
    wanted = read_day(asked, today=now.astimezone(HANOI).date())
    until = min(wanted or last, last)
    found = look_for_director(week_until(until), agent=_agent(request), now=now)
    context = director_page(found) | {
        "now": now,
        "is_latest": until == last,
        "business": the_business(),
        "is_wrong_day": bool(asked) and wanted != until,
    }
    return render(request, "insight/director.html", context)


@may("report.see")
@require_GET
def behind(request: HttpRequest, metric: str) -> HttpResponse:
    """The cases behind one number."""
    if metric not in METRICS and metric not in ALSO_LISTED:
        raise Http404
    now = timezone.now()
    scope, wrong = read_scope(request.GET, now=now)
    found = cases_behind(metric, scope, agent=_agent(request))
    page = list_cases(found, after=request.GET.get("after", ""), also=["assignee__full_name"], by="opened_at")
    measured = measured_of(metric, [row["id"] for row in page.rows], scope=scope)
    context = {
        "metric": METRICS.get(metric),
        "scope": scope,
        "wrong": wrong,
        "chosen": chosen_in_words(scope),
        "count": found.count(),
        "page": page,
        "rows": [(row, measured.get(row["id"])) for row in page.rows],
        "shows_measured": bool(measured),
        "back": reports_link(scope),
        "more": "",
    }
    if page.next:
        context["more"] = cases_link(metric, scope, after=page.next, problem=scope.problem)
    return render(request, "insight/behind.html", context)


@may("report.see")
@require_GET
def held_by(request: HttpRequest, agent_id: int) -> HttpResponse:
    """The open cases of one person, as far as the reader sees them."""
    person = get_object_or_404(Agent, pk=agent_id)
    found = Case.objects.standing().visible_to(_agent(request)).open().filter(assignee=person, is_practice=False)
    page = list_cases(found, after=request.GET.get("after", ""), also=["assignee__full_name"], by="opened_at")
    more = f"?{urlencode({'after': page.next})}" if page.next else ""
    context = {"person": person, "now": timezone.now(), "page": page, "count": found.count()}
    context["rows"] = [(row, _why_no_clock(row["state"])) for row in page.rows]
    return render(request, "insight/behind.html", context | {"more": more, "back": reverse("today")})


def _why_no_clock(state: str) -> str:
    """What stands in the place of the clock of a ticket that waits for somebody else than its assignee."""
    return "" if state == Case.State.OPEN else str(Case.State(state).label)


def _typed(request: HttpRequest, scope: Scope, *, wrong: bool) -> dict[str, Any]:
    """What the two fields show: what was typed, where it made no sense."""
    days = {"since": scope.since, "until": scope.until}
    return {name: request.GET.get(name) or day for name, day in days.items()} if wrong else days


def _tiles(scope: Scope, figures: Figures, before: Figures) -> list[dict[str, Any]]:
    tiles = []
    for key, metric in REPORT_METRICS.items():
        value, old = figures.total.get(key), before.total.get(key)
        change = change_between(metric, value, old)
        tiles.append({"metric": metric, "value": value, "change": change, "href": cases_link(key, scope)})
    return tiles


def _opened(scope: Scope, figures: Figures, *, agent: Agent) -> Mapping[date, int]:
    """How many a day: already counted, where the table is by the day too."""
    if _step(scope) == "day":
        return {day: int(row.get("volume") or 0) for day, row in figures.by["day"].items()}
    return volumes(scope, agent=agent, now=timezone.now())


def _days(scope: Scope, opened: Mapping[date, int]) -> list[dict[str, Any]]:
    days = [scope.since + timedelta(days=count) for count in range(scope.days)]
    return [
        {"key": day, "volume": opened.get(day, 0), "href": cases_link("volume", replace(scope, since=day, until=day))}
        for day in days
    ]


def _step(scope: Scope) -> str:
    """Long periods are read by the week."""
    return "week" if scope.days > DAYS_READ_SINGLY else "day"


def _steps(scope: Scope, figures: Figures) -> list[dict[str, Any]]:
    """One row a day or week that has figures, the newest first; a week at the edge is only as long as the period."""
    step = _step(scope)
    length = timedelta(days=6 if step == "week" else 0)
    rows = []
    for first in sorted(figures.by[step], reverse=True):
        part = replace(scope, since=max(first, scope.since), until=min(first + length, scope.until))
        links = cases_links(REPORT_METRICS, part)
        rows.append({"key": first, "scope": part, "figures": figures.by[step][first], "links": links})
    return rows


def _rows(name: str, scope: Scope, figures: Figures, labels: dict[Any, Any]) -> list[dict[str, Any]]:
    """One row a team or channel, the busiest first; each cell opens its cases."""
    found = [(key, row) for key, row in figures.by[name].items() if row.get("volume") or row.get("csat")]
    found.sort(key=lambda pair: -(pair[1].get("volume") or 0))
    return [
        {
            "key": key,
            "label": labels.get(key),
            "figures": row,
            "links": cases_links(REPORT_METRICS, scope, **{name: key or NO_TEAM}),
        }
        for key, row in found
    ]


def _agent(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees it
    return request.user
