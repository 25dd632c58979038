"""The tags and templates of the frame, without a browser."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory, override_settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from tantam.ui import context, registry
from tantam.ui.forms import Renderer
from tantam.ui.templatetags import assets

NOW = datetime(2026, 11, 22, 2, 12, tzinfo=UTC)


def render(source: str, **values: object) -> str:
    return Template("{% load ui values charts assets %}" + source).render(Context(values))


def test_an_icon_is_hidden_from_readers_unless_it_says_something():
    assert 'aria-hidden="true"' in render('{% icon "inbox" %}')
    assert 'role="img" aria-label="Hộp &lt;thư&gt;"' in render('{% icon "inbox" label=label %}', label="Hộp <thư>")


@pytest.mark.parametrize("name", ["no-such-icon", "../../../etc/passwd", ""])
def test_an_unknown_icon_fails_loudly(name):
    with pytest.raises(ImproperlyConfigured, match="No icon"):
        render("{% icon name %}", name=name)


def test_names_and_texts_are_escaped_everywhere():
    evil = '<img src=x onerror="alert(1)">'
    for source in ("{% avatar evil %}", "{% badge evil %}", "{% channel evil %}", "{% stat evil evil evil %}"):
        assert "<img" not in render(source, evil=evil), source


def test_a_badge_knows_its_tones():
    assert render('{% badge "VIP" "warning" %}') == '<span class="badge tone-warning">VIP</span>'
    with pytest.raises(ImproperlyConfigured, match="No tone"):
        render('{% badge "VIP" "pink" %}')


def test_a_clock_carries_its_due_time_for_the_browser():
    with translation.override("vi"):
        shown = render('{% clock due now=now label="Trả lời" %}', due=NOW + timedelta(minutes=12), now=NOW)
    assert 'data-due="2026-11-22T02:24:00+00:00"' in shown
    assert 'data-state="soon"' in shown
    assert "<span>còn 12\u00a0phút</span>" in shown
    assert render("{% clock nothing %}", nothing=None) == ""


def test_blocks_hold_their_content():
    shown = render('{% empty "inbox" "Chưa có gì" %}<p>Hãy thử.</p>{% endempty %}')
    assert "<h2>Chưa có gì</h2><p>Hãy thử.</p></div>" in shown
    dialog = render('{% dialog "d1" "Lý do" "drawer" %}<div class="dialog-body">x</div>{% enddialog %}')
    assert dialog.startswith('<dialog class="dialog drawer" id="d1" aria-labelledby="d1-title">')


def test_pictures_of_numbers_carry_no_inline_style():
    shown = render('{% bars values "a" %}{% sparkline values "b" %}{% meter 3 4 "c" %}', values=[1, 2, 3])
    assert "style=" not in shown
    assert '<rect width="75.0" height="4"/>' in shown
    assert render('{% sparkline values "b" %}{% bars none "b" %}', values=[1], none=[]) == ""


def test_a_field_says_what_is_wrong_with_it_to_everybody():
    class Ask(forms.Form):
        default_renderer = Renderer()
        name = forms.CharField(label="Tên", help_text="Như khách tự xưng")
        text = forms.CharField(required=False)

    shown = str(Ask({}))
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_error"' in shown
    assert shown.count("field-optional") == 1


def test_the_theme_follows_the_cookie_and_nothing_else():
    request = RequestFactory().get("/")
    assert context.look(request)["theme"] == ""
    request.COOKIES["tantam_theme"] = "dark"
    assert context.look(request)["theme"] == "tantam-dark"
    request.COOKIES["tantam_theme"] = '"><script>'
    assert context.look(request)["theme"] == ""
    assert context.look(request)["theme_choice"] == "system"


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_rooms", {})
    monkeypatch.setattr(registry, "_panels", {})
    monkeypatch.setattr(registry, "_frames", [])


@pytest.mark.usefixtures("empty_registry")
def test_only_rooms_a_person_may_use_are_shown_in_order():
    request = HttpRequest()
    room = registry.Room(key="inbox", label="Tiếp nhận", icon="inbox", url="/")
    registry.add_room(
        "reports", order=50, build=lambda _: registry.Room(key="reports", label="B", icon="gauge", url="/r")
    )
    registry.add_room("secret", order=20, build=lambda _: None)
    registry.add_room("inbox", order=10, build=lambda _: room)
    assert [one.key for one in registry.rooms_for(request)] == ["inbox", "reports"]
    assert room.shortcut == "i"
    assert registry.frame_for(request) == registry.Frame()


@pytest.mark.usefixtures("empty_registry")
def test_panels_of_a_place_come_in_order_and_once():
    def late(request: HttpRequest, subject: object):
        return format_html("<b>{}</b>", subject)

    def early(request: HttpRequest, subject: object):
        return mark_safe("<i>first</i>")

    for _ in range(2):
        registry.add_panel("case.side", order=20, build=late)
    registry.add_panel("case.side", order=10, build=early)
    shown = Template('{% load ui %}{% panels "case.side" 7 %}').render(Context({"request": HttpRequest()}))
    assert shown == "<i>first</i><b>7</b>"


def test_a_missing_build_fails_loudly_and_says_how_to_make_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    with override_settings(UI_ASSETS_REQUIRED=True), pytest.raises(assets.AssetMissing, match="npm ci"):
        render('{% asset "app.css" %}')
    with override_settings(UI_ASSETS_REQUIRED=False):
        assert render('{% asset "app.css" %}') == ""


def test_an_entry_brings_its_styles_and_imports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    studio = {"file": "s-1.js", "css": ["s-2.css"], "imports": ["_c.js"]}
    manifest = {"src/studio/index.js": studio, "_c.js": {"file": "c-3.js"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    shown = render('{% asset "studio.js" %}')
    assert shown.index("s-2.css") < shown.index("c-3.js") < shown.index("s-1.js")
    assert 'type="module"' in shown
    with pytest.raises(assets.AssetMissing, match="no entry"):
        render('{% asset "app.js" %}')


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_error_page_says_what_happened_what_is_safe_and_what_to_do(page, language):
    from django.template.loader import get_template

    with translation.override(language), override_settings(UI_ASSETS_REQUIRED=False):
        shown = get_template(page).render()
    assert f'<html lang="{language}"' in shown
    assert shown.count("<dd>") == 3
    assert "<dd></dd>" not in shown
    assert "onclick" not in shown
