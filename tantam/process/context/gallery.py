"""The gallery of ready-made processes, made ready for its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from tantam.organisation.models import Team
from tantam.process.context.pictures import picture
from tantam.process.context.reader import language, said
from tantam.process.drawing import draw_thumbnail
from tantam.process.gallery import Ready, ready_made, ready_named
from tantam.process.models import Process
from tantam.process.registry import dimension_names


@dataclass(frozen=True, kw_only=True)
class GalleryCard:
    """A ready-made process as its card shows it; `taken` are the codes of processes of the business with its name."""

    ready: Ready
    name: str
    purpose: str
    shape: str
    picture: SafeString
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GalleryPage:
    """A ready-made process looked at before it is taken."""

    card: GalleryCard
    drawing: SafeString
    segments: tuple[str, ...]
    stages: tuple[str, ...]
    examples: tuple[str, ...]


def gallery_cards() -> list[GalleryCard]:
    """All ready-made processes, in order."""
    taken: dict[str, list[str]] = {}
    for key, name in Process.objects.filter(retired_at=None).order_by("key").values_list("key", "name"):
        taken.setdefault(name, []).append(key)
    return [_card(ready, taken=taken.get(ready.process.name, ())) for ready in ready_made()]


def _card(ready: Ready, *, taken: Iterable[str] = ()) -> GalleryCard:
    return GalleryCard(
        ready=ready,
        name=ready.process.label(language()),
        purpose=ready.purpose(language()),
        shape=str(Process.Shape(ready.process.care.shape).label),
        picture=mark_safe(_stamp(ready.key, language())),  # noqa: S308 - our own markup
        taken=tuple(taken),
    )


@lru_cache(maxsize=64)
def _stamp(key: str, reader: str) -> str:
    """The files never change while we run, so their stamps are drawn once a language."""
    ready = ready_named(key)
    return draw_thumbnail(ready.diagram, language=reader, size=(320, 120)) if ready is not None else ""


def gallery_page(ready: Ready) -> GalleryPage:
    """One of them with its drawing, for whom it is, its stages and its examples."""
    care, names = ready.process.care, dimension_names("segment")
    return GalleryPage(
        card=_card(ready),
        drawing=picture(ready.diagram),
        segments=tuple(names[key] for key in care.segments if key in names),
        stages=tuple(said(texts) for _key, texts in care.stage_labels),
        examples=tuple(example.label(language()) for example in care.examples),
    )


def open_teams() -> Mapping[str, str]:
    """The teams that work, by key, with their names in the reader's language."""
    teams = Team.objects.open().order_by("name").values_list("key", "name", "name_en")
    english = language() == "en"
    return {key: (name_en if english and name_en else name) for key, name, name_en in teams}
