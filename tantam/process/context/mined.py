"""As drawn, as done, made ready: figures and drawing of the deviations, the map beside it, rework and hand-overs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tantam.organisation.models import Agent
from tantam.process.context.reader import language
from tantam.process.drawing import READABLE, Mark, draw
from tantam.process.drawing.badges import KEYS, key
from tantam.process.drawing.mark import Aside
from tantam.process.engine.diagram import Diagram
from tantam.process.models import Deviation, Version, Walk
from tantam.process.queries import Filters, diagram_of, fitness, fitness_by_week, lines_for, mining_of
from tantam.process.queries.mined import (
    NOTHING,
    Deviating,
    Fitness,
    GivenReason,
    Part,
    deviating,
    done_at,
    given_reasons,
    net_of_version,
    steps_by_name,
)
from tantam.process.queries.walks import Which, reasons_by_run
from tantam.process.registry import SubjectLine

#: So many reasons stand with a deviation; the rest is counted.
REASONS: Final = 3
_VIEW_BOX: Final = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')


def kind_in_words(kind: str) -> str:
    """What a kind of deviation is called."""
    return {
        "skipped": _("Skipped"),
        "moved": _("Out of order"),
        "repeated": _("Repeated"),
        "extra": _("Extra"),
        "unknown": _("Not in the drawing"),
    }[kind]


def deviation_in_words(kind: str, *, step: str, after: str) -> str:
    """A deviation as a sentence about a step; `after` is the step before it, "" at the beginning."""
    said = {
        "skipped": (_("%(step)s was left out after %(after)s"), _("%(step)s was left out at the beginning")),
        "moved": (
            _("%(step)s was done in another place, after %(after)s"),
            _("%(step)s was done in another place, at the beginning"),
        ),
        "repeated": (
            _("%(step)s was done again after %(after)s"),
            _("%(step)s was done again before anything else"),
        ),
        "extra": (
            _("%(step)s was done after %(after)s, where it is not drawn"),
            _("%(step)s was done at the beginning, where it is not drawn"),
        ),
        "unknown": (
            _("%(step)s, which this version does not have, was done after %(after)s"),
            _("%(step)s, which this version does not have, was done at the beginning"),
        ),
    }[kind]
    return (said[0] if after else said[1]) % {"step": f"“{step}”", "after": f"“{after}”"}


def legend() -> list[tuple[SafeString, str]]:
    """The signs on the drawing, with their words."""
    return [(mark_safe(key(kind)), kind_in_words(kind)) for kind in KEYS]  # noqa: S308 - our own markup


@dataclass(frozen=True, kw_only=True)
class DeviationRow:
    """A line of the list: the deviation in words, its part of the compared tickets, why, and where to see them."""

    found: Deviating
    sign: SafeString
    kind: str
    sentence: str
    share: float
    reasons: Sequence[GivenReason]
    more_reasons: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week of the trend; `height` is the bar of its share that went exactly as drawn, of 100: full or empty only
    where all or none did."""

    monday: date
    fitness: Fitness

    @property
    def height(self) -> int:
        share = self.fitness.share or 0
        return min(99, max(1, round(100 * share))) if 0 < share < 1 else round(100 * share)

    @property
    def rest(self) -> int:
        return 100 - self.height


@dataclass(frozen=True)
class Done:
    """One page of "as drawn, as done": a version, a part of its finished runs, and the words of its address."""

    version: Version
    part: Part
    filters: Filters

    @cached_property
    def question(self) -> str:
        """The filters as they stand in addresses."""
        return urlencode({"version": self.version.number, **self.filters.asked})

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The steps by their names in the reader's language; those of other versions are not among them."""
        return steps_by_name(self.version.pk, language=language())

    @cached_property
    def diagram(self) -> Diagram:
        """The drawing."""
        return diagram_of(self.version)

    def tickets(self, which: Which) -> str:
        """Where the runs behind a figure are listed."""
        asked = {"which": which.which, "kind": which.kind, "node": which.node, "after": which.after}
        more = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('process_done_tickets', args=[self.version.process.key])}?{self.question}&{more}"


