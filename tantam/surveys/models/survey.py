from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case
from tantam.channels.models import Message
from tantam.customers.models import Customer


class Survey(models.Model):
    """A question with a scale."""

    class Kind(models.TextChoices):
        CSAT = "csat", _("Satisfaction (CSAT)")
        CES = "ces", _("Effort (CES)")
        NPS = "nps", _("Recommendation (NPS)")

    key = models.SlugField(unique=True)
    kind = models.CharField(max_length=4, choices=Kind)
    question = models.CharField(max_length=300)
    question_en = models.CharField(max_length=300, blank=True)
    valid_days = models.PositiveSmallIntegerField(default=14)
    quarantine_days = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Invitation(models.Model):
    """One customer asked once about one case; the token in the link is the only key to answer."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="invitations")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    channel_kind = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="surveys_invitation_of_case"),
            models.Index(fields=["customer", "-sent_at"], name="surveys_asked_last"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} case {self.case_id}"


class Answer(models.Model):
    """The score of an invitation; answering again within its life changes it and keeps the first instant."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="answer")
    score = models.SmallIntegerField()
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=10), name="surveys_score_on_the_scale"),
        ]
        indexes = [models.Index(fields=["answered_at"], name="surveys_answers_by_day")]

    def __str__(self) -> str:
        return f"{self.score}"
