from time import perf_counter

import pytest

from tantam.core.values.mentions import mentioned, mentions

SAFETY = "cháy, khói, chập, nổ, mất phanh, tai nạn"
COMPLAINT = "khiếu nại, lừa, thất vọng, bóc phốt, đăng fb, báo chí, hội bảo vệ"
WARRANTY = "bảo hành, hỏng, lỗi, ko lên, k sạc đc"
RETURN = "đổi, trả, hoàn tiền, sai màu, sai size, thiếu hàng"
DELIVERY = "giao, ship, bao giờ, chưa nhận, mã vận đơn"
ADVICE = "giá, ib, còn hàng, trả góp, báo giá, số lượng"
ROWS = {
    "safety": SAFETY,
    "complaint": COMPLAINT,
    "warranty": WARRANTY,
    "return": RETURN,
    "delivery": DELIVERY,
    "advice": ADVICE,
}

OUTCRY = """LÀM ĂN KIỂU GÌ ĐẤY??? Sạc mới mua 9 ngày nóng rẫy suýt cháy nhà, gọi 1900 ba lần không ai nghe.
Không giải quyết trong hôm nay tôi đăng lên các hội nhóm cho mọi người biết!"""


def first_row(text: str) -> str:
    return next((kind for kind, keywords in ROWS.items() if mentions(text, keywords)), "question")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("xe em ko sạc dc", "warranty"),
        ("Xe em khong sac duoc", "warranty"),
        ("xe e k sac đk r", "warranty"),
        (OUTCRY, "safety"),
        ("XE BỊ CHẬP ĐIỆN", "safety"),
        ("xe dang di thi mat phanh", "safety"),
        ("sac bi chay roi em oi", "safety"),
        ("pin boc khoi den si", "safety"),
        ("cháyyyyy rồi shop ơi", "safety"),
        ("Xe chạy êm, cảm ơn shop", "question"),
        ("xe chay em lam, cam on shop", "question"),
        ("no keu tit tit suot", "question"),
        ("nó kêu tít tít suốt", "question"),
        ("khoi can goi lai nhe", "question"),
        ("xe đề mãi không nổ máy", "question"),
        ("mẫu này cháy hàng chưa", "question"),
        ("mũ có vải chống cháy không", "question"),
        ("shop lua dao a", "complaint"),
        ("cho em lua chon mau khac", "question"),
        ("tôi sẽ đăng facebook cho coi", "complaint"),
        ("Xin lỗi cho mình hỏi chút", "question"),
        ("xin loi cho minh hoi chut", "question"),
        ("may bi loi roi", "warranty"),
        ("còn bh k shop", "warranty"),
        ("xe hong roi", "warranty"),
        ("mau hong dep khong", "question"),
        ("e muốn tr hàng", "return"),
        ("muon doi size L", "return"),
        ("doi lau qua roi", "question"),
        ("sao không trả lời tin nhắn", "question"),
        ("Shop ơi mình đặt mũ 3/4 màu kem hôm thứ 5 mà chưa thấy giao ạ", "delivery"),
        ("bao h co hang z", "delivery"),
        ("toi khong bao gio mua nua", "question"),
        ("sốp ơi cái xe đạp trợ lực màu bạc hà còn hk z, tr góp đc k ạ", "advice"),
        ("xe nay tra gop duoc khong", "advice"),
        ("ib gia nhe", "advice"),
        ("V/v đề nghị báo giá 25 xe máy điện và hợp đồng bảo dưỡng", "advice"),
        ("cả gia đình mình đều thích", "question"),
        ("cái này 12 tr hay 500 k", "question"),
        ("mình sv nên hk có thẻ tín dụng, cần j k shop", "question"),
        ("Toi dat lich bao duong xe 29MĐ1-000.41 sang thu 7 duoc khong, xe di hon 5000 km roi", "question"),
    ],
)
def test_the_first_row_of_the_demo_table_that_a_text_mentions(text, kind):
    assert first_row(text) == kind


def test_teencode_in_the_keyword_means_what_it_means_in_the_text():
    assert mentions("xe em ko sạc dc", ["k sạc đc"])
    assert mentions("xe em không sạc được", ["k sạc đc"])
    assert mentions("xe em k sạc đc", ["không sạc được"])


def test_a_word_typed_with_marks_matches_only_with_its_marks():
    assert not mentions("nó", ["nổ"])
    assert not mentions("chạy", ["cháy"])
    assert not mentions("giáo", ["giao"])


def test_a_keyword_without_marks_matches_no_marked_word():
    assert not mentions("cháy", ["chay"])


def test_a_part_of_a_longer_word_is_no_mention():
    assert not mentions("shipper vừa gọi", ["ship"])


def test_a_phrase_does_not_run_over_the_end_of_a_sentence():
    assert not mentions("Xe bị mất. Phanh còn tốt", ["mất phanh"])


def test_a_phrase_matches_word_by_word_where_only_some_marks_are_typed():
    assert mentions("xe cua em bị mat phanh ạ", ["mất phanh"])


def test_old_and_new_places_of_the_tone_and_both_spellings_of_i_match():
    assert mentions("hòa giải", ["hoà giải"])
    assert mentions("hỏi kĩ thuật", ["kỹ thuật"])


def test_decomposed_text_is_the_same_text():
    assert mentions("suy\u0301t cha\u0301y", ["cháy"])


def test_the_mentioned_keywords_are_named_in_the_order_given():
    assert mentioned("xe bị chập, bốc khói", SAFETY) == ["khói", "chập"]


@pytest.mark.parametrize("text", ["", "   ", "…!?", "\x00", "🔥" * 50, "a" * 50_000, "k " * 5000])
def test_odd_texts_mention_nothing_and_do_not_fail(text):
    assert not mentions(text, SAFETY)


@pytest.mark.parametrize("keywords", ["", [], [""], ", ,"])
def test_no_keywords_are_never_mentioned(keywords):
    assert not mentions("cháy", keywords)


def test_ten_lists_on_five_hundred_characters_take_well_under_a_millisecond():
    body = ("Mình muốn hỏi xem có size lớn hơn không ạ, nếu được thì cuối tuần này mình qua lấy luôn. " * 6)[:490]
    lists = [*ROWS.values(), "một, hai", "xanh, đỏ", "nón, áo mưa", "tem, bảo hiểm"]
    mentions(body, lists[0])
    best = min(_seconds(f"{body} {turn}", lists) for turn in range(50))
    assert best < 0.0005  # measured 50 µs; ten times that is a fault, not a slow machine


def _seconds(text: str, lists: list[str]) -> float:
    begin = perf_counter()
    for keywords in lists:
        mentions(text, keywords)
    return perf_counter() - begin


def test_no_text_mentions_nothing() -> None:
    assert mentions(None, ["sạc"]) is False
    assert mentions("", ["sạc"]) is False
