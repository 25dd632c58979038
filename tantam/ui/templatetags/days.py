"""`{% load days %}`: a field for a day on pages that are no Django form."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.safestring import SafeString

from tantam.ui.forms import DayInput

register = template.Library()


@register.simple_tag
def day_input(name: str, value: date | str | None, id: str = "", required: bool = False, css: str = "") -> SafeString:
    """The field of `DayInput`; its label stands on the page (for its id, or around it)."""
    attrs = {name: value for name, value in (("id", id), ("required", required), ("class", css)) if value}
    return DayInput().render(name, value, attrs)
