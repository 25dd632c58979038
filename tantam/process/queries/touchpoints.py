"""Which process runs at which touchpoint for which segment: the register that a department checks itself against."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Q

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import ProcessCare
from tantam.process.models import Process, Version

#: Segment of a customer who belongs to none.
NOBODYS = ""
_MOST_KEPT = 512
_cares: OrderedDict[int, tuple[ProcessCare, ...]] = OrderedDict()


@dataclass(frozen=True, kw_only=True)
class Runner:
    """A version that runs, ran, or is tried at touchpoints: its process, and what it says of where and for whom."""

    process: Process
    number: int
    state: str
    share: int | None
    care: ProcessCare

    @property
    def rank(self) -> tuple[bool, int, str]:
        """The smaller, the sooner it is taken: few segments before many, many before all, then by code."""
        return (not self.care.segments, len(self.care.segments), self.process.key)

    def is_for(self, channel: str, segments: Collection[str]) -> bool:
        """Whether it works at this touchpoint for one of these segments (or names none)."""
        care = self.care
        return channel in care.touchpoints and (not care.segments or not set(care.segments).isdisjoint(segments))

    def takes_in(self, channel: str) -> bool:
        """Whether new requests of this touchpoint may begin with it."""
        return channel in self.care.takes_in


@dataclass(kw_only=True)
class Cell:
    """One touchpoint for one segment: who is taken (None: a gap), who else would take in, who works there without
    taking in, who is tried there, who once ran there."""

    channel: str
    segment: str
    winner: Runner | None = None
    losers: list[Runner] = field(default_factory=list)
    inside: list[Runner] = field(default_factory=list)
    on_trial: list[Runner] = field(default_factory=list)
    retired: list[Runner] = field(default_factory=list)


def runners() -> list[Runner]:
    """Every published version and every one on trial, and of processes without any the last retired one; two questions
    at most, one where all were read before."""
    in_force = Q(state__in=[Version.State.PUBLISHED, Version.State.TRIAL])
    gone = Process.objects.exclude(versions__state=Version.State.PUBLISHED).annotate(
        last=Max("versions__number", filter=Q(versions__state=Version.State.RETIRED))
    )
    last_ones = Q(state=Version.State.RETIRED, process__in=gone.values("pk"), number__in=gone.values("last"))
    rows = Version.objects.filter(in_force | last_ones).select_related("process").defer("bpmn")
    versions = list(rows.order_by("process__key", "number"))
    newest = {version.process_id: version.pk for version in versions if version.state == Version.State.RETIRED}
    kept = [one for one in versions if one.is_in_force or newest[one.process_id] == one.pk]
    cares = cares_of([version.pk for version in kept])
    return [
        Runner(process=one.process, number=one.number, state=one.state, share=one.share, care=care)
        for one in kept
        for care in cares[one.pk]
    ]


def cares_of(version_ids: Collection[int]) -> dict[int, tuple[ProcessCare, ...]]:
    """What versions that never change say of themselves, read once in this process of the machine."""
    missing = [one for one in version_ids if one not in _cares]
    found = {one: _cares[one] for one in version_ids if one in _cares}
    if missing:
        rows = Version.objects.exclude(state=Version.State.DRAFT).filter(pk__in=missing).values_list("pk", "bpmn")
        for version_id, bpmn in rows:
            found[version_id] = _cares[version_id] = tuple(one.care for one in read(bpmn.encode()).processes)
        while len(_cares) > _MOST_KEPT:
            _cares.popitem(last=False)
    return found


def register(
    channels: Iterable[str], segments: Iterable[str], *, known: list[Runner] | None = None
) -> list[list[Cell]]:
    """The cells by touchpoint and segment; `known` are all `runners`, where somebody has asked for them already."""
    known, columns = runners() if known is None else known, list(segments)
    return [[_cell(channel, segment, known) for segment in columns] for channel in channels]


def nowhere(known: Iterable[Runner]) -> list[Runner]:
    """Those published that take new requests in at no touchpoint, so that they stand in no cell as the one taken."""
    return [one for one in known if _is_published(one) and not one.care.takes_in]


def cell_of(channel: str, segment: str) -> Cell:
    """One cell."""
    return _cell(channel, segment, runners())


def _cell(channel: str, segment: str, known: list[Runner]) -> Cell:
    cell = Cell(channel=channel, segment=segment)
    here = [one for one in known if one.is_for(channel, [segment] if segment else [])]
    taking = sorted((one for one in here if _is_published(one) and one.takes_in(channel)), key=lambda one: one.rank)
    cell.winner = taking[0] if taking else None
    cell.losers = taking[1:]
    cell.inside = [one for one in here if _is_published(one) and not one.takes_in(channel)]
    cell.on_trial = [one for one in here if one.state == Version.State.TRIAL]
    cell.retired = [one for one in here if one.state == Version.State.RETIRED]
    return cell


def _is_published(one: Runner) -> bool:
    return bool(one.state == Version.State.PUBLISHED)
