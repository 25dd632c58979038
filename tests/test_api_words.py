"""What the API says of values it cannot use: in the language of the answer, by the names the caller wrote."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from django.utils import translation
from pydantic_core.core_schema import ErrorType

from tantam.organisation.api.wording import why_unusable
from tests.test_api import Caller, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]


def _said(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.content
    return {error["at"]: error["words"] for error in response.json()["errors"]}


@pytest.mark.parametrize(
    ("language", "missing", "unknown", "choice", "kind"),
    [
        (
            "vi",
            "Thiếu trường “subject”.",
            "Không có trường nào tên “foo”.",
            "“contact.kind” phải là một trong: phone, email.",
            "“text” phải là chuỗi chữ.",
        ),
        (
            "en",
            "“subject” is missing.",
            "There is no field “foo”.",
            "“contact.kind” must be one of: phone, email.",
            "“text” must be a text.",
        ),
    ],
)
def test_a_body_is_refused_in_the_language_of_the_answer(
    world: Any, language: str, missing: str, unknown: str, choice: str, kind: str
) -> None:
    caller = Caller(world.head, **{"Accept-Language": language})
    said = _said(caller.post("/cases", {"text": 1, "foo": 1, "contact": {"kind": "fax", "value": "1"}}))
    assert said == {"subject": missing, "foo": unknown, "contact.kind": choice, "text": kind}


def test_conditions_of_a_list_are_refused_in_vietnamese(world: Any) -> None:
    caller = Caller(world.head, **{"Accept-Language": "vi"})
    said = _said(caller.get("/cases", state="x", limit="a", opened_since="hôm qua", awaits_answer="có"))
    assert said == {
        "state": "“state” phải là một trong: open, waiting, closed, spam.",
        "limit": "“limit” phải là số nguyên.",
        "opened_since": "“opened_since” phải là thời điểm như 2026-11-22T09:00:00+07:00.",
        "awaits_answer": "“awaits_answer” phải là true hoặc false.",
    }
    naive = _said(caller.get("/cases", limit=0, opened_since="2020-01-01T00:00:00"))
    assert naive == {
        "limit": "“limit” phải từ 1 trở lên.",
        "opened_since": "“opened_since” phải ghi cả múi giờ, như 2026-11-22T09:00:00+07:00.",
    }


def test_what_our_own_rules_refuse_and_what_is_no_object_is_said_in_vietnamese(world: Any) -> None:
    caller = Caller(world.head, **{"Accept-Language": "vi"})
    said = _said(caller.post("/cases", {"customer": "KH000001", "subject": "a" * 301, "text": "b\x00"}))
    assert said == {"subject": "“subject” dài tối đa 300 ký tự.", "text": "“text”: không lưu được ký tự U+0000."}
    assert _said(caller.post("/process-messages", {"message": ""})) == {"message": "“message” không được để trống."}
    assert _said(caller.post("/cases", [1])) == {"": "Nội dung gửi lên phải là một đối tượng JSON có các trường."}
    unread = caller.post("/cases", b"{").json()
    assert (unread["title"], unread["detail"]) == (
        "Không đọc được yêu cầu",
        "Nội dung gửi lên phải là JSON, bảng mã UTF-8.",
    )


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_kind_of_error_is_said_in_the_words_of_the_validator(kind: str) -> None:
    error = {"type": kind, "msg": "Input should be valid", "loc": ("body", "given", "x"), "ctx": {"expected": "'a'"}}
    for bound in ("ge", "gt", "le", "lt", "max_length", "min_length"):
        error["ctx"][bound] = 3  # type: ignore[index]
    with translation.override("vi"):
        said = why_unusable(error, field="x")
    assert "x" in said
    assert any(letter in said for letter in "ảữốếụườăợ"), said
    with translation.override("en"):
        assert why_unusable(error, field="x").isascii() is False  # its quotes only
        assert not any(letter in why_unusable(error, field="x") for letter in "ảữốếụườăợ")
