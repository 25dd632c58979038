"""Short Vietnamese texts as customers of a vehicle shop write them; the same seed gives the same texts."""

from __future__ import annotations

from random import Random

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Nghiêm",
    "Trịnh",
    "Đoàn",
    "Cao",
]
MIDDLE = [
    "Văn",
    "Thị",
    "Minh",
    "Thanh",
    "Quốc",
    "Ngọc",
    "Hữu",
    "Đức",
    "Bá",
    "Thu",
    "Kim",
    "Xuân",
    "Gia",
    "Phương",
    "Hải",
]
GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hoà",
    "Hùng",
    "Khánh",
    "Lan",
    "Linh",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Trang",
    "Uyên",
    "Vinh",
    "Yến",
    "Tú",
]

SUBJECTS = [
    "Hỏi đơn hàng", "Xe không sạc được", "Bảo hành ắc quy", "Đổi trả mũ bảo hiểm", "Giao hàng chậm", "Hỏi giá xe điện",
    "Phanh kêu to", "Khiếu nại thái độ phục vụ", "Hoá đơn VAT", "Đặt lịch bảo dưỡng",
]  # fmt: skip
BEGINNINGS = [
    "Shop ơi", "Chào shop", "Em ơi cho anh hỏi", "Kính gửi bộ phận chăm sóc khách hàng", "Alo shop",
    "Cho mình hỏi chút",
]  # fmt: skip
MATTERS = [
    "xe điện mình mua tuần trước sạc cả đêm không đầy", "đơn hàng đặt hôm thứ hai sao chưa thấy giao",
    "ắc quy dùng được ba tháng đã yếu hẳn", "phanh sau kêu to khi trời mưa", "mũ bảo hiểm giao nhầm cỡ muốn đổi lại",
    "nhân viên hẹn gọi lại mà hai ngày nay chưa gọi", "muốn xuất hoá đơn cho công ty",
    "đồng hồ báo lỗi đèn vàng nhấp nháy",
    "lốp trước mòn không đều đi bị lắc tay lái", "bên mình còn phụ tùng giảm xóc cho đời xe cũ không",
    "bảo dưỡng mười nghìn cây số hết bao nhiêu tiền", "xe bị chảy dầu ở gầm máy",
]  # fmt: skip
ENDINGS = [
    "shop kiểm tra giúp mình nhé", "mong shop trả lời sớm", "cảm ơn shop nhiều ạ", "gấp lắm shop ơi", "em cảm ơn ạ",
    "anh chờ điện thoại", "nếu không được thì cho mình trả lại hàng",
]  # fmt: skip
ANSWERS = [
    "Dạ em chào anh chị, em đã nhận được thông tin và đang kiểm tra ạ",
    "Dạ kỹ thuật viên sẽ gọi lại trong buổi chiều ạ",
    "Dạ đơn của mình đang trên đường giao, dự kiến ngày mai tới ạ", "Dạ mời anh chị mang xe tới cửa hàng gần nhất ạ",
]  # fmt: skip
PLACES = [
    "Cầu Giấy",
    "Thủ Đức",
    "Hải Châu",
    "Ninh Kiều",
    "Gò Vấp",
    "Long Biên",
    "Biên Hoà",
    "Vinh",
    "Huế",
    "Nha Trang",
    "Đà Lạt",
    "Cần Thơ",
]


def name(random: Random) -> str:
    """A person's full name."""
    return f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)}"


def question(random: Random) -> str:
    """What a customer writes: some twenty to forty syllables with a code of their own."""
    matter = f"{random.choice(BEGINNINGS)}, {random.choice(MATTERS)}, nhà mình ở {random.choice(PLACES)}"
    return f"{matter}, mã đơn DH{random.randrange(10**7):07d}. {random.choice(ENDINGS).capitalize()}."


def answer(random: Random) -> str:
    """What an agent writes."""
    return f"{random.choice(ANSWERS)}. {random.choice(MATTERS).capitalize()} thì mình xử lý như sau ạ."
