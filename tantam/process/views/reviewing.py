"""Ask for a review of a draft, give one, and say whether the business insists on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import agent_of
from tantam.process.context.waiting import waiting_card
from tantam.process.forms.reviewing import AskReviewForm, PublishingRuleForm, ReviewForm
from tantam.process.models import Review, Version


@may("process.draw")
@require_POST
def ask(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Ask people to look over a draft."""
    version = _version(key, number)
    me = agent_of(request)
    form = AskReviewForm(request.POST, people=queries.possible_reviewers(but=me))
    if not form.is_valid():
        messages.error(request, _("Choose who shall look it over first."))
        return _back(version, request)
    people = list(form.cleaned_data["reviewers"])
    try:
        actions.ask_for_review(version, people, by=me, due_on=form.cleaned_data["due_on"], now=timezone.now())
    except actions.NotADraft:
        messages.warning(request, _("This is no draft any more: somebody published or discarded it meanwhile."))
    except actions.NotAReviewer:
        messages.error(request, _("One of these people may not see processes. Nobody was asked."))
    else:
        names = ", ".join(one.full_name for one in people)
        messages.success(request, _("%(names)s find it on Today, or beside their list of tickets.") % {"names": names})
    return _back(version, request)


@may("process.draw")
@require_POST
def withdraw(request: HttpRequest, key: str, number: int, review_id: int) -> HttpResponse:
    """Ask somebody no longer."""
    version = _version(key, number)
    review = get_object_or_404(Review.objects.select_related("version", "reviewer"), pk=review_id, version=version)
    try:
        is_gone = actions.withdraw_review(review, by=agent_of(request), now=timezone.now())
    except actions.NotADraft:
        messages.warning(request, _("This is no draft any more: somebody published or discarded it meanwhile."))
    else:
        words = _("%(name)s is no longer asked.") if is_gone else _("%(name)s has answered meanwhile; that stays.")
        messages.success(request, words % {"name": review.reviewer.full_name})
    return _back(version, request)


@may("process.see")
@require_POST
def hear(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take note of what was said of a draft by those whom one has asked."""
    version = _version(key, number)
    actions.hear_reviews(version, by=agent_of(request), now=timezone.now())
    return _back(version, request)


@may("process.see")
@require_POST
def give(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Approve of a draft, or ask for changes."""
    version = _version(key, number)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you approve, or what should change."))
        return _back(version, request)
    said = form.cleaned_data
    is_approved = said["verdict"] == "approved"
    try:
        actions.give_review(
            version,
            is_approved=is_approved,
            note=said["note"],
            revision=said["revision"],
            by=agent_of(request),
            now=timezone.now(),
        )
    except actions.NotADraft:
        messages.warning(request, _("This is no draft any more: somebody published or discarded it meanwhile."))
    except actions.NotAReviewer:
        messages.error(request, _("Nobody asked you to review this draft."))
    except actions.DrawnSince:
        messages.warning(request, _("The draft was changed while you looked at it. Here it is as it stands now."))
    except actions.NoNote:
        messages.error(request, _("Say what should change."))
    else:
        thanks = _("Approved.") if is_approved else _("Your wish for changes is kept with the draft.")
        messages.success(request, thanks)
    return _back(version, request)


@may("process.see")
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What of drafts waits for the reader, as a part of the desk; nothing where nothing does."""
    return HttpResponse(waiting_card(request, reverse("inbox")) or "")


@may("business.change")
def rule(request: HttpRequest) -> HttpResponse:
    """Whether nothing is published without somebody else's approval."""
    form = PublishingRuleForm(
        request.POST if request.method == "POST" else None, initial={"needs_review": queries.needs_review()}
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["needs_review"]
        actions.set_publishing_rule(needs_review=wanted, by=agent_of(request), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("settings_publishing")
    return render(request, "process/settings/publishing.html", {"form": form})


def _version(key: str, number: int) -> Version:
    found = Version.objects.select_related("process").defer("bpmn")
    return get_object_or_404(found, process__key=key, number=number)


def _back(version: Version, request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect(f"{reverse('process_version', args=[version.process.key, version.number])}#reviews")
