"""Where a syllable is not the word it looks like: Vietnamese words of several syllables, and words without marks.

`trả` is no return in `trả góp`, `lỗi` no fault in `xin lỗi`, and `no` typed without marks is far more often
`nó` (it) than `nổ` (explode). Two tables say so; `mentions` reads them.
"""

COMPOUNDS = """
trả góp, trả lời, trả trước, trả chậm, trả dần, trả nợ, trả giá, trả lương, chi trả, kiểm tra, tra cứu, thanh tra,
điều tra, trà sữa, trà đá, trao đổi, thay đổi, biến đổi, đổi ý, đổi tên, đổi lịch, đổi giờ, đổi ngày, đổi điểm,
đổi quà, đổi mật khẩu, đổi địa chỉ, đổi số điện thoại, chờ đợi, đợi lâu, đợi mãi, đợi hoài, đợi chút, đợi tí, đợi xíu,
đợi mai, cuộc đời, đời xe, đời mới, một đôi, đôi khi, đôi giày, đôi găng, đội mũ, đội ngũ,
giao dịch, giao lưu, giao diện, giao thông, giao tiếp, giao ca, bàn giao, ngoại giao, giáo viên, giáo dục,
đánh giá, giá trị, giá đỡ, giá treo, giá như, vô giá, tham gia, gia đình, gia hạn, gia tăng, gia công, gia dụng,
gia nhập, quốc gia, chuyên gia, đại gia, người già, hàng giả, giả mạo, giả vờ,
xin lỗi, cáo lỗi, thứ lỗi, lỗi hẹn, lỗi thời, lời hứa, lời khuyên, lời nói, quyền lợi, thuận lợi, tiện lợi, lợi ích,
lối đi, lôi kéo, nổ máy, bùng nổ, nổ đơn, cháy hàng, cháy túi, cháy vé, chống cháy, phòng cháy, chữa cháy,
chập chờn, chập chững, chập tối, chập choạng, lựa chọn, lựa hàng, tia lửa, vải lụa, con lừa, đánh lửa,
không bao giờ, chưa bao giờ, chẳng bao giờ, chả bao giờ, màu hồng, hồng nhạt
"""
"""Words that hide a shorter keyword inside them; a keyword that is itself longer or listed still counts."""

EVIDENCE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    folded: (frozenset(before.split()), frozenset(after.split()))
    for folded, before, after in (
        (
            "no",
            "phat bi suyt chay pin binh quy tieng gay sap lop banh tu",
            "tung pin binh lop banh bum dung ac to luon",
        ),
        (
            "chay",
            "bi suyt boc phat mui sap gay de sac pin binh day tu bat gan",
            "no khet nha den rui sac pin binh day bung sem mat dien het tui",
        ),
        (
            "khoi",
            "boc co len mui bay xi nhieu toa thay bi day",
            "den trang mu boc bay khet nhieu um",
        ),
        (
            "chap",
            "bi day sac bo tu pin xe dau",
            "dien chay mach nguon pin bo day sac no luon hay",
        ),
        (
            "hong",
            "bi xe pin sac den binh phanh man may dau sua khoa da lai de mau gay lam hang",
            "roi hoc xe pin sac den phanh nang luon mat het binh may khoa man sau truoc hai",
        ),
        (
            "lua",
            "bi dung di",
            "dao gat khach nguoi tien toi em bip",
        ),
    )
}
"""Folded syllable → words before and after it that make the rarer, graver meaning likely when typed without marks."""
