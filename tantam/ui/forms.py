"""Forms look right with a bare `{{ form }}`: set `FORM_RENDERER = "tantam.ui.forms.Renderer"`."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's fields and widgets in the house's dress; needs `django.forms` after `tantam.ui` in INSTALLED_APPS."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"
