"""The step card: what to do now, with what words, by when, and the piece of the diagram around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.actions.approving import APPROVAL, key_of
from tantam.cases.actions.promising_aloud import NOT_KNOWN, PROMISED
from tantam.cases.context.doers import done_by
from tantam.cases.context.gaps import readable, shown
from tantam.cases.models import Case, Clock, Outcome
from tantam.core.values.scripts import render_script
from tantam.organisation.queries import HeldPolicy
from tantam.process.context.lists import words_of
from tantam.process.context.policies import Carried, held_for, policies_of
from tantam.process.drawing import Mark, draw_mini
from tantam.process.engine.diagram import Diagram, FormField, HelpLink, Node
from tantam.process.engine.leaving import Target, targets
from tantam.process.models import Incident, OutsideCall, Token, Visit
from tantam.process.queries import Work, call_at_rest, compiled
from tantam.ui.values import formatting

STEPS = {"userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask", "task"}
PEOPLES = {"userTask", "manualTask", "task"}
STEPS_SHOWN = 5
DONE = "completed"
CLOSING = "cases.close"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a field."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a step's form."""

    key: str
    kind: str
    label: str
    is_required: bool
    choices: list[Choice]

    @property
    def input_name(self) -> str:
        """What the field is called in the form of the page."""
        return f"step-{self.key}"


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A step behind us."""

    name: str
    took: str
    #: Whether it was done; else it was left: the customer wrote in between, or somebody left the path.
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a step failed, and what becomes of it: `state` says whether it is tried again, `why` is for everybody."""

    state: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One place where the case stands."""

    token_id: int
    name: str
    guide: str
    script: str
    script_shown: SafeString
    fields: list[Field]
    ticks: list[Field]
    checklist: list[Choice]
    is_work: bool
    is_done_by_reply: bool
    is_promise: bool
    asks_if_known: bool
    needs_more: bool
    is_approval: bool
    approver: str
    failure: Failure | None
    may_go_on: bool
    waits_for: str
    until: datetime | None
    role: str
    process: str
    version: int
    picture: SafeString
    clock: Clock | None
    policies: list[Carried]
    help: HelpLink | None

    @property
    def help_label(self) -> str:
        """What the help link is called in the reader's language."""
        return self.help.label(get_language() or "vi") if self.help else ""


def cards_of(
    works: Sequence[Work],
    visits: Sequence[Visit],
    clocks: Sequence[Clock],
    *,
    case: Case,
    variables: Mapping[str, str],
    approvers: Mapping[str, str],
) -> list[Card]:
    """A card for each place of a case; work for people first. `approvers`: what waits for a yes → the name of who was
    asked."""
    language = get_language() or "vi"
    held = held_for(work.node for work in works)
    by_token = {clock.token_id: clock for clock in clocks if clock.token_id and clock.stopped_at is None}
    cards = [
        _card(
            work,
            works,
            visits,
            by_token,
            case=case,
            language=language,
            variables=variables,
            approvers=approvers,
            held=held,
        )
        for work in works
    ]
    return sorted(cards, key=lambda card: not card.is_work)


def _card(
    work: Work,
    works: Sequence[Work],
    visits: Sequence[Visit],
    clocks: Mapping[int, Clock],
    *,
    case: Case,
    language: str,
    variables: Mapping[str, str],
    approvers: Mapping[str, str],
    held: Mapping[str, HeldPolicy],
) -> Card:
    token, node = work.token, work.node
    known, failure, resting = compiled(token.version_id), _failure(token), _resting(token)
    care = node.care
    script = readable(render_script(_script(node, variables), variables=variables))
    asked, is_reply = {field.key for field in care.form}, care.done == "reply"
    said_by_promising = {PROMISED, NOT_KNOWN} if is_reply else {PROMISED}
    fields = [_field(field, language=language) for field in care.form if field.key not in said_by_promising]
    return Card(
        token_id=token.pk,
        name=node.label(language) or _("Step"),
        help=care.help,
        guide=care.guide.in_language(language, default=care.guide.in_language("vi")),
        script=script,
        script_shown=shown(script),
        fields=[one for one in fields if one.kind != "boolean"],
        ticks=[one for one in fields if one.kind == "boolean"],
        checklist=[
            Choice(value=item.key, label=item.texts.in_language(language, default=item.texts.in_language("vi")))
            for item in care.checklist
        ],
        is_work=token.state == Token.State.WAITING,
        is_done_by_reply=is_reply,
        is_promise=is_reply and PROMISED in asked,
        asks_if_known=is_reply and NOT_KNOWN in asked,
        needs_more=any(one.is_required and one.kind != "boolean" for one in fields),
        is_approval=care.done == APPROVAL and token.state == Token.State.WAITING,
        approver=approvers.get(key_of(token.pk), ""),
        failure=failure,
        may_go_on=token.state == Token.State.TIMER,
        waits_for=failure.state if failure else _waits_for(token, resting),
        until=resting.next_at if resting else token.due_at if token.state == Token.State.TIMER else None,
        role=done_by(known.diagram, node, case),
        process=token.version.process.key,
        version=token.version.number,
        policies=policies_of(node, held=held, language=language, version=token.version),
        picture=picture(known.diagram, works, visits, focus=node.id, version_id=token.version_id),
        clock=clocks.get(token.pk),
    )


