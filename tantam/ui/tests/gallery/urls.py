"""Addresses of the gallery: `@pytest.mark.urls("tantam.ui.tests.gallery.urls")`."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.urls import include, path, re_path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.static import serve

from tantam.ui.forms import DayField, FileField, GroupedChecks
from tantam.ui.registry import Frame, Room

HERE = Path(__file__).resolve().parent
ROOMS = (
    ("inbox", _("Inbox"), "inbox", "/inbox/", 12, "i"),
    ("today", _("Today"), "sunrise", "/today/", None, "h"),
    ("customers", _("Customers"), "users", "/parts/", None, "c"),
    ("processes", _("Processes"), "workflow", "/studio/", None, "p"),
    ("reports", _("Reports"), "chart-column", "/parts/#reports", None, "r"),
    ("settings", _("Settings"), "settings", "/form/", None, "s"),
)


TOLD = [
    ("Phiếu", [("case.opened", "Phiếu được mở"), ("case.closed", "Phiếu được đóng")]),
    ("Khách hàng", [("customer.created", "Có khách hàng mới"), ("customer.changed", "Hồ sơ thay đổi")]),
]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Customers"), help_text="Họ và tên như khách tự xưng")
    phone = forms.CharField(label=_("Phone"), widget=forms.TextInput(attrs={"data-phone": True}))
    kind = forms.ChoiceField(label="Loại", choices=[("", "—"), ("a", "Khiếu nại"), ("b", "Hỏi hàng")])
    urgency = forms.ChoiceField(
        label="Mức khẩn cấp", choices=[("1", "Cao"), ("2", "Thường"), ("3", "Thấp")], widget=forms.RadioSelect
    )
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    born_on = DayField(label="Ngày sinh", required=False)
    agree = forms.BooleanField(label="Khách đồng ý nhận tin chăm sóc", required=False)
    file = FileField(label="Ảnh", required=False, most=1024 * 1024, kinds=(".png", ".jpg"))
    told = forms.MultipleChoiceField(label="Báo khi", widget=GroupedChecks, choices=TOLD, required=False)


def _frame() -> Frame:
    return Frame(
        person_name="Phùng Bá Khôi",
        person_note="Trưởng ca sáng · Tổ Hỗ trợ",
        profile_url="/form/",
        sign_out_url="/form/",
        search_url="/inbox/",
        intake_url="/intake/",
        play_url="/intake/",
        stream_url="/stream/",
        is_demo=True,
    )


def _rooms(request: HttpRequest) -> list[Room]:
    return [
        Room(key=key, label=label, icon=icon, url=url, count=count, letter=letter, active=request.path == url)
        for key, label, icon, url, count, letter in ROOMS
    ]


def show(request: HttpRequest, page: str = "inbox") -> HttpResponse:
    """One page of the gallery by its file name."""
    template = engines["django"].from_string((HERE / f"{page}.html").read_text(encoding="utf-8"))
    now = timezone.now()
    if "toast" in request.GET:
        messages.success(request, "Đã gửi trả lời cho chị Ánh.")
    form = SampleForm(request.POST) if request.method == "POST" else SampleForm()
    soon, later, past = now + timedelta(minutes=12), now + timedelta(hours=2, minutes=10), now - timedelta(minutes=3)
    context = {
        "rooms": _rooms(request),
        "frame": _frame(),
        "now": now,
        "soon": soon,
        "later": later,
        "past": past,
        "day_old": now - timedelta(days=1),
        "form": form,
        "values": [3, 5, 4, 8, 12, 9, 14, 11, 7, 10, 13, 18],
        "channels": ["email", "zalo", "facebook", "phone", "sms", "chat", "web", "counter", "api", "internal"],
    }
    status = 422 if request.method == "POST" else 200
    return HttpResponse(template.render(context, request), status=status)


def scripts(request: HttpRequest) -> HttpResponse:
    """The composer's list of scripts."""
    found = [
        {"title": "Xin lỗi vì chậm trễ", "text": "Dạ em xin lỗi chị vì đã để chị đợi lâu ạ."},
        {"title": "Xin số điện thoại", "text": "Dạ chị cho em xin số điện thoại mua hàng để em kiểm tra ngay ạ."},
    ]
    query = request.GET.get("q", "").casefold()
    return HttpResponse(json.dumps([s for s in found if query in s["title"].casefold()]), "application/json")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """A stream with one event a second, closed after a few."""

    def lines() -> Iterator[str]:
        for number in range(5):
            yield f'id: {number}\nevent: case\ndata: {{"id": {number}}}\n\n'
            time.sleep(1)

    return StreamingHttpResponse(lines(), content_type="text/event-stream")


def check(request: HttpRequest) -> HttpResponse:
    """The studio's check: complains of every user task without a role, by a very simple reading."""
    text = request.body.decode()
    problems = [{"element_id": "Task_Reply", "severity": "warning", "message": "Bước chưa có hạn.", "line": 1}]
    return HttpResponse(json.dumps({"problems": problems if "Task_Reply" in text else []}), "application/json")


def save(request: HttpRequest) -> HttpResponse:
    """The studio's save and publish."""
    return HttpResponse(json.dumps({"revision": int(time.time()), "number": 4}), "application/json")


def alive(request: HttpRequest) -> HttpResponse:
    """Somebody answers."""
    return HttpResponse(status=204)


def diagram(request: HttpRequest, name: str) -> HttpResponse:
    """A BPMN file beside these pages."""
    return HttpResponse((HERE / f"{name}.bpmn").read_bytes(), "application/xml")


urlpatterns = [
    path("", show),
    path("i18n/", include("django.conf.urls.i18n")),
    path("stream/", stream),
    path("scripts/", scripts),
    path("alive/", alive),
    path("check/", check),
    path("save/", save),
    path("diagram/<slug:name>/", diagram),
    path("<slug:page>/", show),
    re_path(r"^static/ui/(?P<path>.*)$", serve, {"document_root": HERE.parent.parent / "static" / "ui"}),
]
