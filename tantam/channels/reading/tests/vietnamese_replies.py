"""Replies as Vietnamese mail programs write them: what was written now, and what follows it.

Each case: a sentence, the text the person wrote now (expected to remain alone), and the rest (to be folded).
Written from the formats the programs document or show, before the separator was built.
"""

OUR = "Chào chị,\nTận Tâm đã nhận được yêu cầu của chị.\nMã yêu cầu: TT-2025-000123"
QUOTED = "\n".join("> " + line for line in OUR.split("\n"))
WE = "Tận Tâm <hotro@tantam.example>"

AFTER: dict[str, tuple[str, str]] = {
    "gmail on the web, weekday and thg": (
        "Dạ em cảm ơn, xe đã sạc được rồi ạ.",
        f"\n\nVào Th 2, 20 thg 10, 2025 vào lúc 09:15 {WE} đã viết:\n\n{QUOTED}\n",
    ),
    "gmail on a sunday": (
        "Bao giờ có hàng lại vậy shop?",
        f"\n\nVào CN, 19 thg 10, 2025 vào lúc 21:40 {WE} đã viết:\n\n{QUOTED}",
    ),
    "gmail with its header wrapped before the address": (
        "Cho mình hỏi thêm phí giao hàng.",
        f"\n\nVào Th 3, 21 thg 10, 2025 vào lúc 10:02 Trung tâm chăm sóc khách hàng Tận Tâm <\n"
        f"hotro@tantam.example> đã viết:\n\n{QUOTED}",
    ),
    "gmail with its header wrapped before the verb": (
        "Vâng ạ.",
        f"\n\nVào Th 6, 24 thg 10, 2025 vào lúc 08:00 {WE}\nđã viết:\n\n{QUOTED}",
    ),
    "older gmail, hour first": (
        "Mình đã chuyển khoản rồi nhé.",
        f"\n\nVào 14:03 Ngày 08 tháng 01 năm 2024, {WE} đã viết:\n\n{QUOTED}",
    ),
    "older gmail, ngày first": (
        "Không được bạn ơi.",
        f"\n\nVào ngày 14:03 8 tháng 1, 2024, {WE} đã viết:\n> Chào chị,\n> ok",
    ),
    "gmail, quoted text without marks": (
        "Máy vẫn không lên nguồn.",
        f"\n\nVào Th 4, 22 thg 10, 2025 vào lúc 16:20 {WE} đã viết:\n\n{OUR}\n",
    ),
    "apple mail on the mac": (
        "Gửi lại giúp chị hoá đơn đỏ.",
        f"\n\n> Vào 8 thg 1, 2024, lúc 14:03, {WE} đã viết:\n> \n{QUOTED}",
    ),
    "iphone with its signature": (
        "Anh nhận được hàng rồi, cảm ơn em",
        f"\n\nĐã gửi từ iPhone của tôi\n\n> Vào 14:03, 8 thg 1, 2024, {WE} đã viết:\n> \n{QUOTED}",
    ),
    "iphone, lúc inside": (
        "Ok em",
        f"\nĐã gửi từ iPhone của tôi\n\nVào Th 2, 8 thg 1, 2024 lúc 14:03 {WE} đã viết:\n{QUOTED}",
    ),
    "ipad without any quote": ("Chị đổi sang màu xanh nhé.", "\n\nĐã gửi từ iPad của tôi"),
    "gửi từ iphone without đã": ("Chưa thấy ai gọi lại cả", "\n\nGửi từ iPhone của tôi\n"),
    "outlook for windows": (
        "Em gửi anh biên bản bàn giao ạ.",
        f"\n\nTừ: {WE}\nĐã gửi: Thứ Hai, 20 Tháng Mười 2025 9:15 SA\nTới: Trần Thị B <b@example.vn>\n"
        f"Chủ đề: Re: Yêu cầu bảo hành\n\n{OUR}",
    ),
    "outlook on the web with its rule": (
        "Đã xử lý xong, cảm ơn.",
        f"\n\n________________________________\nTừ: {WE}\nĐã gửi: 20 Tháng Mười 2025 9:15 SA\n"
        f"Đến: Trần Thị B <b@example.vn>\nChủ đề: Re: Yêu cầu bảo hành\n\n{OUR}",
    ),
    "outlook with ngày gửi, cc and bold marks": (
        "Nhờ bộ phận kỹ thuật xem giúp.",
        f"\n\n*Từ:* {WE}\n*Ngày gửi:* 20 Tháng Mười 2025 9:15 SA\n*Tới:* b@example.vn\n"
        f"*Cc:* c@example.vn\n*Chủ đề:* Re: Yêu cầu\n\n{OUR}",
    ),
    "outlook with a colon set apart": (
        "Tôi không đồng ý với cách giải quyết này.",
        f"\n\nTừ : {WE}\nĐã gửi : 20/10/2025 9:15 SA\nTới : b@example.vn\nChủ đề : Re: Khiếu nại\n\n{OUR}",
    ),
    "outlook on android": (
        "Xác nhận đã nhận tiền hoàn.",
        f"\n\nTải Outlook cho Android<https://aka.ms/AAb9ysg>\n________________________________\n"
        f"Từ: {WE}\nĐã gửi: 20/10/2025\nĐến: b@example.vn\nChủ đề: Re: Hoàn tiền\n\n{OUR}",
    ),
    "outlook on ios": ("Chờ tin anh.", "\n\nTải xuống Outlook cho iOS<https://aka.ms/o0ukef>"),
    "gửi từ outlook": ("Mai tôi qua cửa hàng.", "\n\nGửi từ Outlook dành cho Android"),
    "windows mail": (
        "Mình muốn đổi địa chỉ giao hàng.",
        "\n\nĐược gửi từ Thư dành cho Windows\n\nTừ: Tận Tâm\nĐã gửi: 20 Tháng Mười 2025\nTới: b@example.vn\n"
        "Chủ đề: Đơn hàng\n\nChào anh",
    ),
    "thunderbird, date and hour": (
        "Đây là ảnh chụp lỗi ạ.",
        f"\n\nVào 08/01/2024 14:03, Nguyễn Văn A đã viết:\n{QUOTED}",
    ),
    "thunderbird, vào lúc": (
        "Hôm nay có giao không?",
        f"\n\nVào lúc 14:03, 08/01/2024, Tận Tâm đã viết:\n{QUOTED}",
    ),
    "thunderbird, lúc … viết": (
        "Tôi đợi ba ngày rồi.",
        f"\n\nLúc 14:03 ngày 08/01/2024, Tận Tâm viết:\n{QUOTED}",
    ),
    "yahoo on the web": (
        "Cảm ơn shop nhiều",
        "\n\n    Vào Thứ Hai, 20 tháng 10, 2025 lúc 09:15:00 GMT+7, Tận Tâm <hotro@tantam.example> đã viết:  \n \n"
        + OUR,
    ),
    "yahoo on android": (
        "Đã nhận hàng",
        f"\n\nĐã gửi từ Yahoo Mail trên Android\n\n  Vào Th 2, 20 Thg 10, 2025 lúc 9:15, Tận Tâm\n"
        f"<hotro@tantam.example> đã viết:   {OUR}",
    ),
    "zalo mail": (
        "Nhờ shop kiểm tra giúp đơn DH00123",
        f"\n\nVào lúc 09:15, ngày 20/10/2025, {WE} đã viết:\n\n{QUOTED}",
    ),
    "zalo mail signature": ("Ok shop", "\n\n--\nĐược gửi từ Zalo Mail"),
    "samsung mail": (
        "Pin tụt nhanh quá, 2 tiếng là hết.",
        f"\n\nĐã gửi từ thiết bị Galaxy của tôi\n\n-------- Thư gốc --------\nTừ: {WE}\n"
        f"Ngày: 20/10/25 09:15 (GMT+07:00)\nĐến: b@example.vn\nChủ đề: Re: Pin\n\n{OUR}",
    ),
    "samsung, older words": ("Alo shop", "\n\nĐược gửi từ điện thoại Samsung của tôi."),
    "xiaomi": ("Mình lấy size L", "\n\nĐược gửi từ điện thoại Xiaomi của tôi"),
    "zimbra": (
        "Kính gửi Quý công ty, chúng tôi đồng ý phương án 2.",
        f'\n\n----- Thư gốc -----\nTừ: "Tận Tâm" <hotro@tantam.example>\nĐến: "Trần B" <b@example.vn>\n'
        f"Đã gửi: Thứ Hai, 20 Tháng 10 2025 9:15:00\nChủ đề: Re: Phương án\n\n{OUR}",
    ),
    "a server's webmail": (
        "Đã nhận ạ.",
        f"\n\n----- Nguyên văn -----\nTừ: {WE}\nĐến: b@example.vn\nGửi lúc: 20/10/2025\nChủ đề: Re: Hàng\n\n{OUR}",
    ),
    "outlook express style divider": (
        "Hàng bị móp hộp.",
        f"\n\n-----Tin nhắn gốc-----\nTừ: {WE}\nGửi: 20/10/2025\nTới: b@example.vn\nChủ đề: Re: Hàng\n\n{OUR}",
    ),
    "roundcube": ("Đồng ý.", f"\n\nVào 2025-10-20 09:15, Tận Tâm đã viết:\n{QUOTED}"),
    "zoho mail": (
        "Cho tôi xin số tổng đài.",
        f"\n\n\n\n---- Vào Th 2, 20 thg 10 2025 09:15:00 +0700 {WE} đã viết ----\n\n{OUR}",
    ),
    "english gmail in a vietnamese mail": (
        "Vâng, em gửi lại ảnh.",
        f"\n\nOn Mon, Oct 20, 2025 at 9:15 AM {WE} wrote:\n\n{QUOTED}",
    ),
    "english outlook in a vietnamese mail": (
        "Đề nghị phản hồi trước 17h.",
        f"\n\nFrom: {WE}\nSent: Monday, October 20, 2025 9:15 AM\nTo: b@example.vn\nSubject: Re: Báo giá\n\n{OUR}",
    ),
    "a name on the closing line": ("Gửi em báo giá nhé.", "\n\nTrân trọng, Nguyễn Văn An"),
    "thanks and a closing": ("Gửi em báo giá nhé.", "\n\nXin cảm ơn và trân trọng kính chào!\nHoa\n0901 234 567"),
    "a closing and a business card": (
        "Nhờ anh gửi giúp em báo giá 20 bộ.",
        "\n\nTrân trọng,\nTrần Thị B\nPhòng Mua hàng\nCông ty TNHH ABC\nĐT: 0901 234 567\nEmail: b@abc.example",
    ),
    "a closing with thanks": (
        "Em cần hoá đơn trước thứ Sáu.",
        f"\n\nTrân trọng cảm ơn!\nTrần B\n\nVào Th 2, 20 thg 10, 2025 vào lúc 09:15 {WE} đã viết:\n{QUOTED}",
    ),
    "kính thư": ("Kính mong Quý công ty xem xét.", "\n\nKính thư,\nNguyễn Văn C"),
    "thân mến": ("Hẹn gặp bạn thứ Năm.", "\n\nThân mến\nHoa"),
    "decomposed letters, as a mac writes them": (
        "Tôi đã gửi đơn.",
        "\n\nVa\u0300o Th 2, 20 thg 10, 2025 va\u0300o lu\u0301c 09:15 Ta\u0323\u0302n Ta\u0302m "
        "<hotro@tantam.example> \u0111a\u0303 vi\u00ea\u0301t:\n> Cha\u0300o",
    ),
    "a dashed signature": ("Ok em nhé", "\n\n-- \nTrần Thị B\nGiám đốc"),
    "without diacritics": (
        "Shop oi giao hang chua",
        f"\n\nVao Th 2, 20 thg 10, 2025 vao luc 09:15 {WE} da viet:\n{QUOTED}",
    ),
}

