"""The director's page in words and links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case
from tantam.channels.models import ChannelKind
from tantam.insight.context.changes import change_between
from tantam.insight.context.period import NO_TEAM
from tantam.insight.queries import Director, Matter, Scope
from tantam.insight.registry import DIRECTOR_METRICS, METRICS
from tantam.organisation.models import Team
from tantam.process.engine.called import name_in
from tantam.process.queries import Bottleneck, diagram_of

REASONS: dict[str, str | Promise] = {
    "safety": _("safety"),
    "complaint": _("complaint"),
    "critical": _("critical"),
    "escalated": _("escalated"),
    "low-score": _("rated 1 or 2"),
    "open": _("still open"),
    "overdue": _("overdue"),
    "broken-promise": _("promise broken"),
}


def cases_link(metric: str, scope: Scope, **changes: Any) -> str:
    """The address of the cases behind a number."""
    return cases_links([metric], scope, **changes)[metric]


def cases_links(metrics: Iterable[str], scope: Scope, **changes: Any) -> dict[str, str]:
    """The address of the cases behind each of several numbers of one scope."""
    query = {
        "since": scope.since.isoformat(), "until": scope.until.isoformat(), "team": _team(scope),
        "channel": scope.channel, "kind": scope.kind, **changes,
    }  # fmt: skip
    asked = urlencode({key: value for key, value in query.items() if value})
    return {metric: f"{_address(metric, get_script_prefix())}?{asked}" for metric in metrics}


@lru_cache(maxsize=64)
def _address(metric: str, prefix: str) -> str:
    """Resolved once: a page of figures has hundreds of links. `prefix` is part of what is remembered."""
    return reverse("report_cases", args=[metric])


def reports_link(scope: Scope) -> str:
    """The reports of the same period and choices."""
    query = {
        "since": scope.since.isoformat(), "until": scope.until.isoformat(),
        "team": _team(scope), "channel": scope.channel,
    }  # fmt: skip
    return f"{reverse('reports')}?{urlencode({key: value for key, value in query.items() if value})}"


def chosen_in_words(scope: Scope) -> str:
    """What is chosen of the tickets besides their period: Tổ Hỗ trợ, Zalo, khiếu nại."""
    parts: list[str] = []
    if scope.has_no_team:
        parts.append(str(_("no team")))
    elif scope.team and (team := Team.objects.filter(pk=scope.team).first()):
        parts.append(team.name_en if get_language() == "en" and team.name_en else team.name)
    if scope.channel:
        parts.append(str(ChannelKind(scope.channel).label))
    if scope.kind in Case.Kind.values:
        parts.append(str(Case.Kind(scope.kind).label))
    if scope.problem:
        parts.append(scope.problem)
    return ", ".join(parts)


def _team(scope: Scope) -> str:
    return NO_TEAM if scope.has_no_team else str(scope.team or "")


def director_page(found: Director) -> dict[str, Any]:
    """Everything the page shows; every number with the address of what is behind it."""
    return {
        "scope": found.scope,
        "earlier": found.scope.until - timedelta(days=7),
        "later": found.scope.until + timedelta(days=7),
        "figures": [_figure(key, found) for key in DIRECTOR_METRICS],
        "matters": [_matter(one) for one in found.matters],
        "proposal": _proposal(found.bottleneck) if found.bottleneck else None,
        "waiting": found.waiting,
    }


def _figure(key: str, found: Director) -> dict[str, Any]:
    """One figure, its change against the week before (None: nothing to compare with) and what it was then."""
    metric = METRICS[key]
    value, old = found.figures.total.get(key), found.before.total.get(key)
    change = change_between(metric, value, old)
    direction = "" if change is None or abs(change) < 0.005 else "up" if change > 0 else "down"
    return {
        "metric": metric,
        "value": value,
        "old": old,
        "change": change,
        "direction": direction,
        "is_good": direction == metric.good,
        "href": cases_link(key, found.scope),
        "old_href": cases_link(key, found.scope.before()),
    }


def _matter(one: Matter) -> dict[str, Any]:
    because = [REASONS[name] for name in one.because]
    found = one.shared
    if found is None:
        return {"case": one.case, "words": one.words, "because": because}
    url = cases_link("problem", Scope(since=found.since, until=found.until), problem=found.number)
    return {"case": one.case, "words": one.words, "because": because, "shared": found, "shared_url": url}


def _proposal(found: Bottleneck) -> dict[str, Any]:
    """What to decide about the step where most time is lost, by what the figures say of it."""
    step, key = found.step, found.version.process.key
    english = get_language() == "en"
    times = step.node.care.times
    is_asked = times is not None and times.waits_for_customer and 2 * step.overdue < step.standing
    process = found.version.process
    return {
        "found": found,
        "step": step,
        "step_name": name_in(diagram_of(found.version), step.node.id, language="en" if english else "vi"),
        "process_name": process.name_en if english and process.name_en else process.name,
        "kind": "remind" if is_asked else "people" if step.overdue else "promise",
        "step_url": reverse("process_step", args=[key, step.node.id]),
        "map_url": reverse("process", args=[key]),
    }
