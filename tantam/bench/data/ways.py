"""The ways that closed cases went through QT-01: few that most went, and many that hardly anybody did, as in a house.

Altogether ten stays a case, whatever its way, so that what is measured over stays compares with what was measured when
all went one way.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import Final

Way = tuple[str, ...]

_TAKEN_IN: Final[Way] = (
    "bat_dau", "phan_loai_bang", "ap_dung_phan_loai", "xac_nhan_da_nhan", "phan_cong", "quy_trinh_nao",
)  # fmt: skip
_ANSWERED: Final[Way] = (*_TAKEN_IN, "du_thong_tin", "tra_loi_lan_dau")
_KNOWN: Final[Way] = ("da_ro_cau_tra_loi", "can_hoi")
_TOLD: Final[Way] = ("bao_ket_qua", "cho_khach")
_CLOSED: Final[Way] = (
    "dong_phieu", "sau_2_gio", "hoi_hai_long", "cho_cham_diem", "het_7_ngay", "khong_cham_diem",
)  # fmt: skip
_QUIET: Final[Way] = ("het_24_gio", *_CLOSED)

#: How many of a hundred went each: the first seven as drawn, the last two not.
WAYS: Final[tuple[tuple[int, Way], ...]] = (
    (26, (*_TAKEN_IN, "mo_qt_02", "sang_qt_02")),
    (20, (*_TAKEN_IN, "mo_qt_03", "sang_qt_03")),
    (8, (*_ANSWERED, *_KNOWN, *_TOLD, *_QUIET)),
    (3, (*_TAKEN_IN, "du_thong_tin", "xin_thong_tin", "tra_loi_lan_dau", *_KNOWN, *_TOLD, *_QUIET)),
    (2, (*_ANSWERED, "da_ro_cau_tra_loi", "hen_tra_loi", "can_hoi", *_TOLD, *_QUIET)),
    (1, (*_ANSWERED, *_KNOWN, "hoi_chuyen_mon", *_TOLD, *_QUIET)),
    (1, (*_ANSWERED, *_KNOWN, *_TOLD, "khach_nhan_them", "tra_loi_lan_dau", *_KNOWN, *_TOLD, *_QUIET)),
    (8, (*_ANSWERED, *_CLOSED)),  # closed by hand, past what was drawn
    (31, _ANSWERED),  # broken off, as what was brought in from elsewhere
)
#: One case in so many left out, repeated or exchanged a stay somewhere, and one in so many did so twice.
SLIPS_EVERY: Final = 10
SLIPS_TWICE_EVERY: Final = 50

_upto: Final = list(accumulate(share for share, _way in WAYS))
_ways: Final = [way for _share, way in WAYS]


def way_of(number: int) -> Way:
    """The nodes that this case stayed at; the same number went the same way always."""
    random = Random(f"way {number}")  # noqa: S311
    (way,) = random.choices(_ways, cum_weights=_upto)
    for every in (SLIPS_EVERY, SLIPS_TWICE_EVERY):
        if number % every == every - 1:
            way = _slipped(way, random)
    return way


def _slipped(way: Way, random: Random) -> Way:
    """The way with one stay left out, done again or exchanged with the next; it begins as it did."""
    place = random.randrange(1, len(way) - 1)
    before, here, after = way[:place], way[place], way[place + 1 :]
    return (*before, *random.choice([after, (here, here, *after), (after[0], here, *after[1:])]))
