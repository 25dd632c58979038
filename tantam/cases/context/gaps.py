"""What of a script a person still has to fill in, shown in words they understand: `{viec}` as `{việc đang nói}`.

A gap keeps its braces wherever it can be typed over, so that nothing with one is ever sent (`render_script`).
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from tantam.cases.context.codes import whole
from tantam.core.values.scripts import Rendered

_GAP = re.compile(r"\{([^{}\n]{1,80})\}")

#: The variables that scripts use and that no data can fill.
LABELS: dict[str, str | Promise] = {
    "gio": pgettext_lazy("gap in a script", "time"),
    "gio_hen": pgettext_lazy("gap in a script", "by what time"),
    "gio_mo_cua": pgettext_lazy("gap in a script", "when we are open again"),
    "km": pgettext_lazy("gap in a script", "kilometres"),
    "ly_do": pgettext_lazy("gap in a script", "reason"),
    "ngay": pgettext_lazy("gap in a script", "day"),
    "noi_dung": pgettext_lazy("gap in a script", "your answer"),
    "phuong_an": pgettext_lazy("gap in a script", "solution"),
    "phuong_an_1": pgettext_lazy("gap in a script", "first solution"),
    "phuong_an_2": pgettext_lazy("gap in a script", "second solution"),
    "pt": pgettext_lazy("gap in a script", "part replaced"),
    "ten": pgettext_lazy("gap in a script", "the customer's name"),
    "thoi_gian": pgettext_lazy("gap in a script", "how long"),
    "tien": pgettext_lazy("gap in a script", "amount"),
    "van_don": pgettext_lazy("gap in a script", "tracking number"),
    "viec": pgettext_lazy("gap in a script", "what it is about"),
}

#: Those that are filled in by themselves, said where there is no customer to fill them in for.
FILLED: dict[str, str | Promise] = {
    "kh": pgettext_lazy("gap in a script", "form of address and customer's name"),
    "ma": pgettext_lazy("gap in a script", "ticket number"),
    "nv": pgettext_lazy("gap in a script", "agent's name"),
    "toi": pgettext_lazy("gap in a script", "how the agent calls themself"),
    "vai_tro": pgettext_lazy("gap in a script", "looking after or helping with"),
}


def readable(rendered: Rendered) -> str:
    """The text with each gap named in the reader's language; a variable nobody described by its own words."""
    missing = set(rendered.unresolved)

    def named(found: re.Match[str]) -> str:
        return f"{{{_label(found[1])}}}" if found.group() in missing else found.group()

    return _GAP.sub(named, rendered.text)


def _label(name: str) -> str:
    key = name[:1].lower() + name[1:]
    return str(LABELS.get(key) or name.replace("_", " "))


def shown(text: str) -> SafeString:
    """A readable text as HTML, its gaps marked instead of in braces."""
    marked = _GAP.sub(r'<mark class="gap">\1</mark>', str(escape(text)))
    return mark_safe(whole(marked))  # noqa: S308 - escaped above
