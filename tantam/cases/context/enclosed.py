"""The files of a draft as the composer lists them: made here for the page and for the answer to an upload alike."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.models import DraftFile
from tantam.channels.writing import shown_from
from tantam.ui.values import formatting


def shown(file: DraftFile, *, number: str) -> dict[str, str]:
    """What a browser shows of it."""
    return {
        "id": str(file.uuid),
        "name": file.filename or _("Attachment"),
        "size": formatting.file_size(file.file.size, language=get_language() or "vi"),
        "bytes": str(file.file.size),
        "url": reverse("case_draft_file", args=[number, file.uuid]),
    }


def listed(files: Sequence[DraftFile], *, number: str) -> SafeString:
    """The rows of the composer's list; each brings its id along when the answer is sent. Pictures stand in the text."""
    rows = [shown(file, number=number) for file in files if not file.is_inline]
    return format_html_join("", "{}", ((_row(row),) for row in rows))


def with_pictures(html: str, *, number: str) -> str:
    """What was written, as long as it has not left, with its pictures."""
    return shown_from(html, lambda key: reverse("case_draft_file", args=[number, key]))


def _row(row: dict[str, str]) -> SafeString:
    out = _("Take out %(name)s") % {"name": row["name"]}
    return format_html(
        '<li data-enclosed="{id}" data-bytes="{bytes}">'
        '<a class="link-quiet" href="{url}" target="_blank"><bdi>{name}</bdi></a>'
        '<span class="muted">{size}</span><input type="hidden" name="file" value="{id}">'
        '<button class="file-out" type="button" data-take-out title="{out}" aria-label="{out}">×</button></li>',
        **row,
        out=out,
    )
