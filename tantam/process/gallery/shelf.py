"""What stands on the shelf: the files beside this module, in the order in which a business needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram, Lane, Process, Texts
from tantam.process.engine.kinds import TASKS

_FILES: Final = Path(__file__).parent / "files"
_ORDER: Final = (
    "general-intake",
    "complaint",
    "return-refund",
    "warranty-claim",
    "pre-sale-advice",
    "online-order-problem",
    "vip-care",
    "birthday-holiday",
    "win-back",
    "survey-follow-up",
    "garage-visit",
    "hotel-request",
)


@dataclass(frozen=True, kw_only=True)
class TeamNamed:
    """A team that a ready-made process gives work to, with what it is called there."""

    key: str
    names: Texts

    def name(self, language: str) -> str:
        """The name of its lane in `language`."""
        return self.names.in_language(language, default=self.key)


@dataclass(frozen=True)
class Ready:
    """A ready-made process; `key` is its place in the gallery, not the code it will have."""

    key: str
    bpmn: str

    @cached_property
    def diagram(self) -> Diagram:
        """The file as read."""
        return read(self.bpmn.encode())

    @property
    def process(self) -> Process:
        """What the file says about the process as a whole."""
        return self.diagram.processes[0]

    def purpose(self, language: str) -> str:
        """What it is for."""
        return self.process.care.purpose.in_language(language)

    @property
    def steps(self) -> int:
        """How many steps it has, those of the system with them."""
        return sum(node.kind in TASKS for node in self.diagram.nodes)

    @cached_property
    def teams(self) -> tuple[TeamNamed, ...]:
        """The teams it names: in lanes and steps, settings of actions, results of tables; each once."""
        lanes: dict[str, list[Lane]] = {}
        for lane in self.diagram.lanes:
            if lane.role is not None and lane.role.ref:
                lanes.setdefault(lane.role.ref, []).append(lane)
        keys: dict[str, None] = dict.fromkeys(lanes)
        for node in self.diagram.nodes:
            if node.care.role is not None and node.care.role.ref:
                keys[node.care.role.ref] = None
            if node.care.action is not None:
                keys.update({value: None for name, value in node.care.action.settings if name == "team"})
            if node.care.decision is not None:
                keys.update({key: None for key in KNOWN if f'"{key}"' in node.care.decision.xml})
        return tuple(TeamNamed(key=key, names=_names(key, lanes.get(key, ()))) for key in keys)


def _names(key: str, lanes: Sequence[Lane]) -> Texts:
    """What a team is called: as its lanes are, else as it is known."""
    if not lanes:
        return KNOWN[key]
    return Texts(tuple((language, ", ".join(lane.label(language) for lane in lanes)) for language in ("vi", "en")))


def _known(vi: str, en: str) -> Texts:
    return Texts((("vi", vi), ("en", en)))


#: The keys of teams that the files use; a business has its own.
KNOWN: Final = {
    "ho-tro": _known("Chăm sóc khách hàng", "Customer care"),
    "tra-hang-bao-hanh": _known("Đổi trả, bảo hành", "Returns and warranty"),
    "quan-tri-van-de": _known("Khiếu nại, quản trị vấn đề", "Complaints and problems"),
    "quan-ly-tai-khoan": _known("Quản lý tài khoản", "Account managers"),
    "khach-than-thiet": _known("Khách thân thiết", "Loyalty"),
    "ban-hang-dich-vu": _known("Bán hàng và dịch vụ", "Sales and service"),
    "ban-giam-doc": _known("Ban giám đốc", "Management"),
    "le-tan": _known("Lễ tân", "Reception"),
    "buong-phong": _known("Buồng phòng", "Housekeeping"),
    "ky-thuat": _known("Kỹ thuật", "Maintenance"),
}


@lru_cache(maxsize=1)
def ready_made() -> tuple[Ready, ...]:
    """All of them, in order."""
    return tuple(Ready(key, (_FILES / f"{key}.bpmn").read_text(encoding="utf-8")) for key in _ORDER)


def ready_named(key: str) -> Ready | None:
    """One of them."""
    return next((ready for ready in ready_made() if ready.key == key), None)
