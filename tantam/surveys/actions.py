"""Ask a customer, take the answer."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tantam.cases.actions.acknowledging import script_variables
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.actions.sending import Letter, send_letter
from tantam.cases.actions.standing import standing_case
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseNoted
from tantam.cases.models import Case, Entry
from tantam.channels.models import Message
from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.core.values.scripts import render_script
from tantam.process import actions as process
from tantam.surveys.facts import SurveyAnswered, SurveyChanged, SurveySent
from tantam.surveys.models import Answer, Invitation, Survey

SURVEY_ANSWERED = "survey.answered"
SCALES = {Survey.Kind.CSAT: range(1, 6), Survey.Kind.CES: range(1, 8), Survey.Kind.NPS: range(11)}

#: What a new business asks; `{toi}` and `{kh}` are the form of address of each customer.
QUESTION = "Vừa rồi {toi} hỗ trợ đã ổn với {kh} chưa ạ?"
QUESTION_EN = "How did we do just now?"


class UnknownInvitation(Exception):
    """No invitation has this token."""


class InvitationExpired(Exception):
    """The time to answer is over."""


class ScoreOffScale(Exception):
    """The score is not on the survey's scale."""


class QuestionUnfinished(Exception):
    """The question has a place that nobody filled in; `places` as they stand in it."""

    def __init__(self, places: tuple[str, ...]) -> None:
        self.places = places
        super().__init__(", ".join(places))


def token_of(invitation: uuid.UUID) -> str:
    """The secret part of an invitation's link, derived so that it need not be kept."""
    return hmac.new(settings.SECRET_KEY.encode(), b"survey:" + invitation.bytes, hashlib.sha256).hexdigest()[:40]


def link_of(token: str) -> str:
    """Where the customer answers."""
    return f"{settings.PUBLIC_URL}/s/{token}/"


@unit()
def invite(case: Case, *, survey: Survey, now: datetime) -> Invitation | None:
    """Ask the case's customer by mail; None when there is no address or they were asked recently.

    Asking twice for the same case returns the first invitation. Raises QuestionUnfinished.
    """
    asked = Invitation.objects.filter(case=case, survey=survey).first()
    if asked is not None:
        return asked
    if was_asked_recently(case, survey=survey, now=now):
        return None
    token = token_of(uuid.uuid4())
    try:
        message = _send(case, survey, token=token, now=now)
    except NoWayToAnswer:
        return None
    invitation = Invitation.objects.create(
        survey=survey,
        case=case,
        customer=case.customer,
        message=message,
        token_sha256=_digest(token),
        channel_kind=case.channel_kind,
        sent_at=now,
        expires_at=now + timedelta(days=survey.valid_days),
    )
    Entry.objects.create(case=case, kind=Entry.Kind.OUTBOUND, at=now, channel_kind=case.channel_kind, message=message)
    fact = SurveySent(invitation_id=invitation.pk, case_id=case.pk, survey=survey.key)
    record(fact, by=SYSTEM, at=now, subject=case.fact_subject)
    return invitation


def was_asked_recently(case: Case, *, survey: Survey, now: datetime) -> bool:
    """Whether the customer was asked anything within the survey's quarantine."""
    since = now - timedelta(days=survey.quarantine_days)
    asked = Invitation.objects.filter(customer=case.customer, sent_at__gte=since)
    return bool(survey.quarantine_days) and asked.exists()


def question_for(survey: Survey, case: Case, *, now: datetime) -> str:
    """The question in the customer's language, as the business speaks to this customer ("bác", "cháu").

    Raises QuestionUnfinished.
    """
    said = survey.question if case.customer.language == "vi" else survey.question_en or survey.question
    rendered = render_script(said, variables=script_variables(case, now=now))
    if rendered.unresolved:
        raise QuestionUnfinished(rendered.unresolved)
    return rendered.text


def _send(case: Case, survey: Survey, *, token: str, now: datetime) -> Message:
    question, scale = question_for(survey, case, now=now), SCALES[Survey.Kind(survey.kind)]
    with translation.override(case.customer.language):
        context = {
            "question": question,
            "number": case.number,
            "scores": [(score, f"{link_of(token)}?score={score}") for score in scale],
            "highest": scale[-1],
        }
        text = render_to_string("surveys/mail.txt", context)
        html = render_to_string("surveys/mail.html", context)
    letter = Letter(text=text, html=html, subject=f"{question} [{case.number}]", nature=Message.Nature.SURVEY)
    return send_letter(case, letter, now=now)


@dataclass(frozen=True, kw_only=True)
class SurveyPlan:
    """A survey as it shall be: the question in both languages, how many days it may be answered, and for how many days
    nobody is asked again."""

    question: str
    question_en: str
    valid_days: int
    quarantine_days: int


@unit()
def set_survey(kind: Survey.Kind, wanted: SurveyPlan, *, by: Actor, now: datetime) -> Survey:
    """Begin to ask this, or ask it otherwise; invitations that are out show the new words."""
    survey, _made = Survey.objects.update_or_create(
        key=kind.value, defaults=vars(wanted), create_defaults={**vars(wanted), "kind": kind, "created_at": now}
    )
    record(SurveyChanged(survey_id=survey.pk, survey=survey.key), by=by, at=now, subject="business:1")
    return survey


@unit()
def begin_with_satisfaction(*, now: datetime) -> None:
    """A new business can ask how satisfied its customers are at once: drawings name this survey."""
    if Survey.objects.exists():
        return
    plan = SurveyPlan(question=QUESTION, question_en=QUESTION_EN, valid_days=14, quarantine_days=0)
    set_survey(Survey.Kind.CSAT, plan, by=SYSTEM, now=now)


def find_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation of a link. Raises UnknownInvitation, InvitationExpired."""
    related = Invitation.objects.select_related("survey", "case", "customer")
    invitation = related.filter(token_sha256=_digest(token)).first()
    if invitation is None:
        raise UnknownInvitation
    if now > invitation.expires_at:
        raise InvitationExpired
    return invitation


@unit()
def answer(token: str, *, score: int, comment: str, now: datetime) -> Answer:
    """Take a score; answering again changes it. Wakes the process that waits for it.

    Raises UnknownInvitation, InvitationExpired, ScoreOffScale.
    """
    invitation = find_invitation(token, now=now)
    if score not in SCALES[Survey.Kind(invitation.survey.kind)]:
        raise ScoreOffScale
    old = Answer.objects.select_for_update().filter(invitation=invitation).first()
    old_score = old.score if old else None
    given, is_new = Answer.objects.update_or_create(
        invitation=invitation,
        defaults={"score": score, "comment": comment[:4000], "changed_at": now},
        create_defaults={"score": score, "comment": comment[:4000], "answered_at": now, "changed_at": now},
    )
    case = standing_case(invitation.case)  # the customer answers to where it lives on
    values = {"what": "survey-answered", "score": score, "survey": invitation.survey.kind}
    if case.pk != invitation.case_id:
        values["through"] = invitation.case.number
    entry = Entry.objects.create(case=case, kind=Entry.Kind.CHANGE, at=now, data=values, text=comment[:4000])
    by = Actor.customer(invitation.customer_id)
    fact = SurveyAnswered(
        invitation_id=invitation.pk,
        case_id=invitation.case_id,
        survey=invitation.survey.key,
        score=score,
        old_score=old_score,
    )
    record(fact, by=by, at=now, subject=case.fact_subject)
    tell(case, CaseNoted, by=by, now=now, entry_id=entry.pk)
    if is_new:
        process.wake(case.fact_subject, SURVEY_ANSWERED, payload={"diem": score}, now=now)
    return given


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
