"""Tags by name and by how often they are used."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Tag
from tantam.cases.queries.fields import NOTHING
from tantam.cases.registry import Asking, Field, offer_field
from tantam.core.queries import ask
from tantam.core.values.filters import Option, Test

#: How many names are offered while one types.
OFFERED = 300
NONE = "none"
_NAMES = "SELECT id, name FROM cases_tag WHERE id = ANY(%s::bigint[])"


def names_of_tags(tag_ids: Collection[int]) -> dict[int, str]:
    """The names of these tags, in their order; one question, none where there are none."""
    if not tag_ids:
        return {}
    found: Mapping[int, str] = dict(ask(_NAMES, [list(tag_ids)]))
    return {key: found[key] for key in tag_ids if key in found}


def write_tag(name: str) -> str:
    """The filter for tickets that carry it, as it is typed."""
    return f'tag:"{name}"'


def tags_offered() -> list[str]:
    """Names to choose from, those on open tickets first, the most used before the others."""
    return [name for (name,) in ask(_OFFERED, [OFFERED])]


_OFFERED = """
SELECT tag.name FROM cases_tag AS tag
LEFT JOIN (
    SELECT unnest(tag_ids) AS key, count(*) AS often FROM cases_case
    WHERE state IN ('open', 'waiting') AND tag_ids <> '{}' GROUP BY 1
) AS used ON used.key = tag.id
ORDER BY used.often DESC NULLS LAST, tag.name LIMIT %s
"""


def _options() -> list[Option]:
    rows = Tag.objects.order_by("name").values_list("pk", "name")
    nothing = Option(value=NONE, names={"vi": ("không-có",), "en": ("none",)})
    return [nothing, *(Option(value=str(pk), names={"vi": (name,)}) for pk, name in rows)]


def _to_q(test: Test, asking: Asking) -> Q:
    keys = [int(one) for one in test.values if one.isdecimal()]
    found = Q(tag_ids__overlap=keys) & ~Q(tag_ids=[]) if keys else NOTHING
    return found | Q(tag_ids=[]) if NONE in test.values else found


offer_field(
    Field(
        key="tag",
        kind="choice",
        label=_("Tag"),
        names={"vi": ("nhãn", "thẻ"), "en": ("tag", "label")},
        to_q=_to_q,
        options=_options,
        icon="tags",
    )
)
