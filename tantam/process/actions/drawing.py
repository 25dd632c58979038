"""Keep what is drawn, as a draft."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent, Team
from tantam.process.engine.beginning import Crew, first_drawing
from tantam.process.engine.bpmn import read
from tantam.process.engine.keyed import keyed, running
from tantam.process.engine.problem import Unreadable, problem
from tantam.process.mining.placing import placed
from tantam.process.models import Process, Version


class DraftChanged(Exception):
    """Somebody else saved, published or discarded the draft meanwhile; `theirs` is what stands there now, a draft or
    the published version. Nothing was overwritten."""

    def __init__(self, theirs: Version) -> None:
        self.theirs = theirs
        super().__init__(f"revision {theirs.revision}")


@unit()
def save_draft(
    process: Process,
    *,
    bpmn: str,
    revision: int,
    by: Agent | None,
    now: datetime,
    base: int | None = None,
    begun_from: int | None = None,
) -> Version:
    """Keep the drawing as the process's draft; begin one if there is none (`revision` 0 then).

    `base` is the number of the version that was opened, None where that does not matter; `begun_from` the number of
    the one whose drawing a new draft began as, where that is not `base`. Raises DraftChanged when `revision` is not
    the one that stands there, or when the draft that was opened, or the version in force that it was to begin from,
    has made way for another; Unreadable for what is no BPMN. Then nothing was kept. The same drawing again changes
    nothing.
    """
    read(bpmn.encode())
    Process.objects.select_for_update().get(pk=process.pk)
    sha256 = hashlib.sha256(bpmn.encode()).hexdigest()
    draft = Version.objects.filter(process=process, state=Version.State.DRAFT).first()
    if draft is None:
        _may_begin_from(process, base)
        return _begin(process, bpmn=bpmn, sha256=sha256, by=by, now=now, begun_from=begun_from or base)
    if draft.sha256 == sha256:
        return draft
    if draft.revision != revision or (base is not None and revision and draft.number != base):
        raise DraftChanged(draft)
    draft.bpmn, draft.sha256, draft.changed_at = bpmn, sha256, now
    draft.changed_by = by
    draft.revision += 1
    draft.save(update_fields=["bpmn", "sha256", "changed_at", "changed_by", "revision"])
    return draft


def _may_begin_from(process: Process, base: int | None) -> None:
    """A draft begins from what is in force, published or on trial. Raises DraftChanged with what is, where `base` is
    not any more."""
    in_force = Version.objects.filter(process=process, state__in=[Version.State.PUBLISHED, Version.State.TRIAL])
    numbers = {version.state: version for version in in_force.select_related("published_by", "process").defer("bpmn")}
    published = numbers.get(Version.State.PUBLISHED)
    if base is not None and published is not None and base not in {one.number for one in numbers.values()}:
        raise DraftChanged(published)


def _begin(
    process: Process, *, bpmn: str, sha256: str, by: Agent | None, now: datetime, begun_from: int | None
) -> Version:
    last = Version.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        process=process,
        number=last + 1,
        bpmn=bpmn,
        sha256=sha256,
        created_at=now,
        created_by=by,
        changed_at=now,
        changed_by=by,
        begun_from=begun_from,
    )


class DraftStands(Exception):
    """There is a draft already; what is drawn in it would be lost."""


@unit()
def restore(version: Version, *, by: Agent, now: datetime) -> Version:
    """Make an older version's drawing the draft. Raises DraftStands where somebody is drawing one already."""
    process = Process.objects.select_for_update().get(pk=version.process_id)
    if Version.objects.filter(process=process, state=Version.State.DRAFT).exists():
        raise DraftStands
    return save_draft(process, bpmn=version.bpmn, revision=0, by=by, now=now, begun_from=version.number)


class KeyTaken(Exception):
    """There is a process with this key already."""


@dataclass(frozen=True, kw_only=True)
class NewProcess:
    """A process to begin; without `bpmn` it gets the first drawing of its model, worked by `team`."""

    key: str
    name: str
    name_en: str = ""
    shape: str = Process.Shape.LINEAR
    team: str = ""
    bpmn: str = ""


@unit()
def begin_process(wanted: NewProcess, *, by: Agent, now: datetime) -> Version:
    """Make a process with its draft. A drawing that is brought says its new code; the model it says itself counts.

    Raises KeyTaken, and Unreadable for a file that is no BPMN; nothing is kept then.
    """
    shape = _shape_in(wanted.bpmn) or wanted.shape
    made, is_new = Process.objects.get_or_create(
        key=wanted.key,
        defaults={"name": wanted.name, "name_en": wanted.name_en, "shape": shape, "created_at": now},
    )
    if not is_new:
        raise KeyTaken
    if wanted.bpmn:
        bpmn = keyed(wanted.bpmn, key=wanted.key, shape=shape, name=wanted.name)
    else:
        crew = _crew(wanted.team)
        bpmn = first_drawing(key=wanted.key, name=wanted.name, name_en=wanted.name_en, shape=shape, crew=crew)
    return save_draft(made, bpmn=bpmn, revision=0, by=by, now=now)


def _crew(key: str) -> Crew:
    found = Team.objects.filter(key=key).values_list("name", "name_en").first() if key else None
    return Crew(key, *found) if found else Crew()


def _shape_in(bpmn: str) -> str:
    process = running(bpmn.encode()) if bpmn else None
    return process.care.shape if process is not None and process.care.shape in Process.Shape.values else ""


def text_for(process: Process, data: bytes) -> str:
    """A BPMN file as `text_of`, to stand as a drawing of this process: under its code, with its model if it says none.

    Raises Unreadable as `foreign_text_of`."""
    return keyed(foreign_text_of(data), key=process.key, shape=process.shape)


def foreign_text_of(data: bytes) -> str:
    """A BPMN file that comes from elsewhere as `text_of`.

    Raises Unreadable for what is not BPMN, and for what the studio cannot open whole: without a process there is
    nothing to draw on, and of two elements with one id the second would be lost."""
    diagram = read(data)
    if not diagram.processes:
        raise Unreadable(problem("no_process"))
    for twice in (one for one in diagram.problems if one.code == "duplicate_id"):
        raise Unreadable(twice)
    return text_of(data)


def text_of(data: bytes) -> str:
    """A BPMN file as text, whatever it is encoded in, with a drawing where it has none.

    Raises Unreadable for what is not BPMN."""
    diagram = read(data)
    return placed(_decoded(data), diagram)


def is_without_drawing(data: bytes) -> bool:
    """Whether a BPMN file says what happens but not where it is drawn, so that `text_of` laid it out.

    Raises Unreadable for what is not BPMN."""
    return text_of(data) != _decoded(data)


def _decoded(data: bytes) -> str:
    declared = re.match(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""", data)
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if marked else declared.group(1).decode() if declared else "utf-8-sig")
    return re.sub(r"^(\ufeff?\s*<\?xml[^>]*encoding\s*=\s*[\"'])[^\"']+", r"\g<1>UTF-8", text).lstrip("\ufeff")


@unit()
def discard_draft(process: Process) -> bool:
    """Throw the draft away, and a process that was never published with it; return whether the process remains."""
    Process.objects.select_for_update().get(pk=process.pk)
    Version.objects.filter(process=process, state=Version.State.DRAFT).delete()
    if process.versions.exists():
        return True
    process.delete()
    return False
