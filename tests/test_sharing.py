"""No file of tests is left out, and the product is started by one worker as long as the other has work of its own."""

from __future__ import annotations

from tests.sharing import LONG, next_file

WAITING = {
    "tests/browser/test_desk.py": range(7),
    "tests/browser/test_pages.py": range(3),
    "tantam/ui/tests/test_parts.py": range(14),
    "tantam/core/tests/test_phones.py": range(50),
    "tantam/core/tests/test_money.py": range(70),
    "tests/test_kill.py": range(1),
}


def taken(*, at_browser: bool) -> list[str]:
    waiting, order = dict(WAITING), []
    while waiting:
        order.append(next_file(waiting, at_browser=at_browser))
        waiting.pop(order[-1])
    return order


def test_one_begins_with_the_pages_of_the_product_and_helps_with_what_is_short() -> None:
    assert taken(at_browser=True) == [
        "tests/browser/test_pages.py",
        "tests/browser/test_desk.py",
        "tantam/ui/tests/test_parts.py",
        "tantam/core/tests/test_phones.py",
        "tantam/core/tests/test_money.py",
        "tests/test_kill.py",
    ]


def test_the_others_begin_with_the_rest_and_need_the_product_last() -> None:
    assert taken(at_browser=False) == [
        "tests/test_kill.py",
        "tantam/core/tests/test_money.py",
        "tantam/core/tests/test_phones.py",
        "tantam/ui/tests/test_parts.py",
        "tests/browser/test_desk.py",
        "tests/browser/test_pages.py",
    ]


def test_what_is_called_long_is_there(pytestconfig) -> None:
    assert [file for file in LONG if not (pytestconfig.rootpath / file).exists()] == []
