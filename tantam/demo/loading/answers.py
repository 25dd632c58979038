"""What the forms of a case's steps were answered, as a run of the engine would have kept it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from tantam.demo.content.history import History

#: The cause as the forms name it, by the key of the content.
_CAUSES: Final = {
    "product": "hàng lỗi",
    "delivery": "giao hàng",
    "attitude": "thái độ",
    "missed_promise": "hẹn sai",
    "price": "giá",
    "other": "khác",
}


def answers_of(one: History) -> dict[str, object]:
    """By name, what the steps that a case has left were answered last."""
    return _BY_PROCESS[one.process](one)


def _general(one: History) -> dict[str, object]:
    left = _left(one)
    found: dict[str, object] = {}
    if "tra_loi_lan_dau" in left:
        last = _after_last(one, "tra_loi_lan_dau")
        found["can_hoi_chuyen_mon"] = "hoi_chuyen_mon" in last
        if one.version >= 3:
            found["chua_biet"] = "hen_tra_loi" in last
    if "bao_ket_qua" in left and one.outcome:
        found["ket_qua"] = one.outcome
    if "khach_cham_diem" in left and one.csat:
        found["diem"] = one.csat
    return found


def _complaint(one: History) -> dict[str, object]:
    left = _left(one)
    found: dict[str, object] = {}
    if "tim_nguyen_nhan" in left and one.cause:
        found["nguyen_nhan"] = _CAUSES[one.cause]
    if "de_xuat_phuong_an" in left:
        found["tien_den_bu"] = one.goodwill_vnd
    if "bao_phuong_an" in left:
        found["dong_y"] = "thuc_hien" in left
    if "thuc_hien" in left:
        found["ngay_hen"] = _day_after(one, "thuc_hien")
    return found


def _workshop(one: History) -> dict[str, object]:
    left = _left(one)
    found: dict[str, object] = {}
    if "xac_nhan_lich" in left:
        found["ngay_hen"] = _day_after(one, "xac_nhan_lich")
    if "bao_gia" in left:
        found["dong_y"] = "bat_dau_sua" in left
    if "goi_hoi_tham" in left and one.csat:
        found["diem"] = one.csat
    return found


_BY_PROCESS: Final[Mapping[str, Callable[[History], dict[str, object]]]] = {
    "QT-01": _general,
    "QT-02": _complaint,
    "QT-03": _workshop,
}


def _left(one: History) -> set[str]:
    return {visit.step for visit in one.visits if visit.left_at is not None}


def _after_last(one: History, step: str) -> set[str]:
    """The steps that a case came to after it left one for the last time."""
    way = [visit.step for visit in one.visits]
    places = [place for place, visit in enumerate(one.visits) if visit.step == step and visit.left_at is not None]
    return set(way[places[-1] + 1 :])


def _day_after(one: History, step: str) -> str:
    """The day after a step was done."""
    done = next(visit.left_at for visit in one.visits if visit.step == step and visit.left_at is not None)
    return (done + timedelta(days=1)).date().isoformat()