INLINE = (
    f"Vào Th 2, 20 thg 10, 2025 vào lúc 09:15 {WE} đã viết:\n\n"
    "> 1. Anh mua xe ngày nào ạ?\n\nNgày 5/9 em nhé.\n\n> 2. Số khung là gì ạ?\n\nRPX123, ở dưới yên.\n\n> Cảm "
    "ơn anh.\n"
)
INLINE_NEW = "Ngày 5/9 em nhé.\n\nRPX123, ở dưới yên."

KEPT: dict[str, str] = {
    "a forward from gmail": (
        f"Nhờ bên mình xử lý giúp.\n\n---------- Forwarded message ---------\nTừ: {WE}\n"
        f"Date: Th 2, 20 thg 10, 2025 vào lúc 09:15\nSubject: Khách khiếu nại\nTo: <b@example.vn>\n\n\n{OUR}"
    ),
    "a forward in vietnamese words": f"---------- Thư đã chuyển tiếp ----------\nTừ: {WE}\nNgày: 20/10/2025\n\n{OUR}",
    "a forward from apple": f"Xem giúp chị\n\nBắt đầu thư được chuyển tiếp:\n\nTừ: {WE}\nChủ đề: Lỗi\n\n{OUR}",
    "đã viết inside a sentence": "Hôm qua tôi đã viết:\nđơn khiếu nại mà không ai trả lời.",
    "từ as an ordinary word": "Từ: hôm thứ Hai đến nay máy không chạy.\nTôi cần người đến xem.",
    "trân trọng inside a sentence": "Tôi rất trân trọng, nhưng vẫn muốn trả hàng.\nMong shop hiểu.",
    "gửi từ as ordinary words": "Hàng được gửi từ Hà Nội hôm thứ Ba mà giờ chưa tới nơi, shop kiểm tra giúp.",
    "sending by zalo": "Shop xem ảnh nhé\n\nGửi qua Zalo cho em nhé\n",
    "an app of the customer": "Nhận hàng qua app rồi\n\nTải app về rồi mà không dùng được",
    "a phone of the customer": "Gửi bằng điện thoại được không?\n\nGửi từ kho Samsung Bắc Ninh, hàng bị móp",
    "a narrated letter": "Ngày 20/10/2025 tôi đã viết:\nmáy hỏng, đề nghị đổi mới.",
    "a list with dashes": "Tôi cần:\n- 2 bộ sạc\n- 1 yên xe\n- Giao trước Thứ Sáu",
    "a date at the start": "Vào Thứ Hai 20/10 lúc 9 giờ tôi có gọi tổng đài nhưng không ai nghe máy.",
}
