"""What a diagram may call on a case, what its conditions may see, and how the case follows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tantam.cases import actions, queries
from tantam.cases.actions.acknowledging import acknowledge as acknowledge_case
from tantam.cases.actions.acknowledging import send_script as send_script_of
from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.caring import follow_behind, follow_new, open_for, open_for_the_house
from tantam.cases.actions.changing_over import note_changed_over
from tantam.cases.actions.following import follow
from tantam.cases.actions.granting import given_by_process
from tantam.cases.actions.locking import lock_those_free
from tantam.cases.actions.remarking import UNKNOWN_TEAM, remark
from tantam.cases.context.gaps import FILLED, LABELS
from tantam.cases.models import Case, Outcome
from tantam.cases.queries.caring import (
    DATA_NAMES,
    MOST_AHEAD,
    OCCASIONS,
    called_of,
    count_behind,
    data_of_customers,
    keys_of,
    members_behind,
)
from tantam.cases.queries.personal import personal_of_case
from tantam.channels.models import ChannelKind
from tantam.core.facts import PROCESS
from tantam.core.values.memory import remembered
from tantam.customers.models import Segment
from tantam.organisation import queries as organisation
from tantam.organisation.models import Team
from tantam.process import actions as process
from tantam.process.models import Process, Version
from tantam.process.registry import (
    ChangedOver,
    Lister,
    Move,
    Setting,
    StepFailed,
    StepRun,
    Text,
    calendar,
    crowd_follower,
    follower,
    list_subjects,
    locker,
    many_locker,
    many_subjects,
    names_of,
    onlooker,
    opening_message,
    person_of,
    step,
    subject,
)
from tantam.process.registry.crowds import Crowd, Watch, is_short_number, offer_crowd, own_subject, watch_subjects
from tantam.process.registry.people import personal
from tantam.process.values.meanings import mean

NO_HEAD = _("The ticket's team has no head. Name one in the settings, then try again.")
EVENT_FIRST = _("{key} begins only with an event of its own, so it cannot be started here.")
NO_TEAM = _("The ticket has no team, so there is nobody to give it to.")


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


def team_choices() -> list[tuple[str, str]]:
    teams = Team.objects.open().order_by("name").values_list("key", "name", "name_en")
    return [(key, name_en if _english() and name_en else name) for key, name, name_en in teams]


def process_choices() -> list[tuple[str, str]]:
    processes = Process.objects.filter(retired_at=None).order_by("key").values_list("key", "name", "name_en")
    return [(key, f"{key} {name_en if _english() and name_en else name}") for key, name, name_en in processes]


def team_doubt(key: str) -> Text:
    """What is wrong with the key of a team."""
    is_known = not key or Team.objects.filter(key=key).exists()
    return "" if is_known else format_lazy(_("There is no team “{key}”."), key=key[:80])


def process_doubt(key: str) -> Text:
    """What is wrong with the key of a process to be started; a draft may still be published in time."""
    if not key:
        return _("It does not say which process to start.")
    if not Process.objects.filter(key=key, retired_at=None).exists():
        return format_lazy(_("There is no process “{key}” to start."), key=key[:80])
    if not Version.objects.filter(process__key=key, state=Version.State.PUBLISHED).exists():
        return format_lazy(_("{key} is not published: until it is, tickets stop here as incidents."), key=key)
    return ""


def _case(run: StepRun) -> Case:
    """The case at hand: what one step changes, the next one sees."""
    return at_hand(run.subject_id)


def _escalate(run: StepRun) -> None:
    """To the head of the team; without one nobody would be told."""
    case = _case(run)
    if case.team is None or case.team.head is None:
        raise StepFailed("no-head", NO_HEAD)
    reason = run.settings.get("reason", run.node.name)
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
            choices=[("least_loaded", _("Who has the least to do")), ("head", _("Head of the team"))],
            default="least_loaded",
        ),
        Setting(name="team", label=_("Team"), kind="choice", choices=team_choices, doubt=team_doubt),
    ],
)
def assign(run: StepRun) -> None:
    """Give the case to somebody of its team or the one named; a full team's queue is said in the stream."""
    case = _case(run)
    team = _team_named(run.settings.get("team", "")) or case.team
    if team is None:
        raise StepFailed("no-team", NO_TEAM)
    if run.settings.get("mode", "least_loaded") == "head":
        if team.head is None:
            raise StepFailed("no-head", NO_HEAD)
        actions.assign(case, team=team, assignee=team.head, by=PROCESS, now=run.now, because="head")
        return
    actions.assign_least_loaded(case, team=team, by=PROCESS, now=run.now)


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
    settings=[Setting(name="reason", label=_("Reason"), kind="textarea")],
)
def escalate(run: StepRun) -> None:
    _escalate(run)


