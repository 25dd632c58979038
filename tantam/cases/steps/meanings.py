"""What the names that diagrams and tables use mean, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tantam.cases.context.gaps import FILLED, LABELS
from tantam.cases.models import Case, Outcome
from tantam.cases.steps.choosing import is_english, process_choices
from tantam.channels.models import ChannelKind
from tantam.core.values.memory import remembered
from tantam.customers.models import Segment
from tantam.organisation.models import Team
from tantam.process.registry import names_of
from tantam.process.values.meanings import mean


@names_of("channel")
def channel_names() -> Mapping[str, str]:
    return {key: str(label) for key, label in ChannelKind.choices}


@names_of("segment")
def segment_names() -> Mapping[str, str]:
    rows = remembered(
        "cases.segment-rows",
        lambda: list(Segment.objects.order_by("rank", "name").values_list("key", "name", "name_en")),
    )
    return {key: (name_en if is_english() and name_en else name) for key, name, name_en in rows}


@names_of("gap")
def gap_names() -> Mapping[str, str]:
    """The places of a script in words, as the written procedure shows them."""
    return {key: str(label) for key, label in {**LABELS, **FILLED}.items()}


@names_of("place")
def place_names() -> Mapping[str, str]:
    """The places of a script that are filled in by themselves (`script_variables`)."""
    known = {**LABELS, **FILLED}
    return {key: str(known[key]) for key in ("kh", "toi", "nv", "ten", "ma", "vai_tro", "gio_hen", "gio_mo_cua")}


def _team_names() -> Mapping[str, str]:
    teams = remembered("cases.team-rows", lambda: list(Team.objects.values_list("key", "name", "name_en")))
    return {key: (name_en if is_english() and name_en else name) for key, name, name_en in teams}


def _process_names() -> Mapping[str, str]:
    return remembered(("cases.process-names", is_english()), lambda: dict(process_choices()))


def _labels(choices: type[TextChoices]) -> Callable[[], Mapping[str, str]]:
    return lambda: {str(key): str(label) for key, label in choices.choices}


mean("noi_dung", label=_("What the customer wrote"))
mean("loai", label=_("Kind"), values=_labels(Case.Kind))
mean("khan", label=_("Urgency"), values=_labels(Case.Urgency))
mean("kenh", label=_("Channel"), values=channel_names)
mean("nhom", label=_("Segment"), values=segment_names, kind="list")
mean("to", label=_("Team"), values=_team_names)
mean("quy_trinh", label=_("Process"), values=_process_names)
mean("ket_qua", label=_("Outcome"), values=_labels(Outcome))
mean("ten", label=_("Customer's name"))
mean("so_don", label=_("Orders so far"), kind="number")
mean("tong_mua", label=_("Bought so far in đồng"), kind="money")
mean("so_ngay_chua_mua", label=_("Days since the last order"), kind="number")
mean("so_ngay_chua_lien_he", label=_("Days since the last contact"), kind="number")
mean("so_ngay_la_khach", label=_("Days as a customer"), kind="number")
mean("so_phieu_da_mo", label=_("Tickets so far"), kind="number")
mean("so_phieu_dang_mo", label=_("Open tickets"), kind="number")
mean("so_lan_bom_hang", label=_("Deliveries refused"), kind="number")
mean("ly_do_roi_bo", label=_("Why they left"))
mean("khach_cong_ty", label=_("Is a company"), kind="boolean")
mean("ngay_dip", label=_("Day of the occasion"), kind="date")
mean("han_phut", label=_("Answer within (minutes)"), kind="number")
mean("thieu_thong_tin", label=_("Something is missing"), kind="boolean")
mean("tien_den_bu", label=_("Compensation in đồng"), kind="money")
mean("diem", label=_("Satisfaction, 1 to 5"), kind="number")
mean("so_phieu", label=_("Ticket number"))
mean("ma_khach", label=_("Customer code"))
