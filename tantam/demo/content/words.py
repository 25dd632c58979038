"""What invented customers say and what agents answer, by kind of case. Customers' speech is Vietnamese as it comes."""

from random import Random

#: Why somebody left out the call that the process of complaints asks for.
CALL_LEFT_OUT = (
    "Khách không nghe máy, nhắn tin thay",
    "Khách đang đi làm, xin nhắn tin thôi",
    "Đông phiếu quá, xin bằng chứng luôn cho nhanh",
    "Khách đã kể rõ trong tin nhắn, không cần gọi",
)

SAID = {
    "question": (
        "Shop cho mình hỏi cửa hàng Hà Đông mấy giờ đóng cửa vậy ạ",
        "xe minh di duoc bao xa thi phai sac lai vay shop",
        "Pin để ngoài trời mưa có sao không em?",
        "cho hỏi cách chỉnh giờ trên mặt đồng hồ với",
        "Chị muốn đặt lịch bảo dưỡng sáng thứ 7 này",
        "đăng ký biển số xe máy điện cần giấy tờ j ạ",
        "xe để lâu ko đi có cần sạc ko shop",
        "Bên mình có dán xe không em ơi",
        "toi muon hoi thu tuc sang ten xe",
        "Tem kiểm định nằm chỗ nào trên mũ ạ?",
    ),
    "advice": (
        "ib mình giá xe Thuận An 2 nhé",
        "Xe đạp trợ lực màu bạc hà còn hàng không ạ",
        "mẫu Lộc Vừng S tr góp đc k shop, sv ạ",
        "Cho em xin bao gia 3 xe may dien cho cua hang",
        "con hang mu 3/4 mau den khong shop",
        "giá sạc nhanh 48V bn vậy ad",
        "Chị cần báo giá thay 2 má phanh trước",
        "Mua số lượng 10 mũ có bớt không em",
    ),
    "delivery": (
        "Đơn mũ của mình đặt từ thứ 5 mà chưa thấy giao ạ",
        "bao giờ ship tới vậy shop, mình chờ 4 hôm r",
        "don hang cua toi chua nhan duoc",
        "Cho mình xin mã vận đơn với",
        "shipper gọi lúc mình đang họp, nhờ giao lại chiều nay nhé",
        "bao h giao z shop",
        "Giao nhầm sang số nhà 12 rồi em ơi",
        "ủa có ai gọi tôi đâu mà báo giao không thành",
    ),
    "return": (
        "Mình muốn đổi mũ size M sang size L, còn nguyên tem",
        "hàng giao sai màu rồi shop ơi",
        "cho em tr hàng áo mưa, mặc chật quá",
        "Nhận thiếu hàng, có 1 đôi găng mà đặt 2 đôi",
        "bao lau thi hoan tien vao tai khoan vay",
        "Đổi giúp chị sang màu kem được không em",
    ),
    "warranty": (
        "xe em ko sạc dc",
        "Đèn pha bị hỏng, xe mới mua 5 tháng",
        "xe di duoc 300m la tat, bi loi gi khong biet",
        "Màn hình báo lỗi E06, còn bảo hành không ạ",
        "xe bật khoá ko lên gì hết shop ơi",
        "Phanh sau kêu rít, mang qua xưởng bảo hành được không em",
        "con bao hanh bo dieu khien khong, xe giat cuc",
    ),
    "complaint": (
        "Hẹn 3 lần không lần nào đúng, tôi rất thất vọng",
        "Tôi muốn khiếu nại nhân viên quầy nói năng trống không",
        "Bán hàng kiểu này là lừa khách, báo một đằng tính tiền một nẻo",
        "lam an kieu nay toi khieu nai toi cung",
        "Sửa xong hôm trước hôm sau hỏng lại, thất vọng hết sức",
        "giao hàng móp hộp còn bắt ký, mình khiếu nại đơn này",
        "Không xử lý cho ra lẽ thì tôi khiếu nại lên giám đốc bên em",
        "hua goi lai ma 5 ngay khong ai goi, qua that vong",
    ),
    "safety": (
        "Sạc lô 08 cắm 20 phút nóng rẫy, có mùi khét, sợ cháy quá shop ơi",
        "cục sạc lô 08 mới mua nóng tới mức bốc khói",
        "sac lo 08 nong qua, suyt chay cai tham nha toi",
        "Sạc lô 08 phồng lên, đêm qua nổ cái bụp, may mà rút kịp",
        "Bộ sạc lô 08 chập điện nhảy át cả nhà em",
        "Vỏ sạc lô 08 chảy nhựa, khói ra khét lẹt",
    ),
}
"""First words by kind. Each is classified as its kind by the table of QT-01, a test sees to it."""

QUOTED = "Dạ xe mình cần thay bộ phanh, hết 480.000 ₫, khoảng 1 tiếng là xong. {Kh} đồng ý thì nhắn giúp {toi} ạ."
"""What a customer is asked who now thinks about a quotation."""
ANSWERED = {
    "question": "Dạ {toi} là {nv}. {Toi} gửi {kh} hướng dẫn ngay đây ạ.",
    "advice": "Dạ {toi} là {nv}. {Toi} gửi {kh} giá và màu còn sẵn ngay ạ.",
    "delivery": "Dạ {toi} là {nv}. {Toi} đã hỏi bên giao, {toi} báo {kh} ngay khi có tin ạ.",
    "return": "Dạ {toi} là {nv}. {Kh} giữ giúp {toi} tem và hộp, {toi} làm phiếu đổi cho {kh} ngay ạ.",
    "warranty": "Dạ {toi} là {nv}. Xưởng hẹn {kh} đem xe qua, {kh} nhớ mang theo sạc giúp {toi} ạ.",
    "complaint": "Dạ {toi} là {nv}. {Toi} xin lỗi {kh}. Việc này {toi} trực tiếp xử lý tới khi xong ạ.",
    "safety": "Dạ {toi} là {nv}. {Kh} rút sạc ra, không dùng tiếp giúp {toi} ạ. {Toi} gọi {kh} ngay bây giờ.",
}
"""First answers by kind, as scripts with variables."""


def said(kind: str, *, random: Random) -> str:
    """First words of a customer for a kind of case."""
    return random.choice(SAID[kind])
