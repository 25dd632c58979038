"""Parts of invented people: Vietnamese names of all regions, phones in a valid shape, two-level addresses, plates."""

from dataclasses import dataclass
from random import Random

FAMILIES = (
    ("Nguyễn", 30), ("Trần", 11), ("Lê", 9), ("Phạm", 7), ("Hoàng", 4), ("Huỳnh", 3), ("Phan", 4), ("Vũ", 4),
    ("Võ", 3), ("Đặng", 3), ("Bùi", 3), ("Đỗ", 3), ("Hồ", 2), ("Ngô", 2), ("Dương", 2), ("Lý", 1), ("Đinh", 2),
    ("Trịnh", 1), ("Mai", 1), ("Đào", 1), ("Lương", 1), ("Cao", 1), ("Hà", 1), ("Tạ", 1), ("Lâm", 1), ("Châu", 1),
    ("Thạch", 1), ("Nông", 1), ("Quách", 1), ("Kiều", 1), ("Chu", 1), ("Tống", 1), ("Khuất", 1), ("Đoàn", 1),
    ("Văn", 1), ("Trương", 2),
)  # fmt: skip
"""Family names with how common each is."""

MALE_MIDDLE = ("Văn", "Văn", "Đức", "Minh", "Quang", "Hữu", "Xuân", "Bá", "Đình", "Quốc", "Thanh", "Gia", "Ngọc", "Duy")
MALE_GIVEN = (
    "An", "Bình", "Cường", "Dũng", "Đạt", "Đức", "Giang", "Hải", "Hiếu", "Hoàng", "Hùng", "Huy", "Khánh", "Khoa",
    "Kiên", "Lâm", "Long", "Lộc", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Sơn", "Tân", "Thắng", "Thành",
    "Thịnh", "Toàn", "Trung", "Tú", "Tuấn", "Tùng", "Việt", "Vinh", "Vũ", "Út", "Sang", "Nhân",
)  # fmt: skip
FEMALE_MIDDLE = ("Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Kim", "Mỹ", "Hồng", "Bích", "Phương", "Minh", "Diệu")
FEMALE_GIVEN = (
    "Anh", "Ánh", "Châu", "Chi", "Cúc", "Dung", "Duyên", "Giang", "Hà", "Hằng", "Hạnh", "Hiền", "Hoa", "Hoà",
    "Hồng", "Huệ", "Hương", "Huyền", "Lan", "Liên", "Linh", "Loan", "Ly", "Mai", "My", "Nga", "Ngân", "Nguyệt",
    "Nhung", "Oanh", "Phượng", "Quyên", "Thảo", "Thoa", "Thu", "Thuỷ", "Trang", "Trinh", "Tuyết", "Vân", "Xuân",
    "Yến", "Bé", "Diễm",
)  # fmt: skip

PLACES = (
    ("Thành phố Hà Nội", ("Phường Cầu Giấy", "Phường Hà Đông", "Phường Long Biên", "Phường Bồ Đề", "Phường Nghĩa Đô",
                          "Phường Đống Đa", "Phường Ba Đình", "Phường Tây Hồ", "Phường Kiến Hưng", "Xã Gia Lâm",
                          "Xã Đông Anh", "Xã Sóc Sơn"), 62),
    ("Tỉnh Bắc Ninh", ("Phường Kinh Bắc", "Phường Bắc Giang"), 5),
    ("Tỉnh Hưng Yên", ("Phường Phố Hiến", "Phường Thái Bình"), 4),
    ("Thành phố Hải Phòng", ("Phường Hồng Bàng", "Phường Lê Chân"), 5),
    ("Tỉnh Phú Thọ", ("Phường Việt Trì", "Phường Vĩnh Yên"), 3),
    ("Tỉnh Ninh Bình", ("Phường Hoa Lư", "Phường Nam Định"), 4),
    ("Tỉnh Thanh Hóa", ("Phường Hạc Thành",), 3),
    ("Tỉnh Nghệ An", ("Phường Thành Vinh",), 3),
    ("Thành phố Huế", ("Phường Thuận Hóa", "Phường Phú Xuân"), 2),
    ("Thành phố Đà Nẵng", ("Phường Hải Châu", "Phường Sơn Trà"), 3),
    ("Thành phố Hồ Chí Minh", ("Phường Tân Định", "Phường Gò Vấp", "Phường Thủ Đức"), 4),
    ("Thành phố Cần Thơ", ("Phường Ninh Kiều", "Phường Cái Răng"), 2),
)  # fmt: skip
"""Provinces and communes since 2025-07-01, with how many customers in a hundred live there."""

STREETS = (
    "Hoa Sữa",
    "Bằng Lăng",
    "Hàng Tre",
    "Đồng Xanh",
    "Bến Cũ",
    "Lúa Vàng",
    "Cây Gạo",
    "Bờ Đê",
    "Chợ Mới",
    "Ao Sen",
)
COMPANY_WORDS = ("An Khê", "Bình Minh Xanh", "Cánh Đồng", "Đồi Thông", "Gió Nồm", "Hạt Mầm", "Lá Cọ", "Mây Trắng",
                 "Ngọn Đèn", "Phù Sa", "Sông Con", "Thuyền Nan", "Tre Làng", "Vườn Chè", "Xóm Núi")  # fmt: skip
COMPANY_KINDS = ("Công ty TNHH", "Công ty CP", "Đại lý", "Cửa hàng", "Hợp tác xã", "Công ty TNHH Giao nhận")
MOBILE_PREFIXES = ("032", "034", "035", "036", "038", "039", "070", "076", "078", "081", "083", "085", "091", "094",
                   "090", "093", "096", "097", "098", "086", "056", "059")  # fmt: skip
MAIL_DOMAINS = ("thuphongba.example", "hopthu.example", "nhamai.example")


@dataclass(frozen=True)
class Address:
    """A postal address of two levels, as in force since 2025-07-01."""

    street: str
    commune: str
    province: str


def person(random: Random) -> tuple[str, str]:
    """A name, family name first, and `"male"` or `"female"`."""
    family = random.choices([name for name, _ in FAMILIES], [share for _, share in FAMILIES])[0]
    if random.random() < 0.52:
        return f"{family} {random.choice(FEMALE_MIDDLE)} {random.choice(FEMALE_GIVEN)}", "female"
    return f"{family} {random.choice(MALE_MIDDLE)} {random.choice(MALE_GIVEN)}", "male"


def company(random: Random, *, number: int) -> str:
    """A company's or dealer's name; `number` keeps names apart."""
    word = COMPANY_WORDS[number % len(COMPANY_WORDS)]
    suffix = "" if number < len(COMPANY_WORDS) else f" {number // len(COMPANY_WORDS) + 1}"
    return f"{random.choice(COMPANY_KINDS)} {word}{suffix}"


def phone(random: Random) -> str:
    """A mobile number in E.164. Its shape is valid, so it may belong to somebody: the demo never sends anything out."""
    return f"+84{random.choice(MOBILE_PREFIXES)[1:]}{random.randrange(10**7):07}"


def address(random: Random) -> Address:
    """A house in one of the places."""
    province, communes, _ = random.choices(PLACES, [share for _, _, share in PLACES])[0]
    lane = f"ngõ {random.randrange(2, 99)} " if random.random() < 0.4 else ""
    return Address(
        f"Số {random.randrange(1, 240)} {lane}đường {random.choice(STREETS)}", random.choice(communes), province
    )


def plate(random: Random) -> str:
    """The plate of an electric scooter registered in Hà Nội."""
    return f"29MĐ{random.randrange(1, 8)}-{random.randrange(100, 990):03}.{random.randrange(100):02}"
