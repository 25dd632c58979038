"""The map of what people really do beside the drawing; work done again; hand-overs, people named only to those who
may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from tantam.organisation.models import Agent, Appointment, Reach, Team
from tantam.organisation.rights import has_right
from tantam.process.context.mined import Done, natural
from tantam.process.context.reader import language, name_of
from tantam.process.drawing import READABLE, draw
from tantam.process.mining.discovery import BEGIN, END, map_of
from tantam.process.mining.picture import draw_map
from tantam.process.mining.summing import measures_of
from tantam.process.models import Handing
from tantam.process.queries.mined import HandedOver, fitness, handed_over, handed_over_cases, walked_variants
from tantam.process.queries.stays import stays, stays_between
from tantam.process.values.buckets import Lengths

#: Lines of the list of hand-overs, and names along each side of the matrix.
PAIRS: Final = 15
SIDE: Final = 8


def map_page(done: Done, *, detail: tuple[int, int], now: datetime) -> dict[str, object]:
    """The drawing and the map of what was done, both in their own size; `detail` are the steps and the ways of the
    map, in percent."""
    variants = walked_variants(done.part)
    measures = measures_of(variants, names=done.names, lengths=_lengths(done, now=now))
    found = map_of(measures, activities=detail[0] / 100, paths=detail[1] / 100)
    name = name_of(done.version.process)
    return {
        "fitness": fitness(done.part),
        "map": found,
        "shown_nodes": len(found.nodes) - 2,
        "shown_ways": sum(edge.source != BEGIN and edge.target != END for edge in found.edges),
        "shown_cases": measures.cases,
        "variants": len(variants),
        "done_picture": natural(draw_map(found, name=name, language=language())) if variants else "",
        "readable": str(READABLE),
        "drawn_picture": natural(draw(done.diagram, language=language())),
    }


def _lengths(done: Done, *, now: datetime) -> Mapping[str, Lengths]:
    """How long cases stayed at each step in the period."""
    filters = done.filters
    if filters.own:
        rows = stays_between(done.version.pk, filters=filters, period=filters.own, now=now)
    else:
        rows = stays(done.version.pk, filters=filters, now=now)
    found: dict[str, Lengths] = {}
    for node, _via, bucket, count, seconds, *_promised in rows:
        found.setdefault(node, Lengths()).add(bucket, count=count, seconds=float(seconds))
    return found


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A field of the matrix: how often, and how warm (1 to 5; 0 for never)."""

    times: int
    level: int


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Hand-overs of one sort: the most frequent pairs by name, and a matrix of those that hand over most."""

    pairs: Sequence[HandedOver]
    more: int
    names: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    cases: int


def people_page(done: Done, *, agent: Agent) -> dict[str, object]:
    """Work done again, and how it goes from team to team and from person to person."""
    variants = walked_variants(done.part)
    measures = measures_of(variants, names=done.names)
    may_name = has_right(agent, "process.people")
    return {
        "fitness": fitness(done.part),
        "measures": measures,
        "rework": measures.rework,
        "teams": _hands(done, Handing.Between.TEAMS, _team_names()),
        "people": _people(done, agent) if may_name else None,
        "may_name": may_name,
        "is_narrow": agent.reach != Reach.ALL,
    }


def _people(done: Done, agent: Agent) -> Hands:
    return _hands(done, Handing.Between.PEOPLE, _people_names(agent))


def _hands(done: Done, between: Handing.Between, names: Mapping[str, str]) -> Hands:
    found = _named(handed_over(done.part, between=between), names)
    weight: Counter[str] = Counter()
    for one in found:
        weight[one.source] += one.times
        weight[one.target] += one.times
    most = sorted(name for name, _times in weight.most_common(SIDE))
    return Hands(
        pairs=found[:PAIRS],
        more=max(0, len(found) - PAIRS),
        names=most,
        rows=_matrix(found, most),
        cases=handed_over_cases(done.part, between=between),
    )


def _named(found: Iterable[HandedOver], names: Mapping[str, str]) -> list[HandedOver]:
    """With names for ids; those who have the same (others of a team) are taken together."""
    times: Counter[tuple[str, str]] = Counter()
    cases: Counter[tuple[str, str]] = Counter()
    for one in found:
        pair = names.get(one.source, _("somebody who left")), names.get(one.target, _("somebody who left"))
        if pair[0] != pair[1]:
            times[pair] += one.times
            cases[pair] += one.cases
    ordered = sorted(times, key=lambda pair: (-times[pair], pair))
    return [HandedOver(source=a, target=b, times=times[a, b], cases=cases[a, b]) for a, b in ordered]


def _matrix(found: Iterable[HandedOver], names: Sequence[str]) -> Sequence[tuple[str, Sequence[Cell]]]:
    times = {(one.source, one.target): one.times for one in found}
    top = max((count for (a, b), count in times.items() if a in names and b in names), default=1)
    rows = []
    for source in names:
        counts = [times.get((source, target), 0) for target in names]
        rows.append((source, [Cell(times=n, level=1 + min(4, 5 * n // (top + 1)) if n else 0) for n in counts]))
    return rows


def _team_names() -> dict[str, str]:
    english = language() == "en"
    rows = Team.objects.values_list("key", "name", "name_en")
    return {key: (name_en if english and name_en else name) for key, name, name_en in rows}


def _people_names(agent: Agent) -> dict[str, str]:
    """`agent:12` → the name, for those within the reader's reach; the others stand for their team."""
    names = {f"agent:{pk}": name for pk, name in Agent.objects.values_list("pk", "full_name")}
    if agent.reach == Reach.ALL:
        return names
    english, near = language() == "en", {f"agent:{agent.pk}"}
    others: dict[str, str] = {}
    held = Appointment.objects.filter(until=None, team__isnull=False).select_related("team").order_by("pk")
    for one in held:
        assert one.team is not None  # noqa: S101 - asked for above
        key = f"agent:{one.agent_id}"
        is_own = one.team_id in agent.team_ids
        if is_own or (agent.reach == Reach.BRANCH and one.team.branch_id in agent.branch_ids):
            near.add(key)
        others.setdefault(key, one.team.name_en if english and one.team.name_en else one.team.name)
    return {key: name if key in near else others.get(key, _("other teams")) for key, name in names.items()}
