"""A version made ready to be written down: the names of all it mentions, in the language of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import islice
from typing import Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tantam.organisation.queries import the_business
from tantam.process.context.policies import Carried, held_for, policies_of
from tantam.process.context.reader import language, name_of
from tantam.process.context.starts import whom_by_start
from tantam.process.context.tables import Cell, TableView, table_of
from tantam.process.drawing import draw_for_print
from tantam.process.engine.diagram import Action, Diagram, Node
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.models import Process, Version
from tantam.process.procedure import Acting, Decided, Document, Edition, Subject, compose
from tantam.process.procedure.limits import demand_readable
from tantam.process.queries import doer_of, versions_of
from tantam.process.queries.doers import involved_in
from tantam.process.registry import PATIENCE, Setting, dimension_names, messages, offer_named
from tantam.process.values.meanings import known_meanings
from tantam.ui.values.formatting import day, moment

_MOST_EDITIONS: Final = 100
_UNSAID: Final = frozenset(one.name for one in PATIENCE)


def procedure_of(version: Version, diagram: Diagram, *, tongue: str, now: datetime) -> Document:
    """The written procedure of a version in `tongue` ("vi" or "en"), whoever reads it. Raises TooLarge."""
    demand_readable(diagram)  # before it is drawn
    with translation.override(tongue):
        return compose(_subject(version, diagram, now=now))


def _subject(version: Version, diagram: Diagram, *, now: datetime) -> Subject:
    business = the_business()
    zone = timezone.get_current_timezone()
    steps = [node for node in diagram.nodes if node.kind not in GATEWAYS | EVENTS]
    return Subject(
        language=language(),
        diagram=diagram,
        business=business.name if business else "",
        code=version.process.key,
        title=name_of(version.process),
        number=version.number,
        state=_state(version),
        notice=_notice(version),
        valid_from=moment(version.published_at, language=language(), zone=zone) if version.published_at else "",
        published_by=version.published_by.full_name if version.published_by else "",
        reason=version.publish_reason,
        shape=str(version.process.get_shape_display()),
        printed=moment(now, language=language(), zone=zone),
        picture=draw_for_print(diagram, language=language()),
        editions=tuple(_editions(version, zone=zone)),
        doers={node.id: doer_of(diagram, node, language=language()) for node in steps},
        consulted={node.id: involved_in(diagram, node, language=language())[0] for node in steps},
        informed={node.id: involved_in(diagram, node, language=language())[1] for node in steps},
        actions={node.id: acting_of(node.care.action) for node in diagram.nodes if node.care.action},
        tables=dict(_tables(steps)),
        channels=dimension_names("channel"),
        segments=dimension_names("segment"),
        intake=business.intake_process if business else "",
        intake_name=_intake_name(business.intake_process if business else ""),
        each=whom_by_start(diagram),
        messages={name: str(label) for name, label in messages().items()},
        gaps=dimension_names("gap"),
        policies={one.key: (_titled(one), one.text) for one in _carried(diagram)},
        data={name: str(meaning.label) for name, meaning in known_meanings().items()},
        values={name: meaning.values() for name, meaning in known_meanings().items() if meaning.values is not None},
    )


def _intake_name(key: str) -> str:
    process = Process.objects.filter(key=key).first() if key else None
    return name_of(process) if process else ""


def _carried(diagram: Diagram) -> list[Carried]:
    held = held_for(diagram.nodes)
    found = {one.key: one for node in diagram.nodes for one in policies_of(node, held=held, language=language())}
    return list(found.values())


def _titled(one: Carried) -> str:
    """Its title; what is over or not yet in force says so, for the paper outlives the day."""
    if one.note == "ended" and one.valid_until is not None:
        return _("%(title)s (ended on %(day)s)") % {"title": one.title, "day": f"{one.valid_until:%d/%m/%Y}"}
    if one.note == "coming" and one.valid_from is not None:
        return _("%(title)s (holds from %(day)s)") % {"title": one.title, "day": f"{one.valid_from:%d/%m/%Y}"}
    return one.title


def subject_of_words(diagram: Diagram) -> Subject:
    """Only what sayings about a drawing need: names of messages, of data and of their values."""
    return Subject(
        language=language(),
        diagram=diagram,
        business="",
        code="",
        title="",
        number=0,
        state="",
        messages={name: str(label) for name, label in messages().items()},
        data={name: str(meaning.label) for name, meaning in known_meanings().items()},
        values={name: meaning.values() for name, meaning in known_meanings().items() if meaning.values is not None},
    )


def _state(version: Version) -> str:
    if version.state == Version.State.TRIAL:
        return _("On trial: %(share)s%%") % {"share": version.share}
    return str(version.get_state_display())


def _notice(version: Version) -> str:
    """What must be said on every page of what does not hold for all."""
    return {
        Version.State.DRAFT: _("Draft, not in force"),
        Version.State.TRIAL: _("On trial, for part of the new tickets"),
        Version.State.RETIRED: _("No longer in force"),
    }.get(Version.State(version.state), "")


def _editions(version: Version, *, zone: tzinfo) -> Iterator[Edition]:
    """Up to this version, the newest first; of other people's drafts nothing."""
    known = versions_of(version.process).filter(number__lte=version.number)
    held = known.exclude(state=Version.State.DRAFT) | known.filter(pk=version.pk)
    for one in held[:_MOST_EDITIONS]:
        yield Edition(
            number=one.number,
            state=_state(one),
            day=day(one.published_at, language=language(), zone=zone) if one.published_at else "–",
            by=one.published_by.full_name if one.published_by else "–",
            reason=one.publish_reason or "–",
        )


