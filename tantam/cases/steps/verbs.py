"""What a diagram may call on a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.cases import actions, queries
from tantam.cases.actions.acknowledging import acknowledge as acknowledge_case
from tantam.cases.actions.acknowledging import send_script as send_script_of
from tantam.cases.actions.assigning.rules import TEAMS_OWN
from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.granting import given_by_process
from tantam.cases.actions.remarking import UNKNOWN_TEAM, remark
from tantam.cases.models import Case, Mode, Outcome
from tantam.cases.steps.choosing import (
    process_choices,
    process_doubt,
    skill_choices,
    skill_doubt,
    team_choices,
    team_doubt,
)
from tantam.core.facts import PROCESS
from tantam.organisation import queries as organisation
from tantam.organisation.models import Team
from tantam.process import actions as process
from tantam.process.registry import Setting, StepFailed, StepRun, step

NO_HEAD = _("The ticket's team has no head. Name one in the settings, then try again.")
EVENT_FIRST = _("{key} begins only with an event of its own, so it cannot be started here.")
NO_TEAM = _("The ticket has no team, so there is nobody to give it to.")
#: What the head is told, in both languages.
_WHY: Final = (
    Setting(name="reason", label=_("Reason"), kind="textarea"),
    Setting(name="reason_en", label=_("Reason (English)"), kind="textarea"),
)


def _case(run: StepRun) -> Case:
    """The case at hand: what one step changes, the next one sees."""
    return at_hand(run.subject_id)


def _escalate(run: StepRun) -> None:
    """To the head of the team, who is told why in their language; without a head nobody would be told."""
    case = _case(run)
    if case.team is None or case.team.head is None:
        raise StepFailed("no-head", NO_HEAD)
    english = run.settings.get("reason_en", "") if case.team.head.language == "en" else ""
    reason = english or run.settings.get("reason", run.node.name)
    actions.escalate(case, reason=reason, by=PROCESS, now=run.now)


@step(
    "cases.acknowledge",
    label=_("Acknowledge receipt"),
    sends_script=True,
    hint=_(
        "Sends the step's script to the customer. Draw it after classification: the time it promises ({gio_hen}) is "
        "that of the team in charge."
    ),
    settings=[
        Setting(
            name="closed",
            label=_("Words outside working hours (Vietnamese)"),
            kind="textarea",
            hint=_("Instead of the script while the team is not at work; {gio_mo_cua} is when it is again."),
        ),
        Setting(name="closed_en", label=_("Words outside working hours (English)"), kind="textarea"),
    ],
)
def acknowledge(run: StepRun) -> None:
    closed = {"vi": run.settings.get("closed", ""), "en": run.settings.get("closed_en", "")}
    acknowledge_case(_case(run), scripts=run.node.care.scripts, closed=closed, now=run.now)


@step(
    "cases.send_script",
    label=_("Send the script"),
    hint=_("Sends the step's script to the customer."),
    sends_script=True,
)
def send_script(run: StepRun) -> None:
    send_script_of(_case(run), scripts=run.node.care.scripts, now=run.now)


@step(
    "cases.apply_classification",
    label=_("Apply the classification"),
    hint=_("Takes kind, urgency, team and response time from the decision table."),
    settings=[Setting(name="result", label=_("Result of the table"), default="phan_loai")],
)
def apply_classification(run: StepRun) -> None:
    """Take over what the decision table said; what a person chose by hand at intake is not overruled by a guess."""
    said = run.variables.get(run.settings.get("result", "phan_loai"))
    if not isinstance(said, Mapping):
        raise StepFailed("no-classification", _("The decision table gave no answer."))
    case = _case(run)
    key = str(said.get("to") or "")
    team = organisation.team(key)
    if key and team is None:  # the customer is not to wait for it: the case stays where it is, and says so
        remark(case, UNKNOWN_TEAM, now=run.now, team=key[:80])
    found_nothing = said.get("loai") in {None, Case.Kind.QUESTION}
    minutes = said.get("han_phut")
    actions.classify(
        case,
        kind=case.kind if found_nothing else str(said["loai"]),
        urgency=str(said.get("khan") or case.urgency),
        team=team,
        response_minutes=int(str(minutes)) if minutes is not None else None,
        by=PROCESS,
        now=run.now,
    )


@step(
    "cases.assign",
    label=_("Assign"),
    settings=[
        Setting(
            name="mode",
            label=_("To whom"),
            kind="choice",
            choices=[(TEAMS_OWN, _("As the team has it")), *Mode.choices, ("head", _("Head of the team"))],
            default=TEAMS_OWN,
        ),
        Setting(name="team", label=_("Team"), kind="choice", choices=team_choices, doubt=team_doubt),
        Setting(
            name="skill",
            label=_("Skill needed"),
            kind="choice",
            choices=skill_choices,
            doubt=skill_doubt,
            hint=_("Where tickets go by skill; empty: what the team's rule says for this kind of ticket."),
        ),
    ],
)
def assign(run: StepRun) -> None:
    """Give the case to somebody of its team or the one named; a full team's queue is said in the stream."""
    case = _case(run)
    team = _team_named(run.settings.get("team", "")) or case.team
    if team is None:
        raise StepFailed("no-team", NO_TEAM)
    mode = run.settings.get("mode", TEAMS_OWN)
    if mode == "head":
        if team.head_id is None:
            raise StepFailed("no-head", NO_HEAD)
        actions.assign_head(case, team=team, by=PROCESS, now=run.now)
        return
    skill = run.settings.get("skill", "")
    actions.assign_by_rule(case, team=team, mode=mode, skill=skill, by=PROCESS, now=run.now)


