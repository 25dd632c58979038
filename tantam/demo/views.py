"""The sample business: what it is, the five hints, and the way to one's own data."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.channels.values.score_links import score_row
from tantam.demo import actions
from tantam.demo.forms import BeginningForm
from tantam.demo.queries import (
    HINTS_BY_KEY,
    amounts,
    hints_of,
    is_sample_account,
    mails_of_customers,
    sample_people,
    the_sample,
)
from tantam.demo.watching import tried_accounts
from tantam.demo.wayfinding import way_of
from tantam.organisation.models import Agent, Business, Role
from tantam.organisation.rights import has_right, may, signed_in
from tantam.ui.values import formatting


@signed_in
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """What is invented here, what to try, who to be; for administrators the door to real data."""
    agent, business = _agent(request), _sample_or_404()
    administers = {"appointments__role": Role.ADMINISTRATOR, "appointments__until": None}
    context = {
        "business": business,
        "hints": hints_of(agent, accounts=tried_accounts(request), since=business.set_up_at),
        "people": sample_people(),
        "administrator": sample_people().filter(**administers).first(),
        "may_begin": has_right(agent, "business.change"),
    }
    return render(request, "demo/sample.html", context)


@signed_in
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """What customers of the sample find in their mailboxes: acknowledgements, answers, the question how it was."""
    _sample_or_404()
    mails = [(one, score_row(one.text)) for one in mails_of_customers()]
    return render(request, "demo/mail.html", {"mails": mails, "now": timezone.now()})


@signed_in
@require_GET
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Go where a hint leads at this moment."""
    hint = HINTS_BY_KEY.get(key)
    if hint is None:
        raise Http404
    _sample_or_404()
    way = way_of(key, agent=_agent(request), now=timezone.now())
    if way.note:
        messages.info(request, way.note)
    return redirect(way.url)


@signed_in
@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Put the strip away; it can be had again on the page of the sample."""
    _sample_or_404()
    actions.dismiss_hints(by=_agent(request), now=timezone.now())
    return HttpResponse() if request.headers.get("HX-Request") else redirect(_back(request))


@signed_in
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """The strip again."""
    _sample_or_404()
    actions.want_hints(by=_agent(request), now=timezone.now())
    return redirect("home")


@may("business.change")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Throw the sample data away and begin with real ones; asked again afterwards, it leads to the settings."""
    agent = _agent(request)
    if not Business.objects.filter(is_demo=True).exists():
        messages.info(request, _("This business works with real data; there is no sample to throw away."))
        return redirect("settings")
    form = BeginningForm(request.POST or None, agent=agent)
    if request.method == "POST" and form.is_valid() and (answer := _try_to_begin(request, form)):
        return answer
    kept, gone = amounts()
    context = {"form": form, "kept": kept, "gone": gone, "people": sample_people().exclude(pk=agent.pk)}
    context["is_sample_account"] = is_sample_account(agent)
    return render(request, "demo/begin.html", context, status=422 if form.errors else 200)


def _try_to_begin(request: HttpRequest, form: BeginningForm) -> HttpResponse | None:
    agent = _agent(request)
    try:
        begun = actions.begin_with_real_data(form.beginning(), by=agent, now=timezone.now())
    except actions.NoSample:
        return redirect("settings_sample")
    except OperationalError:
        form.add_error(None, _("Somebody is working on these data right now; nothing was changed. Try again."))
        return None
    update_session_auth_hash(request, agent)
    done = ngettext(
        "%(count)s sample ticket is gone. Connect your mailbox next.",
        "%(count)s sample tickets are gone. Connect your mailbox next.",
        begun.cases,
    )
    messages.success(request, done % {"count": formatting.number(begun.cases, language=get_language() or "vi")})
    return redirect("settings_mailboxes")


def _sample_or_404() -> Business:
    business = the_sample()
    if business is None:
        raise Http404
    return business


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def _agent(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees it
    return request.user
