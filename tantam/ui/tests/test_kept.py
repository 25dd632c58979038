"""Pieces of a page whose template is rendered once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import format_html

from tantam.ui.context import kept
from tantam.ui.context.kept import CannotKeep, KeptPart

SOURCE = (
    '{% load i18n %}<a{% if is_open %} class="open"{% endif %} href="/x/{{ key }}/">{% trans "Close" %} {{ name }}</a>'
)


@pytest.fixture
def rendered(monkeypatch) -> list[dict[str, object]]:
    """What the template was rendered with, each time it was."""
    given: list[dict[str, object]] = []

    def render(template: str, context: dict[str, object]) -> str:
        given.append(context)
        return engines["django"].from_string(SOURCE).render(context)

    monkeypatch.setattr(kept, "render_to_string", render)
    return given


def test_the_template_is_rendered_once_for_each_shape_and_language(rendered):
    part = KeptPart("x.html")
    with translation.override("en"):
        assert part({"is_open": True}, key="1", name="Hoa") == '<a class="open" href="/x/1/">Close Hoa</a>'
        assert part({"is_open": True}, key="2", name="Lan") == '<a class="open" href="/x/2/">Close Lan</a>'
        assert part({"is_open": False}, key="3", name="Mai") == '<a href="/x/3/">Close Mai</a>'
        assert len(rendered) == 2
    with translation.override("vi"):
        assert part({"is_open": False}, key="3", name="Mai") == '<a href="/x/3/">Đóng Mai</a>'
    assert len(rendered) == 3


def test_values_are_escaped_unless_they_are_safe_and_never_reach_the_template(rendered):
    part = KeptPart("x.html")
    with translation.override("en"):
        evil = part({"is_open": False}, key="1", name="<b>\"'&</b>")
        assert evil == '<a href="/x/1/">Close &lt;b&gt;&quot;&#x27;&amp;&lt;/b&gt;</a>'
        assert (
            part({"is_open": False}, key="1", name=format_html("<b>{}</b>", "&"))
            == '<a href="/x/1/">Close <b>&amp;</b></a>'
        )
        assert "Close {{ name }}" in part({"is_open": False}, key="1", name="{{ name }}")
    assert "<b>" not in str(rendered)


def test_a_value_that_does_not_stand_in_the_piece_is_refused_unless_it_may_be_missing(rendered):
    with pytest.raises(CannotKeep, match="other cannot be told"):
        KeptPart("x.html")({"is_open": False}, key="1", name="Hoa", other="?")
    assert "Hoa" in KeptPart("x.html", optional=["other"])({"is_open": False}, key="1", name="Hoa", other="?")


def test_while_templates_are_written_they_are_read_anew(rendered, settings):
    settings.DEBUG = True
    part = KeptPart("x.html")
    part({"is_open": False}, key="1", name="Hoa")
    part({"is_open": False}, key="1", name="Hoa")
    assert len(rendered) == 2


def test_no_frame_shows_the_token_or_address_of_another_request(rf):
    def page(token: str, path: str) -> str:
        request = rf.get(path)
        request.user = AnonymousUser()
        return get_template("ui/shell.html").render({"csrf_token": token}, request)

    first, second = page("A" * 64, "/one/"), page("B" * 64, "/two/")
    assert "B" * 64 in second
    assert "A" * 64 not in second
    assert 'value="/two/"' in second
    assert "/one/" not in second
    assert "A" * 64 in first
