import pytest

from tantam.core.values.forms_of_address import FORMS, UNKNOWN, FormOfAddress, address, form_of_address
from tantam.core.values.names import (
    family_name,
    given_name,
    initials,
    is_company,
    name_sort_key,
    name_words,
    tidy_name,
)
from tantam.core.values.scripts import Rendered, render_script, script_variables


@pytest.mark.parametrize(
    ("name", "given", "family", "letters"),
    [
        ("Nghiêm Thị Hoà", "Hoà", "Nghiêm", "NH"),
        ("Bác Lê Văn Thược", "Thược", "Lê", "LT"),
        ("Ông Thị Nhàn", "Nhàn", "Ông", "ÔN"),
        ("Chị Ông Thị Nhàn", "Nhàn", "Ông", "ÔN"),
        ("ông Nguyễn Văn A", "A", "Nguyễn", "NA"),
        ("Tôn Nữ Khả Hân", "Hân", "Tôn", "TH"),
        ("bé Mốc", "Mốc", "", "M"),
        ("Hoà", "Hoà", "", "H"),
        ("John Smith", "John", "Smith", "JS"),
        ("H'Hen Niê", "H'Hen", "Niê", "HN"),
        ("🌸 Mai 🌸", "Mai", "", "M"),
        ("Nguyễn Thị Mai🌸", "Mai", "Nguyễn", "NM"),
        ("👨‍👩‍👧 Lê Văn Thược ❤️", "Thược", "Lê", "LT"),
        ("“Trần Văn (An)”", "An", "Trần", "TA"),
        ("🌸🌸", "", "", ""),
        ("  ", "", "", ""),
    ],
)
def test_parts_of_a_name(name, given, family, letters):
    assert (given_name(name), family_name(name), initials(name)) == (given, family, letters)


def test_a_decomposed_name_is_the_same_name():
    assert given_name("Nghie\u0302m Thi\u0323 Hoa\u0300") == "Hoà"


def test_the_family_name_ông_is_kept_and_the_title_dropped():
    assert name_words("Ông Thị Nhàn") == ["Ông", "Thị", "Nhàn"]
    assert name_words("Ông Trần Bình") == ["Trần", "Bình"]


def test_people_sort_by_given_name():
    people = ["Nguyễn Văn Ước", "Trần Ánh", "Lê An", "Vũ Thị An"]
    assert sorted(people, key=name_sort_key) == ["Lê An", "Vũ Thị An", "Trần Ánh", "Nguyễn Văn Ước"]


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("nguyễn  thị\u00a0hoà ", "Nguyễn Thị Hoà"),
        ("h'hen niê", "H'Hen Niê"),
        ("Nguyễn văn An", "Nguyễn văn An"),
        ("CÔNG TY TNHH ABC", "CÔNG TY TNHH ABC"),
        ("công ty cp giao nhận bến lụa", "công ty cp giao nhận bến lụa"),
        ("VNPT", "VNPT"),
        ("KHÁCH 88", "KHÁCH 88"),
        ("", ""),
    ],
)
def test_a_person_is_written_properly_and_a_company_left_alone(typed, tidy):
    assert tidy_name(typed) == tidy
    assert tidy_name(tidy) == tidy


def test_companies_are_told_from_people():
    assert is_company("Công ty CP Giao nhận Bến Lụa")
    assert is_company("Đại lý Sóc Nâu")
    assert not is_company("Đoàn Gia Phát")


@pytest.mark.parametrize(
    ("typed", "customer", "us"),
    [
        ("chị/em", "chị", "em"),
        ("bác / cháu", "bác", "cháu"),
        ("BÁC – CHÁU", "bác", "cháu"),
        ("Quý Công ty / chúng tôi", "Quý Công ty", "chúng tôi"),
        ("anh/chị / em", "anh/chị", "em"),
        ("anh/chị", "anh/chị", "em"),
        ("dì/con", "dì", "con"),
        ("", "anh/chị", "em"),
        ("chị", "anh/chị", "em"),
        ("/", "anh/chị", "em"),
    ],
)
def test_a_pair_is_read_as_typed(typed, customer, us):
    form = form_of_address(typed)
    assert (form.customer, form.us) == (customer, us)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_a_pair_is_read_back_from_its_key(form):
    assert form_of_address(form.key) == form


def test_a_customer_is_addressed_by_form_and_given_name():
    assert address(form_of_address("chị/em"), name="Nghiêm Thị Hoà") == "chị Hoà"
    assert address(form_of_address("bác/cháu"), name="") == "bác"
    assert address(UNKNOWN, name="Đoàn Gia Phát") == "anh/chị Phát"
    assert address(form_of_address("Quý Công ty/chúng tôi"), name="Công ty CP Bến Lụa") == "Quý Công ty"


def test_in_english_a_title_is_used_only_where_it_is_known():
    assert address(form_of_address("chị/em"), name="Nghiêm Thị Hoà", language="en") == "Ms Hoà"
    assert address(UNKNOWN, name="Đoàn Gia Phát", language="en") == "Phát"
    assert address(UNKNOWN, name="", language="en") == "you"


def two_people(form: FormOfAddress = FORMS[1]) -> dict[str, str]:
    return script_variables("Nghiêm Thị Hoà", form=form, agent_name="Phùng Bá Khôi")


def test_a_script_is_filled_for_two_people_and_a_case():
    text = "Dạ {toi} là {nv}, phụ trách phiếu {ma} của {kh}. {Kh} cần gì {toi} giúp ạ? {Toi} cảm ơn."
    assert render_script(text, variables={**two_people(), "ma": "TT-26-004812"}) == Rendered(
        "Dạ em là Khôi, phụ trách phiếu TT-26-004812 của chị Hoà. Chị Hoà cần gì em giúp ạ? Em cảm ơn."
    )


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_variable_without_a_value_stays_and_forbids_sending(value):
    rendered = render_script("{Toi} báo {kh} trước {gio_hen}, {gio_hen}.", variables={**two_people(), "gio_hen": value})
    assert rendered.text == "Em báo chị Hoà trước {gio_hen}, {gio_hen}."
    assert rendered.unresolved == ("{gio_hen}",)
    assert not rendered.is_sendable


@pytest.mark.parametrize("broken", ["{kh", "kh}", "{}", "{D+3}", "{ kh }", "{{kh}}"])
def test_anything_left_in_braces_forbids_sending(broken):
    assert not render_script(f"Dạ {broken} ơi", variables=two_people()).is_sendable


def test_braces_inside_a_value_are_text_and_never_filled_again():
    rendered = render_script("{noi_dung} {kh}", variables={**two_people(), "noi_dung": "mã {kh}"})
    assert rendered == Rendered("mã {kh} chị Hoà")


@pytest.mark.parametrize(
    ("name", "vietnamese", "english"),
    [
        ("🌸🌸", "chị", "you"),
        ("Mai 🌸", "chị Mai", "Ms Mai"),
        ("דוד כהן", "chị", "you"),
        ("محمد علي", "chị", "you"),
        ("李小龙", "chị", "you"),
        ("สมชาย", "chị", "you"),
        ("Đỗ Thị Ước", "chị Ước", "Ms Ước"),
        ("88", "chị", "you"),
    ],
)
def test_a_name_that_cannot_be_said_leaves_the_form_of_address_alone(name, vietnamese, english):
    form = form_of_address("chị/em")
    assert (address(form, name=name), address(form, name=name, language="en")) == (vietnamese, english)
