"""Keep what somebody has typed and not sent, and the files that shall go with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from tantam.cases.actions.refused import DraftChanged, FileIsGone, NotAPicture, check_files, check_pictures
from tantam.cases.models import Case, Draft, DraftFile, Entry
from tantam.channels.actions import OutgoingFile
from tantam.channels.values.text import storable
from tantam.core.actions.files import demand_room, hold, keep_all, read, release
from tantam.core.actions.rows import execute_late
from tantam.core.actions.unit import unit
from tantam.core.models import StoredFile
from tantam.organisation.models import Agent

MODES = ("reply", "note", "record")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in a composer. `key` is the composer's own; `revision` is the one of the draft that it goes on from,
    None where whoever types does not say."""

    text: str
    mode: str = "reply"
    html: str = ""
    via: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    language: str = ""
    is_forward: bool = False
    key: UUID | None = None
    revision: int | None = None

    def values(self) -> dict[str, Any]:
        """As a draft keeps them."""
        said = {name: [one[:254] for one in getattr(self, name)] for name in ("to", "cc", "bcc")}
        mode = self.mode if self.mode in MODES else "reply"
        return {
            "text": storable(self.text), "html": storable(self.html), "mode": mode, "via": self.via,
            "language": self.language, "is_forward": self.is_forward, "key": self.key, **said,
        }  # fmt: skip


@unit()
def keep_draft(case: Case, *, typed: Typed, by: Agent, now: datetime) -> int:
    """Keep what was typed as this person's draft on the case; return its new revision.

    An empty one without files is forgotten, and so is one that comes in after its own composer was sent. Raises
    DraftChanged, with nothing changed, where something else was kept since the revision that this goes on from.
    """
    draft = _draft_of(case, by)
    if draft is not None and _differs(draft, typed):
        raise DraftChanged(draft)
    revision = (draft.revision if draft else typed.revision or 0) + 1
    if not typed.text.strip() and (draft is None or not draft.files.filter(is_inline=False).exists()):
        if draft is not None:
            _forget(draft)
        return revision
    kept = _write(draft or Draft(case=case, author=by), typed, revision=revision, now=now)
    # Asked after writing: the write has waited for an answer that holds the case at this moment.
    if typed.key and was_sent(typed.key):
        _forget(kept)
    return revision


def _differs(draft: Draft, typed: Typed) -> bool:
    """Whether something else was kept since the revision that this goes on from."""
    if typed.revision is None or typed.revision == draft.revision or _only_holds_files(draft):
        return False
    return (draft.text, draft.html, draft.mode) != (storable(typed.text), storable(typed.html), typed.mode)


def _only_holds_files(draft: Draft) -> bool:
    """Whether it was begun by a file and nothing has been typed into it: a file chosen before the first words are kept
    is no other text."""
    return draft.key is None and not draft.text and not draft.html


def was_sent(key: UUID) -> bool:
    """Whether the composer with this key was sent: it has left, or waits to."""
    return Entry.objects.filter(key=key).exists() or Draft.objects.sent_off().filter(key=key).exists()


def _draft_of(case: Case, author: Agent) -> Draft | None:
    return Draft.objects.being_written().select_for_update().filter(case=case, author=author).first()


def _write(draft: Draft, typed: Typed, *, revision: int, now: datetime) -> Draft:
    for name, value in typed.values().items():
        setattr(draft, name, value)
    draft.revision, draft.changed_at = revision, now
    try:
        with unit():
            draft.save()
    except IntegrityError:  # another tab was first by a moment
        other = _draft_of(draft.case, draft.author)
        if other is None:
            raise
        raise DraftChanged(other) from None
    return draft


def _forget(draft: Draft) -> None:
    for one in draft.files.select_related("file"):
        release(one.file)
    draft.delete()


@unit()
def enclose(case: Case, *, files: Sequence[OutgoingFile], by: Agent, now: datetime) -> list[DraftFile]:
    """Keep files with this person's draft on the case, which is begun where there is none: all of them, or none.

    One that is a `picture` of the text has its id from the composer, so that the text can name it before it is here.
    Raises FilesTooMany, FilesTooLarge with what stands there already counted in; NotAPicture; NoRoom.
    """
    check_pictures([file.content_type for file in files if file.picture])
    check_files([len(file.data) for file in files])
    demand_room()
    stored = keep_all([file.data for file in files], now=now)  # before the draft is locked, as an answer does
    draft = _draft_with_room(case, [len(file.data) for file in files], by=by, now=now)
    rows = [
        DraftFile(
            draft=draft,
            file=kept,
            filename=storable(file.filename, most=255),
            content_type=storable(file.content_type, most=127),
            **({"uuid": file.picture, "is_inline": True} if file.picture else {}),
        )
        for file, kept in zip(files, stored, strict=True)
    ]
    return _create(rows)


