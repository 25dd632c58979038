"""The front door: sign in and out, choose a language, set up a new business."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from tantam.core.registry import is_sample
from tantam.organisation import actions
from tantam.organisation.actions.setting_up import AlreadySetUp
from tantam.organisation.actions.signing_in import note_sign_in
from tantam.organisation.forms import SetUpForm, SignInForm
from tantam.organisation.models import Agent, Business, Role
from tantam.organisation.rights import has_right, public, signed_in

BACKEND = "config.signed_in.Backend"
YEAR = 365 * 24 * 3600
CHOSEN = "language-chosen"  # on the page before signing in; what an earlier person left in the browser is no choice
COME_IN = "come-in"  # stands from signing in to signing out: without a session, the session has ended


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everyone begins where their work is: heads with today, process owners with processes, agents with the inbox."""
    agent = _agent(request)
    if agent.is_in(Role.HEAD, Role.READER) and has_right(agent, "today.see"):
        return redirect("today")
    if agent.is_in(Role.PROCESS_OWNER):
        return redirect("processes")
    return redirect("inbox")


@public
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Whether anybody answers: asked by pages before something is sent that must not be lost."""
    return HttpResponse(status=204)


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in the demo one click on a person."""
    if not Business.objects.exists():
        return redirect("set_up")
    if request.user.is_authenticated:
        return redirect(_where_to(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agent = actions.check_password(
                request,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                address=address_of(request),
                now=timezone.now(),
            )
        except actions.WrongPassword:
            form.add_error(None, _("User name and password do not go together. Check both and try again."))
        except actions.TooManyFailures:
            form.add_error(None, _("Too many wrong passwords. Wait 15 minutes, or ask your administrator."))
        else:
            _speak(agent, language=request.COOKIES.get(CHOSEN, ""))
            return _let_in(request, agent)
    has_ended = bool(request.COOKIES.get(COME_IN)) and not form.is_bound
    context = {"form": form, "has_ended": has_ended, **_demo_doors(request)}
    return render(request, "organisation/sign_in.html", context, status=422 if form.errors else 200)


@public
@require_POST
def sign_in_as_demo(request: HttpRequest, username: str) -> HttpResponse:
    """In the sample business one click is enough; elsewhere this door does not exist."""
    if not is_sample():
        raise Http404
    agent = get_object_or_404(Agent.objects.working(), username=username)
    _speak(agent, language=request.COOKIES.get("language", ""))  # who tries several people reads on in one language
    note_sign_in(agent, how="demo", now=timezone.now())
    return _let_in(request, agent)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("login")
    response.delete_cookie(COME_IN, samesite="Lax")
    return response


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose a language: kept for the person, and in this browser for the pages before signing in."""
    language = request.POST.get("language", "")
    response = redirect(_where_to(request))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            Agent.objects.filter(pk=request.user.pk).update(language=language)
        else:
            response.set_cookie(CHOSEN, language, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
        response.set_cookie("language", language, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@public
def set_up(request: HttpRequest) -> HttpResponse:
    """The first page of a new installation; it closes for good once there is a business."""
    if Business.objects.exists():
        return redirect("login")
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = actions.NewBusiness(**form.cleaned_data, language=get_language() or "vi")
        try:
            agent = actions.set_up(wanted, now=timezone.now())
        except AlreadySetUp:
            return redirect("login")
        messages.success(request, _("Welcome. Your business is ready; connect a mailbox next."))
        return _let_in(request, agent)
    return render(request, "organisation/set_up.html", {"form": form}, status=422 if form.errors else 200)


def _speak(agent: Agent, *, language: str) -> None:
    """What was chosen before coming in holds from now on; without a choice the person's own language does."""
    if language in dict(settings.LANGUAGES) and language != agent.language:
        agent.language = language
        agent.save(update_fields=["language"])


def _let_in(request: HttpRequest, agent: Agent) -> HttpResponse:
    login(request, agent, backend=BACKEND)
    response = redirect(_where_to(request))
    is_secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie("language", agent.language, max_age=YEAR, samesite="Lax", secure=is_secure)
    response.set_cookie(COME_IN, "1", max_age=YEAR, samesite="Lax", secure=is_secure, httponly=True)
    response.delete_cookie(CHOSEN, samesite="Lax")
    return response


def address_of(request: HttpRequest) -> str:
    """Who asks: the nearest address that is none of our proxies'. What stands before it anybody can have written."""
    hops = [*request.headers.get("X-Forwarded-For", "")[-1000:].split(","), request.META.get("REMOTE_ADDR", "")]
    for hop in reversed(hops):
        address = hop.strip()
        if address not in settings.PROXIES:
            return str(address)
    return str(request.META.get("REMOTE_ADDR", ""))


def _where_to(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def _demo_doors(request: HttpRequest) -> dict[str, object]:
    """The three people of the first page, only in the sample business."""
    if not is_sample():
        return {"next": _where_to(request)}
    people = {agent.username: agent for agent in Agent.objects.filter(username__in=["chi", "uyen", "nhat"])}
    doors = [
        ("chi", "inbox", _("I am a care agent"), _("Answer customers from one inbox")),
        ("uyen", "sunrise", _("I am the head of care"), _("See today's queues and clocks at a glance")),
        ("nhat", "workflow", _("I own the process"), _("Draw, publish and watch the care process")),
    ]
    return {
        "next": _where_to(request),
        "doors": [
            {"agent": people[username], "icon": icon, "title": title, "text": text}
            for username, icon, title, text in doors
            if username in people
        ],
    }


def _agent(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees it
    return request.user