def _script(node: Node, variables: Mapping[str, str]) -> str:
    return node.care.scripts.in_language(variables.get("ngon_ngu", "vi"), default=node.care.scripts.in_language("vi"))


#: States that say by their own name what is waited for.
_SAID_BY_STATE = (
    Token.State.SIGNAL,
    Token.State.ACTION,
    Token.State.CONDITION,
    Token.State.CALLING,
    Token.State.UNDOING,
    Token.State.JOINING,
)


def _resting(token: Token) -> OutsideCall | None:
    """A call that failed and is made again by itself: asked for only where an action is under way."""
    return call_at_rest(token.pk) if token.state == Token.State.ACTION else None


def _waits_for(token: Token, resting: OutsideCall | None) -> str:
    if resting is not None:
        return _("The other system has not answered; it is asked again by itself")
    if token.state == Token.State.MESSAGE or token.state == Token.State.CHOOSING:
        return _("Waiting for the customer")
    if token.state == Token.State.TIMER:
        return _("Waiting for its time")
    if token.paused_at is not None:
        return _("Stands still: the customer is waited for. It runs on when they speak")
    return str(Token.State(token.state).label) if token.state in _SAID_BY_STATE else ""


def _failure(token: Token) -> Failure | None:
    """What failed is rare: it is asked for here, not with every page."""
    if token.state != Token.State.INCIDENT:
        return None
    incident = Incident.objects.open().filter(token_id=token.pk).first()
    why = words_of(incident)[0] if incident is not None else ""
    if incident is None or incident.next_attempt_at is None:
        return Failure(state=_("This step failed and waits for somebody to look at it."), why=why)
    at = formatting.moment(incident.next_attempt_at, language=get_language() or "vi", zone=get_current_timezone())
    said = _("This step failed for a reason that may pass; it is tried again at %(at)s.") % {"at": at}
    return Failure(state=said, why=why)


def _field(field: FormField, *, language: str) -> Field:
    return Field(
        key=field.key,
        kind=field.kind,
        label=field.labels.in_language(language, default=field.labels.in_language("vi", default=field.key)),
        is_required=field.is_required,
        choices=[Choice(value=option, label=option_label(option, field)) for option in field.options],
    )


def option_label(option: str, field: FormField) -> str:
    """The outcomes of a case have names in both languages; other options those that were drawn for them."""
    if option in Outcome.values:
        return str(Outcome(option).label)
    return field.option_label(option, language=get_language() or "vi")


def picture(
    diagram: Diagram, works: Sequence[Work], visits: Sequence[Visit], *, focus: str, version_id: int
) -> SafeString:
    """What is around the step, with what was done and where the case stands."""
    marks = {
        visit.node: Mark(state="done") for visit in visits if visit.version_id == version_id and visit.outcome == DONE
    }
    marks |= {work.node.id: Mark(state="current") for work in works if work.token.version_id == version_id}
    drawn = draw_mini(diagram, language=get_language() or "vi", focus=focus, marks=marks)
    return mark_safe(drawn)  # noqa: S308 - drawn here, texts escaped by the drawing


def passed_of(visits: Sequence[Visit]) -> list[Passed]:
    """The last steps behind us, oldest first, with how long each took."""
    language = get_language() or "vi"
    found: list[Passed] = []
    for visit in visits:
        node = compiled(visit.version_id).diagram.nodes_by_id.get(visit.node)
        if node is None or node.kind not in STEPS or not node.label(language):
            continue
        seconds = (visit.left_at - visit.entered_at).total_seconds()
        took = formatting.duration(seconds, language=language, parts=1) if seconds >= 1 else ""
        found.append(Passed(name=node.label(language), took=took, is_done=visit.outcome == DONE))
    return found[-STEPS_SHOWN:]


def targets_of(work: Work) -> list[tuple[str, list[tuple[str, str]]]]:
    """The steps to which this one may be left, in groups: first those the drawing leads to, then the others, each with
    what it means if the process ends behind it."""
    found = targets(
        compiled(work.token.version_id).diagram,
        source=work.node,
        of=lambda node: node.kind in PEOPLES and bool(node.name),
        closing=lambda node: node.care.action is not None and node.care.action.name == CLOSING,
    )
    groups = ((_("As drawn from here"), True), (_("Elsewhere in the drawing"), False))
    listed = [
        (name, [(one.node.id, _said(one)) for one in found if one.is_next is is_next]) for name, is_next in groups
    ]
    return [(name, choices) for name, choices in listed if choices]


def _said(target: Target) -> str:
    name = target.node.label(get_language() or "vi")
    if target.is_last and target.closes_no_more:
        return _("%(step)s (the process ends behind it and does not close the ticket)") % {"step": name}
    if target.closes_no_more:
        return _("%(step)s (behind it the process does not close the ticket)") % {"step": name}
    return _("%(step)s (the process ends behind it)") % {"step": name} if target.is_last else name
