"""Forms look right with a bare `{{ form }}`: set `FORM_RENDERER = "tantam.ui.forms.Renderer"`. Fields of the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from tantam.core.values.money import parse_vnd


class Renderer(TemplatesSetting):
    """Django's fields and widgets in the house's dress; needs `django.forms` after `tantam.ui` in INSTALLED_APPS."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"


class MoneyField(forms.CharField):
    """An amount in đồng as people write it: 300.000, 300k, 1,2 triệu."""

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        try:
            amount = parse_vnd(typed)
        except ValueError:
            raise ValidationError(_("Write an amount in đồng, such as 300.000 or 300k.")) from None
        if amount < 0:
            raise ValidationError(_("An amount cannot be less than nothing."))
        return amount