def acting_of(action: Action) -> Acting:
    """What an action does, by name, with its settings in the reader's words."""
    offer = offer_named(action.name)
    if offer is None:
        return Acting(label=action.name)
    given = dict(action.settings)
    known = {one.name: one for one in offer.settings}
    settings = tuple(
        (str(known[name].label), _value(known[name], value)) for name, value in _shown(given).items() if name in known
    )
    return Acting(label=str(offer.label), settings=settings, tells=offer.tells)


def settings_of(action: Action | None) -> dict[str, tuple[str, str]]:
    """Every setting of an action by its key: what it is called and its value, in the reader's words."""
    offer = offer_named(action.name) if action else None
    known = {one.name: one for one in offer.settings} if offer else {}
    return {
        name: (str(known[name].label), _value(known[name], value)) if name in known else (name, value)
        for name, value in (action.settings if action else ())
    }


def _shown(given: Mapping[str, str]) -> dict[str, str]:
    """The settings of this language: of a text that is there twice, the one that is read."""
    english = {name for name in given if name.endswith("_en") and name.removesuffix("_en") in given}
    left_out = {name.removesuffix("_en") for name in english} if language() == "en" else english
    return {name: value for name, value in given.items() if name not in left_out | _UNSAID and value.strip()}


def _value(setting: Setting, value: str) -> str:
    choices = setting.choices() if callable(setting.choices) else setting.choices
    return next((str(label) for key, label in choices if key == value), value)


def _tables(steps: list[Node]) -> Iterator[tuple[str, Decided]]:
    for node in steps:
        view = table_of(node)
        if view is not None:
            yield node.id, _decided(view)


def _decided(view: TableView) -> Decided:
    noted = [_("Note")] if view.has_notes else []
    return Decided(
        policy=view.policy,
        heads=(_("Row"), *view.conditions, *view.results, *noted),
        rows=tuple(
            (
                str(row.number),
                *(cell.words or _("anything") for cell in row.conditions),
                *(_result(cell) for cell in row.results),
                *([row.note] if view.has_notes else []),
            )
            for row in islice(view.rows, 1_000)
        ),
    )


def _result(cell: Cell) -> str:
    return cell.words or "–"
