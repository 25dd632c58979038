"""Make a unit example from a ticket that runs or ran: look at what it would say, change the words, keep it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tantam.core.values.memory import remembering
from tantam.organisation.rights import may
from tantam.process import actions, queries
from tantam.process.context import agent_of
from tantam.process.context.recalling import Making, making_of
from tantam.process.engine.compiling import NotRunnable
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Instance
from tantam.process.queries.recalling import example_goes_into
from tantam.process.rehearsal.recalling import TooMuch
from tantam.process.views.rehearsing import cannot_run
from tantam.process.views.seeing import about

_PREFIX = "text-"
_LONGEST = 8_000


@may("process.draw")
@require_http_methods(["GET", "POST"])
@remembering()
def make(request: HttpRequest, instance_id: int) -> HttpResponse:
    """What a ticket would say as an example; sent, it is kept in the draft."""
    run = get_object_or_404(Instance.objects.select_related("version__process").defer("scopes"), pk=instance_id)
    line = queries.lines_for([run.subject], agent_of(request)).get(run.subject)
    if line is None:
        raise Http404
    process = run.version.process
    target = example_goes_into(process, otherwise=run.version)
    try:
        making = making_of(run, target, texts=_texts(request), now=timezone.now())
    except TooMuch:
        messages.warning(request, _("This ticket has taken too many steps for an example."))
        return redirect("process_run", instance_id=run.pk)
    except (NotRunnable, Unreadable) as error:
        return cannot_run(request, target, error)
    if "keep" in request.POST and making.found.is_alike:
        return _keep(request, making)
    page = {**about(request, process, target), "run": run, "line": line, "making": making}
    page["label"] = request.POST.get("label", "")[:160]
    return render(request, "process/recalled.html", page, status=422 if "keep" in request.POST else 200)


def _texts(request: HttpRequest) -> dict[str, str]:
    named = [name for name in request.POST if name.startswith(_PREFIX)]
    return {name.removeprefix(_PREFIX): request.POST.get(name, "")[:_LONGEST] for name in named}


def _keep(request: HttpRequest, making: Making) -> HttpResponse:
    label = " ".join(request.POST.get("label", "").split())[:160] or _("From a ticket, kept on %(day)s") % {
        "day": timezone.localdate().strftime("%d/%m/%Y")
    }
    kept = making.found.kept
    draft = actions.keep_example(
        making.target, kept, labels={"vi": label}, by=agent_of(request), now=timezone.now()
    )  # fmt: skip
    words = {"number": draft.number}
    messages.success(request, _("Kept as an example in draft %(number)s: every check runs it from now on.") % words)
    return redirect("process_edit", key=draft.process.key)
