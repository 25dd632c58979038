"""Begin a process, bring one in from a file, throw a draft away, say something about a drawing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tantam.organisation.queries import the_business
from tantam.organisation.rights import has_right, may
from tantam.process import actions, queries
from tantam.process.context import agent_of, gallery_cards, is_htmx, name_of, refusal, remarks_of
from tantam.process.engine.problem import Unreadable
from tantam.process.forms import ImportForm, ProcessForm
from tantam.process.forms.reviewing import RemarkForm
from tantam.process.models import Comment, Process, Version


@may("process.draw")
def new(request: HttpRequest) -> HttpResponse:
    """A new process: from the gallery, with a first drawing, or from a file."""
    suggested = {"key": queries.next_code(), "shape": "linear"}
    form = ProcessForm(request.POST or None, request.FILES or None, initial=suggested)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begin(request, form)
        except Unreadable as error:
            form.add_error("file", refusal(error.problem))
        except actions.KeyTaken:
            form.add_error("key", _("There is a process with this code already."))
        else:
            _say_where_it_was_laid_out(request, form)
            return redirect("process_edit", key=draft.process.key)
    page = {"form": form, "cards": gallery_cards()}
    return render(request, "process/new.html", page, status=422 if form.errors else 200)


def _begin(request: HttpRequest, form: ProcessForm) -> Version:
    said, business = form.cleaned_data, the_business()
    wanted = actions.NewProcess(
        key=said["key"],
        name=said["name"],
        name_en=said["name_en"],
        shape=said["shape"],
        team=business.intake_team.key if business and business.intake_team else "",
        bpmn=actions.foreign_text_of(said["file"]) if said["file"] else "",
    )
    return actions.begin_process(wanted, by=agent_of(request), now=timezone.now())


def _say_where_it_was_laid_out(request: HttpRequest, form: ProcessForm | ImportForm) -> None:
    """Nobody should look for the order in which they drew it in another program."""
    file = form.cleaned_data["file"]
    if file and actions.is_without_drawing(file):
        said = _("The file does not say where things stand, so they were laid out here; move them as you like.")
        messages.info(request, said)


@may("process.draw")
def bring_in(request: HttpRequest, key: str) -> HttpResponse:
    """A file takes the place of the draft's drawing; a file that cannot be read changes nothing."""
    process = get_object_or_404(Process, key=key)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = queries.draft_of(process)
        try:
            bpmn = actions.text_for(process, form.cleaned_data["file"])
            actions.save_draft(
                process, bpmn=bpmn, revision=draft.revision if draft else 0, by=agent_of(request), now=timezone.now()
            )
        except Unreadable as error:
            form.add_error("file", refusal(error.problem))
        except actions.DraftChanged:
            form.add_error(None, _("Somebody saved the draft meanwhile. Look at it first, then choose the file again."))
        else:
            messages.success(request, _("The file is the draft now. Look it over, then publish it."))
            _say_where_it_was_laid_out(request, form)
            return redirect("process_edit", key=key)
    title = f"{process.key} · {name_of(process)}"
    page = {"form": form, "process": process, "process_title": title, "draft": queries.draft_of(process)}
    return render(request, "process/import.html", page, status=422 if form.errors else 200)


@may("process.draw")
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away; what is published stays."""
    if actions.discard_draft(get_object_or_404(Process, key=key)):
        messages.success(request, _("The draft is gone; the published version is as it was."))
        return redirect("process", key=key)
    messages.success(request, _("The draft is gone, and the process with it: it was never published."))
    return redirect("processes")


@may("process.see")
@require_POST
def remark(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Say something about an element of a draft."""
    process = get_object_or_404(Process, key=key)
    version = get_object_or_404(process.versions, number=number)
    me = agent_of(request)
    form = RemarkForm(request.POST, people=queries.possible_reviewers(but=me))
    if form.is_valid():
        said = form.cleaned_data
        to = [said["to"]] if said["to"] else []
        answers = version.comments.filter(pk=said["answers"]).first() if said["answers"] else None
        actions.remark(
            version,
            node=said["node"],
            text=said["text"],
            by=me,
            answers=answers,
            to=to,
            now=timezone.now(),
        )
        if is_htmx(request):
            return _remarks(request, version)
        messages.success(request, _("Your remark is kept with the draft."))
    else:
        messages.error(request, _("Write a remark first."))
    return redirect(_back(request, key, number))


@may("process.see")
@require_POST
def seen(request: HttpRequest, key: str, remark_id: int) -> HttpResponse:
    """Take note of a remark that is for oneself."""
    comment = get_object_or_404(Comment.objects.select_related("version"), pk=remark_id, version__process__key=key)
    actions.see_remark(comment, by=agent_of(request), now=timezone.now())
    return redirect(_back(request, key, comment.version.number))


@may("process.draw")
@require_POST
def settle(request: HttpRequest, key: str, remark_id: int) -> HttpResponse:
    """A remark is dealt with."""
    comment = get_object_or_404(Comment, pk=remark_id, version__process__key=key)
    actions.settle_remark(comment, now=timezone.now())
    if is_htmx(request):
        return _remarks(request, comment.version)
    return redirect(_back(request, key, comment.version.number))


def _remarks(request: HttpRequest, version: Version) -> HttpResponse:
    """The remarks alone: in the studio nobody leaves the drawing for them."""
    page = {
        "process": version.process,
        "version": version,
        "in_studio": True,
        "may_draw": has_right(agent_of(request), "process.draw"),
        **remarks_of(version, me=agent_of(request)),
    }
    return render(request, "process/parts/remarks.html", page)


def _back(request: HttpRequest, key: str, number: int) -> str:
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("process_version", args=[key, number])
