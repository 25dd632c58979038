"""Compiled versions, kept per process of the machine, and what stands on them for one subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, QuerySet

from tantam.core.queries import Kept
from tantam.core.values.memory import remember, remembered
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.diagram import Diagram, Node, Role
from tantam.process.engine.graph import Graph
from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.engine.state import AROUND
from tantam.process.models import Instance, Token, Version, Visit
from tantam.process.registry import LANGUAGE, opens_subjects, person_behind
from tantam.process.values.shares import is_in_share


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A version as read and as compiled. Versions in use never change, so this is kept."""

    diagram: Diagram
    graph: Graph
    asks_how_often: bool


@lru_cache(maxsize=128)
def compiled(version_id: int) -> Compiled:
    """Read and compile a published or retired version once; drafts must not be asked for here."""
    bpmn = Version.objects.exclude(state=Version.State.DRAFT).values_list("bpmn", flat=True).get(pk=version_id)
    diagram = read(bpmn.encode())
    return Compiled(diagram=diagram, graph=compile_graph(diagram, language=LANGUAGE), asks_how_often=HOW_OFTEN in bpmn)


def published(process_key: str) -> int | None:
    """The published version of a process; None where none is."""
    return next((version_id for version_id, share in in_force(process_key) if share is None), None)


def version_for(process_key: str, subject: str) -> int | None:
    """The version that a new run for this subject takes: the published one, or the one on trial for its share.

    The same person always gets the same one, as long as the share stays; None where none is published.
    """
    return _chosen(process_key, in_force(process_key), subject)


def _chosen(process_key: str, versions: Iterable[tuple[int, int | None]], subject: str) -> int | None:
    found = None
    for version_id, share in versions:
        if share is None:
            found = version_id
        elif is_in_share(process_key, person_behind(subject), percent=share):
            return version_id
    return found


def in_force(process_key: str) -> Sequence[tuple[int, int | None]]:
    """The versions that new runs may take, each with its share of them in percent: the one on trial, then the
    published one, which has none."""
    return remembered(("process.in-force", process_key), lambda: _IN_FORCE(key=process_key))


def in_force_now(process_key: str) -> Sequence[tuple[int, int | None]]:
    """The same, asked anew: for who has just changed it."""
    found = list(_IN_FORCE(key=process_key))
    remember(("process.in-force", process_key), found)
    return found


_IN_FORCE = Kept(
    lambda key: (
        Version.objects.filter(process__key=key, state__in=[Version.State.TRIAL, Version.State.PUBLISHED])
        .order_by("share", "id")
        .values_list("id", "share")
    )
)


def published_keys() -> list[str]:
    """The keys of all processes that can be called."""
    running = Version.objects.filter(state=Version.State.PUBLISHED)
    return list(running.order_by("process__key").values_list("process__key", flat=True))


def way_in(graph: Graph) -> str | None:
    """Where a process begins for a subject that is handed to it: "" by itself, else the start event that hears the
    message with which subjects come about; None where only other events begin it."""
    if graph.bodies[graph.process].begin or any(start.kind == "none" for start in graph.starts):
        return ""
    heard = (start for start in graph.starts if start.kind == "message" and opens_subjects(start.message))
    return next((graph.nodes[start.node].id for start in heard), None)


def started_by(kind: str, name: str, *, subject: str) -> list[tuple[int, str, int]]:
    """The versions that a signal or message starts for a subject: version, start event, which of its events."""
    versions: dict[str, list[tuple[int, int | None]]] = {}
    rows = Version.objects.filter(state__in=[Version.State.TRIAL, Version.State.PUBLISHED]).order_by("share", "id")
    for key, version_id, share in rows.values_list("process__key", "id", "share"):
        versions.setdefault(key, []).append((version_id, share))
    found = []
    for key, in_force in sorted(versions.items()):
        chosen = _chosen(key, in_force, subject)
        if chosen is not None:
            graph = compiled(chosen).graph
            starts = [start for start in graph.starts if start.kind == kind and name in (start.signal, start.message)]
            found += [(chosen, graph.nodes[start.node].id, start.definition) for start in starts]
    return found


#: What becomes of a message that nothing waits for, where the process does not say: a closed case opens again.
UNMATCHED = "reopen"


def unmatched_rule(subject: str) -> str:
    """What the process of a subject says of messages nothing waits for: `reopen`, `note` or `new`. The one it began
    with decides, whatever other processes were started since."""
    begun = Instance.objects.filter(subject=subject).order_by("id")
    version_id = begun.values_list("version_id", flat=True).first()
    said = compiled(version_id).graph.unmatched if version_id is not None else ""
    return said or UNMATCHED


def is_awaited(subject: str, message: str) -> bool:
    """Whether something of the subject waits for this message now."""
    return Token.objects.awaiting(message, keys=[""]).filter(instance__subject=subject).exists()


def process_for(*, channel: str, segments: Collection[str], without: str = "") -> str:
    """The key of the published process whose requests begin at this touchpoint, and in this segment if it names any;
    "" if none. Of several the one that names the fewest segments: what is drawn for VIP customers alone goes before
    what is drawn for all. `without` leaves one process out."""
    published = (
        Version.objects.filter(state=Version.State.PUBLISHED).exclude(process__key=without).order_by("process__key")
    )
    found: list[tuple[bool, int, str]] = []
    for version_id, key in published.values_list("id", "process__key"):
        for process in compiled(version_id).diagram.processes:
            care = process.care
            if channel in care.takes_in and (not care.segments or not set(care.segments).isdisjoint(segments)):
                found.append((not care.segments, len(care.segments), str(key)))
    return min(found)[2] if found else ""


@dataclass(frozen=True, kw_only=True)
class Work:
    """One thing to do now: the token and its node."""

    token: Token
    node: Node
    role: Role | None


def work_of(subject: str) -> list[Work]:
    """Where the running instances of a subject stand, oldest first; waits beside a position are left out."""
    found = []
    for token in _tokens(subject=subject):
        known = compiled(token.version_id)
        node = known.diagram.node(token.node)
        found.append(Work(token=token, node=node, role=known.graph.node(token.node).role))
    return found


def _ask_tokens(*, subject: str) -> QuerySet[Token]:
    positions = Token.objects.positions().exclude(phase=AROUND)  # the turns of a loop, not what stands around them
    tokens = positions.filter(instance__subject=subject).order_by("entered_at", "id")
    return tokens.select_related("instance", "version__process").defer("version__bpmn")


_tokens = Kept(_ask_tokens)


def how_often(instance_id: int) -> dict[str, int]:
    """How often each node of an instance has been entered, what stands there now included."""
    visited = Visit.objects.filter(instance_id=instance_id).order_by().values_list("node")
    standing = Token.objects.positions().filter(instance=instance_id).order_by().values_list("node")
    counted: Counter[str] = Counter()
    for rows in (visited, standing):
        counted.update(dict(rows.annotate(times=Count("id"))))
    return dict(counted)