def _team_named(key: str) -> Team | None:
    if not key:
        return None
    team = organisation.team(key)
    if team is None:
        raise StepFailed("unknown-team", team_doubt(key))
    return team


@step("cases.close", label=_("Close the ticket"), reads=lambda settings: ["ket_qua"])
def close(run: StepRun) -> None:
    """Close the case with the outcome that a step asked for and the compensation that its approvals decided on.

    One that is closed already is what was wanted.
    """
    case = _case(run)
    if case.is_open:
        said = run.variables.get("ket_qua") or Outcome.RESOLVED
        if said not in Outcome.values:
            raise StepFailed("unknown-outcome", format_lazy(_("There is no outcome “{said}”."), said=str(said)[:80]))
        given = given_by_process(case, version_id=run.version_id, variables=run.variables)
        actions.close(
            case,
            outcome=Outcome(said),
            by=PROCESS,
            now=run.now,
            compensation_vnd=given.amount_vnd,
            approved_by=given.approved_by,
        )


@step(
    "cases.escalate",
    label=_("Escalate to the head"),
    settings=_WHY,
    tells="head",
)
def escalate(run: StepRun) -> None:
    _escalate(run)


@step(
    "cases.notify",
    label=_("Tell the head"),
    hint=_("Without taking the ticket from anybody."),
    settings=_WHY,
    tells="head",
)
def notify(run: StepRun) -> None:
    """Tell the people concerned: an escalation without taking the case from anybody."""
    _escalate(run)


@step(
    "cases.start_process",
    label=_("Start another process"),
    settings=[
        Setting(
            name="process",
            label=_("Process"),
            kind="choice",
            choices=process_choices,
            is_required=True,
            doubt=process_doubt,
        )
    ],
)
def start_process(run: StepRun) -> None:
    """Begin another process for the same case."""
    case, key = _case(run), run.settings.get("process", "")
    if process.start(key, subject=case.fact_subject, labels=queries.labels_of(case), now=run.now) is None:
        raise StepFailed("process-not-published", process_doubt(key) or format_lazy(EVENT_FIRST, key=key))