@unit()
def enclose_kept(
    case: Case, *, files: Sequence[tuple[StoredFile, str, str]], by: Agent, now: datetime
) -> list[DraftFile]:
    """Keep files that we have already (file, name, kind) with this person's draft.

    Raises FilesTooMany, FilesTooLarge.
    """
    if not files:
        return []
    draft = _draft_with_room(case, [one.size for one, _name, _kind in files], by=by, now=now)
    rows = [DraftFile(draft=draft, file=one, filename=name, content_type=kind) for one, name, kind in files]
    for one, _name, _kind in files:
        hold(one)
    return DraftFile.objects.bulk_create(rows)


def _draft_with_room(case: Case, sizes: Sequence[int], *, by: Agent, now: datetime) -> Draft:
    """This person's draft, begun where there is none. Raises FilesTooMany, FilesTooLarge."""
    draft = _draft_of(case, by) or _begin(case, by=by, now=now)
    check_files([*draft.files.values_list("file__size", flat=True), *sizes])
    return draft


def _begin(case: Case, *, by: Agent, now: datetime) -> Draft:
    """A draft for files that come before the first word; of two uploads at once the second finds the first one's."""
    try:
        return _write(Draft(case=case, author=by), Typed(text=""), revision=1, now=now)
    except DraftChanged as changed:
        return changed.draft


def _create(rows: Sequence[DraftFile]) -> list[DraftFile]:
    try:
        with unit():
            return DraftFile.objects.bulk_create(rows)
    except IntegrityError:  # a picture of this id is there already, whosever it is
        raise NotAPicture from None


@unit()
def take_out(case: Case, *, uuid: UUID, by: Agent) -> None:
    """Take a file off this person's draft; one that is gone already is no fault."""
    draft = _draft_of(case, by)
    file = draft.files.select_related("file").filter(uuid=uuid).first() if draft else None
    if draft is None or file is None:
        return
    file.delete()
    release(file.file)
    if not draft.text.strip() and not draft.files.exists():
        draft.delete()


def files_of_draft(case: Case, *, uuids: Collection[UUID], by: Agent, key: UUID | None = None) -> list[DraftFile]:
    """These files of this person's draft, in the order they were chosen. Raises FileIsGone where one is missing: an
    answer never leaves with fewer than it shows. What was sent already keeps its own, but for the same form (`key`)
    sent again."""
    if not uuids:
        return []
    is_here = Q(draft__leaves_at=None, draft__held="")
    mine = DraftFile.objects.filter(draft__case=case, draft__author=by, uuid__in=uuids)
    mine = mine.filter(is_here | Q(draft__key=key) if key else is_here)
    found = list(mine.select_related("file").order_by("id"))
    if len(found) != len(set(uuids)):
        raise FileIsGone
    return found


def outgoing(files: Sequence[DraftFile]) -> list[OutgoingFile]:
    """Their bytes. Raises FileIsGone where the storage has lost one."""
    try:
        return [
            OutgoingFile(one.filename, one.content_type, read(one.file), one.uuid if one.is_inline else None)
            for one in files
        ]
    except FileNotFoundError as lost:
        raise FileIsGone from lost


def forget_draft(case: Case, author: Agent, *, key: UUID | None, text: str, files: Collection[UUID] = ()) -> None:
    """What was said is no draft any more: the text goes with its pictures, and of the files those that went along; what
    is left stays.

    Something else that this person wrote meanwhile in another tab stays whole. One statement, as it comes with every
    answer.
    """
    execute_late(Draft, _FORGET, [case.pk, author.pk, key, key, storable(text), list(files)])


#: Only what stands in a composer: what was sent off leaves by itself.
_FORGET = """
WITH said AS (
    SELECT id FROM cases_draft
    WHERE case_id = %s AND author_id = %s AND leaves_at IS NULL AND held = ''
      AND (%s::uuid IS NULL OR key IS NULL OR key = %s::uuid OR text = %s)
), gone AS (
    DELETE FROM cases_draftfile WHERE draft_id IN (SELECT id FROM said) AND (is_inline OR uuid = ANY(%s::uuid[]))
    RETURNING id, file_id
), freed AS (
    UPDATE core_storedfile AS kept SET "references" = greatest(kept."references" - was.count, 0)
    FROM (SELECT file_id, count(*) FROM gone GROUP BY file_id) AS was WHERE kept.id = was.file_id
), holding AS (
    SELECT DISTINCT draft_id FROM cases_draftfile
    WHERE draft_id IN (SELECT id FROM said) AND id NOT IN (SELECT id FROM gone)
), emptied AS (
    UPDATE cases_draft SET text = '', html = '', mode = 'reply', is_forward = false, revision = revision + 1
    WHERE id IN (SELECT draft_id FROM holding)
)
DELETE FROM cases_draft WHERE id IN (SELECT id FROM said) AND id NOT IN (SELECT draft_id FROM holding)
"""