def done_page(done: Done) -> dict[str, object]:
    """How well the drawing is followed, where it is not, and why."""
    found, counted = fitness(done.part), deviating(done.part)
    said = given_reasons(done.part, counted)
    net = net_of_version(done.version.pk)
    return {
        "fitness": found,
        "mining": mining_of(done.version.pk),
        "weeks": weeks_of(done),
        "rows": [_row(done, one, said.get((one.kind, one.node, one.after), []), found) for one in counted],
        "drawing": drawn_deviations(done, found),
        "readable": str(READABLE),
        "worst": next((one.node for one in counted if one.kind in KEYS), ""),
        "legend": legend(),
        "approximations": sorted({one.sentence(language()) for one in net.approximations}),
        "urls": {which: done.tickets(Which(which=which)) for which in ("exact", "off", "unknown")},
    }


def weeks_of(done: Done) -> list[Week]:
    """Every week from the first with a finished run to the last; some may have none."""
    known = dict(fitness_by_week(done.part))
    if not known:
        return []
    first, last = min(known), max(known)
    mondays = [first + timedelta(days=day) for day in range(0, (last - first).days + 1, 7)]
    return [Week(monday=monday, fitness=known.get(monday, NOTHING)) for monday in mondays]


def _row(done: Done, found: Deviating, reasons: Sequence[GivenReason], of: Fitness) -> DeviationRow:
    step, after = done.names.get(found.node, found.node), done.names.get(found.after, found.after)
    aside: Aside | None = next((kind for kind in KEYS if kind == found.kind), None)
    return DeviationRow(
        found=found,
        sign=mark_safe(key(aside) if aside else ""),  # noqa: S308 - our own markup
        kind=kind_in_words(found.kind),
        sentence=deviation_in_words(found.kind, step=step, after=after),
        share=found.cases / of.computed if of.computed else 0.0,
        reasons=reasons[:REASONS],
        more_reasons=max(0, len(reasons) - REASONS),
        url=done.tickets(Which(kind=found.kind, node=found.node, after=found.after)),
    )


def drawn_deviations(done: Done, found: Fitness) -> SafeString:
    """The drawing, each step with how often it was done another way; the warmer, the larger that part."""
    marks = {node: _mark(kinds, of=found.computed) for node, kinds in done_at(done.part).items()}
    return natural(draw(done.diagram, language=language(), marks=marks))


def _mark(kinds: Mapping[str, int], *, of: int) -> Mark:
    asides = tuple((kind, kinds[kind]) for kind in KEYS if kinds.get(kind))
    share = max((count for _kind, count in asides), default=0) / of if of else 0.0
    return Mark(asides=asides, heat=share**0.5 if asides else None)


def natural(svg: str) -> SafeString:
    """A picture so large that its letters can be read, the same in each; the frame around it scrolls."""
    size = _VIEW_BOX.search(svg)
    width, height = (round(float(length) * READABLE) for length in (size.groups() if size else (100, 100)))
    sized = svg.replace(" viewBox=", f' width="{width}" height="{height}" viewBox=', 1)
    return mark_safe(sized)  # noqa: S308 - our own markup, every text escaped


@dataclass(frozen=True, kw_only=True)
class TicketRow:
    """A finished run in a list: whom it is about, how well it follows the drawing, why not."""

    walk: Walk
    line: SubjectLine | None
    said: Sequence[Deviation]


def ticket_rows(found: Sequence[Walk], *, agent: Agent) -> list[TicketRow]:
    """Runs with what the app above says about their subjects, in three questions."""
    lines = lines_for([walk.subject for walk in found], agent)
    said = reasons_by_run([walk.pk for walk in found])
    return [TicketRow(walk=walk, line=lines.get(walk.subject), said=said.get(walk.pk, [])) for walk in found]


def which_in_words(done: Done, which: Which) -> str:
    """What a list of runs holds, as its heading."""
    if which.kind:
        step, after = done.names.get(which.node, which.node), done.names.get(which.after, which.after)
        return deviation_in_words(which.kind, step=step, after=after)
    return {
        "exact": _("Exactly as drawn"),
        "off": _("Another way than drawn"),
        "unknown": _("Not computed"),
        "": _("All finished tickets"),
    }[which.which]