@step(
    "cases.notify",
    label=_("Tell the head"),
    hint=_("Without taking the ticket from anybody."),
    settings=[Setting(name="reason", label=_("Reason"), kind="textarea")],
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


@locker("case")
def lock_case(case_id: int) -> None:
    """One lock for everything that moves a case: taken before its instances are."""
    at_hand(case_id)


@many_locker("case")
def lock_free_cases(case_ids: Sequence[int]) -> Collection[int]:
    """The same lock of many cases at once, of those that nobody holds."""
    return lock_those_free(case_ids)


@person_of("case")
def customer_of_case(case_id: int) -> str:
    """The customer: what is tried on some customers is the same for one of them every time."""
    return f"customer:{at_hand(case_id).customer_id}"


personal("case")(personal_of_case)


@calendar("case")
def calendar_of_case(case_id: int) -> int:
    """Business time in a case's process is that of its team, like the case's own clocks."""
    case = at_hand(case_id)
    return queries.calendar_id_for(case.team, case.branch)


@subject("case")
def data_of_case(case_id: int) -> Mapping[str, object]:
    return queries.CaseData(at_hand(case_id))


@onlooker("case")
def data_seen_of_case(case_id: int) -> Mapping[str, object]:
    return queries.CaseData(Case.objects.select_related("customer").get(pk=case_id))


@many_subjects("case")
def data_of_cases(case_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    return queries.data_of_cases(case_ids)


@follower("case")
def case_follows(case_id: int, moves: Sequence[Move], now: datetime) -> None:
    follow(case_id, moves, now)


@crowd_follower("case")
def cases_follow(case_ids: Sequence[int], what: ChangedOver, now: datetime) -> None:
    note_changed_over(case_ids, what, now)


opening_message("customer.message", label=_("The customer writes"))
list_subjects("case", lister=Lister(visible=queries.visible_ids, lines=queries.lines_of))


def _customer_segments() -> list[tuple[str, str]]:
    return list(segment_names().items())


def _segment_fault(value: str) -> Text:
    keys = keys_of(value)
    known = set(Segment.objects.filter(key__in=keys).values_list("key", flat=True))
    unknown = [key for key in keys if key not in known]
    return format_lazy(_("There is no segment “{key}”."), key=unknown[0][:80]) if unknown else ""


def _occasion_fault(value: str) -> Text:
    return "" if value in OCCASIONS else format_lazy(_("There is no occasion “{said}”."), said=value[:80])


def _ahead_fault(value: str) -> Text:
    is_good = is_short_number(value) and int(value) <= MOST_AHEAD
    return "" if is_good else format_lazy(_("Days ahead are a whole number from 0 to {most}."), most=MOST_AHEAD)


def _customers_in_words(settings: Mapping[str, str]) -> str:
    """Whom a start chooses: each customer of these segments with this occasion."""
    names = segment_names()
    segments = ", ".join(names.get(key, key) for key in keys_of(settings.get("segment", "")))
    whom = gettext("each customer of %(segments)s") % {"segments": segments} if segments else gettext("each customer")
    if not settings.get("occasion"):
        return whom
    days = settings.get("ahead", "")
    ahead = int(days) if is_short_number(days) else 0
    if settings["occasion"] == "founding":
        said = ngettext(
            "whose anniversary is %(days)s day later", "whose anniversary is %(days)s days later", ahead
        ) if ahead else gettext("whose anniversary it is")  # fmt: skip
    else:
        said = ngettext(
            "whose birthday is %(days)s day later", "whose birthday is %(days)s days later", ahead
        ) if ahead else gettext("whose birthday it is")  # fmt: skip
    return f"{whom} {said % {'days': ahead} if ahead else said}"


own_subject(open_for_the_house)
offer_crowd(
    "customer",
    crowd=Crowd(
        label=_("Each customer"),
        hint=_("A ticket for each, opened by us: it counts neither as a request nor in response times."),
        settings=[
            Setting(
                name="segment", label=_("Of the segments"), kind="several", choices=_customer_segments,
                fault=_segment_fault, hint=_("None chosen: all customers"),
            ),
            Setting(
                name="occasion", label=_("Occasion"), kind="choice", fault=_occasion_fault,
                choices=[("birthday", _("Birthday")), ("founding", _("Founding of the company"))],
            ),
            Setting(
                name="ahead", label=_("Days before the occasion"), kind="number", fault=_ahead_fault,
                hint=_("Empty: on the day itself. Days between two times are not left out."),
            ),
        ],
        selecting=members_behind,
        names=DATA_NAMES,
        counting=count_behind,
        data=data_of_customers,
        opening=open_for,
        in_words=_customers_in_words,
        lines=called_of,
    ),
)  # fmt: skip


def _labels_of_case(case_id: int) -> Mapping[str, str]:
    return queries.labels_of(at_hand(case_id))


watch_subjects(
    "case",
    watch=Watch(
        all_behind=follow_behind, new_ones=follow_new, labels=_labels_of_case, those_open=queries.those_open
    ),
)  # fmt: skip


@names_of("channel")
def channel_names() -> Mapping[str, str]:
    return {key: str(label) for key, label in ChannelKind.choices}


@names_of("segment")
def segment_names() -> Mapping[str, str]:
    rows = remembered(
        "cases.segment-rows",
        lambda: list(Segment.objects.order_by("rank", "name").values_list("key", "name", "name_en")),
    )
    return {key: (name_en if _english() and name_en else name) for key, name, name_en in rows}


@names_of("gap")
def gap_names() -> Mapping[str, str]:
    """The places of a script in words, as the written procedure shows them."""
    return {key: str(label) for key, label in {**LABELS, **FILLED}.items()}


def _team_names() -> Mapping[str, str]:
    teams = remembered("cases.team-rows", lambda: list(Team.objects.values_list("key", "name", "name_en")))
    return {key: (name_en if _english() and name_en else name) for key, name, name_en in teams}


def _process_names() -> Mapping[str, str]:
    return remembered(("cases.process-names", _english()), lambda: dict(process_choices()))


def _labels(choices: type[TextChoices]) -> Callable[[], Mapping[str, str]]:
    return lambda: {str(key): str(label) for key, label in choices.choices}


mean("noi_dung", label=_("What the customer wrote"))
mean("loai", label=_("Kind"), values=_labels(Case.Kind))
mean("khan", label=_("Urgency"), values=_labels(Case.Urgency))
mean("kenh", label=_("Channel"), values=channel_names)
mean("nhom", label=_("Segment"), values=segment_names, kind="list")
mean("to", label=_("Team"), values=_team_names)
mean("quy_trinh", label=_("Process"), values=_process_names)
mean("ket_qua", label=_("Outcome"), values=_labels(Outcome))
mean("ten", label=_("Customer's name"))
mean("so_don", label=_("Orders so far"), kind="number")
mean("tong_mua", label=_("Bought so far in đồng"), kind="number")
mean("so_ngay_chua_mua", label=_("Days since the last order"), kind="number")
mean("so_ngay_chua_lien_he", label=_("Days since the last contact"), kind="number")
mean("so_ngay_la_khach", label=_("Days as a customer"), kind="number")
mean("so_phieu_da_mo", label=_("Tickets so far"), kind="number")
mean("so_phieu_dang_mo", label=_("Open tickets"), kind="number")
mean("so_lan_bom_hang", label=_("Deliveries refused"), kind="number")
mean("ly_do_roi_bo", label=_("Why they left"))
mean("khach_cong_ty", label=_("Is a company"), kind="boolean")
mean("ngay_dip", label=_("Day of the occasion"), kind="date")
mean("han_phut", label=_("Answer within (minutes)"), kind="number")
mean("thieu_thong_tin", label=_("Something is missing"), kind="boolean")
mean("tien_den_bu", label=_("Compensation in đồng"), kind="number")
mean("diem", label=_("Satisfaction, 1 to 5"), kind="number")
mean("so_phieu", label=_("Ticket number"))
mean("ma_khach", label=_("Customer code"))
