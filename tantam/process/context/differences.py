"""Two versions side by side: what differs in words, and the two drawings with what came, went and changed on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tantam.core.values.durations import parse_seconds
from tantam.organisation.queries import policies
from tantam.process.context.example_changes import example_changes
from tantam.process.context.procedure import settings_of, subject_of_words
from tantam.process.context.reader import called, choices, language
from tantam.process.context.table_changes import TableChange, table_change
from tantam.process.drawing import Mark, draw
from tantam.process.engine.comparing import Aspect, Difference, compare
from tantam.process.engine.diagram import Diagram, Flow, Lane, Node
from tantam.process.models import Version
from tantam.process.procedure import Subject
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.waiting import awaited, length
from tantam.process.procedure.words import Wording
from tantam.process.queries import diagram_of
from tantam.process.queries.doers import party_named
from tantam.process.registry import offer_named
from tantam.process.values.marking import Piece, marked
from tantam.ui.values.formatting import duration, percent

_ASPECTS: dict[str, str | Promise] = {
    "kind": _("Type"), "name": _("Name"), "lane": _("Who"), "host": _("At the edge of"),
    "interrupts": _("Interrupts the step"), "guide": _("Guide"), "script": _("Script"),
    "response": _("Respond within"), "resolution": _("Done within"), "pauses": _("Clock stands still"),
    "checklist": _("Checklist"), "form": _("To fill in"), "required": _("Must be filled in"),
    "done": _("Completed by"), "action": _("Action"),
    "settings": _("Settings of the action"), "rules": _("Rules of the table"), "table": _("Decision table"),
    "event": _("Waits for"), "message": _("Message"), "correlation": _("Found by the key"),
    "carries": _("Sends along"),
    "stage": _("Stage"), "remarks": _("Remarks"), "fields": _("Fields and choices"),
    "approved": _("Approval (amount → result)"), "called": _("Called process"), "loop": _("Repeated"),
    "decides": _("Result of the table"), "more": _("How it runs"), "shape": _("Model"), "stages": _("Stages"),
    "way": _("Leads"), "condition": _("Condition"), "default": _("Default branch"), "role": _("Role"),
    "team": _("Team"), "touchpoints": _("Touchpoints"), "segments": _("Segments"), "goals": _("Goals"),
    "unmatched": _("A message nothing waits for"), "begun_by_others": _("Only begun by others at"),
    "purpose": _("What it is for"), "examples": _("Examples"),
    "consulted": _("Consulted"), "informed": _("Informed"), "policies": _("Policies"),
    "help": _("Help link"), "help label": _("Name of the help link"),
}  # fmt: skip
_KINDS: dict[str, str | Promise] = {
    "task": _("Step"),
    "userTask": _("Step for a person"), "manualTask": _("Step by hand"), "serviceTask": _("Step of the system"),
    "sendTask": _("Step that sends"), "receiveTask": _("Step that waits for a message"),
    "businessRuleTask": _("Step with a decision table"), "startEvent": _("Start"), "endEvent": _("End"),
    "intermediateCatchEvent": _("Waiting event"), "intermediateThrowEvent": _("Event"),
    "boundaryEvent": _("Event at the edge of a step"), "exclusiveGateway": _("Gateway"),
    "parallelGateway": _("Parallel gateway"), "eventBasedGateway": _("Gateway for the first event"),
    "subProcess": _("Sub-process"), "callActivity": _("Call of another process"),
    "inclusiveGateway": _("Inclusive gateway"), "sequenceFlow": _("Arrow"), "lane": _("Lane"), "process": _("Process"),
}  # fmt: skip
_VALUES: dict[tuple[str, str], str | Promise] = {
    ("done", "reply"): _("answering the customer"), ("done", "button"): _("the button “Finish the step”"),
    ("done", "approval"): _("an approval"), ("default", "yes"): _("yes"), ("interrupts", "no"): _("no"),
    ("interrupts", ""): _("yes"), ("pauses", "customer"): _("while waiting for the customer"),
    ("role", "team"): _("a team"), ("role", "assignee"): _("the assignee"), ("role", "head"): _("the head"),
    ("role", "system"): _("the system"), ("stage", "intake"): _("Intake"),
    ("stage", "classification"): _("Classification"), ("stage", "handling"): _("Handling"),
    ("stage", "follow_up"): _("Follow-up"), ("stage", "feedback"): _("Feedback"),
    ("unmatched", "reopen"): _("reopens the ticket"), ("unmatched", "note"): _("becomes a note"),
    ("unmatched", "new"): _("opens a new ticket"),
}  # fmt: skip
_UNSAID = {"more"}  # of no use to who reads
#: Texts in which the words that changed are marked.
_READ = {
    "name", "guide", "script", "checklist", "form", "fields", "required", "settings", "remarks", "purpose",
    "condition", "event", "goals", "touchpoints", "segments", "stages",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AspectRow:
    """One thing of an element that is otherwise, as words; `tongue` is theirs where a text has several.

    `told` says in one sentence what is otherwise, where the two beside each other would say less.
    """

    label: str
    before: str
    after: str
    is_said: bool
    tongue: str = ""
    told: str = ""
    pieces: Sequence[Piece] = ()
    table: TableChange | None = None


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """One element that came, went or changed, as words."""

    element: str
    name: str
    kind: str
    what: str
    aspects: Sequence[AspectRow]


def kind_name(kind: str) -> str:
    """What an element of this kind is called."""
    return str(_KINDS.get(kind, ""))


def comparison(old: Version, new: Version) -> dict[str, object]:
    """What the page of two versions shows; raises Unreadable for a drawing that cannot be read."""
    return comparison_of(diagram_of(old), diagram_of(new))


def comparison_of(before: Diagram, after: Diagram) -> dict[str, object]:
    """What came, went and changed between two drawings, in words and on both pictures."""
    found = compare(before, after, language=language())
    say = _Spoken(before, after)
    gone = {one.element: Mark(state="removed") for one in found if one.what == "removed"}
    came = {one.element: Mark(state="added") for one in found if one.what == "added"}
    changed = {one.element: Mark(state="changed") for one in found if one.what == "changed"}
    rows = [_row(one, before if one.new is None else after, say) for one in found]
    return {
        "rows": rows,
        "counts": {what: sum(row.what == what for row in rows) for what in ("added", "removed", "changed")},
        "before": _drawn(before, gone | changed),
        "after": _drawn(after, came | changed),
    }


def _drawn(diagram: Diagram, marks: dict[str, Mark]) -> SafeString:
    return mark_safe(draw(diagram, language=language(), marks=marks))  # noqa: S308 - our own, every text escaped


class _Spoken:
    """Says events and conditions in words, each with the names of its own drawing."""

    def __init__(self, before: Diagram, after: Diagram) -> None:
        subjects = [subject_of_words(one) for one in (before, after)]
        word = Wording(language())
        self.sides = [(one, word, Conditions(one, word)) for one in subjects]

    def examples(self) -> list[AspectRow]:
        """Each kept example that is otherwise; what it is made of is nothing to read."""
        before, after = (subject.diagram for subject, _word, _conditions in self.sides)
        then, now = (partial(called, one) for one in (before, after))
        found = example_changes(before, after, language=language(), then=then, now=now)
        return [AspectRow(label=name, before="", after="", is_said=True, told=told) for name, told in found]

    def both(self, found: Difference, aspect: Aspect) -> tuple[str, str]:
        """An aspect of both, in words where there are some and they tell the two apart."""
        pairs = zip((found.old, found.new), (aspect.before, aspect.after), self.sides, strict=True)
        said = [self._one(aspect.name, one, raw, side) for one, raw, side in pairs]
        return (said[0], said[1]) if said[0] != said[1] else (aspect.before, aspect.after)

    def _one(
        self, name: str, one: Node | Flow | Lane | None, raw: str, side: tuple[Subject, Wording, Conditions]
    ) -> str:
        subject, word, conditions = side
        if name == "condition" and raw:
            return conditions.of(one) if isinstance(one, Flow) else conditions(raw)
        if name == "goals":
            return "; ".join(_goal(one, word) for one in raw.split("; ")) if raw else ""
        if name in ("consulted", "informed") and isinstance(one, Node):
            parties = one.care.consulted if name == "consulted" else one.care.informed
            return ", ".join(party_named(subject.diagram, party, language=language()) for party in parties)
        if name == "policies":
            return ", ".join(self._policies.get(key, key) for key in raw.split("; ") if key)
        if name == "event" and isinstance(one, Node):
            return awaited(one, subject=subject, word=word, conditions=conditions) if one.events else ""
        return _value(name, raw)

    @cached_property
    def _policies(self) -> dict[str, str]:
        """The titles of the register as it stands today; asked only where a policy came or went."""
        return {key: held.title_in(language()) for key, held in policies(on=timezone.localdate()).items()}


def _row(found: Difference, diagram: Diagram, say: _Spoken) -> DifferenceRow:
    return DifferenceRow(
        element=found.element,
        name=_named(found, diagram),
        kind=str(_KINDS.get(_kind(found), _KINDS["process"] if found.family == "process" else "")),
        what=found.what,
        aspects=[row for one in found.aspects if not _is_told_by_table(one, found) for row in _rows(one, found, say)],
    )


def _rows(one: Aspect, found: Difference, say: _Spoken) -> list[AspectRow]:
    if one.name == "settings":
        return _settings(found)
    return say.examples() if one.name == "examples" else [_aspect(one, *say.both(found, one))]


def _named(found: Difference, diagram: Diagram) -> str:
    shown = found.new or found.old
    if found.family == "process":
        return shown.label(language()) if shown else ""
    return called(diagram, found.element)


def _settings(found: Difference) -> list[AspectRow]:
    """Each setting of an action that is otherwise, by what it is called in the studio."""
    before, after = (settings_of(one.care.action) if isinstance(one, Node) else {} for one in (found.old, found.new))
    rows = []
    for name in before | after:
        (_label, then), (label, now) = before.get(name, ("", "")), after.get(name) or (before[name][0], "")
        if then != now:
            tongue = "en" if name.endswith("_en") else ""
            pieces = marked(then, now) if then and now else ()
            rows.append(AspectRow(label=label, before=then, after=now, is_said=True, tongue=tongue, pieces=pieces))
    return rows


def _kind(found: Difference) -> str:
    return str(getattr(found.new or found.old, "kind", found.family))


def _is_told_by_table(one: Aspect, found: Difference) -> bool:
    """How many rules there are is seen in the table itself."""
    return one.name == "rules" and any(other.name == "table" for other in found.aspects)


def _aspect(found: Aspect, before: str, after: str) -> AspectRow:
    name, _sign, tongue = found.name.partition(":")
    label = str(_ASPECTS[name])
    if tongue and tongue != "vi":
        label = gettext("%(what)s in English") % {"what": label} if tongue == "en" else f"{label} ({tongue})"
    table = table_change(found.before, found.after) if name == "table" else None
    return AspectRow(
        label=label,
        before=before,
        after=after,
        is_said=name not in _UNSAID and name != "table",
        tongue=tongue,
        pieces=marked(before, after) if name in _READ and before and after else (),
        table=table,
    )


def _goal(said: str, word: Wording) -> str:
    """A measure with its target, a time or a share, and the share of tickets that reach it."""
    metric, *targets = said.split(" ")
    lengths = [parse_seconds(one) for one in targets]
    words = [
        length(found, word.language) if found is not None else percent(float(one), language=language(), places=0)
        for one, found in zip(targets, lengths, strict=True)
        if found is not None or one.replace(".", "", 1).isdecimal()
    ]
    return f"{word.named('metric', metric)}: {' · '.join(words or targets)}"


def _value(name: str, value: str) -> str:
    if name in ("touchpoints", "begun_by_others", "segments") and value:
        names = choices()["segment" if name == "segments" else "channel"]
        return ", ".join(names.get(one, one) for one in value.split(", "))
    if name in ("response", "resolution") and value:
        return duration(int(value), language=language())
    if name == "kind":
        return str(_KINDS.get(value, value))
    if name == "action" and (offer := offer_named(value)):
        return str(offer.label)
    if name == "team":
        return choices()["team"].get(value, value)
    return str(_VALUES.get((name, value), value))
